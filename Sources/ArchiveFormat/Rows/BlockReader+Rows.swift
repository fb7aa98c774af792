import Posts

extension BlockReader {
  /// Builds the row whose fields were read last.
  mutating func row(withFacts: Bool) throws(IndexError) -> IndexRow {
    let path = Path(uncheckedBytes: before.path)
    let kind: Entry.Kind
    switch fields.kind {
    case .file: kind = .file
    case .folder: kind = .folder
    case .symbolicLink: kind = .symbolicLink(target: Array(cursor.bytes[fields.target]))
    case .hardLink:
      kind = .hardLink(target: Path(uncheckedBytes: Array(cursor.bytes[fields.target])))
    case .removed: return .removal(of: path)
    }
    var facts: PostFacts?
    if withFacts, let start = fields.facts {
      guard path.isPost else { throw .damagedIndex("a row has facts but is not a post") }
      facts = try readFacts(at: start)
    }
    // Built in one expression, because a row is expensive to copy.
    return IndexRow(
      entry: Entry(
        path: path, kind: kind, mode: fields.mode, modified: modified, size: fields.size),
      place: fields.place, digest: digest(), facts: facts,
      memberPath: fields.member.map { Path(uncheckedBytes: Array(cursor.bytes[$0])) })
  }

  /// The time of the row whose fields were read last.
  var modified: FileTime { FileTime(before.seconds, nanoseconds: fields.nanoseconds) }

  /// Returns the digest of the last row read; nil if the row is not a file or the reader has no
  /// digests.
  func digest() -> Digest? {
    guard let digests, fields.kind == .file else { return nil }
    let start = (filesRead - 1) * IndexedArchive.digestLength
    return unsafe Digest(
      digests.span.bytes.extracting(start..<(start + IndexedArchive.digestLength)))
  }

  private mutating func readFacts(at start: Int) throws(IndexError) -> PostFacts {
    let end = cursor.position
    cursor.move(to: start)
    defer { cursor.move(to: end) }
    let flags = try cursor.byte()
    let title = flags & FactFlag.title == 0 ? nil : try text()
    let date = flags & FactFlag.date == 0 ? nil : try date()
    var tags: [String] = []
    if flags & FactFlag.tags != 0 {
      let count = try tagCount()
      tags.reserveCapacity(count)
      for _ in 0..<count { tags.append(try text()) }
    }
    return PostFacts(
      title: title, date: date, draft: flags & FactFlag.draft != 0, tags: tags,
      hasBrokenFrontMatter: flags & FactFlag.broken != 0)
  }

  private mutating func date() throws(IndexError) -> PostDate {
    let written = try text()
    let day = DayNumber.day(try cursor.varint())
    let second = try cursor.count(upTo: 86_400)
    guard let day else { throw .damagedIndex("a row has a date that does not exist") }
    return PostDate(written: written, day: day, second: second)
  }

  private mutating func text() throws(IndexError) -> String {
    let range = try cursor.counted()
    let bytes = cursor.bytes.span.extracting(range)
    do {
      return String(copying: try UTF8Span(validating: bytes))
    } catch {
      throw .damagedIndex("a text of a row is not UTF-8")
    }
  }
}
