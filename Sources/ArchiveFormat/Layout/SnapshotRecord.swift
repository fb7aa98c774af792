package import Posts

/// The facts about a snapshot, which all later indexes repeat.
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
    /// Its root.
    package let root: Digest

    package init(frame: Int, root: Digest) {
      self.frame = frame
      self.root = root
    }
  }

  /// The number of the snapshot, from 1; removed snapshots leave gaps.
  package var number: Int
  /// The time at which the snapshot was begun, in seconds since 1970 in UTC.
  package var time: Int64
  /// The user's message about the snapshot; empty if there is none.
  package var message: String
  package var counts: Counts
  /// The number of paths that could not be read in the state of that time.
  package var unread: Int
  /// The absolute path of the folder or archive that was backed up; empty if it is not known.
  package var origin: [UInt8]

  package init(
    number: Int, time: Int64, message: String = "", counts: Counts = Counts(), unread: Int = 0,
    origin: [UInt8] = []
  ) {
    self.number = number
    self.time = time
    self.message = message
    self.counts = counts
    self.unread = unread
    self.origin = origin
  }
}

/// A snapshot before that of an index, as the index lists it.
package struct PastSnapshot: Equatable, Sendable {
  package let record: SnapshotRecord
  /// Its own index.
  package let reference: SnapshotRecord.Reference

  package init(_ record: SnapshotRecord, at reference: SnapshotRecord.Reference) {
    self.record = record
    self.reference = reference
  }
}

/// What an index says of its own snapshot: the record, and what a reader of the snapshot needs.
package struct OwnRecord: Equatable, Sendable {
  package var record: SnapshotRecord
  /// The indexes that describe the paths missing in this one, the newest first.
  package var beneath: [SnapshotRecord.Reference]
  /// The paths that could not be read, in order.
  package var unread: [Path]

  package init(
    _ record: SnapshotRecord, beneath: [SnapshotRecord.Reference] = [], unread: [Path] = []
  ) {
    self.record = record
    self.record.unread = unread.count
    self.beneath = beneath
    self.unread = unread
  }
}

// MARK: - Coding

extension SnapshotRecord {
  /// Appends the fields that the record has in each index.
  ///
  ///     number     varint
  ///     time       zigzag
  ///     message    count and UTF-8
  ///     counts     six varints: posts, files, added, changed, removed, touched
  ///     unread     varint
  ///     origin     count and bytes
  ///
  /// - Throws: `.unwritable` for a record that would not read back.
  fileprivate func append(to bytes: inout [UInt8]) throws(IndexError) {
    guard message.utf8.count <= IndexedArchive.maximumMessage else {
      throw IndexError(
        .unwritable, "A message is longer than \(IndexedArchive.maximumMessage) bytes")
    }
    guard 1...IndexedArchive.maximumSnapshot ~= number else {
      throw IndexError(.unwritable, "No snapshot can have the number \(number)")
    }
    guard Self.isOrigin(origin) else {
      throw IndexError(.unwritable, "The path of the collection is not absolute, or too long")
    }
    guard unread <= IndexedArchive.maximumUnread else {
      throw IndexError(
        .unwritable, "More than \(IndexedArchive.maximumUnread) files could not be read")
    }
    bytes.append(varint: UInt64(number))
    bytes.append(zigzag: time)
    bytes.append(counted: message.utf8)
    for count in counts.list { bytes.append(varint: UInt64(clamping: count)) }
    bytes.append(varint: UInt64(unread))
    bytes.append(counted: origin)
  }

  fileprivate init(_ cursor: inout BlockCursor) throws(IndexError) {
    number = try cursor.count(upTo: IndexedArchive.maximumSnapshot)
    time = try cursor.zigzag()
    message = try Self.message(&cursor)
    counts = try Counts(&cursor)
    unread = try cursor.count(upTo: IndexedArchive.maximumUnread)
    origin = Array(cursor.bytes[try cursor.counted()])
    guard number > 0, Self.isOrigin(origin) else { throw Self.damaged }
  }

