import ProgramSupport
import TestSupport
import Testing

/// The archive of a command, which a word or `-C` names.
struct ArchiveOperandTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("in/a.md", "# A\n")
    try folder.write("in/post/b.md", "# B\n")
    #expect(try folder.blogsh("-C", "in", "backup", "--to", "h.tar.zst").end == .status(0))
  }

  /// Commands on an archive, with the words that follow its name.
  static let commands: [(name: String, before: [String], after: [String])] = [
    ("verify", [], []), ("verify", ["--json"], []), ("snapshots", [], []),
    ("snapshots", [], ["post/b.md"]), ("index", [], []), ("index", ["--members"], []),
    ("prune", ["-n", "--keep-last", "1"], []), ("restore", ["-n", "--to", "out"], []),
    ("restore", ["-n", "--to", "out"], ["post"]), ("unpack", ["-n", "--to", "out"], []),
    ("unpack", ["-n", "--to", "out"], ["post/b.md"]),
    ("log", [], ["post/b.md"]), ("log", ["-u"], ["post/b.md"]), ("log", ["--json"], ["post/b.md"]),
    ("diff", [], ["in"]), ("diff", ["-q"], ["in", "post"]),
  ]

  @Test(arguments: commands.indices)
  func `the archive of -C is the one that a word could name`(index: Int) throws {
    let (name, before, after) = Self.commands[index]
    let named = try folder.blogsh([name] + before + ["h.tar.zst"] + after)
    #expect(named.end == .status(0) && (named.text != "" || name == "diff"))
    #expect(try folder.blogsh(["-C", "h.tar.zst", name] + before + after) == named)
    #expect(
      try folder.blogsh(["-C", "h.tar.zst@1", name] + before + after).end == named.end
        || ["snapshots", "log", "prune"].contains(name))
    // To diff, the words after the new side are paths.
    let last = name == "diff" ? ["h.tar.zst"] : after
    let both = try folder.blogsh(["-C", "in", name] + before + ["h.tar.zst"] + last)
    #expect(both.end == .status(64) && both.text == "", "\(both.testDescription)")
    #expect(both.errors.contains("give only one of them"), "\(both.errors)")
    let neither = try folder.blogsh([name] + before)
    #expect(neither.end == .status(64) && neither.text == "", "\(neither.testDescription)")
    #expect(!folder.exists("out"))
  }

  @Test func `two snapshots after diff are those of the archive of -C`() throws {
    try folder.write("in/a.md", "# A again\n")
    #expect(try folder.blogsh("-C", "in", "backup", "--to", "h.tar.zst").end == .status(0))
    let named = try folder.blogsh("diff", "h.tar.zst@1", "h.tar.zst@2")
    #expect(named.end == .status(1) && named.text.contains("a.md"))
    #expect(try folder.blogsh("-C", "h.tar.zst", "diff", "@1", "@2") == named)
    #expect(try folder.blogsh("-C", "h.tar.zst", "diff", "@1", "@2", "post").end == .status(0))
    #expect(try folder.blogsh("-C", "h.tar.zst@2", "diff", "@1", "post").end == .status(0))
  }

  @Test func `reindex takes the archive of -C`() throws {
    #expect(try folder.blogsh("-C", "in", "pack", "-o", "a.tar") == .done())
    #expect(try folder.blogsh("reindex", "a.tar", "-o", "b.tar.zst") == .done())
    #expect(try folder.blogsh("-C", "a.tar", "reindex", "-o", "c.tar.zst") == .done())
    #expect(try folder.contents("b.tar.zst") == folder.contents("c.tar.zst"))
    #expect(
      try folder.blogsh("-C", "a.tar", "reindex", "b.tar.zst", "-o", "d.tar.zst").end
        == .status(64))
    #expect(try folder.blogsh("reindex", "-o", "d.tar.zst").end == .status(64))
  }

  @Test func `standard input can be the archive of -C`() throws {
    let outcome = try folder.shell(#""$BLOGSH" -C - verify --quick < h.tar.zst"#)
    #expect(outcome.end == .status(0), "\(outcome.testDescription)")
  }

  @Test(arguments: [["verify"], ["index"], ["snapshots"], ["unpack"], ["restore", "--to", "x"]])
  func `a folder of -C is no archive`(arguments: [String]) throws {
    let outcome = try folder.blogsh(["-C", "in"] + arguments)
    #expect(outcome.end == .status(2) && outcome.text == "", "\(outcome.testDescription)")
  }

  @Test(arguments: [
    ["unpack", "h.tar.zst", "-C", "d"], ["unpack", "h.tar.zst", "-Cd"],
    ["-C", "d", "unpack", "h.tar.zst"],
    ["unpack", "-C", "d", "h.tar.zst"],
  ])
  func `the habit of tar is answered with --to`(arguments: [String]) throws {
    let outcome = try folder.blogsh(arguments)
    #expect(outcome.end == .status(64))
    #expect(outcome.errors.contains("--to names the folder to unpack into"))
    #expect(try folder.names() == ["h.tar.zst", "in"])
  }

  @Test(arguments: [["--to", "d"], ["-d", "d"], ["--to=d"]])
  func `unpack writes into the folder of --to`(options: [String]) throws {
    #expect(try folder.blogsh(["unpack", "h.tar.zst"] + options) == .done())
    #expect(try folder.content("d/post/b.md") == "# B\n")
  }

  @Test(arguments: [
    ["ls", "-C", "in"], ["ls", "-Cin"], ["cat", "a.md", "-C", "in"], ["verify", "-C", "h.tar.zst"],
  ])
  func `-C after a command is answered with its place`(arguments: [String]) throws {
    let outcome = try folder.blogsh(arguments)
    #expect(outcome.end == .status(64))
    #expect(outcome.errors.contains("-C goes before the command: blogsh -C <collection>"))
  }

  @Test func `-C is never ignored`() throws {
    for arguments in [
      ["completion", "bash"], ["version"], ["diff", "x.tar", "y.tar"], ["verify", "h.tar.zst"],
    ] {
      let outcome = try folder.blogsh(["-C", "not-there"] + arguments)
      #expect(outcome.end == .status(64) && outcome.text == "", "\(outcome.testDescription)")
    }
    for arguments in [
      ["ls"], ["shell", "-c", "ls"], ["new", "x"], ["pack", "-o", "x.tar"], ["verify"],
      ["unpack", "post"], ["backup", "--to", "x.tar.zst"], ["init"], ["diff", "in"],
    ] {
      let outcome = try folder.blogsh(["-C", "not-there"] + arguments)
      #expect(
        outcome.end == .status(2) && outcome.errors.contains("not-there"),
        "\(outcome.testDescription)")
    }
  }

  @Test func `in a shell on an archive, its commands are about that archive`() throws {
    let outcome = try folder.blogsh(
      "-C", "h.tar.zst", "shell", "-c", "verify && snapshots && index && verify h.tar.zst")
    #expect(outcome.end == .status(0), "\(outcome.testDescription)")
    let none = try folder.blogsh("-C", "in", "shell", "-c", "verify")
    #expect(none.end == .status(2))
  }
}
