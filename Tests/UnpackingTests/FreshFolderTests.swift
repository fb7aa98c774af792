import CollectionSupport
import Entries
import Glibc
import Posts
import TestSupport
import Testing
import Unpacking

/// New folders that unpacking creates: they get their names only when all their content is written.
@Suite struct FreshFolderTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Unpacks an archive; `meanwhile` is called when `a/link` has been created.
  private func unpack(
    _ overwriting: Overwriting, _ body: (inout TarBuilder) -> Void,
    meanwhile: () throws -> Void
  ) throws -> [Reports.Brief] {
    let archive = try folder.archive { body(&$0) }
    let reports = Reports()
    var options = Unpacker.Options()
    options.overwriting = overwriting
    try withoutActuallyEscaping(meanwhile) { meanwhile in
      _ = try Unpacker(
        archive, options: options, context: reports.context,
        visit: { entry in
          guard entry.path == path("a/link") else { return }
          do { try meanwhile() } catch { Issue.record(error) }
        }
      ).unpack(into: folder.path("out"))
    }
    #expect(try folder.tree("out").nodes.keys.allSatisfy { !$0.contains(".tmp".bytes) })
    return reports.briefly
  }

  private func members(_ builder: inout TarBuilder) {
    builder.symbolicLink("0", to: "first")
    builder.folder("a/", mode: 0o750, modified: 1_000)
    builder.file("a/file", "content", mode: 0o600)
    builder.file("a/other", "other")
    builder.folder("a/b/", mode: 0o700, modified: 2_000)
    builder.file("a/b/deep", "deep")
    builder.symbolicLink("a/link", to: "file")
    builder.hardLink("a/second", to: "a/file")
    builder.hardLink("third", to: "a/b/deep")
  }

  @Test func `a new folder is not visible until its content is written`() throws {
    let reports = try unpack(.never, members) {
      #expect(!folder.exists("out/a"))
    }
    #expect(reports == [])
    #expect(try folder.permissions("out/a") == 0o750)
    #expect(try folder.modified("out/a") == 1_000)
    #expect(try folder.modified("out/a/b") == 2_000)
    #expect(try folder.inode("out/a/file") == folder.inode("out/a/second"))
    #expect(try folder.inode("out/third") == folder.inode("out/a/b/deep"))
  }

  @Test(arguments: Overwriting.allCases)
  func `a folder that appears meanwhile is treated like an existing one`(
    overwriting: Overwriting
  ) throws {
    let reports = try unpack(overwriting, members) {
      try folder.write("out/a/other", "mine")
      try folder.write("out/a/mine", "mine")
      try folder.write("out/a/b/deep", "deep")
      try folder.makeFolder("out/a", mode: 0o711, modified: 5_000)
    }
    #expect(reports == (overwriting == .never ? [Reports.Brief(.exists, "a/other")] : []))
    #expect(try folder.content("out/a/other") == (overwriting == .never ? "mine" : "other"))
    #expect(try folder.content("out/a/mine") == "mine")
    #expect(try folder.content("out/a/file") == "content")
    #expect(try folder.permissions("out/a/file") == 0o600)
    #expect(try folder.content("out/a/b/deep") == "deep")
    #expect(folder.linkTarget("out/a/link".bytes) == "file".bytes)
    #expect(try folder.inode("out/a/file") == folder.inode("out/a/second"))
    #expect(try folder.permissions("out/a") == (overwriting == .never ? 0o711 : 0o750))
  }

  @Test(arguments: Overwriting.allCases)
  func `a file or link that appears meanwhile stays and is reported`(
    overwriting: Overwriting
  ) throws {
    for isLink in [false, true] {
      _ = try Program.run("rm", "-rf", folder.path("out"))
      try folder.makeFolder("outside")
      let reports = try unpack(overwriting, members) {
        if isLink {
          try folder.makeSymbolicLink("out/a", to: "../outside")
        } else {
          try folder.write("out/a", "mine")
        }
      }
      #expect(reports == [Reports.Brief(.exists, "a")])
      #expect(try folder.names("outside") == [])
      #expect(try folder.names("out") == ["0", "a", "third"])
      if !isLink { #expect(try folder.content("out/a") == "mine") }
    }
  }

  @Test func `a link that appears meanwhile inside is not followed`() throws {
    try folder.makeFolder("outside")
    let reports = try unpack(.always, members) {
      try folder.makeFolder("out/a")
      try folder.makeSymbolicLink("out/a/b", to: "../../outside")
    }
    #expect(reports == [Reports.Brief(.exists, "a/b")])
    #expect(try folder.names("outside") == [])
    #expect(try folder.content("out/a/file") == "content")
  }

  @Test func `a file below a file of the same archive replaces it, and one below a link does not`()
    throws
  {
    let reports = try unpack(
      .always,
      {
        $0.file("c", "older")
        $0.file("c/d/e", "below a file")
        $0.file("c/f", "below a file")
        $0.file("x/y", "first")
        $0.file("x", "in the way")
        $0.symbolicLink("x", to: "in the way")
        $0.file("x/z", "third")
      }, meanwhile: {})
    #expect(reports.map(\.subject).sorted() == ["x/z"])
    #expect(try folder.names("out/c") == ["d", "f"])
    #expect(folder.linkTarget("out/x".bytes) == "in the way".bytes)
  }

  @Test func `a new folder gets its name even if the archive is damaged`() throws {
    let whole = TarBuilder.archive {
      members(&$0)
      $0.file("a/cut".bytes, [UInt8](repeating: 1, count: 5_000))
    }
    try folder.write("cut.tar", whole.prefix(whole.count - 4_000))
    let failure = #expect(throws: StoreError.self) {
      try folder.unpack(folder.collection("cut.tar"))
    }
    #expect(failure?.code == .damaged)
    #expect(try folder.content("out/a/file") == "content")
    #expect(try folder.permissions("out/a") == 0o750)
    #expect(!folder.exists("out/a/cut"))
  }

  @Test func `in an existing folder files are replaced`() throws {
    try folder.write("out/a/file", "mine")
    let reports = try unpack(.always, members) {
      #expect(folder.exists("out/a"))
    }
    #expect(reports == [])
    #expect(try folder.content("out/a/file") == "content")
  }
}