  /// Returns whether bytes may be an origin: an absolute path, or nothing.
  private static func isOrigin(_ bytes: [UInt8]) -> Bool {
    bytes.isEmpty
      || bytes.first == UInt8(ascii: "/") && bytes.count <= IndexedArchive.maximumMessage
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

  fileprivate static var damaged: IndexError {
    .damagedIndex("its snapshot record is not valid")
  }
}

extension OwnRecord {
  /// Encodes the section of the record.
  ///
  ///     fields     of the record
  ///     beneath    varint, how many; that many references
  ///     paths      as many as the record says were not read: count and bytes of each
  ///
  /// A reference is the number of a frame as a varint, and the 32 bytes of a root.
  ///
  /// - Throws: `.unwritable` for a record that would not read back.
  func encode() throws(IndexError) -> [UInt8] {
    var bytes: [UInt8] = []
    try record.append(to: &bytes)
    bytes.append(varint: UInt64(beneath.count))
    for reference in beneath { reference.append(to: &bytes) }
    for path in unread { bytes.append(counted: path.bytes) }
    guard bytes.count <= IndexedArchive.maximumRecord else {
      throw IndexError(.unwritable, "The paths that could not be read are too long for a snapshot")
    }
    return bytes
  }

  /// Decodes the section of the record.
  ///
  /// - Parameters:
  ///   - bytes: The bytes of the section.
  ///   - frame: The number of the frame of the index; references lead to frames before it.
  /// - Throws: `.damaged`.
  package init(decoding bytes: [UInt8], inFrame frame: Int) throws(IndexError) {
    var cursor = BlockCursor(bytes)
    record = try SnapshotRecord(&cursor)
    beneath = []
    var limit = frame
    for _ in 0..<(try cursor.count(upTo: IndexedArchive.maximumSegmentCount)) {
      let reference = try SnapshotRecord.Reference(&cursor, below: limit)
      beneath.append(reference)
      limit = reference.frame
    }
    unread = []
    for _ in 0..<record.unread {
      let path = Path(uncheckedBytes: Array(bytes[try cursor.counted()]))
      guard PathBytes.isPath(path.bytes.span), unread.last.map({ $0 < path }) ?? true,
        path.bytes.count <= IndexedArchive.maximumPath
      else { throw SnapshotRecord.damaged }
      unread.append(path)
    }
    guard cursor.isAtEnd else { throw SnapshotRecord.damaged }
  }
}

extension PastSnapshot {
  /// Encodes a list of snapshots, the oldest first: for each a reference to its index, and the
  /// fields of its record.
  ///
  /// - Throws: `.tooLarge` if there are too many.
  static func encode(_ list: [PastSnapshot]) throws(IndexError) -> [UInt8] {
    var bytes: [UInt8] = []
    for past in list {
      past.reference.append(to: &bytes)
      try past.record.append(to: &bytes)
    }
    guard list.count <= IndexedArchive.maximumSnapshotCount,
      bytes.count <= IndexedArchive.maximumFrame
    else {
      throw IndexError(.tooLarge, "The archive has as many snapshots as it can; prune some of them")
    }
    return bytes
  }

  /// Decodes a list of snapshots, and checks that each follows the one before.
  ///
  /// - Parameters:
  ///   - bytes: The decoded section.
  ///   - trailer: The trailer of the index; the last snapshot is the one right before it.
  /// - Throws: `.damaged`.
  package static func decode(
    _ bytes: [UInt8], trailer: IndexTrailer
  ) throws(IndexError) -> [PastSnapshot] {
    var cursor = BlockCursor(bytes)
    var list: [PastSnapshot] = []
    while !cursor.isAtEnd {
      let reference = try SnapshotRecord.Reference(&cursor, below: trailer.frames)
      let past = PastSnapshot(try SnapshotRecord(&cursor), at: reference)
      if let last = list.last {
        guard last.reference.frame < reference.frame, last.record.number < past.record.number,
          list.count < IndexedArchive.maximumSnapshotCount
        else { throw damaged }
      }
      list.append(past)
    }
    guard let last = list.last, last.reference.frame + 1 == trailer.firstFrame else {
      throw damaged
    }
    return list
  }

  private static var damaged: IndexError {
    .damagedIndex("its list of earlier snapshots is not valid")
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
    root.append(to: &bytes)
  }

  fileprivate init(_ cursor: inout BlockCursor, below limit: Int) throws(IndexError) {
    frame = try cursor.count(upTo: limit - 1)
    root = try cursor.digest()
  }
}
