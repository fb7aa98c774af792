import ArchiveFormat
import Posts
import TestSupport
import Testing

/// The index of a snapshot: rows for removals and for members in earlier frames, and the record.
@Suite struct HistoryIndexTests {
  @Test(arguments: [0, 1, 2, 3, 50, 3000], [1, 2, 3] as [UInt64])
  func `rows read back as they were written`(count: Int, seed: UInt64) throws {
    let history = SomeHistory(rows: count, seed: seed)
    let payload = try history.payload()
    let whole = try IndexPayload(payload)
    var reader = try whole.rows()
    var rows: [IndexRow] = []
    while let row = try reader.next() { rows.append(row) }
    #expect(rows == history.rows)
    #expect(try rowsByParts(payload) == history.rows)
    #expect(whole.trailer.version == .history)
    #expect(whole.trailer.rows == count)
    #expect(whole.trailer.files == history.rows.count { $0.entry.kind == .file })
    #expect(whole.trailer.frames == 84)
    #expect(whole.trailer.ownFrames == 81..<84)
    #expect(whole.trailer.tarLength == history.tarLength)
    #expect(whole.trailer.previousIndex == history.previousIndex)
    #expect(whole.directory.record == history.record)
    for (frame, digest) in zip(whole.trailer.ownFrames, someDigests(3)) {
      let extent = whole.trailer.digestExtent(ofFrame: frame)
      #expect(Digest(payload.span.bytes.extracting(extent)) == digest)
    }
    if count == 3000 {
      #expect(rows.contains { $0.isRemoval })
      #expect(rows.contains { $0.memberPath != nil })
      #expect(zip(rows, rows.dropFirst()).contains { $0.place.frame > $1.place.frame })
      #expect(whole.directory.count > 1)
    }
  }

  @Test func `a removal takes only its path and one byte`() throws {
    var history = SomeHistory()
    let file = Entry(path: path("a"), kind: .folder, mode: 0o755, modified: 9, size: 0)
    history.rows = [IndexRow(entry: file, place: .init(frame: 2, position: 1024))]
    let one = try block(history)
    var later = file
    later.path = path("c")
    history.rows += [
      .removal(of: path("ab")), IndexRow(entry: later, place: .init(frame: 2, position: 1536)),
    ]
    // The row after the removal counts from the row before it: the time and the frame are the same.
    let both = try block(history)
    #expect(both == one + [1, 1, 0x62, 4] + [0, 1, 0x63, 1] + varint(0o755) + [0, 0, 0])
  }

  /// Returns the decoded rows of an index of one block.
  private func block(_ history: SomeHistory) throws -> [UInt8] {
    let payload = try history.payload()
    let extent = try IndexPayload(payload).directory.extent(of: 0)
    return try FrameDecompressor().decompress(Array(payload[extent]))
  }

  @Test func `an index without history refuses removals`() throws {
    var writer = try IndexWriter(recipe: recipe)
    let error = failure { try writer.append(.removal(of: path("a"))) }
    #expect(error?.code == .unwritable)
  }

  /// The row of a file that was moved; its member is in front of others in the same frame.
  private static let moved = IndexRow(
    entry: Entry(path: path("b"), kind: .file, mode: 0o644, modified: 9, size: 10),
    place: .init(frame: 2, position: 512), digest: someDigests(1)[0], memberPath: path("z"))

