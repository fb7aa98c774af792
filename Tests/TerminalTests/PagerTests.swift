import Glibc
import SystemPackage
import Terminal
import TerminalSupport
import Testing

@Suite(.serialized) struct PagerTests {
  @Test(
    arguments: [
      ("less -R", ["less", "-R"]),
      ("  a\t b ", ["a", "b"]),
      (#"sh -c 'cat > "x y"'"#, ["sh", "-c", #"cat > "x y""#]),
      (#"a\ b "c \" d\e\\" 'f'g"#, ["a b", #"c " d\e\"#, "fg"]),
      ("'' \"\"", ["", ""]),
      ("", []),
      ("'open", nil),
      ("\"open\\\"", nil),
      ("end\\", nil),
    ] as [(String, [String]?)])
  func `a pager's command is split at spaces outside quotes`(
    command: String, words: [String]?
  ) {
    #expect(CommandWords.words(of: command) == words)
  }

  @Test func `printed lines pass through the pager`() throws {
    let terminal = try PseudoTerminal(columns: 80)
    let console = console(on: terminal, pager: "sed 's/^/| /'")
    try console.print("before")
    console.startPager()
    try console.print("one\u{1B}[2J")
    try console.print("two")
    try console.finish()
    try console.print("after")
    try console.finish()
    #expect(
      try terminal.shown() == "before\r\n| one^[[2J\r\n| two\r\nafter\r\n")
  }

  @Test func `the pager gets settings for less, and ignores no signals`() throws {
    #expect(ignoresClosedPipes)
    let terminal = try PseudoTerminal(columns: 80)
    let console = console(
      on: terminal,
      pager: #"sh -c 'cat; echo "$LESS $LESSSECURE $LV $SET"; grep SigIgn /proc/self/status'"#)
    console.startPager()
    try console.print("x")
    try console.finish()
    let shown = try terminal.shown()
    #expect(shown.hasPrefix("x\r\nFRX 1 -c yes\r\n"))
    // Interrupt, quit and closed pipe are bits 1, 2 and 12.
    let ignored = shown.split(separator: "\t").last.flatMap {
      UInt64($0.filter { $0.isHexDigit }, radix: 16)
    }
    #expect(ignored.map { $0 & 0x1006 } == 0)
  }

  @Test func `a pager that ends early ends the output quietly`() throws {
    #expect(ignoresClosedPipes)
    let terminal = try PseudoTerminal(columns: 80)
    let console = console(on: terminal, pager: "true")
    console.startPager()
    #expect(throws: ConsoleError.closedPipe) {
      for _ in 0..<100_000 { try console.print("a line that nobody reads") }
    }
    try console.finish()
    try console.print("and on")
    try console.finish()
    #expect(try terminal.shown() == "and on\r\n")
  }

  @Test func `a message does not end the pager`() throws {
    let terminal = try PseudoTerminal(columns: 80)
    let console = console(on: terminal, pager: "cat -u -")
    console.startPager()
    try console.print("one")
    console.report("two")
    try console.print("three")
    try console.finish()
    let lines = Set(try terminal.shown().split(separator: "\r\n"))
    #expect(lines == ["one", "\u{1B}[1;31mblogsh: \u{1B}[0mtwo", "three"])
  }

  @Test(arguments: ["", "cat"])
  func `an empty command and cat mean no pager`(pager: String) throws {
    let terminal = try PseudoTerminal(columns: 80)
    let console = console(on: terminal, pager: pager)
    console.startPager()
    try console.print("one")
    try console.finish()
    #expect(try terminal.shown() == "one\r\n")
  }

  @Test(arguments: [
    (
      "no-such-pager -x",
      "cannot start the pager no-such-pager: No such file or directory"
    ),
    ("'open", "cannot read the pager's command: 'open"),
  ])
  func `a pager that cannot start gives a warning, and the text is still shown`(
    pager: String, warning: String
  ) throws {
    let terminal = try PseudoTerminal(columns: 80)
    let console = console(on: terminal, pager: pager)
    console.startPager()
    try console.print("one")
    try console.finish()
    #expect(try terminal.shown() == "\u{1B}[1;33mblogsh: warning: \u{1B}[0m\(warning)\r\none\r\n")
  }

  @Test func `a pipe and a dumb terminal have no pager`() throws {
    for (isTerminal, term) in [(false, "xterm"), (true, "dumb")] {
      let screen = try Screen(
        terminal: isTerminal, environment: ["TERM": term, "PAGER": "sed 's/^/| /'"])
      screen.console.startPager()
      try screen.console.print("one")
      #expect(try screen.output() == "one\n")
    }
  }

  @Test func `PAGER is used if BLOGSH_PAGER is not set`() throws {
    let terminal = try PseudoTerminal(columns: 80)
    let variables: Environment = ["TERM": "xterm-256color", "PAGER": "sed 's/^/> /'"]
    let end = Destination(terminal.terminal, environment: variables)
    let console = Console(output: end, errors: end, environment: variables)
    console.startPager()
    try console.print("one")
    try console.finish()
    #expect(try terminal.shown() == "> one\r\n")
  }

  @Test func `the default pager is less, and without less the text is still shown`() throws {
    let terminal = try PseudoTerminal(columns: 80)
    let end = Destination(terminal.terminal, environment: Screen.xterm)
    let console = Console(output: end, errors: end, environment: Screen.xterm)
    console.startPager()
    try console.print("one")
    try console.finish()
    #expect(try terminal.shown().contains("one"))
  }

  private func console(on terminal: PseudoTerminal, pager: String) -> Console {
    let variables: Environment = [
      "TERM": "xterm", "BLOGSH_PAGER": pager, "PAGER": "false", "SET": "yes",
    ]
    let end = Destination(terminal.terminal, environment: variables)
    return Console(output: end, errors: end, environment: variables)
  }
}
