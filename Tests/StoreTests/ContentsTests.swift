import CollectionSupport
import Entries
import Glibc
import Posts
import Store
import TestSupport
import Testing

/// Reading the content at a path, in a folder and in an archive of it.
@Suite struct ContentsTests {
  /// Makes a folder with links of every kind, and an archive of it.
  private func collections() throws -> (TemporaryFolder, [PostCollection]) {
    let folder = try TemporaryFolder()
    try folder.write("outside", "secret")
    try folder.write("in/a/b.md", "content")
    try folder.write("in/empty.md")
    try folder.makeHardLink("in/second.md", to: "in/a/b.md")
    try folder.makeFolder("in/folder")
    try folder.makeFIFO("in/fifo")
    for (name, target) in [
      ("in/link.md", "a/b.md"), ("in/twice.md", "link.md"), ("in/through", "a"),
      ("in/a/up.md", "../a/../through/b.md"), ("in/dots.md", "./././a//b.md"),
      ("in/to-folder", "folder"), ("in/to-root", "."), ("in/dangling", "nothing"),
      ("in/loop1", "loop2"), ("in/loop2", "loop1"), ("in/self", "self"), ("in/below", "below/x"),
      ("in/out", "../outside"), ("in/out-and-in", "../in/a/b.md"), ("in/absolute", "/etc/passwd"),
      ("in/a/far", "../../../../../../etc/passwd"), ("in/to-fifo", "fifo"),
      ("in/through-file", "a/b.md/c"),
    ] { try folder.makeSymbolicLink(name, to: target) }
    let made = try Program.run(
      "tar", "--sort=name", "-cf", folder.path("a.tar"), "-C", folder.path("in"), ".")
    #expect(made.status == 0)
    return (folder, [try folder.collection("in"), try folder.collection("a.tar")])
  }

  @Test(arguments: [
    "a/b.md", "second.md", "link.md", "twice.md", "through/b.md", "a/up.md", "dots.md",
    "to-root/a/b.md", "to-root/to-root/link.md",
  ])
  func `links inside the collection are followed`(name: String) throws {
    let (folder, collections) = try collections()
    for collection in collections {
      #expect(try collection.text(name) == "content")
      let reader = try collection.contents(of: [path(name)]).reader(for: path(name))
      #expect(reader.path == path(name))
      #expect(reader.entry.size == 7)
      #expect(reader.entry.kind == .file)
    }
    _ = folder
  }

  @Test(
    arguments: [
      ("nothing", .notFound), ("a/nothing", .notFound), ("a/b.md/c", .notFound),
      ("dangling", .notFound), ("through-file", .notFound), ("folder", .isFolder), ("a", .isFolder),
      ("", .isFolder), ("to-folder", .isFolder), ("to-root", .isFolder), ("fifo", .leftOut),
      ("to-fifo", .leftOut), ("loop1", .refused), ("self", .refused), ("below", .refused),
      ("out", .refused), ("out-and-in", .refused), ("absolute", .refused), ("a/far", .refused),
      ("loop1/x", .refused),
    ] as [(String, StoreError.Code)])
  func `reading fails with the right reason`(name: String, code: StoreError.Code) throws {
    let (folder, collections) = try collections()
    for collection in collections {
      #expect(try collection.failure(name) == code, "\(collection.name)")
    }
    _ = folder
  }

  @Test func `several paths can be read in any order and more than once`() throws {
    let (folder, collections) = try collections()
    for collection in collections {
      let names = ["twice.md", "empty.md", "a/b.md", "second.md", "twice.md"].map(path)
      let contents = try collection.contents(of: names)
      for name in names + names.reversed() {
        let text = try contents.reader(for: name).all(limit: 100)
        #expect(text == (name == path("empty.md") ? [] : "content".bytes))
      }
    }
    _ = folder
  }

