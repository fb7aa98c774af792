import ArchiveFormat
import Checking
import CollectionSupport
import Entries
import Packing
import Posts
import Store
import TestSupport
import Testing

/// Reading through an index gives the same as reading without it.
///
/// Each test asks the same archive twice: as `pack` wrote it, and as the tar that it decompresses
/// to.
struct IndexedReadingTests {
  let folder: TemporaryFolder
  static let describe: Describe = { path, content in
    PostFacts(path: path, frontMatter: PostSource(content).frontMatter)
  }

  init() throws { folder = try Self.made.get() }

  /// Made once, because no test changes it.
  private static let made = Result { try make() }

  private static func make() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for month in 1...3 {
      for post in 0..<40 {
        try folder.write(
          "in/post/\(month)/post-\(post).md",
          "---\ntitle: \(month) and \(post)\ndate: 2024-0\(month)-01\ntags: [a, b]\n---\n",
          modified: 1_700_000_000 + post)
      }
    }
    try folder.write("in/post/1-and/x.md", "# No front matter\n")
    try folder.write("in/a.bin", [[UInt8]](repeating: Array(0...254), count: 400).joined())
    let halves = [5_000_000, 4_000_000].map { [UInt8](repeating: UInt8($0 / 100_000), count: $0) }
    try folder.write("in/large.bin", halves[0] + halves[1])
    try folder.makeFolder("in/empty")
    try folder.makeHardLink("in/post/hard.md", to: "in/post/1/post-0.md")
    try folder.makeSymbolicLink("in/post/link.md", to: "1/post-1.md")
    try folder.makeSymbolicLink("in/through", to: "post/2")
    try folder.makeSymbolicLink("in/circle", to: "circle")
    try folder.makeSymbolicLink("in/out.md", to: "../outside.md")
    let reports = try folder.pack("in", as: "a.tar.zst") { $0.describe = Self.describe }
    #expect(reports == [])
    let plain = try Program.run(
      "zstd", "-dq", folder.path("a.tar.zst"), "-o", folder.path("a.tar"))
    #expect(plain.status == 0)
    return folder
  }

  private var both: (indexed: PostCollection, scanned: PostCollection) {
    get throws { (try folder.collection("a.tar.zst"), try folder.collection("a.tar")) }
  }

  /// Returns the part of an entry that a scan also knows: it may not have met the file of a hard
  /// link.
  private func known(_ item: ListedEntry) -> ListedEntry {
    guard case .hardLink = item.entry.kind else { return item }
    var entry = item.entry
    entry.size = 0
    return ListedEntry(entry: entry)
  }

  @Test(
    arguments: [
      [""], ["post"], ["post/1"], ["post", "post/2"], ["post/3/post-5.md"], ["post/hard.md"],
      ["through"], ["empty"], ["large.bin", "a.bin"], ["nothing", "post/2"], ["post/1-"],
    ], [1, 2, Int.max])
  func `lists are the same at every depth`(names: [String], depth: Int) throws {
    let (indexed, scanned) = try both
    for describe in [Self.describe, nil] {
      let paths = names.map { path($0) }
      let (one, two) = (Reports(), Reports())
      let listed = try indexed.catalog(
        below: paths, depth: depth, describe: describe, context: one.context)
      let expected = try scanned.catalog(
        below: paths, depth: depth, describe: describe, context: two.context)
      #expect(listed.listed.map(known) == expected.listed.map(known))
      #expect(one.briefly == two.briefly)
    }
  }

  @Test(
    arguments: [
      "post/1/post-0.md", "post/hard.md", "post/link.md", "through/post-7.md", "post/1-and/x.md",
      "a.bin", "large.bin", "post", "empty", "through", "circle", "out.md", "nothing",
      "post/1/post-0.md/x", "",
    ])
  func `contents and errors of reading are the same`(name: String) throws {
    let (indexed, scanned) = try both
    #expect(try indexed.failure(name) == scanned.failure(name))
    if try scanned.failure(name) == nil { #expect(try indexed.text(name) == scanned.text(name)) }
  }

  @Test func `several contents can be read in any order and more than once`() throws {
    let names = [
      "post/2/post-3.md", "a.bin", "post/2/post-3.md", "post/hard.md", "post/1/post-9.md",
    ]
    let contents = try both.indexed.contents(of: names.map { path($0) })
    for name in names + names.reversed() {
      let read = try contents.reader(for: path(name)).all(limit: 1 << 20)
      #expect(try read == folder.contents("in/\(name)"))
    }
  }

  @Test func `digests equal those of sha256sum`() throws {
    let names = ["a.bin", "large.bin", "post/hard.md", "post/1-and/x.md"]
    let reports = Reports()
    for collection in try [both.indexed, both.scanned, folder.collection("in")] {
      let digests = try collection.digests(of: names.map { path($0) }, context: reports.context)
      for name in names {
        let sum = try Program.run("sha256sum", folder.path("in/\(name)")).text.prefix(64)
        #expect(digests[path(name)]?.hexadecimal == String(sum))
      }
    }
    #expect(reports.briefly == [])
  }

  @Test func `folder and index and tar have no differences`() throws {
    let collections = try [folder.collection("in"), both.indexed, both.scanned]
    for one in collections {
      for two in collections { #expect(try one.changes(to: two) == []) }
    }
    let other = try TemporaryFolder()
    _ = try Program.run("cp", "-a", folder.path("in"), other.path("in"))
    try other.write("in/post/1/post-0.md", "changed")
    let changes = try both.indexed.changes(to: other.collection("in"))
    #expect(changes.map(\.path) == [path("post/1/post-0.md"), path("post/hard.md")])
  }

  @Test func `the summary of an index has the right counts`() throws {
    var paths: [Path] = []
    let summary = try both.indexed.readIndex { paths.append($0.entry.path) }
    let scanned = try both.scanned.catalog(context: .failing).listed.map(\.entry)
    #expect(paths == scanned.map(\.path))
    #expect(summary.members == scanned.count)
    #expect(summary.posts == scanned.count(where: \.isPost))
    #expect(summary.files == scanned.count { $0.kind == .file })
    #expect(throws: StoreError.self) { try both.scanned.readIndex() }
  }

  @Test(arguments: [8, 20, 100, 200])
  func `a damaged index is reported and the archive is read without it`(place: Int) throws {
    var bytes = try folder.contents("a.tar.zst")
    // The index begins with its magic, after the last frame.
    let magic: [UInt8] = [0x5B, 0x2A, 0x4D, 0x18]
    let start = try #require(
      bytes.indices.last { bytes[$0...].starts(with: magic) })
    bytes[start + place] ^= 0x40
    let other = try TemporaryFolder()
    try other.write("bad.tar.zst", bytes)
    let bad = try other.collection("bad.tar.zst")
    let reports = Reports()
    let listed = try bad.catalog(describe: Self.describe, context: reports.context)
    let expected = try both.scanned.catalog(describe: Self.describe, context: .failing)
    #expect(listed.listed.map(known) == expected.listed.map(known))
    let changes = try Comparison(bad, folder.collection("in"), context: reports.context).changes()
    #expect(changes == [])
    #expect(!reports.errors.isEmpty)
    #expect(reports.errors.allSatisfy { $0.code == .indexUnusable })
    #expect(try bad.text("post/3/post-1.md") == both.scanned.text("post/3/post-1.md"))
  }
}
