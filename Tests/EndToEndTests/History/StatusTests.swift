import ProgramSupport
import TestSupport
import Testing

/// `status` and `backup -n`: what they say is what a backup then does, and nothing is written.
struct StatusTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for name in ["a", "b", "c", "d", "f"] { try write(name, "1\n") }
    try folder.makeHardLink("archive/post/hard.md", to: "archive/post/d.md")
    try settle()
  }

  private func write(_ name: String, _ text: String) throws {
    try folder.write("archive/post/\(name).md", text, modified: 1_000_000_000)
  }

  private func settle() throws { try folder.setTimes(ofFoldersIn: "archive") }

  /// Changes the folder in every way that a backup tells apart.
  private func change() throws {
    try #require(try folder.blogsh("backup", "--to", "h.tar.zst").status == 0)
    try write("a", "22\n")
    try write("new", "333\n")
    try folder.write("archive/skip.tmp", "no\n")
    try folder.write("archive/post/d.md", "4\n4\n", modified: 1_000_000_000)
    let changed = try folder.shell(
      """
      cd archive/post && touch -d @1100000000 b.md && chmod 600 c.md && rm f.md && ln -s a.md l.md
      ln -f d.md hard.md && mkdir empty
      """)
    try #require(changed == .done())
  }

  @Test func `status lists with letters what has changed`() throws {
    try change()
    let before = try folder.listing()
    let outcome = try folder.blogsh("status", "h.tar.zst", "--exclude", "*.tmp")
    let lines = outcome.lines
    #expect(outcome.end == .status(1) && outcome.errors == "")
    #expect(
      try Regex(#"last snapshot: 1, \d{4}-\d\d-\d\d \d\d:\d\d:\d\d, .* ago"#)
        .wholeMatch(in: lines[0]) != nil)
    #expect(
      lines.dropFirst() == [
        "M  post/a.md", "m  post/b.md", "m  post/c.md", "M  post/d.md", "A  post/empty/",
        "D  post/f.md", "M  post/hard.md", "A  post/l.md", "A  post/new.md",
        "2 new, 3 changed, 1 removed, 2 with other times or modes, 11 bytes to store",
      ])
    expect(try folder.blogsh("status", "-q", "h.tar.zst"), .failed(1, ""))
    #expect(try folder.listing() == before)
  }

  @Test(arguments: [[], ["--exclude", "*.tmp"], ["--exclude", "a.md", "--exclude", "hard.md"]])
  func `the figures are those that the backup then has`(options: [String]) throws {
    try change()
    let json = try folder.blogsh(["status", "--json", "h.tar.zst"] + options)
    let plan = try folder.blogsh(["backup", "-n", "--json", "--to", "h.tar.zst"] + options)
    #expect(json.end == .status(1) && plan.end == .status(0) && json.output == plan.output)
    let made = try folder.blogsh(["backup", "--json", "--to", "h.tar.zst"] + options)
    for key in ["new", "changed", "removed", "touched"] {
      let figure = try Regex("\"\(key)\":\\d+")
      let foreseen = try #require(json.lines.last?.firstMatch(of: figure)?.0)
      let real = try #require(made.text.firstMatch(of: figure)?.0)
      #expect(foreseen == real)
    }
    let after = try folder.blogsh(["status", "h.tar.zst"] + options)
    #expect(after.end == .status(0) && after.lines.last == "nothing has changed")
    expect(try folder.blogsh(["status", "-q", "h.tar.zst"] + options), .done())
  }

  @Test func `a file that was moved costs nothing, before and in a backup`() throws {
    try #require(try folder.blogsh("backup", "--to", "h.tar.zst").status == 0)
    try #require(try folder.shell("mv archive/post/a.md archive/moved.md") == .done())
    try write("c", "new\n")
    let status = try folder.blogsh("status", "h.tar.zst")
    #expect(
      status.lines.dropFirst() == [
        "A  moved.md", "D  post/a.md", "M  post/c.md",
        "1 new, 1 changed, 1 removed, 4 bytes to store",
      ])
    let made = try folder.blogsh("backup", "--to", "h.tar.zst")
    #expect(made.text.contains(": 1 new, 1 changed, 1 removed, "), "\(made.text)")
    // What takes the place of the moved file's member makes its content be stored again.
    try folder.write("archive/post/a.md", "four", modified: 1_000_000_000)
    let again = try folder.blogsh("backup", "-n", "--to", "h.tar.zst")
    #expect(
      again.lines == [
        "new      post/a.md",
        "snapshot 3 would have 1 new, 0 changed, 0 removed, 6 bytes to store",
      ])
    let stored = try folder.blogsh("backup", "--to", "h.tar.zst")
    #expect(stored.text.contains(": 1 new, 0 changed, 0 removed, "), "\(stored.text)")
    #expect(try folder.blogsh("status", "-q", "h.tar.zst") == .done())
  }

  @Test func `a plan names each path with a word, and writes nothing`() throws {
    try change()
    let before = try folder.listing()
    expect(
      try folder.blogsh("backup", "--dry-run", "--to", "h.tar.zst", "--exclude", "*.tmp"),
      .done(
        """
        changed  post/a.md
        touched  post/b.md
        touched  post/c.md
        changed  post/d.md
        new      post/empty/
        removed  post/f.md
        changed  post/hard.md
        new      post/l.md
        new      post/new.md
        snapshot 2 would have 2 new, 3 changed, 1 removed, 2 with other times or modes, \
        11 bytes to store

        """))
    #expect(try folder.listing() == before)
  }

  @Test func `without an archive everything is new`() throws {
    let outcome = try folder.blogsh("status", "h.tar.zst")
    #expect(outcome.end == .status(1))
    #expect(outcome.lines.first == "last snapshot: none")
    #expect(outcome.lines.last == "6 new, 0 changed, 0 removed, 10 bytes to store")
    #expect(
      try folder.blogsh("backup", "-n", "--to", "h.tar.zst").lines.last
        == "snapshot 1 would have 6 new, 0 changed, 0 removed, 10 bytes to store")
    #expect(!folder.exists("h.tar.zst"))
  }

  @Test func `an archive in the folder is not taken, and may be locked`() throws {
    try #require(
      try folder.blogsh("-C", "archive", "backup", "--to", "archive/h.tar.zst").status == 0)
    let outcome = try folder.shell(
      "exec 9<>archive/h.tar.zst; flock 9; \"$BLOGSH\" -C archive status archive/h.tar.zst")
    #expect(outcome.end == .status(0) && outcome.lines.last == "nothing has changed")
  }

  @Test func `nearly everything gone is refused by a plan, and shown by status`() throws {
    try #require(try folder.blogsh("backup", "--to", "h.tar.zst").status == 0)
    try #require(try folder.shell("rm archive/post/*") == .done())
    let plan = try folder.blogsh("backup", "-n", "--to", "h.tar.zst")
    #expect(plan.end == .status(1) && plan.output == [] && plan.errors.contains("--allow-removals"))
    let status = try folder.blogsh("status", "h.tar.zst")
    #expect(status.end == .status(1) && status.errors == "")
    #expect(status.lines.last == "0 new, 0 changed, 6 removed, 0 bytes to store")
  }

  static let refused: [([String], Int32)] = [
    (["status"], 64), (["status", "-q", "--json", "h.tar.zst"], 64),
    (["status", "nowhere/h.tar.zst"], 2), (["status", "plain.tar"], 2),
    (["status", "h.tar.zst", "--exclude-from", "nothing"], 2),
  ]

  @Test(arguments: refused)
  func `bad input is reported`(words: [String], status: Int32) throws {
    try #require(try folder.blogsh("pack", "-o", "plain.tar") == .done())
    let outcome = try folder.blogsh(words)
    #expect(outcome.end == .status(status) && outcome.output == [] && outcome.hasOneLineOfErrors)
  }

  @Test func `patterns come from files too`() throws {
    try folder.write("patterns", "*.tmp\r\n\nf.md\n")
    try folder.write("archive/x.tmp", "x\n")
    let outcome = try folder.blogsh("status", "--exclude-from", "patterns", "h.tar.zst")
    #expect(outcome.lines.last == "5 new, 0 changed, 0 removed, 8 bytes to store")
    let pipe = try folder.shell(
      "printf '*.tmp\\nf.md' | \"$BLOGSH\" pack -o p.tar --exclude-from - && tar -tf p.tar | wc -l")
    expect(pipe, .done("6\n"))
    let backup = try folder.blogsh(
      "backup", "--to", "h.tar.zst", "--exclude-from", "patterns", "--exclude", "a.md", "--json")
    #expect(backup.text.contains("\"files\":4,"))
  }
}
