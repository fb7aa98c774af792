import ProgramSupport
import TestSupport
import Testing

/// Commands for the shell itself, and the state that one command leaves to the next.
struct ShellSessionTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("archive/post/a.md", "# A\n\nalpha\n")
    try folder.write("archive/post/b.md", "# B\n\nbeta\n")
  }

  @Test(arguments: ["tar", "tar.zst"])
  func `the next command sees an archive that was replaced meanwhile`(suffix: String) throws {
    try folder.write("other/post/new.md", "new\n")
    try #require(try folder.blogsh("pack", "-o", "a.\(suffix)") == .done())
    try #require(try folder.blogsh("-C", "other", "pack", "-o", "other.\(suffix)") == .done())
    expect(
      try folder.session(
        on: "a.\(suffix)",
        "cd post; ls; pwd | mv other.\(suffix) a.\(suffix); ls; cat --raw new.md; cat --raw a.md"),
      .failed(
        1, output: "a.md\nb.md\nnew.md\nnew\n",
        "blogsh: cannot read post/a.md in a.\(suffix): No such file or directory\n"))
  }

  @Test(arguments: ["tar", "tar.zst"])
  func `the next command sees an archive that was packed anew meanwhile`(
    suffix: String
  ) throws {
    let archive = "a.\(suffix)"
    try #require(try folder.blogsh("pack", "-o", archive) == .done())
    try folder.write("archive/post/c.md", "gamma\n")
    expect(
      try folder.session(
        on: archive,
        """
        ls post; ls | \(Surroundings.blogsh) -C archive pack -o \(archive); \
        ls post; cat --raw post/c.md
        """),
      .done("a.md\nb.md\na.md\nb.md\nc.md\ngamma\n"))
    // A file is not read and written at the same time.
    expect(
      try folder.session(on: archive, "pack -o \(archive) post/b.md; cat --raw post/c.md"),
      Outcome(
        .status(0), output: "gamma\n".bytes,
        errors: "blogsh: cannot write \(archive): it is the archive that is being read\n"))
  }

  @Test func `the next command sees files that were written meanwhile`() throws {
    expect(
      try folder.session("ls post; new 'C d'; ls post; ls | rm archive/post/a.md; ls post"),
      .done("a.md\nb.md\npost/c-d.md\na.md\nb.md\nc-d.md\nb.md\nc-d.md\n"))
  }

  @Test func `help lists the commands of the shell`() throws {
    let help = try folder.session("help", environment: ["COLUMNS": "80"])
    #expect(help.end == .status(0) && help.errors == "")
    for command in [
      "cat", "ls", "tree", "head", "wc", "find", "grep", "tags", "authors", "new", "edit",
      "publish",
      "pack", "unpack", "reindex", "status", "log",
      "index",
      "verify", "diff", "cd", "pwd", "history", "help", "clear", "exit",
    ] {
      #expect(help.text.contains("\n  \(command) "), "\(command)")
      let one = try folder.session("help \(command)")
      #expect(one.text.contains("USAGE: blogsh \(command)") && one.end == .status(0), "\(command)")
      expect(try folder.session("\(command) --help"), one)
      // There, -h is that of the tools of those names.
      guard command != "ls", command != "grep" else { continue }
      expect(try folder.session("\(command) -h | cat"), one)
    }
    #expect(!help.text.contains("\n  shell "))
    for words in ["--help", "-h"] {
      expect(try folder.session(words, environment: ["COLUMNS": "80"]), help)
    }
    expect(
      try folder.session("help frobnicate"),
      .failed(2, "blogsh: no such command: frobnicate (`help` lists all commands)\n"))
  }

  @Test func `the shell understands the examples in its help`() throws {
    let help = try folder.session("help").text
    let examples = help.split(separator: "\n\n").first { $0.hasPrefix("EXAMPLES:") }
    let lines = try #require(examples).split(separator: "\n").dropFirst()
    try #require(lines.count > 2)
    for line in lines {
      let outcome = try folder.session(String(line))
      #expect(outcome.status != 64 && outcome.status != 127, "\(line): \(outcome.errors)")
    }
  }

  @Test func `clear and history print nothing into a pipe`() throws {
    expect(try folder.session("clear; clear | cat; history; history 3 | cat"), .done())
    #expect(try folder.session("history -1").status == 64)
  }

  @Test(arguments: ["-C archive ls", "--version", "ls -C archive", "shell"])
  func `options of the command line are refused`(line: String) throws {
    let outcome = try folder.session("\(line)\npwd")
    #expect(outcome.text == "/\n" && outcome.hasOneLineOfErrors, "\(outcome.testDescription)")
  }

  @Test func `no history is written without a terminal`() throws {
    let environment = ["HOME": folder.path("home"), "XDG_STATE_HOME": folder.path("state")]
    expect(try folder.session("pwd", environment: environment), .done("/\n"))
    expect(
      try folder.blogsh("shell", input: .bytes("pwd\n".bytes), environment: environment),
      .done("/\n"))
    #expect(!folder.exists("home") && !folder.exists("state"))
  }

  @Test func `no kind of bad line ends the shell`() throws {
    let bad = [
      "frobnicate", "cat", "cat --frobnicate x", "cat x.md", "ls '", "'", "| ls", "ls & ls", "ls >",
      "ls >no/x",
      "ls | frobnicate", "cd no", "cd ../..", "grep '(' ", "grep '['", "head -n x", "ls >/dev/full",
      "ls 3>x",
      "pack -o /no/x.tar", "unpack no.tar", "index archive", "exit 999", "help no", "\u{FF}\u{0}",
      "$'\\0'",
      "ls | sh -c 'kill -9 $$'", "new ''", "new '..'", "history x",
    ]
    for line in bad {
      // An open quote is closed by the next line.
      let end = line.hasSuffix("'") && line.count { $0 == "'" } % 2 == 1 ? "'\n" : ""
      let outcome = try folder.blogsh("shell", input: .bytes("#\n\(line)\n\(end)pwd\n".bytes))
      #expect(outcome.text.hasSuffix("/\n"), "\(line): \(outcome.testDescription)")
      #expect(outcome.end == .status(0))
    }
  }
}
