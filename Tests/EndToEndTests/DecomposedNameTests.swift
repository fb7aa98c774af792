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

  /// The same name as macOS writes it and as it is typed.
  static let spellings = ["cafe\u{301}", "caf\u{E9}"]

  @Test(
    arguments: [
      "find -g '%*'", "find -g '%.md'", "find -g 'd/%.*'", "find -g 'caf?.md'",
      "find -name '*[é].md'",
      "grep -l Text --include '%.md'", "grep -l Text --exclude '%.md'",
      "grep -c Text --include '*é*'",
      "shell -c 'ls -R d/%*'", "shell -c 'ls -R d/caf?.md'", "shell -c 'wc %s/*'",
      "shell -c 'wc */%.md'", "shell -c 'wc **/%*.md'", "shell -c 'ls [d]/%.md'",
    ], ["in", "a.tar.zst", "a.tar.gz"])
  func `every glob finds them, in either spelling`(command: String, collection: String) throws {
    let outcomes = try Self.spellings.flatMap { onDisk in
      let folder = try folder(with: onDisk)
      return try Self.spellings.map { typed in
        // The name is printed as it is on the disk, so the shorter spelling is compared.
        let outcome = try folder.shell(
          "\"$BLOGSH\" -C \(collection) " + command.replacing("%", with: typed))
        #expect(outcome.errors == "", "\(typed): \(outcome.testDescription)")
        #expect(!outcome.text.isEmpty)
        return outcome.text.replacing(Self.spellings[0], with: Self.spellings[1])
      }
    }
    #expect(Set(outcomes.map { Array($0.utf8) }).count == 1, "\(outcomes)")
  }

  @Test(arguments: ["%.md", "d/%.md", "%s", "d/*%*"], spellings)
  func `every --exclude leaves them out, in either spelling`(
    pattern: String, typed: String
  ) throws {
    for onDisk in Self.spellings {
      let folder = try folder(with: onDisk)
      let before = try folder.blogsh("-C", "in", "ls", "-R").lines.count
      for command in ["pack -o x.tar", "backup --to x.tar.zst"] {
        let outcome = try folder.shell(
          "rm -f x.tar*; \"$BLOGSH\" -C in \(command) >/dev/null "
            + "--exclude '\(pattern.replacing("%", with: typed))' && \"$BLOGSH\" -C x.tar* ls -R")
        #expect(
          outcome.status == 0 && outcome.lines.count == before - 1, "\(outcome.testDescription)")
      }
    }
  }

  @Test func `where both spellings are there, a path means the one with its bytes`() throws {
    let folder = try TemporaryFolder()
    for name in Self.spellings { try folder.write("in/\(name).md", "# \(name.utf8.count)\n") }
    for name in Self.spellings {
      #expect(
        try folder.blogsh("-C", "in", "grep", "--title", ".", "\(name).md").lines
          == ["\(name).md:\(name.utf8.count)"])
    }
  }

  private func folder(with name: String) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write("in/d/\(name).md", "Text.\n", modified: 1_000_000_000)
    try folder.write("in/d/other.md", "Text.\n", modified: 1_000_000_000)
    try folder.write("in/\(name)s/z.md", "Text.\n", modified: 1_000_000_000)
    for archive in ["a.tar.zst", "a.tar.gz"] {
      try #require(try folder.blogsh("-C", "in", "pack", "-o", archive) == .done())
    }
    return folder
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
