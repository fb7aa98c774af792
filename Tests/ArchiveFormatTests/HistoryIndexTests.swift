import ArchiveFormat
import FormatSupport
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
    #expect(whole.trailer.hasRecord)
    #expect(whole.trailer.rows == count)
    #expect(whole.trailer.files == history.rows.count { $0.entry.kind == .file })
    #expect(whole.trailer.frames == 84)
    #expect(whole.trailer.ownFrames == 81..<84)
    #expect(whole.trailer.tarLength == history.tarLength)
    #expect(whole.trailer.previousIndex == history.previousIndex)
    #expect(whole.record == history.record)
    #expect(whole.past == history.past)
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
        == one + [0, 1, 0x62, 0x10] + varint(0o644) + [0, 0, 1, 10, 1, 0x7A]
        + [0, 1, 0x63, 0] + varint(0o644) + [0, 0, 3, 10])
    var reader = try IndexPayload(try history.payload()).rows()
    var rows: [IndexRow] = []
    while let row = try reader.next() { rows.append(row) }
    #expect(rows == history.rows)
  }

  @Test(arguments: ["b", "../z", "", "/z", String(repeating: "z", count: 32_769)])
  func `a member cannot have every path`(member: String) throws {
    var row = Self.moved
    row.memberPath = path(member)
    var writer = try IndexWriter(recipe: recipe, isOfSnapshot: true)
    #expect(failure { try writer.append(row) }?.code == .unwritable)
  }

  @Test func `an index without history refuses moved files`() throws {
    var writer = try IndexWriter(recipe: recipe)
    #expect(failure { try writer.append(Self.moved) }?.code == .unwritable)
  }

  // MARK: The record

  private static let records: [OwnRecord] = {
    let small = SnapshotRecord(number: 1, time: 0)
    var great = SnapshotRecord(
      number: Int(UInt32.max), time: .max, message: String(repeating: "箱", count: 21_845) + "m",
      origin: [0x2F] + [UInt8](repeating: 0xFF, count: 65_535))
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
    let unread = [
      path("a"), path(String(repeating: "long/", count: 99) + "x"), Path(uncheckedBytes: [0xFF]),
    ]
    return [
      OwnRecord(small), OwnRecord(great, beneath: (0..<64).map { reference(80 - $0) }),
      OwnRecord(great, unread: unread), OwnRecord(SnapshotRecord(number: 2, time: .min)),
    ] + single.map { OwnRecord($0) }
  }()

  @Test(arguments: records)
  func `a record at its limits reads back as it was written`(record: OwnRecord) throws {
    var history = SomeHistory(rows: 3)
    history.record = record
    history.previousIndex = IndexedArchive.maximumLength
    let payload = try IndexPayload(history.payload())
    #expect(payload.record == record)
    #expect(payload.trailer.previousIndex == history.previousIndex)
    // The same fields can stand in the list of a later index.
    history.past = [PastSnapshot(record.record, at: reference(80))]
    #expect(try IndexPayload(history.payload()).past == history.past)
  }

  @Test(arguments: [
    SnapshotRecord(number: 0, time: 0), SnapshotRecord(number: -1, time: 0),
    SnapshotRecord(number: 1 << 32, time: 0),
    SnapshotRecord(number: 1, time: 0, message: String(repeating: "m", count: 65_537)),
    SnapshotRecord(number: 1, time: 0, origin: [0x61]),
  ])
  func `a record beyond its limits is not written`(record: SnapshotRecord) {
    var history = SomeHistory()
    history.record = OwnRecord(record)
    let error = failure { _ = try history.payload() }
    #expect(error?.code == .unwritable)
  }

  private static let referred: [UInt8] = reference(80).root.bytes

  private static func referring(_ frame: UInt64) -> [UInt8] { varint(frame) + referred }

  /// Encodes the fields that a record has in each index, any of them forged.
  private static func fields(
    number: UInt64 = 7, message: [UInt8] = [0], counts: [UInt64] = [0, 0, 0, 0, 0, 0],
    unread: UInt64 = 0, origin: [UInt8] = [0]
  ) -> [UInt8] {
    varint(number) + varint(5) + message + counts.flatMap { varint($0) } + varint(unread) + origin
  }

  private static let forgedFields: [(String, [UInt8])] =
    [
      ("no byte", []), ("one byte", [1]), ("cut off", Array(fields().dropLast())),
      ("number 0", fields(number: 0)), ("number 2^32", fields(number: 1 << 32)),
      ("number 2^63", fields(number: 1 << 63)), ("number 2^64-1", fields(number: .max)),
      (
        "a message of 65,537 bytes",
        fields(message: counted([UInt8](repeating: 0x6D, count: 65_537)))
      ),
      ("a message of 2^40 bytes", fields(message: varint(1 << 40))),
      ("a message of 2^64-1 bytes", fields(message: varint(.max))),
      ("a message that is no UTF-8", fields(message: counted([0xFF]))),
      ("2^63 unread", fields(unread: 1 << 63)), ("65,537 unread", fields(unread: 65_537)),
      ("an origin that is not absolute", fields(origin: counted("a".utf8))),
      ("an origin with NUL", fields(origin: counted([0x2F, 0]))),
      ("an origin of 2^40 bytes", fields(origin: varint(1 << 40))),
    ]
    + (0..<6).map { place in
      var counts: [UInt64] = [0, 0, 0, 0, 0, 0]
      counts[place] = 1 << 63
      return ("2^63 as count \(place)", fields(counts: counts))
    }

  private static let forgedRecords: [(String, [UInt8])] =
    forgedFields.map { ($0.0, $0.1 + [0]) } + [
      ("nothing beneath", fields()), ("a byte more", fields() + [0, 0]),
      ("an unread path of 2^63 bytes", fields(unread: 1) + [0] + varint(1 << 63)),
      ("the root unread", fields(unread: 1) + [0, 0]),
      ("unread that is no path", fields(unread: 1) + [0] + counted("a/../b".utf8)),
      ("unread paths that descend", fields(unread: 2) + [0, 1, 0x62, 1, 0x61]),
      ("an unread path twice", fields(unread: 2) + [0, 1, 0x61, 1, 0x61]),
      ("a reference to itself", fields() + [1] + referring(84)),
      ("a reference forwards", fields() + [1] + referring(85)),
      ("a reference to frame 2^63", fields() + [1] + referring(1 << 63)),
      ("a reference without a root", fields() + [1] + varint(80)),
      ("a reference twice", fields() + [2] + referring(80) + referring(80)),
      ("references from the oldest", fields() + [2] + referring(70) + referring(80)),
      ("65 references", fields() + [65] + (0..<65).flatMap { referring(80 - $0) }),
      ("2^63 references", fields() + varint(1 << 63)),
    ]

  @Test func `a valid record made by hand is read`() throws {
    for record in [
      Self.fields() + [0], Self.fields() + [2] + Self.referring(80) + Self.referring(8),
      Self.fields(counts: .init(repeating: 1 << 62, count: 6)) + [0],
      Self.fields(unread: 2) + [0, 1, 0x61, 1, 0x62],
    ] {
      var index = try IndexParts(SomeHistory(rows: 3).payload())
      index["snap"] = record
      #expect(index.failure() == nil, "\(record)")
    }
  }

  @Test(arguments: forgedRecords)
  func `a forged record is refused`(name: String, record: [UInt8]) throws {
    var index = try IndexParts(SomeHistory(rows: 3).payload())
    index["snap"] = record
    #expect(index.failure()?.code == .damaged)
  }

  private static let forgedLists: [(String, [UInt8])] =
    forgedFields.dropFirst(3).map { ($0.0, referring(80) + $0.1) } + [
      ("no snapshot", []), ("a reference alone", referring(80)),
      ("another previous index", referring(79) + fields()),
      ("a previous index among its own frames", referring(81) + fields()),
      ("itself", referring(84) + fields()), ("a frame of 2^63", referring(1 << 63) + fields()),
      ("a snapshot twice", referring(80) + fields() + referring(80) + fields()),
      (
        "frames that descend",
        referring(81) + fields(number: 6) + referring(80) + fields(number: 7)
      ),
      (
        "numbers that descend",
        referring(8) + fields(number: 7) + referring(80) + fields(number: 6)
      ),
      (
        "65,537 snapshots",
        (0..<65_537).flatMap { referring($0) + fields(number: $0 + 1) }
      ),
    ]

  @Test(arguments: forgedLists)
  func `a forged list of earlier snapshots is refused`(name: String, list: [UInt8]) throws {
    var index = try IndexParts(SomeHistory(rows: 3).payload())
    index["past"] = try FrameCompressor(level: 1).compress(list)
    #expect(index.failure()?.code == .damaged)
  }

  // MARK: The trailer

  private static let hugeNumbers: [(Int, UInt64)] =
    // Rows, files, frames, length of the tar, previous index, and first frame of its own.
    [32, 40, 48, 56, 64, 72].flatMap { offset in
      [1 << 63, .max, 1 << 62].map { (number: UInt64) in (offset, number) }
    }

  private static let forgedTrailers: [(Int, UInt64)] =
    hugeNumbers + [
      (32, 1 << 32), (40, 1 << 32), (48, 134_217_729), (48, 80), (48, 83), (48, 85), (56, 1),
      (56, UInt64(84) << 24 + 512), (64, 0), (72, 0), (72, 80), (72, 82), (72, 85), (88, 1),
      // Number of sections and flags.
      (80, 1 << 32 | 5), (80, 1 << 32 | 17), (80, 6), (80, 3 << 32 | 6), (80, .max),
    ]

  @Test(arguments: forgedTrailers)
  func `a forged trailer is refused`(offset: Int, number: UInt64) throws {
    var index = try IndexParts(SomeHistory(rows: 3).payload())
    #expect(index.failure() == nil)
    let count = offset == 80 ? UInt32(truncatingIfNeeded: number) : nil
    index.set(offset, number)
    let payload = index.payload(count: count)
    #expect(failure { _ = try IndexPayload(payload) }?.code == .damaged)
  }

  @Test func `an index of a later version is refused as unknown`() throws {
    var index = try IndexParts(SomeHistory(rows: 3).payload())
    index.set(8, 4 as UInt32)
    #expect(index.failure()?.code == .unknownVersion)
    for old in [1, 2] as [UInt32] {
      index.set(8, old)
      #expect(index.failure()?.code == .oldVersion)
    }
  }

  // MARK: The table of sections

  private static let forgedTables: [(String, @Sendable (inout IndexParts) -> Void)] = [
    ("sections that overlap", { $0.sections[1].offset = 1 }),
    ("a gap between sections", { $0.sections[1].bytes.append(0) }),
    ("a section that is too long", { $0.sections[5].length = .max }),
    ("an order of its own", { $0.sections.swapAt(1, 2) }),
    ("a tag that is no printable ASCII", { $0.sections[0].tag = "ro\u{1B}s" }),
    ("a section before the rows", { $0.sections.insert(.init("new!", [], flags: 1), at: 0) }),
    ("a section twice", { $0.sections.append($0.sections[5]) }),
    ("a missing section", { $0.sections.remove(at: 2) }),
    ("no record", { $0.sections.removeLast() }),
    ("no list of earlier snapshots", { $0.sections.remove(at: 3) }),
    ("another flag", { $0.sections[0].flags = 2 }),
    ("rows flagged optional", { $0.sections[0].flags = 1 }),
    ("a wrong digest", { $0.sections[4].digest = [UInt8](repeating: 0, count: 32) }),
    (
      "17 sections",
      { parts in parts.sections += (10..<21).map { .init("zz\($0)", [], flags: 1) } }
    ),
  ]

  @Test(arguments: forgedTables.indices)
  func `a forged table of sections is refused`(number: Int) throws {
    let (name, forge) = Self.forgedTables[number]
    var index = try IndexParts(SomeHistory(rows: 3).payload())
    forge(&index)
    #expect(index.failure()?.code == .damaged, "\(name)")
  }

  @Test func `an unknown section is passed over only if it is flagged optional`() throws {
    for place in 1...6 {
      var index = try IndexParts(SomeHistory(rows: 3).payload())
      index.sections.insert(.init("new!", [1, 2, 3], flags: 1), at: place)
      #expect(index.failure() == nil, "\(place)")
      index.sections[place].flags = 0
      #expect(index.failure()?.code == .unknownVersion)
      #expect(index.failure()?.message.contains("new!") == true)
    }
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
    ("the member of a row does not lie after the one before it", row("b", gap: 1 << 15)),
    ("the path of a row is not valid", removed("b/..")),
    ("its rows are not sorted by path", removed("a")),
    ("the rows of a block do not match the directory", removed("b", end: [0])),
    ("a part of it ends too early", Array(removed("b").dropLast())),
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
    #expect(places == [.init(frame: 2, position: 4096), .init(frame: 1, position: 1024)])
    #expect(try reader.next() == .removal(of: path("c")))
    #expect(try reader.next() == nil)
  }
}
