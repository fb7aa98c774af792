import ArchiveFormat
import Posts
import TestSupport
import Testing

@Suite struct HostileIndexTests {
  @Test func `a valid index made by hand is read`() throws {
    let rows = row("a") + row("b.md", kind: 8, end: varint(700) + [0])
    var index = ForgedIndex([.init(rows)], rows: 2)
    index.files = 1
    index.digests = [UInt8](repeating: 9, count: 32)
    #expect(try index.failure() == nil)
    #expect(try rowsByParts(index.payload()).map(\.entry.path) == [path("a"), path("b.md")])
  }

  // MARK: Any bytes

  @Test func `a change of any byte of an index is detected`() throws {
    let tar = someTar(rows: 40)
    let payload = try tar.payload()
    let rows = tar.rows.map(Self.withoutDigest)
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

  @Test func `an index that is cut off anywhere is refused`() throws {
    let payload = try someTar(rows: 40).payload()
    for count in payload.indices {
      for cut in [Array(payload[..<count]), Array(payload.suffix(count))] {
        #expect(failure { _ = try IndexPayload(cut) } != nil)
        #expect(failure { _ = try rowsByParts(cut) } != nil)
      }
    }
  }

  @Test func `a block of random bytes gives rows or damage and nothing else`() throws {
    var generator = FixedGenerator(state: 11)
    let good = row("a") + row("b.md", kind: 8, end: varint(700) + [15] + counted("x".utf8))
    for _ in 0..<3000 {
      var bytes = good
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let position = Int.random(in: 0..<bytes.count, using: &generator)
        bytes[position] = UInt8.random(in: 0...255, using: &generator)
      }
      var index = ForgedIndex([.init(bytes)], rows: 2)
      index.files = 1
      index.digests = [UInt8](repeating: 9, count: 32)
      let error = try index.failure()
      #expect(error == nil || error?.code == .damaged, "\(bytes) \(error as Any)")
    }
  }

  private static func withoutDigest(_ row: IndexRow) -> IndexRow {
    var row = row
    row.digest = nil
    return row
  }

  // MARK: Rows

  private static let tenBytes = [UInt8](repeating: 0xFF, count: 9) + [0x01]