  @Test func `the row of a moved file has the path of its member`() throws {
    var history = SomeHistory()
    var (first, last) = (Self.moved, Self.moved)
    (first.memberPath, first.entry.path, first.place.position) = (nil, path("a"), 2_048)
    (last.memberPath, last.entry.path, last.place.position) = (nil, path("c"), 1_536)
    history.rows = [first]
    let one = try block(history)
    history.rows = [first, Self.moved, last]
    // Its place and that of the row after it count from the beginning of the frame.
    #expect(
      try block(history)
        == one + [0, 1, 0x62, 0x10] + varint(0o644) + [0, 0, 2, 10, 1, 0x7A]
        + [0, 1, 0x63, 0] + varint(0o644) + [0, 0, 6, 10])
    var reader = try IndexPayload(try history.payload()).rows()
    var rows: [IndexRow] = []
    while let row = try reader.next() { rows.append(row) }
    #expect(rows == history.rows)
  }

  @Test(arguments: ["b", "../z", "", "/z", String(repeating: "z", count: 32_769)])
  func `a member cannot have every path`(member: String) throws {
    var row = Self.moved
    row.memberPath = path(member)
    var writer = try IndexWriter(recipe: recipe, version: .history)
    #expect(failure { try writer.append(row) }?.code == .unwritable)
  }

  @Test func `an index without history refuses moved files`() throws {
    var writer = try IndexWriter(recipe: recipe)
    #expect(failure { try writer.append(Self.moved) }?.code == .unwritable)
  }

  // MARK: The record

  private static let records: [SnapshotRecord] = {
    let small = SnapshotRecord(number: 1, time: 0)
    var great = SnapshotRecord(
      number: Int(UInt32.max), time: .max, message: String(repeating: "箱", count: 21_845) + "m",
      unread: [
        path("a"), Path(uncheckedBytes: [0xFF]), path(String(repeating: "long/", count: 99) + "x"),
      ],
      previous: reference(134_000_000), beneath: (0..<64).map { reference(134_000_000 - $0) },
      packed: .max)
    great.counts.posts = .max
    great.counts.files = .max
    great.counts.added = .max
    great.counts.changed = .max
    great.counts.removed = .max
    great.counts.touched = .max
    let fields: [WritableKeyPath<SnapshotRecord, Int>] = [
      \.counts.posts, \.counts.files, \.counts.added, \.counts.changed, \.counts.removed,
      \.counts.touched,
    ]
    let single = fields.enumerated().map { number, field in
      var record = small
      record[keyPath: field] = number + 1
      return record
    }
    var early = SnapshotRecord(number: 2, time: .min, previous: reference(0), packed: .min)
    early.beneath = [reference(0)]
    return [small, great, early] + single
  }()

  @Test(arguments: records)
  func `a record at its limits reads back as it was written`(record: SnapshotRecord) throws {
    var history = SomeHistory()
    history.record = record
    history.previousIndex = record.previous == nil ? 0 : IndexedArchive.maximumLength
    let payload = try IndexPayload(history.payload())
    #expect(payload.directory.record == record)
    #expect(payload.trailer.previousIndex == history.previousIndex)
  }

  @Test(arguments: [
    SnapshotRecord(number: 0, time: 0), SnapshotRecord(number: -1, time: 0),
    SnapshotRecord(number: 1 << 32, time: 0),
    SnapshotRecord(number: 1, time: 0, message: String(repeating: "m", count: 65_537)),
  ])
  func `a record beyond its limits is not written`(record: SnapshotRecord) {
    var history = SomeHistory()
    history.record = record
    let error = failure { _ = try history.payload() }
    #expect(error?.code == .unwritable)
  }

  private static let before = reference(80)
  private static let referred: [UInt8] = varint(80) + before.digest.bytes

  /// Encodes a record with any field forged; the previous index is frame 80, and three frames
  /// follow it.
  private static func record(
    flags: UInt8 = 1, number: UInt64 = 7, message: [UInt8] = [0],
    counts: [UInt64] = [0, 0, 0, 0, 0, 0], unread: [UInt8] = [0], previous: [UInt8] = referred,
    packed: [UInt8] = [], beneath: [UInt8] = [0]
  ) -> [UInt8] {
    let head = [flags] + varint(number) + varint(5) + message
    return head + counts.flatMap { varint($0) } + unread + previous + packed + beneath
  }

  private static func run(_ frame: UInt64) -> [UInt8] { varint(frame) + before.digest.bytes }

  private static let forged: [(String, [UInt8])] =
    [
      ("no byte", []), ("one byte", [1]), ("cut off", Array(record().dropLast())),
      ("a byte more", record() + [0]), ("flag 4", record(flags: 5)),
      ("flag 128", record(flags: 129)),
      ("number 0", record(number: 0)), ("number 2^32", record(number: 1 << 32)),
      ("number 2^63", record(number: 1 << 63)), ("number 2^64-1", record(number: .max)),
      (
        "a message of 65,537 bytes",
        record(message: counted([UInt8](repeating: 0x6D, count: 65_537)))
      ),
      ("a message of 2^40 bytes", record(message: varint(1 << 40))),
      ("a message of 2^64-1 bytes", record(message: varint(.max))),
      ("a message that is no UTF-8", record(message: counted([0xFF]))),
      ("2^63 unread", record(unread: varint(1 << 63))),
      ("2^40 unread", record(unread: varint(1 << 40))),
      ("an unread path of 2^63 bytes", record(unread: [1] + varint(1 << 63))),
      ("the root unread", record(unread: [1, 0])),
      ("unread that is no path", record(unread: [1] + counted("a/../b".utf8))),
      ("no previous", record(flags: 0, previous: [])),
      ("no previous, and one that was packed", record(flags: 2, previous: [], packed: [0])),
      ("another previous", record(previous: run(79))),
      ("a previous among its own frames", record(previous: run(81))),
      ("itself as previous", record(previous: run(84))),
      ("a previous of 2^63", record(previous: run(1 << 63))),
      ("a previous without a digest", record(previous: varint(80))),
      ("a run that is itself", record(beneath: [1] + run(84))),
      ("a run that follows", record(beneath: [1] + run(85))),
      ("a run of 2^63", record(beneath: [1] + run(1 << 63))),
      ("a run twice", record(beneath: [2] + run(80) + run(80))),
      ("runs from the oldest", record(beneath: [2] + run(70) + run(80))),
      ("65 runs", record(beneath: [65] + (0..<65).flatMap { run(80 - $0) })),
      ("2^63 runs", record(beneath: varint(1 << 63))),
    ]
    + (0..<6).map { place in
      var counts: [UInt64] = [0, 0, 0, 0, 0, 0]
      counts[place] = 1 << 63
      return ("2^63 as count \(place)", record(counts: counts))
    }

  @Test func `a valid record made by hand is read`() throws {
    for record in [
      Self.record(), Self.record(beneath: [2] + Self.run(80) + Self.run(8)),
      Self.record(flags: 3, packed: [9]), Self.record(counts: .init(repeating: 1 << 62, count: 6)),
    ] {
      var index = try ResealedIndex(SomeHistory(rows: 3).payload())
      index.record = record
      #expect(index.failure() == nil, "\(record)")
    }
  }

  @Test(arguments: forged)
  func `a forged record is refused`(name: String, record: [UInt8]) throws {
    var index = try ResealedIndex(SomeHistory(rows: 3).payload())
    index.record = record
    #expect(index.failure()?.code == .damaged)
  }

  // MARK: The trailer

  private static let forgedTrailers: [(Int, [UInt8])] =
    [
      // Rows, files, frames, length of the tar, previous index, and first frame of its own.
      32, 40, 48, 56, 64, 80,
    ].flatMap { offset in
      [1 << 63, .max, 1 << 62].map { (number: UInt64) in (offset, littleEndian(number)) }
    } + [
      (28, littleEndian(UInt32.max)), (28, littleEndian(0 as UInt32)),
      (32, littleEndian(1 << 32 as UInt64)), (40, littleEndian(1 << 32 as UInt64)),
      (48, littleEndian(134_217_729 as UInt64)), (48, littleEndian(80 as UInt64)),
      (48, littleEndian(83 as UInt64)), (48, littleEndian(85 as UInt64)),
      (56, littleEndian(1 as UInt64)), (56, littleEndian(UInt64(84) << 24 + 512)),
      (64, littleEndian(0 as UInt64)), (72, littleEndian(UInt32.max)),
      (76, littleEndian(UInt32.max)), (76, littleEndian(0 as UInt32)),
      (80, littleEndian(0 as UInt64)), (80, littleEndian(80 as UInt64)),
      (80, littleEndian(82 as UInt64)), (80, littleEndian(85 as UInt64)),
      (88, littleEndian(0 as UInt32)), (88, littleEndian(UInt32.max)),
      (92, littleEndian(1 as UInt32)),
      // Version 1 must not have the fields of a history.
      (8, littleEndian(1 as UInt32)),
    ]

  @Test(arguments: forgedTrailers)
  func `a forged trailer is refused`(offset: Int, number: [UInt8]) throws {
    var index = try ResealedIndex(SomeHistory(rows: 3).payload())
    #expect(index.failure() == nil)
    index.set(offset, number)
    #expect(index.failure()?.code == .damaged)
  }

  @Test func `a record at another offset than the trailer says is refused`() throws {
    let index = try ResealedIndex(SomeHistory(rows: 3).payload())
    let offset = index.trailer[88..<92].reversed().reduce(0) { $0 << 8 | UInt32($1) }
    for other in [offset - 1, offset + 1, offset + UInt32(index.record.count)] {
      var moved = index
      moved.set(88, littleEndian(other))
      #expect(moved.failure()?.code == .damaged, "\(other)")
    }
  }

  @Test func `an index of a later version is refused as unknown`() throws {
    var index = try ResealedIndex(SomeHistory(rows: 3).payload())
    index.set(8, littleEndian(3 as UInt32))
    #expect(index.failure()?.code == .unknownVersion)
  }

  // MARK: Any bytes

  @Test func `a change of any byte of an index is detected`() throws {
    let history = SomeHistory(rows: 40)
    let payload = try history.payload()
    let rows = history.rows.map(Self.withoutDigest)
    for position in payload.indices {
      for change in [1, 0x80, 0xFF] as [UInt8] {
        var changed = payload
        changed[position] ^= change
        #expect(failure { _ = try IndexPayload(changed) } != nil)
        // A reader of parts cannot detect a changed digest of a content, but reading the content
        // does.
        let read = (try? rowsByParts(changed)).map { $0.map(Self.withoutDigest) }
        #expect(read == nil || read == rows, "\(position)")
      }
    }
  }

  private static func withoutDigest(_ row: IndexRow) -> IndexRow {
    var row = row
    row.digest = nil
    return row
  }

  @Test func `a block of random bytes gives rows or damage and nothing else`() throws {
    var generator = FixedGenerator(state: 12)
    let good = try block(SomeHistory(rows: 30))
    let payload = try SomeHistory(rows: 30).payload()
    let directory = try IndexPayload(payload).directory
    let digests = Array(payload[directory.digestsExtent(of: 0)])
    for _ in 0..<3000 {
      var bytes = good
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let position = Int.random(in: 0..<bytes.count, using: &generator)
        bytes[position] = UInt8.random(in: 0...255, using: &generator)
      }
      let error = failure {
        var reader = try BlockReader(bytes, of: 0, in: directory, digests: digests)
        while try reader.next() != nil {}
      }
      #expect(error == nil || error?.code == .damaged, "\(bytes) \(error as Any)")
    }
  }

  // MARK: Rows

  private static func removed(_ rest: String, kind: UInt8 = 4, end: [UInt8] = []) -> [UInt8] {
    [0] + counted(rest.utf8) + [kind] + end
  }

  private static let wrongRows: [(String, [UInt8])] = [
    ("a row has an unknown kind", removed("b", kind: 12)),
    ("a row has an unknown kind", removed("b", kind: 5)),
    ("a row has an unknown kind", removed("b", kind: 0x14)),
    ("the member of a row lies in a frame that does not exist", row("b", frame: 6)),
    ("the member of a row lies in a frame that does not exist", row("b", frame: 1)),
    ("the member of a row lies in a frame that does not exist", row("b", frame: .max - 1)),
    ("the member of a row lies in a frame that does not exist", row("b", frame: .max)),
    ("the member of a row does not lie after the one before it", row("b", gap: 1)),
    ("the path of a row is not valid", removed("b/..")),
    ("its rows are not sorted by path", removed("a")),
    ("the rows of a block do not match the directory", removed("b", end: [0])),
    ("a block ends within a row", Array(removed("b").dropLast())),
  ]

  @Test(arguments: wrongRows)
  func `a forged row is refused`(message: String, second: [UInt8]) throws {
    var history = SomeHistory()
    history.rows = [
      .removal(of: path("a")), .removal(of: path("b")),
    ]
    let directory = try IndexPayload(history.payload()).directory
    let error = failure {
      var reader = try BlockReader(Self.removed("a") + second, of: 0, in: directory, digests: [])
      while try reader.next() != nil {}
    }
    #expect(error == IndexError(.damaged, "Damaged index: \(message)"))
  }

  @Test func `a row may be in an earlier frame than the row before it`() throws {
    var history = SomeHistory()
    history.rows = [.removal(of: path("a")), .removal(of: path("b")), .removal(of: path("c"))]
    let directory = try IndexPayload(history.payload()).directory
    // The first row is in frame 2, the second in the frame before.
    let rows = row("a", frame: 4, gap: 8) + row("b", frame: 1, gap: 2) + Self.removed("c")
    var reader = try BlockReader(rows, of: 0, in: directory, digests: [])
    let places = [try reader.next()?.place, try reader.next()?.place]
    #expect(places == [.init(frame: 2, position: 2048), .init(frame: 1, position: 512)])
    #expect(try reader.next() == .removal(of: path("c")))
    #expect(try reader.next() == nil)
  }
}
