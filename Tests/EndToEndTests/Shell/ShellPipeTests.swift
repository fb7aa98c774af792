import ProgramSupport
import TestSupport
import Testing

/// Pipes and redirections, compared with `sh` running the same program.
struct ShellPipeTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("archive/post/a.md", "# Alpha\n\nsome words\n")
    try folder.write("archive/post/b.md", "# Beta\n")
    try folder.write("archive/post/c.md", String(repeating: "a long line\n", count: 100_000))
    for name in ["ours", "theirs"] { try folder.makeFolder(name) }
  }

  /// Runs a line, in which `@` is the program under test, in the shell under test and in `sh`, each
  /// in a folder of its own.
  private func both(_ line: String) throws -> (ours: Outcome, theirs: Outcome) {
    let environment = ["BLOGSH_COLLECTION": folder.path("archive"), "BLOGSH": Surroundings.blogsh]
    let ours = try Program.run(
      Surroundings.blogsh, ["shell", "-c", line.replacing("@", with: "")],
      environment: environment, in: folder.path("ours"))
    let theirs = try Program.run(
      "sh", ["-c", line.replacing("@", with: "\"$BLOGSH\" ")], environment: environment,
      in: folder.path("theirs"))
    return (
      ours,
      Outcome(
        theirs.end, output: withoutCollection(theirs.output),
        errors: String(decoding: withoutCollection(theirs.errors.bytes), as: UTF8.self))
    )
  }

  /// Returns a message without the name of the collection, which a shell on it does not repeat.
  private func withoutCollection(_ message: [UInt8]) -> [UInt8] {
    message.replacing(" in \(folder.path("archive"))".bytes, with: [])
  }

  private func expectSameFiles(_ line: String) throws {
    let files = try folder.names("ours".bytes)
    #expect(try folder.names("theirs".bytes) == files, "\(line)")
    for file in files {
      #expect(
        try folder.contents("ours/".bytes + file)
          == withoutCollection(folder.contents("theirs/".bytes + file)),
        "\(line): \(String(decoding: file, as: UTF8.self))")
    }
  }

  @Test(arguments: [
    "@cat --raw post/a.md >x", "@cat --raw post/a.md > x", "@cat --raw post/a.md >>x",
    "@cat --raw post/a.md >x; @cat --raw post/b.md >>x", "@cat --raw post/a.md >x >y",
    "@cat --raw post/a.md >|x", "@cat --raw post/a.md 1>x", ">x @cat --raw post/a.md",
    "@cat >x --raw 2>y post/a.md post/no.md", "@cat --raw post/a.md post/no.md 2>x",
    "@cat --raw post/a.md post/no.md >x 2>&1", "@cat --raw post/a.md post/no.md 2>&1 >x",
    "@cat --raw post/a.md post/no.md >&2", "@cat --raw post/a.md post/no.md 2>x >&2",
    "@cat --raw post/a.md post/no.md >&2 2>x", "@cat --raw post/a.md post/no.md >x 2>>x",
    "@cat --raw post/a.md post/no.md >>x 2>>x", "@cat --raw post/a.md post/no.md 2>/dev/null",
    "@cat --raw post/a.md post/no.md 2>&1 | cat >x", "@cat --raw post/a.md post/no.md 2>x | wc -l",
    "@cat --raw post/a.md post/no.md >x | wc -c",
    "@cat --raw post/a.md post/no.md 2>&1 >x | cat >y",
    "@ls post | sort -r", "@ls post | sort -r | head -n 1", "@ls post | tr a-z A-Z >x",
    "@cat --raw post/c.md | head -n 1", "@cat --raw post/c.md | wc -l",
    "@cat --raw post/c.md | true",
    "@cat --raw post/c.md | sed -n 3p >x 2>&1",
    "@cat --raw post/c.md | cat | cat | cat | tail -n 1",
    "@cat --raw post/c.md | false", "@cat post/no.md | cat", "@cat post/no.md 2>/dev/null | wc -c",
    "@ls post | sh -c 'exit 7'", "@ls post | sh -c 'cat; exit 7' | cat",
    "@ls post | cat && @ls post | false || @ls post", "@ls | cat '; touch x'",
    "@ls | cat -- '$(touch x)'",
    "@ls post | tee x y | wc -l", "@ls post | cat >'two words'", "@ls post | cat >x >y",
    "@ls post | cat 2>x nowhere", "@ls post >x; @ls | sort <x",
    "@ls post | grep -q a && @ls", "@ls post | xargs -n 1 echo",
    "@ls -0 post | xargs -0 -I{} echo '<{}>'", "@ls post | env -i printenv",
    "@ls | printenv BLOGSH_COLLECTION",
    "@ls post | cat 1>&2", "@ls post | cat 2>&1 nowhere",
    "@ls -R >x 2>/dev/full", "@ls | cat ~/x", "@ls | cat ''",
  ])
  func `a line has the same result as in sh`(line: String) throws {
    let (ours, theirs) = try both(line)
    #expect(ours == theirs, "\(line)")
    try expectSameFiles(line)
  }

  /// Both refuse it, each with its own message.
  @Test(arguments: [
    "@ls >/dev/full", "@cat --raw post/c.md >/dev/full", "@ls | cat >/dev/full", "@ls >/",
    "@ls >nowhere/x", "@ls <nowhere", "@ls >x >nowhere/y", "@ls >x <nowhere", "@ls | frobnicate",
    "@ls | ./frobnicate", "@ls post | sed s/a/b/ | sort <x", "@ls | ''", "@ls | /",
    "@ls | frobnicate >x",
  ])
  func `a line that fails in sh fails with the same status`(line: String) throws {
    let (ours, theirs) = try both(line)
    #expect(ours.end == theirs.end, "\(line): \(ours.testDescription)\(theirs.testDescription)")
    #expect(ours.output == theirs.output)
    #expect(ours.hasOneLineOfErrors, "\(ours.errors)")
    try expectSameFiles(line)
  }

  @Test(arguments: [
    ("ls | frobnicate", 127, "cannot start frobnicate: No such file or directory"),
    ("ls | /dev/null", 126, "cannot start /dev/null: Permission denied"),
    ("frobnicate | cat", 127, "no such command: frobnicate (`help` lists all commands)"),
    ("ls >/dev/full", 2, "cannot write to standard output: No space left on device"),
    ("ls >archive", 2, "cannot open archive: Is a directory"),
    ("ls >no/x", 2, "cannot open no/x: there is no folder no"),
    ("ls <no", 2, "cannot open no: No such file or directory"),
    ("ls | cat '", 64, "cannot understand -c, line 1: a quote is not closed: '"),
  ])
  func `a failure is reported in a sentence, and the next line is run`(
    line: String, status: Int, sentence: String
  ) throws {
    let outcome = try folder.session(line)
    ProgramSupport.expect(outcome, .failed(Int32(status), "blogsh: \(sentence)\n"))
    guard status != 64 else { return }
    ProgramSupport.expect(
      try folder.session("\(line)\npwd"),
      Outcome(.status(0), output: "/\n".bytes, errors: outcome.errors))
  }

  @Test func `nothing is ever passed to another shell`() throws {
    let words = [
      "; touch x", "$(touch x)", "`touch x`", "|touch x", "&& touch x", "\ntouch x", ">x",
    ]
    for word in words {
      let outcome = try folder.session("ls | printf %s \(quoted(word))")
      ProgramSupport.expect(outcome, .done(word))
      _ = try folder.session("cat \(quoted(word)) | cat")
      _ = try folder.session("ls | \(quoted(word))")
      #expect(!folder.exists("x"), "\(word)")
    }
  }

  private func quoted(_ word: String) -> String { "'\(word)'" }

  @Test func `no program inherits a descriptor that is not its own`() throws {
    // Python does not pass on any of the descriptors of the tests.
    let outcome = try folder.python(
      "import subprocess, sys; subprocess.run(sys.argv[1:])", Surroundings.blogsh, "shell", "-c",
      "ls post | sh -c 'ls /proc/$$/fd' | cat; ls | sh -c 'ls /proc/$$/fd'")
    ProgramSupport.expect(outcome, .done("0\n1\n2\n0\n1\n2\n"))
  }

  @Test func `a program gets a pipe that ends when the command ends`() throws {
    ProgramSupport.expect(
      try folder.session("cat --raw post/c.md | cat | wc -l; cat --raw post/b.md | cat"),
      .done("100000\n# Beta\n"))
  }

  @Test func `in a pipe, names are exact, whatever their bytes`() throws {
    try folder.write("archive/x/esc\u{1B}]0;x\u{7}\n\u{202E}.md", "x\n")
    try folder.write("archive/x/".bytes + [0xFF, 0x9B], "x\n".bytes)
    ProgramSupport.expect(
      try folder.session("ls -0 x | cat"),
      .done("esc\u{1B}]0;x\u{7}\n\u{202E}.md\0".bytes + [0xFF, 0x9B, 0]))
  }
}
