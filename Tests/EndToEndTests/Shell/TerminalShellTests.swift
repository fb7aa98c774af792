import Glibc
import ProgramSupport
import TestSupport
import Testing

/// The shell at a terminal.
struct TerminalShellTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    let copied = try folder.shell(
      "cp -R \"$1\" archive && find archive -exec touch -h -d @1700000000 {} +",
      Surroundings.archive)
    try #require(copied == .done())
  }

  static let post =
    "post/the-build-finally-passed-/-a-timeout-with-no-fallback-/-i-kept-the-old-box.md"

  @Test(arguments: ["archive", "packed/archive"])
  func `the page is shown below the typed line`(collection: String) throws {
    try folder.makeFolder("packed")
    try #require(
      try folder.blogsh("pack", "--format", "tar.zst", "-o", "packed/archive") == .done())
    let terminal = try Terminal(
      folder, [Surroundings.blogsh, "-C", collection, "shell"], rows: 110)
    try terminal.waitForPrompt()
    let screen = try terminal.run("cat \(Self.post)")
    try Golden.expect(screen.text, matches: "shell/post.txt")
    #expect(screen.rows.count { $0.hasPrefix("archive $ cat") } == 1)
    #expect(screen.text.contains("\n\nthe build finally passed / a timeout with no fallback / "))
  }

  @Test func `the prompt shows the working path`() throws {
    try folder.write("archive/post/two words/x.md", "x\n", modified: 1_700_000_000)
    let terminal = try Terminal(folder, rows: 40)
    try terminal.waitForPrompt()
    try terminal.run("ls")
    try terminal.run("cd post", then: "archive post $")
    try terminal.run("ls", then: "archive post $")
    try terminal.run("ls -l letters | sort | tail -n 2", then: "archive post $")
    try terminal.run("cd 'two words'", then: "archive 'post/two words' $")
    try terminal.run("pwd; ls", then: "archive 'post/two words' $")
    try terminal.run("cat x.md", then: "archive 'post/two words' $")
    try terminal.run("cd -", then: "archive post $")
    try terminal.run("cd ../nowhere", then: "archive post $")
    try Golden.expect(try terminal.run("cd").text, matches: "shell/working-path.txt")
  }

  @Test func `the prompt names the archive and the snapshot`() throws {
    try #require(try folder.blogsh("backup", "--to", "h.tar.zst").status == 0)
    let name = folder.path.split(separator: "/").last ?? ""
    for (collection, prompt) in [
      ("h.tar.zst", "h.tar.zst $"), ("h.tar.zst@1", "h.tar.zst@1 $"), (".", "\(name) $"),
      ("archive/post/../..", "\(name) $"), ("archive/post/letters", "letters $"),
    ] {
      let terminal = try Terminal(folder, [Surroundings.blogsh, "-C", collection], columns: 400)
      try terminal.waitForPrompt(prompt)
    }
  }

  @Test func `a long path leaves room in the prompt`() throws {
    let terminal = try Terminal(folder, [Surroundings.blogsh], columns: 60)
    try terminal.waitForPrompt()
    let path = Self.post.split(separator: "/")
    try terminal.run("cd \(path[0])", then: "archive post $")
    try terminal.run("cd \(path[1])", then: "archive …/the-build-finally… $")
    try terminal.run("cd ./\(path[2])", then: "archive …/-a-timeout-with-n… $")
  }

  @Test func `bad lines are reported and do not end the shell`() throws {
    let terminal = try Terminal(folder, rows: 60)
    try terminal.waitForPrompt()
    for line in [
      "frobnicate", "cat nowhere.md", "ls | frobnicate", "ls >/dev/full", "ls >nowhere/x",
      "ls &", "| ls", "cat", "ls --frobnicate", "grep '('", "cd ..", "ls 3>x", "exit now",
    ] {
      try terminal.run(line)
    }
    try terminal.write("ls 'a")
    try terminal.press("Enter")
    try terminal.waitForPrompt(">")
    try terminal.run("b'; pwd")
    try Golden.expect(try terminal.screen().text, matches: "shell/bad-lines.txt")
  }

  @Test func `a line continues after another prompt`() throws {
    let terminal = try Terminal(folder)
    try terminal.waitForPrompt()
    for line in ["pwd |", "tr / R \\"] {
      try terminal.write(line)
      try terminal.press("Enter")
      try terminal.waitForPrompt(">")
    }
    try terminal.run("&& pwd")
    try Golden.expect(try terminal.screen().text, matches: "shell/continued.txt")
  }

  @Test func `blogsh alone at a terminal is the shell, unless its output goes elsewhere`() throws {
    let terminal = try Terminal(folder, ["sh", "-c", "\"$BLOGSH\" | head -n 1; \"$BLOGSH\""])
    #expect(
      try terminal.waitForPrompt().rows == [
        "blogsh: No command is given, and no shell reads from a terminal while its output",
        " goes elsewhere (See 'blogsh --help' for more information.)", "archive $",
      ])
  }

  @Test func `the end of input, and exit, end the shell with the status of the last command`()
    throws
  {
    for (line, status) in [("pwd", "0"), ("cat nowhere.md", "1"), ("frobnicate", "127")] {
      for isTyped in [true, false] {
        let terminal = try Terminal(folder)
        try terminal.waitForPrompt()
        try terminal.run(line)
        if isTyped { try terminal.write("exit") }
        try terminal.press(isTyped ? "Enter" : "C-d")
        #expect(try terminal.exitStatus() == status, "\(line)")
      }
    }
    let terminal = try Terminal(folder)
    try terminal.waitForPrompt()
    try terminal.write("exit 7")
    try terminal.press("Enter")
    #expect(try terminal.exitStatus() == "7")
  }

  @Test func `clear leaves only the prompt`() throws {
    let terminal = try Terminal(folder)
    try terminal.waitForPrompt()
    try terminal.run("ls post")
    try terminal.write("clear")
    try terminal.press("Enter")
    try terminal.waitFor("the prompt alone") { $0.rows == ["archive $"] }
    #expect(try terminal.variable("history_size") == "0")
    try terminal.run("clear | cat")
    #expect(try terminal.screen().rows == ["archive $ clear | cat", "archive $"])
  }

  @Test func `a pager shows a long page, and restores the screen`() throws {
    let terminal = try Terminal(folder, environment: ["BLOGSH_PAGER": "less"])
    try terminal.waitForPrompt()
    for line in ["cat \(Self.post)", "cat --raw \(Self.post) | less"] {
      try terminal.write("\(line); pwd")
      try terminal.press("Enter")
      try terminal.waitFor("the pager") { $0.rows.last == ":" }
      // The pager handles the interrupt itself.
      try terminal.press("C-c")
      try terminal.waitFor("the pager") { $0.rows.last == ":" }
      try terminal.press("q")
      let screen = try terminal.waitForPrompt()
      #expect(screen.rows.suffix(2) == ["/", "archive $"])
    }
  }

  @Test func `less shows even a short page in a pager, unless the output goes elsewhere`() throws {
    let terminal = try Terminal(
      folder, environment: ["PAGER": "", "BLOGSH_PAGER": "", "LESS": "R"])
    try terminal.waitForPrompt()
    try terminal.write("less post/box-23.md; pwd")
    try terminal.press("Enter")
    try terminal.waitFor("the pager") { ["(END)", ":"].contains($0.rows.last) }
    try terminal.press("q")
    #expect(try terminal.waitForPrompt().rows.suffix(2) == ["/", "archive $"])
    try terminal.run("clear")
    #expect(
      try terminal.run("less post/box-23.md | head -n 1").rows.suffix(2) == [
        "$ cat post/box-23.md", "archive $",
      ])
  }

  @Test func `edit opens the editor, and returns to the shell`() throws {
    try folder.write(
      "editor",
      "#!/bin/sh\nprintf 'edits %s\\n' \"${1##*/}\"; read -r line; echo \"$line\" >>\"$1\"\n",
      mode: 0o755)
    let terminal = try Terminal(folder, environment: ["EDITOR": folder.path("editor")])
    try terminal.waitForPrompt()
    try terminal.write("edit post/box-23.md; cat --raw post/box-23.md | tail -n 1")
    try terminal.press("Enter")
    try terminal.waitFor("edits box-23.md")
    try terminal.write("one more line")
    try terminal.press("Enter")
    #expect(try terminal.waitForPrompt().rows.suffix(2) == ["one more line", "archive $"])
  }

  @Test func `the last line is repeated, with more after it`() throws {
    let terminal = try Terminal(folder)
    try terminal.waitForPrompt()
    try terminal.run("ls post/letters")
    let screen = try terminal.run("!! | wc -l")
    #expect(screen.rows.suffix(3) == ["ls post/letters | wc -l", "2", "archive $"])
    #expect(try terminal.run("!!").rows.suffix(3) == screen.rows.suffix(3))
  }

  @Test(arguments: [(SIGTERM, "Terminated", 143), (SIGHUP, "Hangup", 129)])
  func `a signal ends the shell at its prompt, and the terminal is restored`(
    signal: CInt, word: String, status: Int
  ) throws {
    let terminal = try Terminal(
      folder, ["sh", "-c", "\"$BLOGSH\"; echo \"status $?\"; stty -a; exec cat"])
    try terminal.waitForPrompt()
    try terminal.write("ls po")
    kill(try terminal.startedProcess(), signal)
    let screen = try terminal.waitFor("cooked again") { $0.text.contains("echoke") }
    #expect(screen.text.contains("archive $ ls po\n\(word)\nstatus \(status)\n"))
    #expect(screen.text.contains(" icanon ") && screen.text.contains(" echo "), "\(screen.text)")
    #expect(screen.text.contains("isig"))
  }

  @Test func `a stopped shell continues with the line that was being typed`() throws {
    let terminal = try Terminal(
      folder, ["bash", "--norc"], environment: ["PS1": "outside> ", "BASH_SILENCE": "1"])
    try terminal.waitFor("the prompt") { $0.rows.last?.hasPrefix("outside>") ?? false }
    try terminal.run("$BLOGSH")
    try terminal.write("ls po")
    try terminal.press("C-z")
    try terminal.waitFor("the prompt") { $0.rows.last?.hasPrefix("outside>") ?? false }
    try terminal.write("fg")
    try terminal.press("Enter")
    try terminal.waitFor("the line") { $0.rows.last == "archive $ ls po" }
    try terminal.press("C-u")
    try terminal.waitForPrompt()
    #expect(try terminal.run("pwd").rows.suffix(3) == ["archive $ pwd", "/", "archive $"])
    // A command of the system is stopped with the shell, and goes on with it.
    try terminal.write("!sleep 0.3; echo slept")
    try terminal.press("Enter", "C-z")
    try terminal.waitFor("the prompt") { $0.rows.last?.hasPrefix("outside>") ?? false }
    try terminal.write("fg")
    try terminal.press("Enter")
    #expect(try terminal.waitForPrompt().rows.suffix(2) == ["slept", "archive $"])
  }
}
