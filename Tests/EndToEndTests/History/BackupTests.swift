import ProgramSupport
import TestSupport
import Testing

/// The output of `backup` and `snapshots`, and the effect of their options.
struct BackupTests {
  let folder: TemporaryFolder

  /// Three snapshots: two posts and a link; the same; then one new post, one changed, one with
  /// another mode, and the link removed.
  init() throws {
    folder = try TemporaryFolder()
    try folder.write("archive/post/a.md", "# A\n", modified: 1_000_000_000)
    try folder.write("archive/post/b.md", "# B\n", modified: 1_000_000_001)
    try folder.makeSymbolicLink("archive/post/l.md", to: "a.md")
    try back(
      "-m", "first\nand more",
      saying: #/snapshot 1 of archive: 3 new, 0 changed, 0 removed, [\d,]+ bytes added/#)
    try back(
      "--always", "-m", "again",
      saying: #/snapshot 2 of archive: no file changed, [\d,]+ bytes added/#)
    try folder.write("archive/post/a.md", "# AA\n", modified: 1_000_000_002)
    try folder.setMode("archive/post/b.md".bytes, 0o600)
    try folder.remove("archive/post/l.md")
    try folder.write("archive/post/n.md", "# N\n", modified: 1_000_000_003)
    try back(
      saying:
        Regex(
          "snapshot 3 of archive: 1 new, 1 changed, 1 removed, 1 with other times or modes, "
            + #"[\d,]+ bytes added"#, as: Substring.self)
    )
  }

  private func back(
    _ options: String..., saying line: Regex<Substring>,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let outcome = try folder.blogsh(["backup", "--to", "h.tar.zst"] + options)
    let archive = " in h.tar.zst"
    #expect(
      outcome.end == .status(0) && outcome.errors == "" && outcome.lines.count == 1
        && outcome.lines[0].contains(archive)
        && outcome.lines[0].replacing(archive, with: "").wholeMatch(of: line) != nil,
      "\(outcome.testDescription)", sourceLocation: sourceLocation)
  }

  // MARK: Backing up

  @Test func `no snapshot is made if nothing has changed but times of folders`() throws {
    let before = try folder.contents("h.tar.zst")
    try back(saying: #/nothing has changed since snapshot 3/#)
    try folder.setTime("archive/post", 1_234_567_890)
    try back(saying: #/nothing has changed since snapshot 3/#)
    #expect(try folder.contents("h.tar.zst") == before)
    let reported = try ReportedSnapshot(
      json: try folder.blogsh("backup", "--to", "h.tar.zst", "--json").text)
    #expect(reported.made == false && reported.snapshot == 3 && reported.bytesAdded == 0)
    #expect(reported.archive == "h.tar.zst" && reported.posts == 3)
  }

  @Test func `backup reports the bytes by which the file grows`() throws {
    let before = try folder.contents("h.tar.zst").count
    try folder.write("archive/post/c.md", "# C\n", modified: 1_000_000_004)
    let reported = try ReportedSnapshot(
      json: try folder.blogsh("backup", "--to", "h.tar.zst", "--json", "-m", "x").text)
    #expect(reported.made == true && reported.snapshot == 4 && reported.message == "x")
    #expect(reported.changes == [1, 0, 0, 0] && reported.posts == 4)
    #expect(try folder.contents("h.tar.zst").count == before + (try #require(reported.bytesAdded)))
  }

  @Test(arguments: ["--wait", "--checksum"])
  func `a change with the same size and time is seen`(option: String) throws {
    try folder.write("archive/post/a.md", "# BB\n", modified: 1_000_000_002)
    try folder.setTime("archive/post", 1_000_000_000)
    try back(
      option, saying: #/snapshot 4 of archive: 0 new, 1 changed, 0 removed, [\d,]+ bytes added/#)
    expect(try folder.blogsh("-C", "h.tar.zst", "cat", "--raw", "post/a.md"), .done("# BB\n"))
  }

  @Test func `backup leaves out excluded files and .git`() throws {
    try folder.write("archive/.git/HEAD", "ref\n", modified: 1_000_000_005)
    try back(saying: #/nothing has changed since snapshot 3/#)
    try back(
      "--with-git",
      saying: #/snapshot 4 of archive: 1 new, 0 changed, 0 removed, [\d,]+ bytes added/#)
    try back(
      "--exclude", "a.md", "--exclude", "n.*",
      saying: #/snapshot 5 of archive: 0 new, 0 changed, 3 removed, \d+ bytes added/#)
    expect(try folder.blogsh("-C", "h.tar.zst", "ls", "-Ra"), .done("post/b.md\n"))
  }

  @Test func `an archive is not part of the collection that it is in`() throws {
    for _ in 0..<2 {
      #expect(try folder.blogsh("backup", "--to", "archive/h.tar.zst").end == .status(0))
    }
    #expect(try folder.snapshots("archive/h.tar.zst").count == 1)
    expect(
      try folder.blogsh("-C", "archive/h.tar.zst", "ls", "-Ra"),
      .done("post/a.md\npost/b.md\npost/n.md\n"))
  }

  @Test func `the collection can be an archive, or a snapshot of one`() throws {
    for number in 1...3 {
      let made = try folder.blogsh("-C", "h.tar.zst@\(number)", "backup", "--to", "x.tar.zst")
      #expect(made.end == .status(0), "\(made.testDescription)")
    }
    #expect(try folder.snapshots("x.tar.zst").map(\.changes) == [[3, 0, 0, 0], [1, 1, 1, 1]])
    expect(try folder.blogsh("diff", "x.tar.zst", "h.tar.zst"), .done())
    let refused = try folder.blogsh("-C", "h.tar.zst@1", "backup", "--to", "h.tar.zst")
    #expect(refused.end == .status(2) && refused.hasOneLineOfErrors)
  }

  @Test(arguments: ["1", "3", "19"], ["1", "4"])
  func `backup works at any level, on any number of threads`(level: String, jobs: String) throws {
    try folder.makeBlog("archive/blog", posts: 120)
    try back(
      "--level", level, "--jobs", jobs,
      saying: #/snapshot 4 of archive: 120 new, 0 changed, 0 removed, [\d,]+ bytes added/#)
    expect(try folder.blogsh("diff", "h.tar.zst", "archive"), .done())
    expect(try folder.run("zstd", "-q", "-t", "h.tar.zst"), .done())
  }

  @Test(arguments: [
    ["backup"], ["backup", "--to", "h.tar"], ["backup", "--to", "h.tar.gz"],
    ["backup", "--to", "h.tar.zst", "--level", "0"],
    ["backup", "--to", "h.tar.zst", "--jobs", "0"],
    ["backup", "--to", "h.tar.zst", "post"], ["snapshots"], ["snapshots", "h.tar.zst", "a", "b"],
    ["prune", "h.tar.zst"], ["prune", "--keep-last", "1"],
    ["prune", "h.tar.zst", "--keep-last", "0"], ["prune", "h.tar.zst", "--keep-daily=-1"],
    ["prune", "h.tar.zst", "--keep-last", "1", "--keep-weekly=-1"],
    ["prune", "h.tar.zst", "--keep-last", "many"],
  ])
  func `wrong usage changes nothing`(words: [String]) throws {
    let before = try folder.contents("h.tar.zst")
    let outcome = try folder.blogsh(words)
    #expect(
      outcome.end == .status(64) && outcome.hasOneLineOfErrors && outcome.output == [],
      "\(outcome.testDescription)")
    #expect(try folder.contents("h.tar.zst") == before)
  }

  @Test func `prune names the rule that it refuses`() throws {
    let outcome = try folder.blogsh("prune", "h.tar.zst", "--keep-last", "1", "--keep-weekly=-1")
    #expect(
      outcome.errors.contains("--keep-weekly must be 0 or more, not -1"),
      "\(outcome.testDescription)")
  }

  @Test func `pack does not discard snapshots`() throws {
    let before = try folder.contents("h.tar.zst")
    let outcome = try folder.blogsh("pack", "-o", "h.tar.zst")
    #expect(
      outcome.end == .status(2) && outcome.errors.contains("it keeps snapshots (3)"),
      "\(outcome.testDescription)")
    #expect(try folder.contents("h.tar.zst") == before)
  }

  @Test func `a packed archive becomes the first snapshot, unchanged`() throws {
    expect(try folder.blogsh("pack", "-o", "p.tar.zst"), .done())
    expect(try folder.run("cp", "p.tar.zst", "p.before"), .done())
    let same = try folder.blogsh("backup", "--to", "p.tar.zst")
    expect(same, .done("nothing has changed since snapshot 1 in p.tar.zst\n"))
    try folder.write("archive/post/c.md", "# C\n", modified: 1_000_000_004)
    #expect(try folder.blogsh("backup", "--to", "p.tar.zst").end == .status(0))
    let reported = try folder.snapshots("p.tar.zst")
    #expect(reported.map(\.snapshot) == [1, 2] && reported.map(\.posts) == [3, 4])
    expect(try folder.blogsh("diff", "p.tar.zst@1", "p.before"), .done())
    // The frames and the index are where they were.
    #expect(
      try folder.contents("p.tar.zst").starts(with: folder.contents("p.before").dropLast(200)))
  }

  // MARK: Snapshots

  @Test func `snapshots are listed, oldest first`() throws {
    let outcome = try folder.blogsh("snapshots", "h.tar.zst")
    let time = #"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"#
    let lines = [
      "1  \(time)  3 posts  3 new, 0 changed, 0 removed {31,}[\\d.]+ k?B  archive  first …",
      "2  \(time)  3 posts  no file changed +[\\d.]+ k?B  archive  again",
      "3  \(time)  3 posts  1 new, 1 changed, 1 removed, 1 with other times or modes +[\\d.]+ k?B  "
        + "archive",
    ]
    try #require(outcome.end == .status(0) && outcome.lines.count == 3)
    for (line, pattern) in zip(outcome.lines, lines) {
      #expect(try Regex(pattern).wholeMatch(in: line) != nil, "\(line)")
    }
    let reported = try folder.snapshots("h.tar.zst")
    #expect(reported.map(\.message) == ["first\nand more", "again", nil])
    #expect(reported.map(\.changes) == [[3, 0, 0, 0], [0, 0, 0, 0], [1, 1, 1, 1]])
  }

  @Test(arguments: [
    ("post/a.md", ["3 changed +1 -1 5 bytes", "1 new 4 bytes"]),
    ("post/b.md", ["3 mode 644 -> 600 4 bytes", "1 new 4 bytes"]),
    ("post/l.md", ["3 removed", "1 new 0 bytes"]), ("post/n.md", ["3 new 4 bytes"]),
    ("./post//n.md", ["3 new 4 bytes"]),
  ])
  func `versions of one post are listed`(path: String, expected: [String]) throws {
    let outcome = try folder.blogsh("snapshots", "h.tar.zst", path)
    let lines = outcome.lines.map { line in
      // The columns without time and message.
      let words = line.split(separator: " ").map(String.init)
      return ([words[0]] + words[3...].filter { $0 != "first" && $0 != "…" })
        .joined(separator: " ")
    }
    #expect(outcome.end == .status(0) && lines == expected, "\(outcome.testDescription)")
    let json = try folder.blogsh("snapshots", "h.tar.zst", path, "--json")
    #expect(json.lines.count == expected.count && json.end == .status(0))
  }

  @Test(arguments: [
    (["h.tar.zst", "post/nothing.md"], "no snapshot has this path"),
    (["archive"], "it is a folder, not an archive"),
    (["nothing.tar.zst"], "No such file or directory"),
  ])
  func `a path or archive without snapshots is reported`(words: [String], message: String) throws {
    let outcome = try folder.blogsh(["snapshots"] + words)
    #expect(
      outcome.status.map { 1...2 ~= $0 } == true && outcome.errors.contains(message)
        && outcome.hasOneLineOfErrors, "\(outcome.testDescription)")
  }
}
