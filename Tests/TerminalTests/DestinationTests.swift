import SystemPackage
import Terminal
import TerminalSupport
import Testing

struct DestinationTests {
  @Test func `a terminal is recognised, with its width`() throws {
    let terminal = try PseudoTerminal(columns: 132)
    let destination = Destination(terminal.terminal, environment: ["COLUMNS": "60"])
    #expect(destination.isTerminal)
    #expect(destination.width == 132)
  }

  @Test(
    arguments: [
      ("60", 60), ("0", 80), ("-3", 80), ("wide", 80), ("", 80), ("99999", 10_000), (nil, 80),
    ] as [(String?, Int)])
  func `COLUMNS gives the width of a terminal that does not know it`(
    columns: String?, width: Int
  ) throws {
    let terminal = try PseudoTerminal(columns: 0)
    let variables = Environment(columns.map { ["COLUMNS": $0] } ?? [:])
    #expect(Destination(terminal.terminal, environment: variables).width == width)
  }

  @Test func `a pipe has no width`() throws {
    let pipe = try FileDescriptor.pipe()
    defer {
      try? pipe.readEnd.close()
      try? pipe.writeEnd.close()
    }
    let destination = Destination(pipe.writeEnd, environment: ["COLUMNS": "60"])
    #expect(!destination.isTerminal)
    #expect(destination.width == nil)
  }

  @Test func `a real terminal shows lines, names and messages in order`() throws {
    let terminal = try PseudoTerminal(columns: 20)
    let end = Destination(terminal.terminal, environment: Screen.xterm)
    let console = Console(output: end, errors: end, environment: Screen.xterm)
    try console.print("a\u{1B}[2J")
    console.report("no such post: \u{9B}x")
    try console.printColumns(names: (1...8).map { Array("n\($0)".utf8) })
    try console.finish()
    #expect(
      try terminal.shown()
        == [
          "a^[[2J", "\u{1B}[1;31mblogsh: \u{1B}[0mno such post: <U+009B>x",
          "n1  n3  n5  n7", "n2  n4  n6  n8", "",
        ].joined(separator: "\r\n"))
  }
}
