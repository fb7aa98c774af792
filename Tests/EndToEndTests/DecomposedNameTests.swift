import ProgramSupport
import TestSupport
import Testing

/// Names that macOS wrote, with letters in several code points, asked for as they are typed.
struct DecomposedNameTests {
  static let commands = [
    "cat %", "cat --raw %", "ls %", "ls -l %", "head %", "wc %", "find %", "grep Text %",
    "grep --title A %", "tree %", "shell -c 'cat %'", "pack -o p.tar %", "pack -o p.tar.zst %",
  ]

  @Test(arguments: ["in", "a.tar.zst", "a.tar.gz"], commands)
  func `every command that takes a path finds them`(collection: String, command: String) throws {
    let folder = try TemporaryFolder()
    try folder.write("in/cafe\u{301}.md", "# A\n\nText.\n", modified: 1_000_000_000)
    for archive in ["a.tar.zst", "a.tar.gz"] {
      try #require(try folder.blogsh("-C", "in", "pack", "-o", archive) == .done())
    }
    let outcomes = try ["cafe\u{301}.md", "caf\u{E9}.md"].map {
      try folder.shell(
        "\"$BLOGSH\" -C \(collection) " + command.replacing("%", with: $0))
    }
    #expect(outcomes[0].status == 0, "\(outcomes[0].testDescription)")
    expect(outcomes[1], outcomes[0])
  }

  @Test func `archives find them too`() throws {
    let folder = try TemporaryFolder()
    try folder.write("in/cafe\u{301}/a.md", "# A\n")
    try #require(try folder.blogsh("-C", "in", "backup", "--to", "h.tar.zst").status == 0)
    let asked = "caf\u{E9}"
    #expect(try folder.blogsh("unpack", "h.tar.zst", asked, "-d", "u") == .done())
    #expect(try folder.blogsh("restore", "h.tar.zst", asked, "--to", "r").status == 0)
    #expect(try folder.blogsh("snapshots", "h.tar.zst", asked + "/a.md").status == 0)
    let moved = try folder.blogsh("-C", "h.tar.zst", "shell", "-c", "cd \(asked); ls")
    expect(moved, .done("a.md\n"))
    for name in ["u", "r"] { #expect(try folder.names(name) == ["cafe\u{301}"]) }
    try folder.write("list", "caf\u{E9}/a.md\n")
    let packed = try folder.blogsh("-C", "in", "pack", "-o", "l.tar", "--files-from", "list")
    expect(packed, .done())
  }
}
