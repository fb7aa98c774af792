import Posts

/// Encodes the rows of one block.
///
/// In a row, each number is a varint unless noted. For the first row of a block, the row before has
/// an empty path and all its numbers are 0.
///
///     shared     number of bytes at the beginning that the path shares with the row before
///     rest       count, and the other bytes of the path
///     kind       one byte: 0 file, 1 folder, 2 symbolic link, 3 hard link; plus 8 if facts follow;
///                4 if the path no longer has a member, and then nothing follows; plus 16 if the
///                path in the member's header follows; plus 32 if a fraction follows
///     mode       at most 07777
///     mtime      zigzag: seconds since 1970, less those of the row before, modulo 2^64
///     fraction   nanoseconds after that second, if they are not 0
///     frame      zigzag: number, less that of the row before
///     gap        units of 512 bytes from the end of the row before, or from the beginning of the
///                frame if that row is in another, to this row; a row ends one unit plus its
///                content after its place; before and after a row whose member has another path,
///                from the beginning of the frame
///     size       of a file
///     target     count and bytes, of a link
///     member     count and path in the header of the member, of a file that was moved
///     facts      of a post: one byte of flags, 1 title, 2 date, 4 draft, 8 tags, 16 broken front
///                matter; each of these only if its flag is set:
///       title    count and UTF-8
///       date     count and UTF-8 as written; year * 512 + month * 32 + day; second of the day
///       tags     number of tags; count and UTF-8 of each
struct RowEncoder {
  /// The encoded rows so far.
  private(set) var bytes: [UInt8] = []
  /// The number of rows in the block.
  private(set) var count = 0
  /// The path of the first row.
  private(set) var firstPath: Path?
  /// The frame of the first row; 0 if that has no member.
  private(set) var firstFrame = 0
  /// The length in bytes of the paths of all rows.
  private(set) var pathLength = 0
  private var before = RowBefore()
  private let isOfSnapshot: Bool

  /// - Parameter isOfSnapshot: Whether the index is that of a snapshot, so that rows may mark
  ///   removals and moved files.
  init(isOfSnapshot: Bool) { self.isOfSnapshot = isOfSnapshot }

  /// Whether the block is as long as it should become.
  var isFull: Bool {
    bytes.count >= IndexedArchive.blockLength || pathLength >= IndexedArchive.blockPathLength
      || count >= IndexedArchive.maximumBlockRows
  }

