import ArchiveFormat
import Posts
import Testing

@Suite struct WriterTests {
  private static func file(_ name: String, at position: Int = 0, size: Int64 = 1) -> IndexRow {
    IndexRow(
      entry: Entry(path: path(name), kind: .file, mode: 0o644, modified: 0, size: size),
      place: .init(frame: 0, position: position), digest: digest(of: []))
  }

  private static func changed(_ change: (inout IndexRow) -> Void) -> IndexRow {
    var row = file("b", at: 1024)
    change(&row)
    return row
  }

  private static let misfits: [(String, IndexRow)] = [
    ("no mode", changed { $0.entry.mode = nil }),
    ("a mode of 13 bits", changed { $0.entry.mode = 0o10000 }),
    ("a time beyond its second", changed { $0.entry.modified?.nanoseconds = 1_000_000_000 }),
    (
      "a link to nothing",
      changed {
        $0.entry.kind = .symbolicLink(target: [])
        $0.entry.size = 0
        $0.digest = nil
      }
    ),
    ("no time", changed { $0.entry.modified = nil }),
    ("a special file", changed { $0.entry.kind = .special }),
    ("a file without digest", changed { $0.digest = nil }),
    (
      "a folder with digest",
      changed {
        $0.entry.kind = .folder
        $0.entry.size = 0
      }
    ),
    (
      "a folder with size",
      changed {
        $0.entry.kind = .folder
        $0.digest = nil
      }
    ),
    ("a size below 0", changed { $0.entry.size = -1 }),
    ("a size beyond all", changed { $0.entry.size = .max }),
    ("a position within a unit", changed { $0.place.position = 1025 }),
    ("a position below 0", changed { $0.place.position = -512 }),
    ("a position beyond all frames", changed { $0.place.position = 16 << 20 }),
    ("a position within the row before", changed { $0.place.position = 512 }),
    ("a frame below 0", changed { $0.place.frame = -1 }),
    ("a frame beyond all", changed { $0.place.frame = 1 << 40 }),
    (
      "facts of a file that is not a post",
      changed { $0.facts = PostFacts(title: nil, date: nil, draft: false, tags: []) }
    ),
    (
      "a link to a later path",
      changed {
        $0.entry.kind = .hardLink(target: path("c"))
        $0.entry.size = 0
        $0.digest = nil
      }
    ),
    (
      "a link to the root",
      changed {
        $0.entry.kind = .hardLink(target: .root)
        $0.entry.size = 0
        $0.digest = nil
      }
    ),
    ("a path with '..'", changed { $0.entry.path = path("b/../c") }),
    ("a path with NUL", changed { $0.entry.path = path("b\0") }),
    ("a path that ends in '/'", changed { $0.entry.path = path("b/") }),
  ]

  @Test(arguments: misfits)
  func `a row that the format cannot express is refused`(name: String, row: IndexRow) throws {
    var writer = try IndexWriter(recipe: recipe)
    try writer.append(Self.file("a"))
    let error = failure { try writer.append(row) }
    #expect(error?.code == .unwritable)
    // The writer keeps its first error.
    #expect(failure { try writer.append(Self.file("z", at: 4096)) } == error)
    #expect(
      failure { _ = try writer.finish(frames: someDigests(1), tarLength: 8192, end: nil) } == error)
  }

  @Test func `a row for the root is refused`() throws {
    var writer = try IndexWriter(recipe: recipe)
    #expect(failure { try writer.append(Self.file("")) }?.code == .unwritable)
  }

  @Test(arguments: [("b", "a"), ("a", "a"), ("a/b", "a"), ("a-b", "a/b"), ("a.md", "a/z")])
  func `rows that are out of order are refused`(first: String, second: String) throws {
    var writer = try IndexWriter(recipe: recipe)
    try writer.append(Self.file(first))
    let error = IndexError(.notSorted, "\(second) does not sort after \(first)")
    #expect(failure { try writer.append(Self.file(second, at: 1024)) } == error)
    #expect(
      failure { _ = try writer.finish(frames: someDigests(1), tarLength: 8192, end: nil) } == error)
  }

  @Test func `the order is checked from block to block`() throws {
    var writer = try IndexWriter(recipe: recipe)
    let long = String(repeating: "x", count: 17_000)
    try writer.append(Self.file("b" + long))
    #expect(failure { try writer.append(Self.file("a", at: 1024)) }?.code == .notSorted)
  }

  @Test(arguments: [(0, 1024), (1, 0), (1, 512), (1, 1000), (3, 1024), (1, 1 << 40)])
  func `rows are refused with a tar that cannot hold them`(frames: Int, length: Int64) throws {
    var writer = try IndexWriter(recipe: recipe)
    try writer.append(Self.file("a"))
    try writer.append(Self.file("b", at: 1024))
    #expect(
      failure { _ = try writer.finish(frames: someDigests(frames), tarLength: length, end: nil) }
        != nil)
  }

  @Test func `a finished index takes no more rows`() throws {
    var writer = try IndexWriter(recipe: recipe)
    _ = try writer.finish(frames: [], tarLength: 0, end: nil)
    #expect(failure { try writer.append(Self.file("a")) }?.code == .unwritable)
    #expect(
      failure { _ = try writer.finish(frames: [], tarLength: 0, end: nil) }?.code == .unwritable)
  }

  @Test func `a row with too long facts is refused`() throws {
    var writer = try IndexWriter(recipe: recipe)
    var row = Self.file("a.md")
    let title = String(repeating: "x", count: 17 << 20)
    row.facts = PostFacts(title: title, date: nil, draft: false, tags: [])
    #expect(failure { try writer.append(row) }?.code == .unwritable)
  }
}
