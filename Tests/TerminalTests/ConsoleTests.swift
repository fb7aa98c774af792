import SystemPackage
import Terminal
import TerminalSupport
import TestSupport
import Testing

struct ConsoleTests {
  private let hostile = Array("a\u{1B}]0;t\u{7}\n".utf8) + [0x9B, 0x41]

  @Test func `a pipe gets bytes unchanged`() throws {
    let screen = try Screen(terminal: false)
    try screen.console.print(hostile)
    try screen.console.print(name: hostile)
    try screen.console.print(name: hostile, end: .nul)
    try screen.console.write(hostile.span)
    try screen.console.write(data: hostile.span)
    let expected = hostile + [0x0A] + hostile + [0x0A] + hostile + [0x00] + hostile + hostile
    #expect(try screen.outputBytes() == expected)
  }

  @Test func `a terminal gets controls only in visible form`() throws {
    let screen = try Screen(terminal: true)
    try screen.console.print(hostile)
    try screen.console.print(name: hostile)
    try screen.console.print(name: hostile, end: .nul)
    try screen.console.write(hostile.span)
    let shown = #"""
      a^[]0;t^G^J\x9BA
      $'a\033]0;t\007\n\233A'
      $'a\033]0;t\007\n\233A'\#0a^[]0;t^G
      \x9BA
      """#
    #expect(try screen.output() == shown)
  }

  @Test func `with styles, the text in a pipe is made safe too`() throws {
    let screen = try Screen(terminal: false, color: .always)
    try screen.console.print("\u{1B}[2J")
    #expect(try screen.output() == "^[[2J\n")
  }

  @Test func `without colours, the text at a terminal is made safe too`() throws {
    let screen = try Screen(terminal: true, color: .never)
    try screen.console.print("\u{1B}[2J")
    #expect(try screen.output() == "^[[2J\n")
  }

  @Test func `an archive is not written to a terminal`() throws {
    let screen = try Screen(terminal: true)
    #expect(throws: ConsoleError.dataForTerminal("standard output")) {
      try screen.console.write(data: [0].span)
    }
    #expect(try screen.output() == "")
  }

  @Test func `the rest of a broken character is shown before the next line`() throws {
    let screen = try Screen(terminal: true)
    try screen.console.write([0x61, 0xE4, 0xB8].span)
    try screen.console.print("b")
    try screen.console.write([0x63, 0x0D].span)
    #expect(try screen.output() == #"a\xE4\xB8b"# + "\nc^M")
  }

  @Test func `messages and printed lines keep their order`() throws {
    let pipe = try FileDescriptor.pipe()
    defer { try? pipe.readEnd.close() }
    let end = Destination(pipe.writeEnd, environment: [:])
    let console = Console(output: end, errors: end, environment: [:])
    try console.print("one")
    console.report("two")
    try console.print("three")
    try console.finish()
    try pipe.writeEnd.close()
    var bytes = [UInt8](repeating: 0, count: 100)
    let count = try bytes.withUnsafeMutableBytes { try pipe.readEnd.read(into: $0) }
    #expect(String(decoding: bytes[..<count], as: UTF8.self) == "one\nblogsh: two\nthree\n")
  }

  @Test(arguments: [true, false])
  func `a message is one safe line wherever it goes`(terminal: Bool) throws {
    let screen = try Screen(terminal: terminal)
    screen.console.report("cannot read a\u{1B}[31m\nblogsh: all is well: gone")
    screen.console.report([0x61, 0xFF], as: .warning)
    screen.console.report("x", as: .note)
    let (bad, warning, note, end) =
      terminal ? ("\u{1B}[1;31m", "\u{1B}[1;33m", "\u{1B}[1m", "\u{1B}[0m") : ("", "", "", "")
    #expect(
      try screen.errors() == #"""
        \#(bad)blogsh: \#(end)cannot read a^[[31m^Jblogsh: all is well: gone
        \#(warning)blogsh: warning: \#(end)a\xFF
        \#(note)blogsh: note: \#(end)x

        """#)
    #expect(try screen.output() == "")
  }

  @Test func `a message does not hide a failed output`() throws {
    let full = try FileDescriptor.open("/dev/full", .writeOnly)
    defer { try? full.close() }
    let screen = try Program.namelessFile()
    defer { try? screen.close() }
    let console = Console(
      output: Destination(full, environment: [:]), errors: Destination(screen, environment: [:]),
      environment: [:])
    try console.print("one")
    console.report("two")
    #expect(throws: ConsoleError.cannotWrite(to: "standard output", .noSpace)) {
      try console.finish()
    }
    #expect(try Program.contents(of: screen) == Array("blogsh: two\n".utf8))
  }

  @Test func `a closed standard error does not stop the output`() throws {
    let file = try Program.namelessFile()
    defer { try? file.close() }
    let console = Console(
      output: Destination(file, environment: [:]),
      errors: Destination(FileDescriptor(rawValue: -1), environment: [:]), environment: [:])
    console.report("lost")
    try console.print("kept")
    try console.finish()
    #expect(try Program.contents(of: file) == Array("kept\n".utf8))
  }

  @Test func `names are in columns at a terminal`() throws {
    let names = ["a", "b c", "d"].map { Array($0.utf8) }
    let screen = try Screen(terminal: true, width: 40)
    try screen.console.printColumns(names: names)
    #expect(try screen.output() == "a  'b c'  d\n")
  }

  @Test func `names are one on each line in a pipe`() throws {
    let names = ["a", "b c", "d"].map { Array($0.utf8) }
    let screen = try Screen(terminal: false, width: 40)
    try screen.console.printColumns(names: names)
    #expect(try screen.output() == "a\nb c\nd\n")
  }
}
