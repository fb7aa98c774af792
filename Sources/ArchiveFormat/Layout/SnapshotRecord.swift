package import Posts

/// Tells of the snapshot that an index is of, and which indexes its own stands on.
package struct SnapshotRecord: Equatable, Sendable {
  /// Counts the files and links of a snapshot, and how many differ from the snapshot before.
  package struct Counts: Equatable, Sendable {
    /// Counts the posts.
    package var posts = 0
    /// Counts the files and links, posts among them.
    package var files = 0
    /// Counts those that the snapshot before has not.
    package var added = 0
    /// Counts those that hold something else, or are of another kind.
    package var changed = 0
    /// Counts those that the snapshot before has, and this one has not.
    package var removed = 0
    /// Counts those that differ in time or mode alone.
    package var touched = 0

    package init() {}
  }

  /// Names an index of the same file, and commits to all that it tells.
  package struct Reference: Hashable, Sendable {
    /// Numbers the frame of the file that the index is.
    package let frame: Int
    /// Holds the last field of its trailer.
    package let digest: Digest

    package init(frame: Int, digest: Digest) {
      self.frame = frame
      self.digest = digest
    }
  }

  /// Numbers the snapshot, from 1; those that were removed leave gaps.
  package var number: Int
  /// Says when it was begun, in seconds since 1970 in UTC.
  package var time: Int64
  /// Holds what the person said of it, empty for nothing.
  package var message: String
  package var counts: Counts
  /// Names what could not be read as it was then.
  package var unread: [Path]
  /// Names the index of the snapshot before.
  package var previous: Reference?
  /// Names the indexes that tell of what this one does not, the newest first.
  package var beneath: [Reference]
  /// Says when the archive was packed that is the snapshot before, whose own index does not tell.
  package var packed: Int64?

  package init(
    number: Int, time: Int64, message: String = "", counts: Counts = Counts(),
    unread: [Path] = [], previous: Reference? = nil, beneath: [Reference] = [],
    packed: Int64? = nil
  ) {
    self.number = number
    self.time = time
    self.message = message
    self.counts = counts
    self.unread = unread
    self.previous = previous
    self.beneath = beneath
    self.packed = packed
  }
}

// MARK: - Coding

extension SnapshotRecord {
  /// Marks in the first byte what a record has.
  private enum Flag {
    static let previous: UInt8 = 1
    static let packed: UInt8 = 2
    static let all = previous | packed
  }

  /// Encodes the record.
  ///
  ///     flags      one byte: 1 there is a snapshot before, 2 it was packed
  ///     number     varint
  ///     time       zigzag
  ///     message    count and UTF-8
  ///     counts     six varints: posts, files, added, changed, removed, touched
  ///     unread     varint, how many; count and bytes of each path
  ///     previous   with flag 1: a reference
  ///     packed     with flag 2: zigzag
  ///     beneath    varint, how many; a reference each
  ///
  /// A reference is the number of a frame as a varint, and the 32 bytes of a digest.
  ///
  /// - Throws: `.unwritable` for what would not read back.
  func encode() throws(IndexError) -> [UInt8] {
    guard message.utf8.count <= IndexedArchive.greatestMessage else {
      throw IndexError(
        .unwritable, "A message is longer than \(IndexedArchive.greatestMessage) bytes")
    }
    guard 1...IndexedArchive.greatestSnapshot ~= number else {
      throw IndexError(.unwritable, "No snapshot can have the number \(number)")
    }
    var bytes: [UInt8] = [
      (previous == nil ? 0 : Flag.previous) | (packed == nil ? 0 : Flag.packed)
    ]
    bytes.append(varint: UInt64(number))
    bytes.append(zigzag: time)
    bytes.append(counted: message.utf8)
    for count in counts.list { bytes.append(varint: UInt64(clamping: count)) }
    bytes.append(varint: UInt64(unread.count))
    for path in unread { bytes.append(counted: path.bytes) }
    previous?.append(to: &bytes)
    if let packed { bytes.append(zigzag: packed) }
    bytes.append(varint: UInt64(beneath.count))
    for reference in beneath { reference.append(to: &bytes) }
    return bytes
  }

  /// Decodes a record, and checks what it refers to against the trailer of its index.
  ///
  /// - Throws: `.damaged`.
  init(decoding bytes: [UInt8], trailer: IndexTrailer) throws(IndexError) {
    var cursor = BlockCursor(bytes)
    let flags = try cursor.byte()
    guard flags & ~Flag.all == 0 else { throw Self.damaged }
    number = try cursor.count(upTo: IndexedArchive.greatestSnapshot)
    time = try cursor.zigzag()
    message = try Self.message(&cursor)
    counts = try Counts(&cursor)
    unread = []
    for _ in 0..<(try cursor.count(upTo: bytes.count)) {
      let path = Array(bytes[try cursor.counted()])
      guard PathBytes.isPath(path.span) else { throw Self.damaged }
      unread.append(Path(uncheckedBytes: path))
    }
    previous = flags & Flag.previous == 0 ? nil : try Reference(&cursor, below: trailer.frames)
    packed = flags & Flag.packed == 0 ? nil : try cursor.zigzag()
    beneath = []
    var limit = trailer.frames
    for _ in 0..<(try cursor.count(upTo: IndexedArchive.greatestRunCount)) {
      let reference = try Reference(&cursor, below: limit)
      beneath.append(reference)
      limit = reference.frame
    }
    guard cursor.isAtEnd, number > 0, beneath.isEmpty || previous != nil,
      (previous == nil) == (trailer.previousIndex == 0), packed == nil || previous != nil,
      previous.map({ $0.frame + 1 == trailer.firstFrame }) ?? (trailer.firstFrame == 0)
    else { throw Self.damaged }
  }

  private static func message(_ cursor: inout BlockCursor) throws(IndexError) -> String {
    let range = try cursor.counted()
    guard range.count <= IndexedArchive.greatestMessage else { throw damaged }
    do {
      return String(copying: try UTF8Span(validating: cursor.bytes.span.extracting(range)))
    } catch {
      throw damaged
    }
  }

  private static var damaged: IndexError {
    .damagedIndex("its record of the snapshot is not one")
  }
}

extension SnapshotRecord.Counts {
  /// Lists the counts in the order in which they are written.
  fileprivate var list: [Int] { [posts, files, added, changed, removed, touched] }

  fileprivate init(_ cursor: inout BlockCursor) throws(IndexError) {
    posts = try cursor.count(upTo: .max)
    files = try cursor.count(upTo: .max)
    added = try cursor.count(upTo: .max)
    changed = try cursor.count(upTo: .max)
    removed = try cursor.count(upTo: .max)
    touched = try cursor.count(upTo: .max)
  }
}

extension SnapshotRecord.Reference {
  fileprivate func append(to bytes: inout [UInt8]) {
    bytes.append(varint: UInt64(frame))
    digest.append(to: &bytes)
  }

  fileprivate init(_ cursor: inout BlockCursor, below limit: Int) throws(IndexError) {
    frame = try cursor.count(upTo: limit - 1)
    digest = try cursor.digest()
  }
}
