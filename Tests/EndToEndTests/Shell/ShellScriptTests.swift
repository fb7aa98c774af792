import ProgramSupport
import TestSupport
import Testing

/// Commands given with `-c`, as a file and on standard input, with and without the name of the
/// command.
struct ShellScriptTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("archive/post/a.md", "alpha\n")
    try folder.write("archive/post/b.md", "beta\n")
    try folder.write("archive/post/two words.md", "two\n")
    try folder.write("archive/post/new\nline.md", "newline\n")
  }

  /// The results of a script, however it is given; messages call it `SCRIPT`.
  private func outcomes(_ script: [UInt8], _ options: [String]) throws -> [Outcome] {
    try folder.write("x.blogsh", script)
    let words = ["shell"] + options
    var outcomes = [
      try folder.blogsh(words + ["x.blogsh"]),
      try folder.blogsh(words, input: .bytes(script)),
      try folder.blogsh(words + ["-"], input: .bytes(script)),
      try folder.blogsh(options, input: .bytes(script)),
      try folder.blogsh(["-C", "archive"] + options, input: .bytes(script)),
    ]
    // The script can also be a word of a command line.
    if !script.contains(0), script.count < 100_000 {
      for words in [words, options, ["-C", "archive"] + options] {
        outcomes.append(
          try Program.run(
            Surroundings.blogsh, (words + ["-c"]).map(\.bytes) + [script], in: folder.path))
      }
    }
    return outcomes.map { outcome in
      let errors = outcome.errors.replacing(
        /cannot understand (x\.blogsh|standard input|-c), line/,
        with: "cannot understand SCRIPT, line")
      return Outcome(outcome.end, output: outcome.output, errors: errors)
    }
  }

  private func expect(
    _ script: String, _ options: String..., leaves expected: Outcome,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for outcome in try outcomes(script.bytes, options) {
      ProgramSupport.expect(
        outcome, expected, "\(script.debugDescription)", sourceLocation: sourceLocation)
    }
  }

  static let scripts: [(String, Outcome)] = [
    ("", .done()),
    ("\n\n  \n", .done()),
    ("# only this", .done()),
    ("pwd", .done("/\n")),
    ("pwd\n", .done("/\n")),
    ("cd post\npwd\ncat --raw a.md", .done("/post\nalpha\n")),
    ("cd post; pwd; cat --raw a.md b.md", .done("/post\nalpha\nbeta\n")),
    ("cd post\r\npwd\r\ncat --raw a.md\r\n", .done("/post\nalpha\n")),
    ("pwd # and no more\n#pwd\n cd post # go\npwd", .done("/\n/post\n")),
    (
      "cat --raw 'post/two words.md' post/two\\ words.md \"post/two words.md\"",
      .done("two\ntwo\ntwo\n")
    ),
    ("cat --raw 'post/new\nline.md'\npwd", .done("newline\n/\n")),
    ("cat --raw \"post/new\nline.md\"\npwd", .done("newline\n/\n")),
    ("cat --raw $'post/new\\nline.md'\npwd", .done("newline\n/\n")),
    ("cat --raw post/a.md \\\n  post/b.md\n", .done("alpha\nbeta\n")),
    ("cat --raw post/a.md |\n tr a-z A-Z\n", .done("ALPHA\n")),
    ("pwd &&\n\n# between\npwd\n", .done("/\n/\n")),
    ("cd post && pwd || exit 9", .done("/post\n")),
    ("pwd || exit 9 && pwd", .done("/\n/\n")),
    ("exit", .done()),
    ("exit 7\npwd", .failed(7, "")),
    ("exit 0; pwd", .done()),
    (
      "cat x.md || exit 7; pwd", .failed(7, "blogsh: cannot read x.md: No such file or directory\n")
    ),
    (
      "cat x.md && pwd",
      .failed(1, "blogsh: cannot read x.md: No such file or directory\n")
    ),
    (
      "cat x.md\npwd",
      .init(
        .status(0), output: "/\n".bytes,
        errors: "blogsh: cannot read x.md: No such file or directory\n")
    ),
    (
      "pwd; cat x.md",
      .failed(1, output: "/\n", "blogsh: cannot read x.md: No such file or directory\n")
    ),
    ("cat x.md; exit", .failed(1, "blogsh: cannot read x.md: No such file or directory\n")),
    (
      "frobnicate\n",
      .failed(127, "blogsh: no such command: frobnicate (`help` lists all commands)\n")
    ),
    (
      "frobnicate || pwd",
      .init(
        .status(0), output: "/\n".bytes,
        errors: "blogsh: no such command: frobnicate (`help` lists all commands)\n")
    ),
    (
      "pwd\ncat 'post\n\n",
      .failed(
        64, output: "/\n", "blogsh: cannot understand SCRIPT, line 2: a quote is not closed: '\n")
    ),
    (
      "pwd |\n",
      .failed(
        64,
        "blogsh: cannot understand SCRIPT, line 1: a command is missing at the end of the line\n")
    ),
    (
      "pwd; (pwd)\n\npwd\n",
      .init(
        .status(0), output: "/\n".bytes,
        errors: "blogsh: cannot understand SCRIPT, line 1: "
          + "'(' has no meaning here; quote it to use it literally\n")
    ),
    (
      "pwd\n; pwd",
      .failed(
        64, output: "/\n",
        "blogsh: cannot understand SCRIPT, line 2: a command is missing before ;\n")
    ),
    (
      "exit 256",
      .failed(
        64,
        "blogsh: The number must be from 0 to 255. (See 'help exit' for more information.)\n")
    ),
    ("pwd | sh -c 'exit 3'\nexit", .failed(3, "")),
    ("pwd | sh -c 'kill -9 $$'", .failed(137, "")),
    ("pwd | sh -c 'kill $$'; exit", .failed(143, "")),
    ("!exit 3", .failed(3, "")),
    ("!exit 3\npwd", .done("/\n")),
    ("!kill -9 $$", .failed(137, "")),
    ("cd post; !echo a; echo 'b;' | tr b c\npwd", .done("a\nc;\n/post\n")),
  ]

  @Test(arguments: scripts)
  func `a script has the same result however it is given`(script: String, expected: Outcome) throws
  {
    try expect(script, leaves: expected)
  }

  static let stopping: [(String, Outcome)] = [
    ("pwd\npwd", .done("/\n/\n")),
    (
      "pwd\ncat x.md\npwd",
      .failed(1, output: "/\n", "blogsh: cannot read x.md: No such file or directory\n")
    ),
    ("cat x.md; pwd", .failed(1, "blogsh: cannot read x.md: No such file or directory\n")),
    (
      "cat x.md || pwd\npwd",
      .init(
        .status(0), output: "/\n/\n".bytes,
        errors: "blogsh: cannot read x.md: No such file or directory\n")
    ),
    (
      "pwd && cat x.md\npwd",
      .failed(1, output: "/\n", "blogsh: cannot read x.md: No such file or directory\n")
    ),
    (
      "cat x.md && pwd\npwd",
      .init(
        .status(0), output: "/\n".bytes,
        errors: "blogsh: cannot read x.md: No such file or directory\n")
    ),
    ("pwd | false\npwd", .failed(1, "")),
    (
      "frobnicate\npwd",
      .failed(127, "blogsh: no such command: frobnicate (`help` lists all commands)\n")
    ),
    (
      "pwd ;;\npwd",
      .failed(
        64,
        "blogsh: cannot understand SCRIPT, line 1: "
          + "';;' has no meaning here; quote it to use it literally\n")
    ),
  ]

  @Test(arguments: stopping)
  func `with -e the first failure ends the script, as in sh`(script: String, expected: Outcome)
    throws
  {
    try expect(script, "-e", leaves: expected)
  }

  @Test func `a word with a NUL byte is refused, and the next line is run`() throws {
    for outcome in try outcomes("#\ncat post/a\0.md\npwd\ncat $'a\\0b'\n".bytes, []) {
      #expect(outcome.text == "/\n")
      #expect(
        outcome.errors == """
          blogsh: cannot understand SCRIPT, line 2: a word cannot contain a NUL byte
          blogsh: cannot understand SCRIPT, line 4: a word cannot contain a NUL byte

          """)
      #expect(outcome.end == .status(64))
    }
  }

  @Test func `names that are not UTF-8 work`() throws {
    try folder.write("archive/post/raw".bytes + [0xFF], "raw\n".bytes)
    let script = "cat --raw post/raw".bytes + [0xFF] + "\ncat --raw post/raw$'\\377'".bytes
    for outcome in try outcomes(script, []) { ProgramSupport.expect(outcome, .done("raw\nraw\n")) }
  }

  @Test func `a script of ten thousand lines is run to its end`() throws {
    let script = (0..<10_000).map { number in
      number % 3 == 2 ? "frobnicate" : number % 100 == 0 ? "cd post; cd .." : "# \(number)"
    }
    for outcome in try outcomes((script + ["pwd"]).joined(separator: "\n").bytes, []) {
      #expect(outcome.text == "/\n")
      #expect(outcome.end == .status(0))
      #expect(outcome.errors.utf8.count { $0 == 0x0A } == 3333)
    }
  }

  @Test func `a command reads what follows its line on standard input`() throws {
    try #require(try folder.blogsh("pack", "-o", "a.tar") == .done())
    // Only the line itself has been read from it.
    ProgramSupport.expect(
      try folder.shell(
        "{ echo 'unpack - -d out'; cat a.tar; } | \"$BLOGSH\" shell && cat out/post/a.md"),
      .done("alpha\n"))
    ProgramSupport.expect(
      try folder.session("unpack - -d out2 <a.tar; cat --raw post/a.md"), .done("alpha\n"))
  }

  @Test func `a line of a hundred megabytes is one line`() throws {
    let outcome = try folder.shell(
      """
      { printf 'cat --raw post/a.md '; head -c 100000000 /dev/zero | tr '\\0' ' '; echo post/b.md;
      printf '#'; head -c 20000000 /dev/zero | tr '\\0' x; echo; echo pwd; } >long
      "$BLOGSH" shell long
      """)
    ProgramSupport.expect(outcome, .done("alpha\nbeta\n/\n"))
  }

  @Test(arguments: [
    ["-c", "pwd", "x.blogsh"], ["-x"], ["nowhere.blogsh"], ["--keys", "nano"], ["-c"],
  ])
  func `invalid arguments are refused`(words: [String]) throws {
    let outcome = try folder.blogsh(["shell"] + words)
    #expect(outcome.status == (words == ["nowhere.blogsh"] ? 2 : 64), "\(outcome.testDescription)")
    #expect(outcome.output == [] && outcome.hasOneLineOfErrors)
  }

  @Test func `a collection that cannot be opened is reported by each command, and ends no shell`()
    throws
  {
    let outcome = try folder.session(on: "nowhere", "ls\npwd\nls")
    #expect(outcome.text == "/\n")
    #expect(outcome.end == .status(2))
    #expect(outcome.errors.split(separator: "\n").count == 2, "\(outcome.errors)")
  }

  @Test(arguments: ["tar", "tar.zst", "tar.gz"])
  func `an archive in the place of a script runs nothing`(suffix: String) throws {
    try folder.write("archive/x.md", "\n!touch pwned\npwd\n")
    try #require(try folder.blogsh("pack", "-o", "a.\(suffix)") == .done())
    for line in ["\"$BLOGSH\" <a.\(suffix)", "\"$BLOGSH\" shell a.\(suffix)"] {
      let outcome = try folder.shell(line)
      #expect(outcome.status == 64 && outcome.output.isEmpty, "\(outcome.testDescription)")
      #expect(outcome.errors.contains("it is not text"))
      #expect(!folder.exists("pwned"))
    }
  }

  @Test func `standard input cannot be both the archive and the commands`() throws {
    try #require(try folder.blogsh("pack", "-o", "a.tar") == .done())
    for line in ["-C -", "-C - shell", "-C - shell -"] {
      let outcome = try folder.shell("\"$BLOGSH\" \(line) <a.tar")
      #expect(outcome.status == 64 && outcome.hasOneLineOfErrors, "\(outcome.testDescription)")
    }
    ProgramSupport.expect(
      try folder.shell(
        "\"$BLOGSH\" -C - -c 'cat --raw post/a.md; lcd /; cat --raw post/b.md' <a.tar"),
      .done("alpha\nbeta\n"))
  }

  @Test func `a standard input that cannot be read is no success`() throws {
    for redirection in ["<.", "<&-"] {
      let outcome = try folder.shell("\"$BLOGSH\" \(redirection)")
      #expect(outcome.status == 2 && outcome.hasOneLineOfErrors, "\(outcome.testDescription)")
    }
    ProgramSupport.expect(try folder.shell("\"$BLOGSH\" </dev/null"), .done())
  }

  @Test(arguments: ["-c", "-e -c", "-C", "-C archive -C", "-c pwd x.blogsh", "-c pwd -C archive"])
  func `a wrong command line is refused without a command too`(words: String) throws {
    let outcome = try folder.shell("echo pwd | \"$BLOGSH\" \(words)")
    #expect(
      outcome.status == 64 && outcome.output.isEmpty && outcome.hasOneLineOfErrors,
      "\(outcome.testDescription)")
  }
}
