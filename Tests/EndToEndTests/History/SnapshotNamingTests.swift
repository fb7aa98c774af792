import ProgramSupport
import TestSupport
import Testing

/// A snapshot named after an `@`, wherever a command takes an archive.
struct SnapshotNamingTests {
  let folder: TemporaryFolder

  /// Snapshots 1 to 3; the text of `n.md` is the number of each.
  init() throws {
    folder = try TemporaryFolder()
    for number in 1...3 {
      try folder.write("archive/n.md", "\(number)\n", modified: 1_000_000_000 + number)
      try folder.write("archive/only-\(number).md", "text\n", modified: 1_000_000_000)
      if number > 1 { try folder.remove("archive/only-\(number - 1).md") }
      try #require(try folder.blogsh("backup", "--to", "h.tar.zst").end == .status(0))
    }
  }

  @Test(arguments: [
    ("1", 1), ("2", 2), ("3", 3), ("latest", 3), ("-0", 3), ("-1", 2), ("-2", 1),
    ("2099-01-01", 3), ("2099-01-01T10:00", 3), ("2099-01-01 10:00:59", 3),
    ("first", 1), ("last", 3), ("today", 3), ("-0d", 3), ("2099-01-01T10:00+02:00", 3),
    ("2099-01-01T10:00Z", 3),
  ])
  func `every command reads a named snapshot`(name: String, number: Int) throws {
    let archive = "h.tar.zst@\(name)"
    expect(try folder.blogsh("-C", archive, "cat", "--raw", "n.md"), .done("\(number)\n"))
    expect(try folder.blogsh("-C", archive, "ls"), .done("n.md\nonly-\(number).md\n"))
    expect(try folder.blogsh("-C", archive, "grep", "[0-9]"), .done("n.md:1:\(number)\n"))
    expect(try folder.blogsh("-C", archive, "find", "-g", "only*"), .done("only-\(number).md\n"))
    expect(
      try folder.blogsh("-C", archive, "shell", "-c", "cat --raw n.md"), .done("\(number)\n"))
    expect(try folder.blogsh("unpack", archive, "-d", "out"), .done())
    #expect(try folder.names("out") == ["n.md", "only-\(number).md"])
    expect(try folder.blogsh("-C", archive, "pack", "-o", "x.tar"), .done())
    expect(try folder.run("tar", "-tf", "x.tar"), .done("n.md\nonly-\(number).md\n"))
    expect(try folder.blogsh("-C", archive, "pack", "--checksum", "-o", "x.tar.zst"), .done())
    expect(try folder.run("tar", "-tf", "x.tar.zst"), .done("n.md\nonly-\(number).md\n"))
    expect(try folder.blogsh("diff", archive, "out"), .done())
  }

  @Test func `two named snapshots can be compared`() throws {
    expect(
      try folder.blogsh("diff", "h.tar.zst@1", "h.tar.zst@3"),
      .failed(1, output: "changed  n.md  (content)\nrenamed  only-1.md -> only-3.md\n", ""))
  }

  @Test func `a named snapshot has only its own posts, as a stream too`() throws {
    for form in Form.allCases {
      expect(
        try folder.shell(
          """
          "$BLOGSH" -C h.tar.zst pack -o - --format "$1" >"x.$1" &&
          "$BLOGSH" -C "x.$1" ls -Ra
          """, form.rawValue), .done("n.md\nonly-3.md\n"))
    }
    #expect(try folder.blogsh("reindex", "h.tar.zst", "-o", "y.tar.zst").status == 0)
    expect(try folder.run("tar", "-tf", "y.tar.zst"), .done("n.md\nonly-3.md\n"))
  }

  @Test func `a file with the whole name is read instead`() throws {
    expect(try folder.run("cp", "h.tar.zst", "h.tar.zst@1"), .done())
    expect(try folder.blogsh("-C", "h.tar.zst@1", "cat", "--raw", "n.md"), .done("3\n"))
    expect(try folder.blogsh("-C", "h.tar.zst@1@2", "cat", "--raw", "n.md"), .done("2\n"))
    expect(try folder.run("mv", "archive", "archive@2"), .done())
    expect(try folder.blogsh("-C", "archive@2", "cat", "--raw", "n.md"), .done("3\n"))
  }

  @Test(arguments: [
    ("4", "there is no snapshot 4: the snapshots are 1 to 3"),
    ("-3", "there is no snapshot 3 before the latest: the snapshots are 1 to 3"),
    ("2001-01-01", "there is no snapshot from 2001-01-01 or earlier: the oldest is from "),
    (
      "2001-01-01T00:00",
      "there is no snapshot from 2001-01-01 00:00:00 or earlier: the oldest is from "
    ),
    ("-1y", "there is no snapshot from "), ("yesterday", "there is no snapshot from "),
    ("2001-01-01T00:00+02:00", "there is no snapshot from "),
    ("yesterdy", "no snapshot has a name like this after the @; the forms are 3, -1, latest, "),
    ("new", "no snapshot has a name like this after the @; the forms are "),
  ])
  func `a missing snapshot is reported together with the existing ones`(
    name: String, message: String
  ) throws {
    for words in [
      ["-C", "h.tar.zst@\(name)", "ls"], ["unpack", "h.tar.zst@\(name)", "-d", "out"],
      ["diff", "archive", "h.tar.zst@\(name)"],
    ] {
      let outcome = try folder.blogsh(words)
      #expect(
        outcome.status.map { 1...2 ~= $0 } == true && outcome.hasOneLineOfErrors
          && outcome.errors.contains("h.tar.zst@\(name): \(message)"),
        "\(outcome.testDescription)")
    }
    #expect(!folder.exists("out"))
  }

  @Test func `a folder and an archive without an index have no snapshots`() throws {
    expect(try folder.shell("tar -cf x.tar -C archive ."), .done())
    for name in ["archive@1", "x.tar@1", "nothing.tar.zst@1"] {
      let outcome = try folder.blogsh("-C", name, "ls")
      #expect(
        outcome.status.map { 1...2 ~= $0 } == true && outcome.hasOneLineOfErrors,
        "\(outcome.testDescription)")
    }
  }

  @Test func `the time in a name is in the local time zone`() throws {
    let time = try #require(try folder.snapshots("h.tar.zst").last?.time)
    let day = String(time.prefix(10))
    // Except in the first minute of a day, it is tomorrow there.
    let east = try folder.blogsh("snapshots", "h.tar.zst", environment: ["TZ": "XXX-23:59"])
    let shown = try #require(east.lines.last?.split(separator: " ").dropFirst().first)
    #expect(shown > day || time.contains("T00:00:"))
    expect(
      try folder.blogsh(
        "-C", "h.tar.zst@\(shown)", "cat", "--raw", "n.md", environment: ["TZ": "XXX-23:59"]),
      .done("3\n"))
  }
}
