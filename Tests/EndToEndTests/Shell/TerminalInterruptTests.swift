import Glibc
import ProgramSupport
import TestSupport
import Testing

/// Interrupts from the keyboard.
struct TerminalInterruptTests {
  let folder: TemporaryFolder
  let terminal: Terminal

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("archive/post/a.md", "# A\n")
    try folder.write("archive/zeros.md", "")
    // Sparse files, which take time to read, but no room.
    truncate(folder.path("archive/zeros.md"), off_t(1) << 38)
    try folder.makeFolder("other")
    terminal = try Terminal(folder)
    try terminal.waitForPrompt()
  }

  /// The status of the last command, taken from the end of the shell.
  private func lastStatus() throws -> String {
    try terminal.write("exit")
    try terminal.press("Enter")
    return try terminal.exitStatus()
  }

  @Test func `an interrupt drops the line that is being typed`() throws {
    try terminal.write("ls po")
    try terminal.press("C-c")
    try terminal.waitForPrompt()
    #expect(
      try terminal.run("pwd").rows == ["archive $ ls po^C", "archive $ pwd", "/", "archive $"])
  }

  @Test(arguments: [
    (["emacs"], ["C-a"]), (["emacs"], ["C-b", "C-b"]), (["vi"], []), (["vi"], ["Escape"]),
    (["vi"], ["Escape", "0"]), (["vi"], ["Escape", "b", "i"]),
  ])
  func `an interrupt is shown after the line, wherever the cursor is`(
    keys: [String], pressed: [String]
  ) throws {
    let terminal = try Terminal(folder, [Surroundings.blogsh, "shell", "--keys"] + keys)
    try terminal.waitForPrompt()
    try terminal.write("ls post/a")
    for key in pressed { try terminal.press(key) }
    try terminal.press("C-c")
    #expect(try terminal.waitForPrompt().rows == ["archive $ ls post/a^C", "archive $"])
  }

  @Test func `the status after a dropped line is that of an interrupt`() throws {
    try terminal.press("C-c")
    try terminal.waitFor("another prompt") { $0.rows == ["archive $ ^C", "archive $"] }
    #expect(try lastStatus() == "130")
  }

  @Test func `an interrupt drops all of a continued line`() throws {
    try terminal.write("ls \"a")
    try terminal.press("Enter")
    try terminal.waitForPrompt(">")
    try terminal.write("b")
    try terminal.press("C-c")
    try terminal.waitForPrompt()
    #expect(
      try terminal.run("pwd").rows == [
        "archive $ ls \"a", "> b^C", "archive $ pwd", "/", "archive $",
      ])
  }

  @Test(arguments: [
    "grep -c alpha zeros.md; pwd", "wc zeros.md; pwd", "cat --raw zeros.md >/dev/null && pwd",
    "cat --raw zeros.md | cat >/dev/null; pwd", "find zeros.md; cat --raw zeros.md >/dev/null; pwd",
    "pack -o x.tar; pwd", "grep -c alpha zeros.md || pwd",
    "diff archive other; pwd",
    "cat --raw --color never zeros.md | wc -c; pwd",
  ])
  func `an interrupt ends a running command and the rest of its line, but not the shell`(
    line: String
  ) throws {
    try terminal.write(line)
    let row = try terminal.variable("cursor_y")
    try terminal.press("Enter")
    try terminal.waitFor("the command") { _ in
      ((try? terminal.variable("cursor_y")) ?? row) != row
    }
    try terminal.press("C-c")
    let screen = try terminal.waitForPrompt()
    #expect(!screen.rows.contains("/"), "\(screen.text)")
    #expect(screen.rows.contains { $0.contains("^C") }, "\(screen.text)")
    #expect(try terminal.run("pwd").rows.suffix(2) == ["/", "archive $"])
    try terminal.press("C-c")
    #expect(!folder.exists("x.tar"))
    #expect(try folder.names().filter { $0.hasPrefix(".") } == [])
  }

  @Test func `an interrupt ends a command of the system, and the shell goes on`() throws {
    try terminal.write("!echo begun; sleep 1000; echo no")
    try terminal.press("Enter")
    try terminal.waitFor("the command") { $0.rows.contains("begun") }
    try terminal.press("C-c")
    #expect(try terminal.waitForPrompt().rows.suffix(3) == ["begun", "^C", "archive $"])
    #expect(try lastStatus() == "130")
  }

  @Test func `the keys of interrupts belong to the command of the system`() throws {
    try terminal.write("!trap 'echo caught' INT QUIT; echo begun; read line; read line; exit 5")
    try terminal.press("Enter")
    try terminal.waitFor("the command") { $0.rows.contains("begun") }
    try terminal.press("C-c")
    try terminal.waitFor("the interrupt") { $0.text.contains("caught") }
    try terminal.type("\u{1C}")
    try terminal.waitFor("the other") { $0.text.contains("\\caught") }
    try terminal.press("Enter", "Enter")
    try terminal.waitForPrompt()
    #expect(try lastStatus() == "5")
  }

  @Test func `an interrupt ends a program at the end of a pipe too`() throws {
    try terminal.write("ls post | sh -c 'echo begun; exec sleep 1000'; pwd")
    try terminal.press("Enter")
    try terminal.waitFor("the program") { $0.rows.contains("begun") }
    try terminal.press("C-c")
    let screen = try terminal.waitForPrompt()
    #expect(screen.rows.suffix(3) == ["begun", "^C", "archive $"])
    #expect(try lastStatus() == "130")
  }

  @Test func `a program that handles the interrupt goes on`() throws {
    try terminal.write(
      "ls post | sh -c 'trap \"echo caught\" INT; echo begun; sleep 1000; exit 5'; pwd")
    try terminal.press("Enter")
    try terminal.waitFor("the program") { $0.rows.contains("begun") }
    try terminal.press("C-c")
    let screen = try terminal.waitForPrompt()
    #expect(screen.rows.suffix(3) == ["^Ccaught", "/", "archive $"])
  }
}
