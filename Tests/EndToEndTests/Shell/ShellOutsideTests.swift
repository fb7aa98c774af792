import ProgramSupport
import TestSupport
import Testing

/// What is outside the collection: commands of the system after `!`, and the folder of files.
struct ShellOutsideTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("archive/post/a.md", "# A\n")
    try folder.write("other/b.md", "# B\n")
    try folder.write("other/in/c.md", "# C\n")
  }

  // MARK: Commands of the system

  @Test(arguments: [
    "echo a b  c", "echo 'a  b' \"c\" d\\ e", "echo $((1 + 2)) `echo x` $(echo y) * [a-z]*",
    "echo x | tr x y > out; cat out && false || echo z # no", "cat <<<x", "exit 7", "false",
    "nowhere-at-all", "if", "printf '%s\\n' \"$HOME\" ~ {a,b}",
    "for i in 1 2; do echo $i; done", "echo -n x >&2", "-x", "ls -l /dev/null", "cd other; pwd",
  ])
  func `the rest of the line means what it means to the shell of the person`(
    line: String
  ) throws {
    for shell in ["sh", "/bin/bash"] {
      let theirs = try folder.run(shell, "-c", line)
      for ours in ["!\(line)", " ! \(line)", "cd post; !\(line)", "cd post && !\(line)"] {
        let outcome = try folder.session(ours, environment: ["SHELL": shell])
        #expect(outcome == theirs, "\(ours)")
      }
    }
  }

  @Test func `without SHELL it is sh, and without a command the shell reads lines itself`() throws {
    expect(try folder.session("!echo $0", environment: ["SHELL": ""]), .done("sh\n"))
    expect(
      try folder.blogsh(
        ["-c", "!"], input: .bytes("echo a\nexit 3\n".bytes), environment: ["SHELL": "/bin/sh"]),
      .failed(3, output: "a\n", ""))
  }

  @Test func `a shell that is not there is reported`() throws {
    expect(
      try folder.session("!echo x", environment: ["SHELL": "/nowhere"]),
      .failed(127, "blogsh: cannot start /nowhere: No such file or directory\n"))
    expect(
      try folder.session("!echo x", environment: ["SHELL": folder.path("other")]),
      .failed(126, "blogsh: cannot start \(folder.path("other")): Permission denied\n"))
  }

  @Test func `its help has no options, since it takes none`() throws {
    let help = try folder.session("help !")
    #expect(help.end == .status(0) && help.text.contains("USAGE: blogsh ! [<command>]\n"))
    #expect(!help.text.contains("--"))
  }

  @Test func `a mark elsewhere in a line is a letter`() throws {
    expect(
      try folder.session("ls post | echo ! !x; ls '!x'"),
      .failed(1, output: "! !x\n", "blogsh: cannot list !x: No such file or directory\n"))
    expect(
      try folder.session("ls | !x"),
      .failed(127, "blogsh: cannot start !x: No such file or directory\n"))
  }

  @Test func `a command of the system gets the same descriptors and input`() throws {
    expect(
      try folder.blogsh(
        ["shell"], input: .bytes("!cat\nthe rest\n".bytes), environment: ["SHELL": "sh"]),
      .done("the rest\n"))
    let outcome = try folder.python(
      "import subprocess, sys; subprocess.run(sys.argv[1:])", Surroundings.blogsh, "-c",
      "!ls /proc/$$/fd")
    expect(outcome, .done("0\n1\n2\n"))
    // Nobody reads the output.
    expect(try folder.shell("\"$BLOGSH\" -c '!exec yes' | head -n 1"), .done("y\n"))
  }

  // MARK: The folder

  @Test func `files outside are relative to the folder of lcd`() throws {
    let commands = """
      lcd other
      lpwd
      cat --raw post/a.md >a.md
      ls | cat b.md
      !cat in/c.md
      lcd in
      cat --raw post/a.md | cat - ../b.md
      pack -o p.tar post
      diff ../../archive .
      lcd ../..
      !ls other/in
      """
    for collection in try folder.packBoth() {
      for name in ["other/a.md", "other/in/p.tar"] where folder.exists(name) {
        try folder.remove(name)
      }
      let outcome = try folder.session(on: collection, commands)
      #expect(
        outcome.text == """
          \(folder.path("other"))
          # B
          # C
          # A
          # B
          added    c.md
          added    p.tar
          removed  post/
          removed  post/a.md
          c.md
          p.tar

          """, "\(collection): \(outcome.testDescription)")
      #expect(outcome.errors == "" && outcome.end == .status(0))
      #expect(try folder.content("other/a.md") == "# A\n")
    }
  }

  @Test(arguments: ["archive", ".", "./archive", "other/../archive", "a.tar.zst", "h.tar.zst@1"])
  func `the collection stays the same after lcd`(collection: String) throws {
    try #require(try folder.blogsh("pack", "-o", "a.tar.zst") == .done())
    try #require(try folder.blogsh("backup", "--to", "h.tar.zst").status == 0)
    let path = collection == "." ? "archive/post" : "post"
    let outcome = try folder.session(
      on: collection, "cd \(path); cat --raw a.md; lcd /; cat --raw a.md; lcd /tmp; lcd /; ls")
    expect(outcome, .done("# A\n# A\na.md\n"))
  }

  @Test func `what .blogsh names stays the same after lcd`() throws {
    try folder.write(".blogsh", "collection = \"archive\"\nhistory = \"h.tar.zst\"\n")
    let outcome = try folder.blogsh(
      "-c", "lcd other; backup; lcd /; ls; lcd ~; status",
      environment: ["HOME": folder.path("other")])
    #expect(outcome.end == .status(0) && outcome.errors == "", "\(outcome.testDescription)")
    #expect(outcome.text.contains("snapshot 1") && folder.exists("h.tar.zst"))
  }

  @Test func `an archive that was replaced is opened anew after lcd`() throws {
    try #require(try folder.blogsh("pack", "-o", "a.tar") == .done())
    try #require(try folder.blogsh("-C", "other", "pack", "-o", "b.tar") == .done())
    expect(
      try folder.session(on: "a.tar", "lcd other; !mv ../b.tar ../a.tar\nls"),
      .done("b.md\nin/\n"))
  }

  @Test(arguments: [
    ("lcd nowhere", "cannot go to nowhere: No such file or directory"),
    ("lcd other/b.md", "cannot go to other/b.md: Not a directory"),
    ("lcd ''", "cannot go to : No such file or directory"),
    ("lcd $'a\\nb'", "cannot go to a^Jb: No such file or directory"),
  ])
  func `lcd stays in place if it cannot go`(line: String, sentence: String) throws {
    expect(
      try folder.session("\(line) || lpwd; ls post; \(line)"),
      .failed(1, output: "\(folder.path)\na.md\n", "blogsh: \(sentence)\nblogsh: \(sentence)\n"))
  }

  @Test func `lcd goes home, and lpwd says if the folder is gone`() throws {
    expect(
      try folder.session("lcd; lpwd", environment: ["HOME": folder.path("other")]),
      .done("\(folder.path("other"))\n"))
    expect(
      try folder.session("lcd other/in; !rm c.md; rmdir ../in\nlpwd; ls post; lcd ..; ls post"),
      .init(
        .status(0), output: "a.md\na.md\n".bytes,
        errors: "blogsh: cannot go to .: the folder is gone\n"))
  }

  // MARK: The open archive

  @Test func `commands for archives mean the open one if none is named`() throws {
    try #require(try folder.blogsh("backup", "--to", "h.tar.zst").status == 0)
    try folder.write("archive/post/b.md", "# B\n")
    try #require(try folder.blogsh("backup", "--to", "h.tar.zst").status == 0)
    for collection in ["h.tar.zst", "h.tar.zst@1"] {
      for line in [
        "verify", "snapshots", "index", "log post/a.md", "diff @1 @2", "diff other",
        "restore --to copy", "prune -n --keep-last 1", "snapshots post/a.md",
      ] {
        let outcome = try folder.session(on: collection, line)
        #expect(
          outcome.errors == "" && outcome.output != [] && [0, 1].contains(outcome.status),
          "\(collection) \(line): \(outcome.testDescription)")
      }
    }
    expect(
      try folder.session(on: "h.tar.zst", "diff @1"), .failed(1, output: "removed  post/b.md\n", "")
    )
    expect(
      try folder.session(on: "h.tar.zst@1", "diff @2"),
      .failed(1, output: "added    post/b.md\n", ""))
    expect(try folder.session("diff h.tar.zst@1"), .failed(1, output: "removed  post/b.md\n", ""))
  }
}
