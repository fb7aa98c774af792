import CollectionSupport
import Entries
import Packing
import Posts
import Store
import TestSupport
import Testing

/// The order and the selection of the files in a folder that is packed.
@Suite struct FolderWalkTests {
  private static let names = [
    "a", "a-b", "a.b", "a+", "a!", "A", "Z/a", "b/c", "b/c-d", "b.c/d", "b-c/d/e", "b/c.d/e",
    "b!/x",
    "é", "e\u{301}", "箱", "z", "0", "_", ".hidden/.x", "-/-", "--x", "a b/ c", "post/- -",
  ]

  @Test func `names are in byte order and a folder is followed by its content`()
    throws
  {
    let folder = try TemporaryFolder()
    for name in Self.names { try folder.write("in/\(name)") }
    try folder.makeFolder("in/empty")
    try folder.makeSymbolicLink("in/b/link", to: "../a")
    try folder.write("in/b/".bytes + [0xFF, 0x2F, 0xC3], [])
    try folder.pack("in", as: "a.tar")

    let found = try Program.run(
      "find", ".", "-mindepth", "1", "-printf", "%P\\n", in: folder.path("in"))
    let listed = try Program.run(
      "tar", "--quoting-style=literal", "-tf", folder.path("a.tar"),
      environment: ["LC_ALL": "C"])
    // tar adds a slash to folders.
    let paths = listed.output.split(separator: 0x0A).map { $0.last == 0x2F ? $0.dropLast() : $0 }
    // Compared as bytes, with `/` before all others.
    let key = { (path: ArraySlice<UInt8>) in path.map { $0 == 0x2F ? 0 : $0 } }
    let sorted = found.output.split(separator: 0x0A).sorted {
      key($0).lexicographicallyPrecedes(key($1))
    }
    #expect(paths.map { Array($0) } == sorted.map { Array($0) })
    #expect(paths.count > Self.names.count)
  }

  @Test func `a folder and an archive of it are listed the same`() throws {
    let folder = try TemporaryFolder()
    for name in Self.names { try folder.write("in/\(name)", name) }
    try folder.pack("in", as: "a.tar")
    let reports = Reports()
    let one = try folder.collection("in").catalog(context: reports.context).listed
    let two = try folder.collection("a.tar").catalog(context: reports.context).listed
    #expect(one == two)
    #expect(reports.errors == [])
  }

  @Test func `a .git is left out unless it is asked for`() throws {
    let folder = try TemporaryFolder()
    for name in ["a", ".git/config", "b/.git", "b/.gitignore", "c/.git/x", ".github/y"] {
      try folder.write("in/\(name)")
    }
    try folder.pack("in", as: "a.tar")
    #expect(
      try listing(folder.path("a.tar")) == [
        ".github/", ".github/y", "a", "b/", "b/.gitignore", "c/",
      ])
    try folder.pack("in", as: "b.tar") { $0.selection.includesGit = true }
    #expect(try listing(folder.path("b.tar")).count == 11)
  }

  @Test(arguments: [
    "a", "b", "*", "*.md", "a*", "*/b", "a/b", "a/*", "b/c", "*/c", "c", "?", "??", "[ab]", "[!a]",
    "[^a]*", "a/b/c", "d.md", "x/d.md", "*d*", "**", "*/*", "*/*/*", "\\*", "a\\b", "[", "[a", "a[",
    "\\", ".*", ".hidden", "a/", "/a", "", "*.m?", "A", "[[:alpha:]]", "x/*.md", "b*c", "./a", " ",
    "star*", "star\\*", "a b", "-x", "d.md/e", "a//b", "*.MD",
  ])
  func `a pattern excludes the same paths as in GNU tar`(pattern: String) throws {
    let folder = try TemporaryFolder()
    let names = [
      "a/b/c", "a/d.md", "b", "c/b/a", "d.md", "x/d.md/e", "x/y.md", ".hidden/a", "star*",
      "starlet",
      "a b", "-x", "A/B", "bc", "b-c/x", "x/a",
    ]
    for name in names { try folder.write("in/\(name)") }
    let all = try folder.names("in".bytes)
    let judged = try Program.run(
      "tar", ["--sort=name", "--exclude=\(pattern)", "-cf", "../gnu.tar", "--"].map(\.bytes) + all,
      environment: ["LC_ALL": "C"], in: folder.path("in"))
    #expect(judged.status == 0, "\(judged.errors)")
    try folder.pack("in", as: "a.tar") { $0.selection.excluded = [pattern] }
    #expect(try listing(folder.path("a.tar")).sorted() == listing(folder.path("gnu.tar")).sorted())
  }

  @Test func `paths and patterns limit what is packed`() throws {
    let folder = try TemporaryFolder()
    for name in ["a/b/c", "a/b-c", "a/bc", "b", "a/b/d.tmp"] { try folder.write("in/\(name)") }
    try folder.pack("in", as: "a.tar") {
      $0.selection = Selection(paths: [path("a/b"), path("b")], excluded: ["*.tmp"])
    }
    #expect(try listing(folder.path("a.tar")) == ["a/b/", "a/b/c", "b"])
    // A folder that is selected twice is packed once.
    try folder.pack("in", as: "b.tar") {
      $0.selection = Selection(paths: [path("a"), path("a/b")])
    }
    #expect(
      try listing(folder.path("b.tar")) == ["a/", "a/b/", "a/b/c", "a/b/d.tmp", "a/b-c", "a/bc"])
  }

  @Test func `a missing path is an error and nothing is written`() throws {
    let folder = try TemporaryFolder()
    try folder.write("in/a")
    try folder.pack("in", as: "in.tar")
    for source in ["in", "in.tar"] {
      let failure = #expect(throws: StoreError.self) {
        try folder.pack(source, as: "a.tar") { $0.selection = Selection(paths: [path("a/x")]) }
      }
      #expect(failure?.code == .notFound)
      #expect(try folder.names() == ["in", "in.tar"])
    }
  }
}
