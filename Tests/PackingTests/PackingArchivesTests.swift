import ArchiveFormat
import Archives
import CollectionSupport
import Entries
import Files
import Packing
import Posts
import Store
import TestSupport
import Testing

/// Packing archives in any order as indexed archives.
@Suite struct PackingArchivesTests {
  /// Packs an archive, and packs the tree that GNU tar unpacks from it; the results must be the
  /// same.
  private func expectAsUnpacked(_ folder: TemporaryFolder, _ name: String) throws {
    #expect(
      try folder.pack(name, as: "a.tar.zst") {
        $0.describe = describe
        $0.selection = .everything
      } == [])
    try folder.makeFolder("out")
    let unpacked = try Program.run("tar", "-xpf", folder.path(name), "-C", folder.path("out"))
    #expect(unpacked.status == 0)
    try folder.pack("out", as: "b.tar.zst") {
      $0.describe = describe
      $0.selection = .everything
    }
    #expect(try folder.rows("a.tar.zst") == folder.rows("b.tar.zst"))
    #expect(try folder.contents("a.tar.zst") == folder.contents("b.tar.zst"))
  }

  @Test func `members are sorted and the last one with a path counts`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.archive("old.tar") {
      $0.file("z.md", "last")
      $0.file("a", "old")
      $0.file("d/x", "x")
      $0.file("c", "is a file")
      $0.file("a", "new", mode: 0o600)
      $0.folder("./d", mode: 0o700)
      $0.symbolicLink("b", to: "a")
      $0.file("d-e", "beside")
    }
    try expectAsUnpacked(folder, "old.tar")
  }

  @Test func `the first path of a file has the content wherever the hard links were`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.archive("old.tar") {
      $0.file("m.md", "old", mode: 0o600, modified: 1_500_000_000)
      $0.hardLink("z.md", to: "m.md")
      $0.hardLink("b.md", to: "z.md")
      $0.file("m.md", "new")
      $0.hardLink("c.md", to: "m.md")
      $0.file("n", String(repeating: "large ", count: 200_000))
      $0.hardLink("a", to: "n")
    }
    try expectAsUnpacked(folder, "old.tar")
  }

  @Test func `sorted members are packed in one pass and links have the mode of their file`() throws
  {
    let folder = try TemporaryFolder()
    _ = try folder.archive("old.tar") {
      $0.folder("a/")
      $0.file("a/b.md", "content", mode: 0o600, modified: 1_500_000_000)
      $0.hardLink("a/c.md", to: "a/b.md")
      $0.file("a-d", String(repeating: "large ", count: 200_000))
      $0.hardLink("e", to: "a-d")
    }
    try expectAsUnpacked(folder, "old.tar")
  }

  @Test func `a hard link whose target is excluded carries the content`() throws {
    let folder = try TemporaryFolder()
    try folder.write("in/a", "content")
    try folder.makeHardLink("in/b", to: "in/a")
    try folder.makeHardLink("in/c", to: "in/a")
    try folder.pack("in", as: "all.tar")
    try folder.pack("in", as: "all.tar.zst")
    for source in ["in", "all.tar", "all.tar.zst"] {
      #expect(try folder.pack(source, as: "a.tar.zst") { $0.selection.excluded = ["a"] } == [])
      let kinds = try folder.rows("a.tar.zst").map(\.entry.kind)
      #expect(kinds == [.file, .hardLink(target: path("b"))])
      #expect(try folder.collection("a.tar.zst").text("c") == "content")
    }
  }

  @Test func `a hard link without a target is reported and left out`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.archive("old.tar") {
      $0.file("a", "content")
      $0.hardLink("b", to: "nothing")
    }
    #expect(try folder.pack("old.tar", as: "a.tar.zst") == [Reports.Brief(.notFound, "nothing")])
    #expect(try listing(folder.path("a.tar.zst")) == ["a"])
  }

  @Test func `packing an indexed archive again gives the same bytes`() throws {
    let folder = try TemporaryFolder()
    var generator = FixedGenerator(state: 3)
    try folder.writePosts(300, in: "in", &generator)
    try folder.write("in/large", String(repeating: "content ", count: 1_000_000))
    try folder.makeHardLink("in/z.md", to: "in/post/1/60.md")
    let everything: (inout Packer.Options) -> Void = { $0.describe = describe }
    try folder.pack("in", as: "a.tar.zst", everything)
    try folder.pack("in", as: "a.tar.gz")
    for source in ["a.tar.zst", "a.tar.gz"] {
      #expect(try folder.pack(source, as: "b.tar.zst", everything) == [])
      #expect(try folder.contents("b.tar.zst") == folder.contents("a.tar.zst"))
    }
    try folder.pack("a.tar.zst", as: "b.tar")
    try folder.pack("in", as: "c.tar")
    #expect(try folder.contents("b.tar") == folder.contents("c.tar"))
  }

  @Test(arguments: ["saved.tar.zst", "saved.tar"])
  func `all whole members of a damaged archive can be packed`(name: String) throws {
    let folder = try TemporaryFolder()
    var generator = FixedGenerator(state: 5)
    try folder.writePosts(600, in: "in", &generator)
    try folder.write("in/large", String(repeating: "content ", count: 200_000))
    try folder.pack("in", as: "a.tar.zst") { $0.describe = describe }
    let rows = try folder.rows("a.tar.zst")
    var bytes = try folder.contents("a.tar.zst")
    // Damage in the second frame of posts.
    let start = try OpenFile.open(folder.path("a.tar.zst"))
    let frames = try #require(try ArchiveIndex.open(start, named: "a")).storedFrame(0).count
    bytes[frames + 1_000] ^= 0xFF
    try folder.write("a.tar.zst".bytes, bytes)
    let reports = try folder.pack("a.tar.zst", as: name) { $0.salvages = true }
    let lost = Set(rows.filter { $0.place.frame == 1 }.map(\.entry.path))
    #expect(!reports.isEmpty && reports.allSatisfy { $0.code == .damaged })
    let saved = try folder.collection(name).catalog(context: .failing)
    // A folder without an entry is also known by its content.
    let whole = rows.filter { !$0.entry.isFolder && !lost.contains($0.entry.path) }
    #expect(saved.listed.map(\.entry).filter { !$0.isFolder } == whole.map(\.entry))
    #expect(throws: StoreError.self) { try folder.pack("a.tar.zst", as: name) }
  }

  @Test func `a missing path is reported before anything is written`() throws {
    let folder = try TemporaryFolder()
    try folder.write("in/a", "content")
    try folder.pack("in", as: "a.tar.zst")
    for source in ["in", "a.tar.zst"] {
      let failure = #expect(throws: StoreError.self) {
        try folder.pack(source, as: "b.tar.zst") { $0.selection = Selection(paths: [path("x")]) }
      }
      #expect(failure?.code == .notFound)
    }
    #expect(try folder.names() == ["a.tar.zst", "in"])
  }
}
