package import Posts

/// The facts about the snapshot of an index, and the other indexes that it builds on.
package struct SnapshotRecord: Equatable, Sendable {
  /// The numbers of files and links in a snapshot, and of those that differ from the snapshot
  /// before.
  package struct Counts: Equatable, Sendable {
    /// The number of posts.
    package var posts = 0
    /// The number of files and links, posts included.
    package var files = 0
    /// The number of those that are not in the snapshot before.
    package var added = 0
    /// The number of those whose content or kind has changed.
    package var changed = 0
    /// The number of those in the snapshot before that are not in this one.
    package var removed = 0
    /// The number of those whose time or mode, but nothing else, has changed.
    package var touched = 0

    package init() {}
  }

  /// A reference to an index in the same file, with a digest that commits to all its content.
  package struct Reference: Hashable, Sendable {
    /// The number of the frame that is the index.
    package let frame: Int
    /// The last field of its trailer.
    package let digest: Digest

    package init(frame: Int, digest: Digest) {
      self.frame = frame
      self.digest = digest
    }
  }

  /// The number of the snapshot, from 1; removed snapshots leave gaps.
  package var number: Int
  /// The time at which the snapshot was begun, in seconds since 1970 in UTC.
  package var time: Int64
  /// The user's message about the snapshot; empty if there is none.
  package var message: String
  package var counts: Counts
  /// The paths that could not be read in the state of that time.
  package var unread: [Path]
  /// The index of the snapshot before.
  package var previous: Reference?
  /// The indexes that describe the paths missing in this one, the newest first.
  package var beneath: [Reference]
  /// The time at which the snapshot before was packed, if it is an archive whose own index has no
  /// record.
  package var packed: Int64?
  /// The absolute path of the folder or archive that was backed up; empty if it is not known.
  package var origin: [UInt8]

  package init(
    number: Int, time: Int64, message: String = "", counts: Counts = Counts(),
    unread: [Path] = [], previous: Reference? = nil, beneath: [Reference] = [],
    packed: Int64? = nil, origin: [UInt8] = []
  ) {
    self.number = number
    self.time = time
    self.message = message
    self.counts = counts
    self.unread = unread
    self.previous = previous
    self.beneath = beneath
    self.packed = packed
    self.origin = origin
  }
}

// MARK: - Coding

extension SnapshotRecord {
  /// The flags in the first byte of a record that say which fields it has.
  private enum Flag {
    static let previous: UInt8 = 1
    static let packed: UInt8 = 2
    static let origin: UInt8 = 4
    static let all = previous | packed | origin
  }

  /// Encodes the record.
  ///
  ///     flags      one byte: 1 there is a snapshot before, 2 it was packed, 4 the origin is known
  ///     number     varint
  ///     time       zigzag
  ///     message    count and UTF-8
  ///     counts     six varints: posts, files, added, changed, removed, touched
  ///     unread     varint, how many; count and bytes of each path
  ///     previous   with flag 1: a reference
  ///     packed     with flag 2: zigzag
  ///     origin     with flag 4: count and bytes
  ///     beneath    varint, how many; that many references
  ///
  /// A reference is the number of a frame as a varint, and the 32 bytes of a digest.
  ///
  /// - Throws: `.unwritable` for a record that would not read back.
  func encode() throws(IndexError) -> [UInt8] {
    guard message.utf8.count <= IndexedArchive.maximumMessage else {
      throw IndexError(
        .unwritable, "A message is longer than \(IndexedArchive.maximumMessage) bytes")
    }
    guard 1...IndexedArchive.maximumSnapshot ~= number else {
      throw IndexError(.unwritable, "No snapshot can have the number \(number)")
    }
    guard origin.isEmpty || Self.isOrigin(origin) else {
      throw IndexError(.unwritable, "The path of the collection is not absolute, or too long")
    }
    var bytes: [UInt8] = [
      (previous == nil ? 0 : Flag.previous) | (packed == nil ? 0 : Flag.packed)
        | (origin.isEmpty ? 0 : Flag.origin)
    ]
    bytes.append(varint: UInt64(number))
    bytes.append(zigzag: time)
    bytes.append(counted: message.utf8)
    for count in counts.list { bytes.append(varint: UInt64(clamping: count)) }
    bytes.append(varint: UInt64(unread.count))
    for path in unread { bytes.append(counted: path.bytes) }
    previous?.append(to: &bytes)
    if let packed { bytes.append(zigzag: packed) }
    if !origin.isEmpty { bytes.append(counted: origin) }
    bytes.append(varint: UInt64(beneath.count))
    for reference in beneath { reference.append(to: &bytes) }
    return bytes
  }

  /// Decodes a record and checks its references against the trailer of its index.
  ///
  /// - Throws: `.damaged`.
  init(decoding bytes: [UInt8], trailer: IndexTrailer) throws(IndexError) {
    var cursor = BlockCursor(bytes)
    let flags = try cursor.byte()
    guard flags & ~Flag.all == 0 else { throw Self.damaged }
    number = try cursor.count(upTo: IndexedArchive.maximumSnapshot)
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
    origin = flags & Flag.origin == 0 ? [] : Array(bytes[try cursor.counted()])
    beneath = []
    var limit = trailer.frames
    for _ in 0..<(try cursor.count(upTo: IndexedArchive.maximumSegmentCount)) {
      let reference = try Reference(&cursor, below: limit)
      beneath.append(reference)
      limit = reference.frame
    }
    guard cursor.isAtEnd, number > 0, flags & Flag.origin == 0 || Self.isOrigin(origin),
      beneath.isEmpty || previous != nil,
      (previous == nil) == (trailer.previousIndex == 0), packed == nil || previous != nil,
      previous.map({ $0.frame + 1 == trailer.firstFrame }) ?? (trailer.firstFrame == 0)
    else { throw Self.damaged }
  }

  /// Returns whether bytes may be an origin: an absolute path.
  private static func isOrigin(_ bytes: [UInt8]) -> Bool {
    bytes.first == UInt8(ascii: "/") && bytes.count <= IndexedArchive.maximumMessage
      && !bytes.contains(0)
  }

  private static func message(_ cursor: inout BlockCursor) throws(IndexError) -> String {
    let range = try cursor.counted()
    guard range.count <= IndexedArchive.maximumMessage else { throw damaged }
    do {
      return String(copying: try UTF8Span(validating: cursor.bytes.span.extracting(range)))
    } catch {
      throw damaged
    }
  }

  private static var damaged: IndexError {
    .damagedIndex("its snapshot record is not valid")
  }
}

extension SnapshotRecord.Counts {
  /// The counts in the order in which they are written.
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