  private static let forgedRows: [(String, [UInt8])] = [
    ("a part of it ends too early", Array(row("b").dropLast())),
    ("a part of it ends too early", [0, 5, 0x62]),
    ("a part of it ends too early", [0] + tenBytes + [0x62]),
    ("a part of it ends too early", row("b", kind: 2, end: varint(1 << 63))),
    ("a number has more than 64 bits", row("b").prefix(4) + tenBytes.dropLast() + [2]),
    ("a number is not in its shortest form", [0x80, 0x00] + row("b").dropFirst()),
    ("a number is out of range", row(shared: 2, "b")),
    ("a number is out of range", row(shared: 1 << 63, "b")),
    ("a number is out of range", row("b", mode: 0o10000)),
    ("the member of a row lies in a frame that does not exist", row("b", frame: 6)),
    ("the member of a row lies in a frame that does not exist", row("b", frame: .max)),
    ("the fraction of a time is 0", row("b", kind: 33, fraction: [0])),
    ("a number is out of range", row("b", kind: 33, fraction: varint(1_000_000_000))),
    ("the target of a link is not valid", row("b", kind: 2, end: [0])),
    ("the target of a link is not valid", row("b", kind: 2, end: counted([0x61, 0]))),
    (
      "the target of a link is not valid",
      row("b", kind: 2, end: counted([UInt8](repeating: 0x61, count: 32_769)))
    ),
    ("the member of a row does not lie after the one before it", row("b", gap: 1 << 15)),
    ("the member of a row does not lie after the one before it", row("b", gap: 1 << 17)),
    ("the member of a row does not lie after the one before it", row("b", gap: .max)),
    ("a row has an unknown kind", row("b", kind: 4)),
    ("a row has an unknown kind", row("b", kind: 7)),
    ("a row has an unknown kind", row("b", kind: 0x10)),
    ("a row has an unknown kind", row("b", kind: 0x11)),
    ("a row has an unknown kind", row("b", kind: 0x40)),
    ("a row has an unknown kind", row("b", kind: 0x81)),
    ("its rows are not sorted by path", row("")),
    ("its rows are not sorted by path", row(shared: 1, "")),
    ("its rows are not sorted by path", row("a")),
    ("its rows are not sorted by path", row("Z")),
    ("the path of a row is not valid", row("b/")),
    ("the path of a row is not valid", row("b//c")),
    ("the path of a row is not valid", row("b/./c")),
    ("the path of a row is not valid", row("b/..")),
    ("the path of a row is not valid", row("b\0")),
    ("the path of a row is not valid", row(shared: 1, "/..")),
    ("the path of a row is not valid", row(shared: 1, "/")),
    (
      "a hard link comes before the file that it names",
      row("b", kind: 3, end: counted("b".utf8))
    ),
    (
      "a hard link comes before the file that it names",
      row("b", kind: 3, end: counted("".utf8))
    ),
    (
      "a hard link comes before the file that it names",
      row("b", kind: 3, end: counted("../a".utf8))
    ),
    ("a row has facts of an unknown kind", row("b.md", kind: 9, end: [0])),
    ("a row has facts of an unknown kind", row("b.md", kind: 10, end: counted("a".utf8) + [0])),
    ("a row has facts but is not a post", row("b", kind: 11, end: counted("a".utf8) + [0])),
    ("a row has facts of an unknown kind", post([32])),
    ("a row has facts of an unknown kind", post([8, 0])),
    ("a number is out of range", post([8] + varint(1 << 63))),
    ("a part of it ends too early", post([8, 2, 1, 0x61, 5])),
    ("a text of a row is not UTF-8", post([1] + counted([0xFF]))),
    ("a text of a row is not UTF-8", post([8, 1] + counted([0xC0, 0x80]))),
    (
      "a row has a date that does not exist",
      post([2, 0] + varint(2023 << 9 | 2 << 5 | 29) + [0])
    ),
    ("a row has a date that does not exist", post([2, 0] + varint(.max) + [0])),
    ("a row has a date that does not exist", post([2, 0] + varint(10_000 << 9 | 33) + [0])),
    (
      "a number is out of range",
      post([2, 0] + varint(2023 << 9 | 33) + varint(86_401))
    ),
    ("the rows of a block do not match the directory", row("b") + [0]),
    ("the rows of a block do not match the directory", row("b") + row("c")),
    ("the rows of a block do not match the directory", row("b", kind: 0, end: [0])),
    ("a part of it ends too early", []),
  ]

  /// Encodes a hard link whose path names a post, with the given facts.
  private static func post(_ facts: [UInt8]) -> [UInt8] {
    row("b.md", kind: 11, end: counted("a".utf8) + facts)
  }

  @Test(arguments: forgedRows)
  func `a forged row is refused`(message: String, second: [UInt8]) throws {
    let index = ForgedIndex([.init(row("a") + second)], rows: 2)
    #expect(try index.failure() == IndexError(.damaged, "Damaged index: \(message)"))
  }

  @Test func `a path longer than the limit is refused`() throws {
    let long = String(repeating: "b", count: IndexedArchive.maximumPath + 1)
    let message = "Damaged index: the path of a row is too long"
    let index = ForgedIndex([.init(row("a") + row(long))], rows: 2)
    #expect(try index.failure() == IndexError(.damaged, message))
  }

  @Test func `a row after a path too long for ustar leaves room for its pax header`() throws {
    let long = "a" + String(repeating: "b", count: 1023)
    let message = "Damaged index: the member of a row does not lie after the one before it"
    var index = ForgedIndex([.init(row("a") + row(long) + row("c", gap: 1))], rows: 3)
    #expect(try index.failure() == IndexError(.damaged, message))
    index = ForgedIndex([.init(row("a") + row(long) + row("c", gap: 2))], rows: 3)
    #expect(try index.failure() == nil)
  }

  @Test func `a size larger than the tar is refused`() throws {
    for size: UInt64 in [(1 << 20) + 1, 1 << 62, 1 << 63, .max] {
      var index = ForgedIndex([.init(row("a", kind: 0, end: varint(size)))], rows: 1)
      index.files = 1
      index.digests = [UInt8](repeating: 0, count: 32)
      let message = "Damaged index: a number is out of range"
      #expect(try index.failure() == IndexError(.damaged, message))
    }
  }