  @Test func `a content longer than the limit is refused`() throws {
    let (folder, collections) = try collections()
    for collection in collections {
      let contents = try collection.contents(of: [path("a/b.md")])
      #expect(try contents.reader(for: path("a/b.md")).all(limit: 7) == "content".bytes)
      let failure = #expect(throws: StoreError.self) {
        try contents.reader(for: path("a/b.md")).all(limit: 6)
      }
      #expect(failure?.code == .leftOut)
      #expect(try contents.reader(for: path("a/b.md")).start(upTo: 3) == "content".bytes)
    }
    _ = folder
  }

  @Test func `a large content is read whole from a folder and an archive`() throws {
    let folder = try TemporaryFolder()
    let content = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 5) }
    try folder.write("in/large".bytes, content)
    try folder.pack("in", as: "a.tar.gz")
    for source in ["in", "a.tar.gz"] {
      let contents = try folder.collection(source).contents(of: [path("large")])
      #expect(try contents.reader(for: path("large")).all(limit: 1_000_000) == content)
    }
  }

  @Test func `the last member of a path is read, also through hard links`() throws {
    let folder = try TemporaryFolder()
    let archive = try folder.archive {
      $0.file("a", "old")
      $0.hardLink("b", to: "a")
      $0.hardLink("c", to: "b")
      $0.hardLink("d", to: "c")
      $0.symbolicLink("e", to: "d")
      $0.file("x", "replaced")
      $0.symbolicLink("x", to: "a")
      $0.file("implied/folder/file", "deep")
      $0.hardLink("lost", to: "nowhere")
      $0.hardLink("own", to: "own")
    }
    for name in ["a", "b", "c", "d", "e", "x"] {
      #expect(try archive.text(name) == "old", "\(name)")
    }
    #expect(try archive.failure("implied") == .isFolder)
    #expect(try archive.failure("implied/folder") == .isFolder)
    #expect(try archive.failure("lost") == .notFound)
    #expect(try archive.failure("own") == .notFound)
  }

  @Test func `a hard link keeps the content that its target had before`() throws {
    let folder = try TemporaryFolder()
    let archive = try folder.archive {
      $0.file("a", "old")
      $0.hardLink("b", to: "a")
      $0.file("a", "newer")
    }
    // As every tar program unpacks it.
    let unpacked = try Program.run("tar", "-xOf", folder.path("a.tar"), "a")
    #expect(unpacked.text.hasSuffix("newer"))
    #expect(try archive.text("a") == "newer")
    #expect(try archive.text("b") == "old")
  }

  @Test func `a member that replaces a link is read as itself`() throws {
    let folder = try TemporaryFolder()
    let archive = try folder.archive {
      $0.file("target", "wrong")
      $0.symbolicLink("a", to: "target")
      $0.hardLink("b", to: "target")
      $0.symbolicLink("to-a", to: "a")
      $0.symbolicLink("to-b", to: "b")
      $0.file("a", "right")
      $0.file("b", "right")
      $0.symbolicLink("folder", to: "target")
      $0.folder("folder/")
      $0.file("folder/file", "right")
    }
    for names in [["to-a"], ["a", "to-a"], ["to-b", "b"], ["to-b", "b", "to-a", "a"]] {
      let contents = try archive.contents(of: names.map(path))
      for name in names {
        #expect(try contents.reader(for: path(name)).all(limit: 100) == "right".bytes, "\(names)")
      }
    }
    #expect(try archive.text("folder/file") == "right")
  }

  @Test func `a folder that only a link's path implies is a folder`() throws {
    let folder = try TemporaryFolder()
    let archive = try folder.archive { $0.symbolicLink("a/link", to: "../a") }
    #expect(try archive.failure("a/link") == .isFolder)
  }

  @Test func `a sparse member is read with its holes`() throws {
    let folder = try TemporaryFolder()
    try folder.write("sparse")
    #expect(truncate(folder.path("sparse"), 2_000_000) == 0)
    let made = try Program.run(
      "tar", "--sparse", "-cf", folder.path("a.tar"), "sparse", in: folder.path)
    #expect(made.status == 0)
    let contents = try folder.collection("a.tar").contents(of: [path("sparse")])
    #expect(
      try contents.reader(for: path("sparse")).all(limit: 2_000_000)
        == [UInt8](repeating: 0, count: 2_000_000))
  }
}
