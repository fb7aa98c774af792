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
    #expect(try terminal.run("pwd").rows == ["$ ls po^C", "$ pwd", "/", "$"])
  }

  @Test func `the status after a dropped line is that of an interrupt`() throws {
    try terminal.press("C-c")
    try terminal.waitFor("another prompt") { $0.rows == ["$ ^C", "$"] }
    #expect(try lastStatus() == "130")
  }

  @Test func `an interrupt drops all of a continued line`() throws {
    try terminal.write("ls \"a")
    try terminal.press("Enter")
    try terminal.waitForPrompt(">")
    try terminal.write("b")
    try terminal.press("C-c")
    try terminal.waitForPrompt()
    #expect(try terminal.run("pwd").rows == ["$ ls \"a", "> b^C", "$ pwd", "/", "$"])
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
    #expect(try terminal.run("pwd").rows.suffix(2) == ["/", "$"])
    try terminal.press("C-c")
    #expect(!folder.exists("x.tar"))
    #expect(try folder.names().filter { $0.hasPrefix(".") } == [])
  }

  @Test func `an interrupt ends a program at the end of a pipe too`() throws {
    try terminal.write("ls post | sh -c 'echo begun; exec sleep 1000'; pwd")
    try terminal.press("Enter")
    try terminal.waitFor("the program") { $0.rows.contains("begun") }
    try terminal.press("C-c")
    let screen = try terminal.waitForPrompt()
    #expect(screen.rows.suffix(3) == ["begun", "^C", "$"])
    #expect(try lastStatus() == "130")
  }

  @Test func `a program that handles the interrupt goes on`() throws {
    try terminal.write(
      "ls post | sh -c 'trap \"echo caught\" INT; echo begun; sleep 1000; exit 5'; pwd")
    try terminal.press("Enter")
    try terminal.waitFor("the program") { $0.rows.contains("begun") }
    try terminal.press("C-c")
    let screen = try terminal.waitForPrompt()
    #expect(screen.rows.suffix(3) == ["^Ccaught", "/", "$"])
  }
}
