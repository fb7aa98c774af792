import Archives
import CollectionSupport
import Entries
import Glibc
import Posts
import Store
import SystemPackage
import TestSupport
import Testing
import Unpacking

/// Opening, extending and naming collections.
@Suite struct CollectionTests {
  @Test(
    arguments: [
      ("a.tar", .tar), ("a.TAR", .tar), ("a.tar.gz", .gzip), ("a.tgz", .gzip), ("a.tar.zst", .zstd),
      ("a.tzst", .zstd), ("a.tar.xz", .xz), ("a.txz", .xz), ("a.tar.bz2", .bzip2),
      ("a.tbz2", .bzip2),
      ("a.tbz", .bzip2), ("a.tar.lz4", .lz4), ("a.b.tar", .tar), ("a", nil), ("tar", nil),
      ("a.gz", nil), ("a.tar.", nil), ("a.tar.gz.bak", nil), ("atar", nil), ("", nil),
    ] as [(String, ArchiveForm?)])
  func `the suffix of a file name selects a form`(name: String, form: ArchiveForm?) {
    #expect(ArchiveForm(fileName: name) == form)
  }

  @Test(
    arguments: [
      ("tar", .tar), (".tar.gz", .gzip), ("tgz", .gzip), ("TAR.ZST", .zstd), ("", nil),
      ("zip", nil),
    ] as [(String, ArchiveForm?)])
  func `a suffix selects a form`(suffix: String, form: ArchiveForm?) {
    #expect(ArchiveForm(suffix: suffix) == form)
  }

  @Test func `a new file is created with its parent folders`() throws {
    let folder = try TemporaryFolder()
    let collection = try PostCollection.open(folder.path)
    try collection.create(path("post/-a/-b.md"), content: "content".bytes)
    #expect(try folder.content("post/-a/-b.md") == "content")
    #expect(try folder.names("post/-a") == ["-b.md"])
  }

  @Test(arguments: ["file", "folder", "link", "dangling", "file/x", "link-to-folder/x"])
  func `a new file replaces nothing and is not created through a link`(name: String) throws {
    let folder = try TemporaryFolder()
    try folder.write("in/file", "as it was")
    try folder.makeFolder("in/folder")
    try folder.makeFolder("outside")
    try folder.makeSymbolicLink("in/link", to: "file")
    try folder.makeSymbolicLink("in/dangling", to: "../outside/new")
    try folder.makeSymbolicLink("in/link-to-folder", to: "../outside")
    let before = try folder.tree("in")
    let failure = #expect(throws: StoreError.self) {
      try folder.collection("in").create(path(name), content: "new".bytes)
    }
    #expect(failure?.code == (name.contains("/") ? .unwritable : .exists))
    #expect(try folder.tree("in") == before)
    #expect(try folder.names("outside") == [])
  }

  @Test func `an archive cannot be edited`() throws {
    let folder = try TemporaryFolder()
    let archive = try folder.archive { $0.file("a", "x") }
    let failure = #expect(throws: StoreError.self) {
      try archive.create(path("b"), content: [])
    }
    #expect(failure?.code == .unwritable)
  }

  @Test func `standard input can be read several times even if it is a pipe`() throws {
    let folder = try TemporaryFolder()
    for number in 0..<50 { try folder.write("in/\(number)", "content \(number)") }
    try folder.pack("in", as: "a.tar.gz")
    let saved = dup(STDIN_FILENO)
    defer {
      dup2(saved, STDIN_FILENO)
      close(saved)
    }
    let file = try FileDescriptor.open(folder.path("a.tar.gz"), .readOnly)
    let (output, input) = try FileDescriptor.pipe()
    try input.writeAll(folder.contents("a.tar.gz".bytes))
    try input.close()
    for descriptor in [file, output] {
      dup2(descriptor.rawValue, STDIN_FILENO)
      let collection = try PostCollection.open("-")
      #expect(collection.isArchive)
      for _ in 0..<2 {
        #expect(try collection.catalog(context: .failing).listed.count == 50)
        #expect(try collection.text("49") == "content 49")
      }
      #expect(try folder.collection("in").changes(to: collection) == [])
      let failure = #expect(throws: StoreError.self) {
        try collection.contents(of: []).reader(for: path("none"))
      }
      #expect(failure?.archive == "standard input")
      try descriptor.close()
    }
  }

  @Test func `a large hole stays a hole when it is unpacked`() throws {
    let folder = try TemporaryFolder()
    try folder.write("in/sparse")
    #expect(truncate(folder.path("in/sparse"), 300_000_000) == 0)
    let made = try Program.run(
      "tar", "--sparse", "-cf", folder.path("a.tar"), "-C", folder.path("in"), "sparse")
    #expect(made.status == 0)
    #expect(try folder.unpack(folder.collection("a.tar")) == [])
    let status = try folder.status("out/sparse")
    #expect(status.st_size == 300_000_000)
    #expect(status.st_blocks < 10_000)
    #expect(try folder.collection("in").changes(to: folder.collection("a.tar")) == [])
  }
}