  @Test func `no row may follow in a frame that a member fills`() throws {
    let large = row("a", kind: 0, end: varint(40 << 20))
    var index = ForgedIndex([.init(large + row("b"))], rows: 2)
    index.tarLength = 48 << 20
    index.files = 1
    index.digests = [UInt8](repeating: 0, count: 32)
    let message = "Damaged index: the member of a row does not lie after the one before it"
    #expect(try index.failure() == IndexError(.damaged, message))
    index.blocks = [.init(large + row("b", frame: 2))]
    #expect(try index.failure() == nil)
  }

  @Test func `a block with longer paths than the limit is refused`() throws {
    let long = String(repeating: "b", count: IndexedArchive.maximumPath - 4)
    var rows = row("a")
    for number in 0..<70 {
      rows += row(
        shared: number == 0 ? 0 : UInt64(long.count), number == 0 ? long + "!" : "\(number + 10)",
        gap: 64)
    }
    let index = ForgedIndex([.init(rows)], rows: 71)
    #expect(
      try index.failure()
        == IndexError(.damaged, "Damaged index: the paths of a block are too long"))
  }

  // MARK: Directory

  private static func two(_ change: (inout ForgedIndex) -> Void) -> ForgedIndex {
    var index = ForgedIndex(
      [.init(row("a")), .init(row("b") + row("c"), firstRow: 1, firstPath: "b")], rows: 3)
    change(&index)
    return index
  }

  private static let misplaced = "Damaged index: its blocks do not follow one another"
  private static let sections = "Damaged index: a section is not as long as its trailer says"
  private static let counts = "Damaged index: a count in its trailer is out of range"
  private static let tarLength =
    "Damaged index: the length of the tar in its trailer is out of range"

  private static let forgedIndices: [(IndexError?, ForgedIndex)] = [
    (nil, two { _ in }),
    (IndexError(.damaged, misplaced), two { $0.blocks[0].offset = 1 }),
    (IndexError(.damaged, misplaced), two { $0.blocks[1].offset = 0 }),
    (IndexError(.damaged, misplaced), two { $0.blocks[1].offset = 1 << 20 }),
    (IndexError(.damaged, misplaced), two { $0.blocks[1].offset = .max }),
    (IndexError(.damaged, misplaced), two { $0.blocks[0].firstRow = 1 }),
    (IndexError(.damaged, misplaced), two { $0.blocks[1].firstRow = 0 }),
    (IndexError(.damaged, misplaced), two { $0.blocks[1].firstRow = 3 }),
    (IndexError(.damaged, misplaced), two { $0.blocks[1].firstRow = .max }),
    (IndexError(.damaged, misplaced), two { $0.blocks[0].firstFile = 1 }),
    (IndexError(.damaged, misplaced), two { $0.blocks[1].firstFile = 1 }),
    (IndexError(.damaged, misplaced), two { $0.blocks[1].firstFile = .max }),
    (IndexError(.damaged, misplaced), two { $0.blocks[0].pathEnd = 0 }),
    (IndexError(.damaged, misplaced), two { $0.blocks[0].pathEnd = 2 }),
    (IndexError(.damaged, misplaced), two { $0.blocks[1].pathEnd = 1 }),
    (IndexError(.damaged, misplaced), two { $0.blocks[1].pathEnd = 3 }),
    (IndexError(.damaged, misplaced), two { $0.blocks[1].pathEnd = .max }),
    (IndexError(.damaged, misplaced), two { $0.heapEnd = [0x63] }),
    (IndexError(.damaged, misplaced), two { $0.blocks[0].firstPath = [] }),
    (
      IndexError(
        .damaged, "Damaged index: the first path of a block does not match the directory"),
      two { $0.blocks[1].firstPath = Array("bb".utf8) }
    ),
    (
      IndexError(.damaged, "Damaged index: its blocks are not sorted by path"),
      two { $0.blocks[0] = .init(row("d"), firstPath: "d") }
    ),
    (
      IndexError(
        .damaged, "Damaged index: the rows of a block do not match the directory"),
      two { $0.blocks[0].rows += row("aa") }
    ),
    (
      IndexError(.damaged, "Damaged zstd frame: it is not a zstd frame"),
      two { $0.blocks[1].stored = [0x5B, 0x2A, 0x4D, 0x18, 0, 0, 0, 0] }
    ),
    (IndexError(.damaged, counts), two { $0.rows = 1 }),
    (IndexError(.damaged, counts), two { $0.rows = 1 << 63 }),
    (IndexError(.damaged, counts), two { $0.rows = .max }),
    (IndexError(.damaged, counts), two { $0.files = 1 << 63 }),
    (IndexError(.damaged, counts), two { $0.files = 4 }),
    (IndexError(.damaged, counts), two { $0.frames = 1 << 63 }),
    (IndexError(.damaged, counts), two { $0.frames = 0 }),
    (IndexError(.damaged, counts), two { $0.tarLength = 1 << 63 }),
    (IndexError(.damaged, counts), two { $0.blockCount = 0 }),
    (IndexError(.damaged, counts), two { $0.blockCount = .max }),
    (
      IndexError(.damaged, misplaced),
      two {
        $0.rows = 0xFFFF_FFFF
        $0.tarLength = 1 << 41
        $0.frames = 1 << 17
        $0.blocks[1].firstRow = 0
      }
    ),
    (IndexError(.damaged, sections), two { $0.files = 1 }),
    (IndexError(.damaged, misplaced), two { $0.blocks[1].firstFrame = 3 }),
    (IndexError(.damaged, misplaced), two { $0.blocks[1].firstFrame = .max }),
    (IndexError(.damaged, sections), two { $0.blockCount = 3 }),
    (IndexError(.damaged, tarLength), two { $0.tarLength = 1000 }),
    (IndexError(.damaged, tarLength), two { $0.tarLength = 1024 }),
    (IndexError(.damaged, tarLength), two { $0.tarLength = 1 << 40 }),
    (IndexError(.damaged, tarLength), two { $0.frames = 1 << 12 }),
    (IndexError(.damaged, sections), two { $0.frames = 1 << 20 }),
    (
      IndexError(.damaged, "Damaged index: a field of its trailer is out of range"),
      two { $0.zeros[7] = 1 }
    ),
    (
      IndexError(
        .unknownVersion, "The index has version 4, and this program reads version 3"),
      two {
        $0.version = 4
        $0.rows = 1 << 63
      }
    ),
  ]

  @Test(arguments: forgedIndices.indices)
  func `a forged directory or trailer is refused`(number: Int) throws {
    let (error, index) = Self.forgedIndices[number]
    let found = try index.failure()
    // More than one check can find blocks and sections that are outside the payload.
    if error?.message == Self.sections || error?.message == Self.counts {
      #expect(found?.code == .damaged)
    } else {
      #expect(found == error)
    }
  }

  @Test func `a block that decodes to too much is refused`() throws {
    let zeros = [UInt8](repeating: 0, count: 17 << 20)
    let index = ForgedIndex([.init(zeros)], rows: 1)
    #expect(try index.failure()?.code == .tooLarge)
  }

  @Test func `a block needs as many digests as it has files`() throws {
    let payload = try IndexPayload(someTar(rows: 20).payload())
    let digests = [UInt8](repeating: 0, count: 31)
    #expect(
      failure { _ = try BlockReader([], of: 0, in: payload.directory, digests: digests) }
        == IndexError(.damaged, "Damaged index: a block does not have one digest for each file"))
  }

  @Test func `a directory that does not match its digest is refused`() throws {
    let payload = try someTar(rows: 20).payload()
    let trailer = try IndexPayload(payload).trailer
    let error = IndexError(
      .damaged, "Damaged index: its directory does not match its trailer")
    for bytes in [
      [], Array(payload[trailer.directory].dropLast()),
      Array(payload[trailer.directory].reversed()),
    ] {
      #expect(failure { _ = try IndexDirectory(bytes, trailer: trailer) } == error)
    }
  }
}
