import Posts

extension BlockReader {
  /// Returns whether the next row equals this one, digest and facts included.
  ///
  /// No row is built, because a writer calls this for every row.
  mutating func nextIs(_ row: IndexRow) throws(IndexError) -> Bool {
    let entry = row.entry
    guard try readFields(), before.path == entry.path.bytes, fields.kind == RowKind(entry.kind)
    else { return false }
    if row.isRemoval { return true }
    guard fields.mode == entry.mode, modified == entry.modified,
      fields.place == row.place, fields.size == entry.size, digest() == row.digest
    else { return false }
    switch entry.kind {
    case .symbolicLink(let target):
      guard cursor.holds(target, in: fields.target) else { return false }
    case .hardLink(let target):
      guard cursor.holds(target.bytes, in: fields.target) else { return false }
    case .file, .folder, .special: break
    }
    if let member = fields.member, let path = row.memberPath {
      guard cursor.holds(path.bytes, in: member) else { return false }
    } else if fields.member != nil || row.memberPath != nil {
      return false
    }
    guard let start = fields.facts, let facts = row.facts else {
      return fields.facts == nil && row.facts == nil
    }
    return try hold(facts, at: start)
  }

  /// Returns whether the facts at a position of the block equal these.
  private func hold(_ facts: PostFacts, at start: Int) throws(IndexError) -> Bool {
    var cursor = cursor
    cursor.move(to: start)
    let flags = try cursor.byte()
    guard (flags & FactFlag.title != 0) == (facts.title != nil),
      (flags & FactFlag.date != 0) == (facts.date != nil),
      (flags & FactFlag.draft != 0) == facts.draft,
      (flags & FactFlag.broken != 0) == facts.hasBrokenFrontMatter,
      (flags & FactFlag.tags != 0) == !facts.tags.isEmpty
    else { return false }
    if let title = facts.title {
      guard try cursor.takes(title) else { return false }
    }
    if let date = facts.date {
      guard try cursor.takes(date.written), DayNumber.day(try cursor.varint()) == date.day,
        try cursor.varint() == UInt64(clamping: date.second)
      else { return false }
    }
    if !facts.tags.isEmpty {
      guard try cursor.varint() == UInt64(facts.tags.count) else { return false }
    }
    for tag in facts.tags {
      guard try cursor.takes(tag) else { return false }
    }
    return true
  }
}

extension BlockCursor {
  /// Returns whether a range of the block contains exactly these bytes.
  fileprivate func holds(_ bytes: [UInt8], in range: Range<Int>) -> Bool {
    PathBytes.areEqual(self.bytes.span.extracting(range), bytes.span)
  }

  /// Skips a counted text and returns whether it is this one.
  fileprivate mutating func takes(_ text: String) throws(IndexError) -> Bool {
    let range = try counted()
    return PathBytes.areEqual(bytes.span.extracting(range), text.utf8.span)
  }
}
