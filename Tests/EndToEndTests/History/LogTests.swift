import ProgramSupport
import TestSupport
import Testing

/// `log`: the versions of a post, the newest first.
struct LogTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    func backUp(_ message: String) throws {
      try folder.setTimes(ofFoldersIn: "archive")
      try #require(
        try folder.blogsh("backup", "--checksum", "--to", "h.tar.zst", "-m", message).status == 0)
    }
    func write(_ name: String, _ text: String, mode: UInt32 = 0o644) throws {
      try folder.write("archive/\(name)", text, mode: mode, modified: 1_000_000_000)
    }
    try write("a.md", "one\ntwo\nthree\n")
    try write("b.md", "b\n")
    try write("old name.md", "moves\n")
    try write("x.bin", "a\0b")
    try backUp("first")
    try write("a.md", "one\n2\n2½\nthree\n", mode: 0o600)
    try write("x.bin", "c\0d")
    try backUp("second")
    try #require(try folder.shell("cd archive && mv 'old name.md' new.md && rm b.md") == .done())
    try backUp("third")
    try #require(try folder.shell("touch -d @1100000000 archive/a.md") == .done())
    try write("b.md", "again\n")
    try backUp("fourth")
  }

  /// Returns the lines of a log without their times.
  private func log(_ words: String...) throws -> [String] {
    let outcome = try folder.blogsh(["log", "h.tar.zst"] + words)
    #expect(outcome.end == .status(0) && outcome.errors == "", "\(outcome.testDescription)")
    return outcome.lines.map {
      $0.replacing(#/^(\d)  \S+ \S+  /#) { "\($0.output.1) " }.replacing(#/ +/#, with: " ")
    }
  }

  @Test(arguments: [
    (
      "a.md",
      [
        "4 touched 16 bytes fourth", "2 changed +2 -1, mode 644 -> 600 16 bytes second",
        "1 new 14 bytes first",
      ]
    ),
    ("b.md", ["4 new 6 bytes fourth", "3 removed third", "1 new 2 bytes first"]),
    ("old name.md", ["3 renamed to new.md third", "1 new 6 bytes first"]),
    ("new.md", ["3 renamed from 'old name.md' 6 bytes third"]),
    ("x.bin", ["2 changed 3 bytes second", "1 new 3 bytes first"]),
  ])
  func `each version says what changed`(path: String, expected: [String]) throws {
    #expect(try log(path) == expected)
    // `snapshots` with a path is the same list.
    #expect(
      try folder.blogsh("snapshots", "h.tar.zst", path).output
        == folder.blogsh("log", "h.tar.zst", path).output)
  }

  @Test(arguments: ["-u", "-p", "--patch"])
  func `the lines that changed can be shown`(option: String) throws {
    #expect(
      try log(option, "a.md") == [
        "4 touched 16 bytes fourth", "2 changed +2 -1, mode 644 -> 600 16 bytes second",
        "old mode 644 a.md", "new mode 600 a.md", "--- a/a.md", "+++ b/a.md", "@@ -1,3 +1,4 @@",
        " one", "-two", "+2", "+2½", " three", "1 new 14 bytes first", "--- /dev/null",
        "+++ b/a.md", "@@ -0,0 +1,3 @@", "+one", "+two", "+three",
      ])
  }

  @Test func `json has an object for each version`() throws {
    let outcome = try folder.blogsh("log", "--json", "h.tar.zst", "a.md")
    #expect(outcome.end == .status(0) && outcome.lines.count == 3)
    let facts = outcome.lines.map { $0.replacing(#/"(time|sha256)":"[^"]*",?/#, with: "") }
    #expect(
      facts == [
        #"{"snapshot":4,"change":"touched","size":16,"mtime":1100000000,"mode":"600",}"#,
        #"{"snapshot":2,"change":"changed","linesAdded":2,"linesRemoved":1,"size":16,"#
          + #""mtime":1000000000,"mode":"600",}"#,
        #"{"snapshot":1,"change":"new","size":14,"mtime":1000000000,"mode":"644",}"#,
      ])
    #expect(
      try folder.blogsh("log", "--json", "h.tar.zst", "new.md").text
        .contains(#""change":"new","renamedFrom":"old name.md","#))
    #expect(
      try folder.blogsh("log", "--json", "h.tar.zst", "old name.md").text
        .contains(#""change":"removed","renamedTo":"new.md"}"#))
  }

  @Test func `a post is named as the system names it, also where .blogsh names the history`() throws
  {
    try folder.write("blog/content/post/in/x.md", "x\n")
    try folder.write("blog/content/post/gone.md", "gone\n")
    try folder.write("blog/content/x.md", "another\n")
    try folder.write("blog/.blogsh", "collection = \"content\"\nhistory = \"h.tar.zst\"\n")
    func run(_ place: String, _ words: String...) throws -> Outcome {
      try Program.run(Surroundings.blogsh, words, in: folder.path(place))
    }
    #expect(try run("blog", "backup").status == 0)
    try folder.remove("blog/content/post/gone.md")
    #expect(try run("blog", "backup").status == 0)
    let right = try run("blog", "log", "post/in/x.md")
    #expect(right.end == .status(0) && right.lines.count == 1)
    for (place, name) in [
      ("blog/content/post", "in/x.md"), ("blog/content/post", "./in/x.md"),
      ("blog/content/post", "in/?.md"), ("blog", "content/post/in/x.md"),
      ("blog/content/post", folder.path("blog/content/post/in/x.md")),
      ("blog/content/post", "post/in/x.md"),
    ] {
      expect(try run(place, "log", name), right)
      expect(try run(place, "snapshots", name), right)
      expect(try run(place, "restore", "-n", "--overwrite", "never", name), .done())
    }
    // What is at the path comes first, as everywhere.
    expect(try run("blog/content/post/in", "log", "x.md"), try run("blog", "log", "x.md"))
    // A post that is gone has no name in the system any more.
    let gone = try run("blog", "log", "post/gone.md")
    #expect(gone.end == .status(0) && gone.lines.count == 2)
    expect(try run("blog/content/post", "log", "gone.md"), gone)
    let missing = try run("blog/content/post", "log", "never.md")
    #expect(missing.end == .status(1) && missing.hasOneLineOfErrors)
    // The archive can be named too.
    expect(try run("blog/content/post", "log", "../../h.tar.zst", "in/x.md"), right)
    expect(
      try run("blog/content/post", "unpack", "-n", "../../h.tar.zst", "in/x.md", "--to", "out"),
      .done("post/in/x.md\n"))
  }

  static let refused: [([String], Int32)] = [
    (["log", "h.tar.zst"], 64), (["log"], 64), (["log", "h.tar.zst", "nothing.md"], 1),
    (["log", "-u", "--json", "h.tar.zst", "a.md"], 64), (["log", "archive", "a.md"], 2),
    (["log", "nothing.tar.zst", "a.md"], 2),
  ]

  @Test(arguments: refused)
  func `bad input is reported`(words: [String], status: Int32) throws {
    let outcome = try folder.blogsh(words)
    #expect(outcome.end == .status(status) && outcome.output == [] && outcome.hasOneLineOfErrors)
  }
}
