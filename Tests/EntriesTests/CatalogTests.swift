import CollectionSupport
import Entries
import Posts
import Store
import Synchronization
import TestSupport
import Testing

/// The entries that listings are made of.
@Suite struct CatalogTests {
  private func paths(_ listed: some Sequence<ListedEntry>) -> [String] {
    listed.map { "\($0.entry.path)" }
  }

  @Test func `the last of several members with one path counts`() throws {
    let folder = try TemporaryFolder()
    let archive = try folder.archive {
      $0.file("a", "one")
      $0.file("b", "x")
      $0.file("./a", "longer", mode: 0o600)
      $0.folder("b/")
      $0.folder("c/")
      $0.file("c", "no folder after all")
    }
    let catalog = try archive.catalog(context: .failing)
    #expect(paths(catalog.listed) == ["a", "b", "c"])
    #expect(
      catalog[path("a")]?.entry
        == Entry(path: path("a"), kind: .file, mode: 0o600, modified: 1_700_000_000, size: 6))
    #expect(catalog[path("b")]?.entry.kind == .folder)
    #expect(catalog[path("c")]?.entry.kind == .file)
    #expect(catalog[path("d")] == nil)
  }

  @Test func `folders that only occur in paths are listed`() throws {
    let folder = try TemporaryFolder()
    let archive = try folder.archive {
      $0.file("post/a/b/c.md")
      $0.folder("post/a/")
      $0.file("post/a-b.md")
    }
    let catalog = try archive.catalog(context: .failing)
    #expect(
      paths(catalog.listed) == ["post", "post/a", "post/a/b", "post/a/b/c.md", "post/a-b.md"])
    #expect(catalog[path("post")]?.entry == .impliedFolder(path("post")))
    #expect(catalog[path("post/a")]?.entry.mode == 0o755)
    #expect(paths(catalog.children(of: .root)) == ["post"])
    #expect(paths(catalog.children(of: path("post"))) == ["post/a", "post/a-b.md"])
    #expect(paths(catalog.below(path("post/a"))) == ["post/a/b", "post/a/b/c.md"])
    #expect(paths(catalog.below(path("post/a-b.md"))) == [])
    #expect(paths(catalog.below(path("zzz"))) == [])
    #expect(paths(catalog.below(.root)) == paths(catalog.listed))
  }

  @Test func `a path too deep for the memory limit is reported and left out`() throws {
    let folder = try TemporaryFolder()
    let deep = String(repeating: "d/", count: 20_000) + "e.md"
    let archive = try folder.archive {
      $0.file("a/b.md")
      $0.gnuLongName(Array(deep.utf8))
      $0.file("short")
      $0.file("d/d/e.md")
    }
    var reports: [StoreError] = []
    let catalog = try archive.catalog(context: Context { reports.append($0) })
    #expect(paths(catalog.listed) == ["a", "a/b.md", "d", "d/d", "d/d/e.md"])
    #expect(reports.map(\.code) == [.tooMuch])
    #expect(reports.first?.subject == Array(deep.utf8))
  }

  @Test func `depth limits folders and archives alike`() throws {
    let folder = try TemporaryFolder()
    for name in ["a/b/c/d", "a/b-c", "a/x", "b", "c/d/e"] { try folder.write("in/\(name)") }
    try folder.pack("in", as: "full.tar")
    // Also an archive that has entries only for files.
    let made = try Program.run(
      "tar", "-cf", folder.path("files.tar"), "a/b/c/d", "a/b-c", "a/x", "b", "c/d/e",
      in: folder.path("in"))
    #expect(made.status == 0)
    for source in ["in", "full.tar", "files.tar"] {
      let collection = try folder.collection(source)
      func listed(_ below: [String], _ depth: Int) throws -> [String] {
        paths(
          try collection.catalog(below: below.map(path), depth: depth, context: .failing).listed)
      }
      #expect(try listed([""], 1) == ["a", "b", "c"])
      #expect(try listed([""], 2) == ["a", "a/b", "a/b-c", "a/x", "b", "c", "c/d"])
      #expect(try listed(["a"], 1).filter { $0 != "a" } == ["a/b", "a/b-c", "a/x"])
      #expect(
        try listed(["a/b", "c"], 1).filter { $0.contains("/") } == ["a/b", "a/b/c", "c/d"])
      #expect(try listed(["b"], 1) == ["b"])
    }
  }

  @Test func `a missing path is reported and the others are listed`() throws {
    let folder = try TemporaryFolder()
    try folder.write("in/a/b")
    try folder.pack("in", as: "a.tar")
    for source in ["in", "a.tar"] {
      let reports = Reports()
      let catalog = try folder.collection(source).catalog(
        below: [path("a"), path("a/x"), path("a/b/c")], context: reports.context)
      #expect(paths(catalog.listed) == ["a", "a/b"])
      #expect(
        reports.briefly == [Reports.Brief(.notFound, "a/x"), Reports.Brief(.notFound, "a/b/c")])
    }
  }

  @Test func `a post is described from its first bytes and a hard link as its target`() throws {
    let folder = try TemporaryFolder()
    let archive = try folder.archive {
      $0.file("a.md", "title one\n")
      $0.file("a.png", "picture")
      $0.hardLink("b.md", to: "a.md")
      $0.file("c.md", String(repeating: "x", count: 3_000_000))
      $0.symbolicLink("d.md", to: "a.md")
    }
    let sizes = Mutex<[String: Int]>([:])
    let catalog = try archive.catalog(
      describe: { path, start in
        sizes.withLock { $0["\(path)"] = start.count }
        return PostFacts(path: path, frontMatter: PostSource(start).frontMatter)
      }, context: .failing)
    let asked = sizes.withLock(\.self)
    #expect(asked["a.md"] == 10)
    #expect(asked["a.png"] == nil)
    #expect(try #require(asked["c.md"]) < 2_000_000)
    #expect(catalog[path("b.md")]?.facts == catalog[path("a.md")]?.facts)
    #expect(catalog[path("b.md")]?.entry.size == 10)
    #expect(catalog[path("a.png")]?.facts == nil)
  }

  @Test func `a path that is not allowed is reported and the rest is listed`() throws {
    let folder = try TemporaryFolder()
    let archive = try folder.archive {
      $0.file("a")
      $0.file("/etc/passwd")
      $0.file("../up")
      $0.file("b/../../up")
      $0.hardLink("link", to: "../../etc/passwd")
      $0.folder("./")
      $0.file("z")
    }
    let reports = Reports()
    let catalog = try archive.catalog(context: reports.context)
    #expect(paths(catalog.listed) == ["a", "z"])
    #expect(
      reports.briefly == [
        Reports.Brief(.refused, "/etc/passwd"), Reports.Brief(.refused, "../up"),
        Reports.Brief(.refused, "b/../../up"), Reports.Brief(.refused, "link"),
      ])
  }
}