  /// Begins the next block in the same memory.
  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    count = 0
    firstPath = nil
    (firstFrame, pathLength) = (0, 0)
    before = RowBefore()
  }

  /// Adds a row whose path follows all earlier ones.
  ///
  /// - Throws: `.unwritable` for a row that the format cannot express; the block is then useless.
  mutating func append(_ row: IndexRow) throws(IndexError) {
    let entry = row.entry
    let kind = RowKind(entry.kind)
    if kind == .removed { return try appendRemoval(row) }
    guard let mode = entry.mode, UInt64(mode) <= IndexedArchive.maximumMode,
      let modified = entry.modified
    else { throw .unwritable(row, "it has no mode or no time") }
    try check(row, kind)
    try appendPath(of: row)
    bytes.append(
      kind.rawValue | (row.facts == nil ? 0 : RowKind.factsFlag)
        | (row.memberPath == nil ? 0 : RowKind.movedFlag)
        | (modified.nanoseconds == 0 ? 0 : RowKind.fractionFlag))
    bytes.append(varint: UInt64(mode))
    bytes.append(zigzag: modified.seconds &- before.seconds)
    if modified.nanoseconds > 0 { bytes.append(varint: UInt64(modified.nanoseconds)) }
    if row.memberPath != nil { before.forgetMember() }
    try appendPlace(of: row)
    switch entry.kind {
    case .file: bytes.append(varint: UInt64(entry.size))
    case .symbolicLink(let target): bytes.append(counted: target)
    case .hardLink(let target): bytes.append(counted: target.bytes)
    case .folder, .special: break
    }
    if let path = row.memberPath { bytes.append(counted: path.bytes) }
    if let facts = row.facts { try append(facts, of: row) }
    before.seconds = modified.seconds
    before.move(to: row.place, size: entry.size)
    if row.memberPath != nil { before.forgetMember() }
  }

  private mutating func appendRemoval(_ row: IndexRow) throws(IndexError) {
    guard isOfSnapshot else { throw .unwritable(row, "it is not a file or link") }
    try appendPath(of: row)
    bytes.append(RowKind.removed.rawValue)
  }

  private mutating func appendPath(of row: IndexRow) throws(IndexError) {
    let path = row.entry.path.bytes
    let shared = PathBytes.sharedCount(before.path.span, path.span)
    guard PathBytes.isPath(path.span, from: shared) else {
      throw .unwritable(row, "its path is not valid")
    }
    guard path.count <= IndexedArchive.maximumPath else {
      throw .unwritable(row, "its path is longer than \(IndexedArchive.maximumPath) bytes")
    }
    bytes.append(varint: UInt64(shared))
    bytes.append(counted: path[shared...])
    before.path = path
    if count == 0 { (firstPath, firstFrame) = (row.entry.path, row.place.frame) }
    count += 1
    pathLength += path.count
  }

  /// Refuses a row that would not read back as it is.
  private func check(_ row: IndexRow, _ kind: RowKind) throws(IndexError) {
    let entry = row.entry
    guard (row.digest != nil) == (kind == .file) else {
      throw .unwritable(row, "a file must have a digest, and nothing else may")
    }
    guard row.facts == nil || IndexRow.mayHaveFacts(entry) else {
      throw .unwritable(row, "it has facts but is not a post")
    }
    if let path = row.memberPath {
      guard isOfSnapshot, kind == .file, path != entry.path,
        PathBytes.isPath(path.bytes.span), path.bytes.count <= IndexedArchive.maximumPath
      else { throw .unwritable(row, "it cannot have a member with another path") }
    }
    let greatest = kind == .file ? IndexedArchive.maximumLength : 0
    guard 0...greatest ~= entry.size else { throw .unwritable(row, "its size is out of range") }
    guard entry.modified?.nanoseconds ?? 0 <= FileTime.maximumNanoseconds else {
      throw .unwritable(row, "its time is out of range")
    }
    if case .symbolicLink(let target) = entry.kind {
      guard RowForm.isTarget(target.span) else {
        throw .unwritable(row, "its target is empty, too long, or has a NUL")
      }
    }
    if case .hardLink(let target) = entry.kind {
      guard PathBytes.isPath(target.bytes.span), target < entry.path else {
        throw .unwritable(row, "it is a hard link and comes before its file")
      }
    }
  }

  private mutating func appendPlace(of row: IndexRow) throws(IndexError) {
    let (unit, rest) = row.place.position.quotientAndRemainder(dividingBy: IndexedArchive.unit)
    let expected = before.expectedUnit(inFrame: row.place.frame)
    let step = row.place.frame - before.frame
    guard rest == 0, 0..<IndexedArchive.maximumFrameCount ~= row.place.frame, unit >= expected,
      unit - expected <= before.maximumGap(inFrame: row.place.frame)
    else { throw .unwritable(row, "it does not lie after the member before it") }
    bytes.append(zigzag: Int64(step))
    bytes.append(varint: UInt64(unit - expected))
  }

  private mutating func append(_ facts: PostFacts, of row: IndexRow) throws(IndexError) {
    let start = bytes.count
    append(facts)
    guard bytes.count - start <= IndexedArchive.maximumFacts else {
      throw .unwritable(row, "its front matter is too long")
    }
  }

  private mutating func append(_ facts: PostFacts) {
    var flags: UInt8 = 0
    if facts.title != nil { flags |= FactFlag.title }
    if facts.date != nil { flags |= FactFlag.date }
    if facts.draft { flags |= FactFlag.draft }
    if !facts.tags.isEmpty { flags |= FactFlag.tags }
    if facts.hasBrokenFrontMatter { flags |= FactFlag.broken }
    bytes.append(flags)
    if let title = facts.title { bytes.append(counted: title.utf8) }
    if let date = facts.date {
      bytes.append(counted: date.written.utf8)
      bytes.append(varint: DayNumber.number(date.day))
      bytes.append(varint: UInt64(clamping: date.second))
    }
    guard !facts.tags.isEmpty else { return }
    bytes.append(varint: UInt64(facts.tags.count))
    for tag in facts.tags { bytes.append(counted: tag.utf8) }
  }
}

extension IndexError {
  static func unwritable(_ row: IndexRow, _ reason: String) -> IndexError {
    IndexError(.unwritable, "Cannot add \(row.entry.path) to an index: \(reason)")
  }
}
