import Entries
import SystemPackage
package import View

/// Writes to one destination: what a person sees is made safe and styled, what a program reads is
/// left exact.
package final class ConsoleStream {
  /// Where the bytes go; a pager may stand before it.
  package let destination: Destination

  /// Whether styles and hyperlinks are written; where not, the caller writes out what they say.
  package internal(set) var showsStyles: Bool

  let output: Output
  private var text = Sanitizer(.many)

  init(
    _ destination: Destination, name: String, color: ColorChoice,
    interruption: Interruption = .never
  ) {
    self.destination = destination
    showsStyles = color.allowsStyles(on: destination)
    output = Output(
      to: destination.descriptor, name: name, flushesLines: destination.isTerminal,
      interruption: interruption)
  }

  /// Whether a person looks at what is written.
  package var isTerminal: Bool { destination.isTerminal }

  /// The width of the terminal in columns, nil where there is none.
  package var width: Int? { destination.width }

  /// Whether the text is made safe: at a terminal, and with styles wherever they go, since only a
  /// terminal can show them in the end.
  package var isSanitized: Bool { isTerminal || showsStyles }

  /// Writes the next piece of a text that has lines of its own, cut anywhere.
  ///
  /// - Throws: The first error of the stream.
  package func write(_ piece: ByteSpan) throws(ConsoleError) {
    guard isSanitized else { return try output.write(piece) }
    try text.pass(piece) { run throws(ConsoleError) in try output.write(run) }
  }

  /// Writes one line of text and ends it; a newline within it is text as any other.
  ///
  /// - Throws: The first error of the stream.
  package func print(_ line: ByteSpan) throws(ConsoleError) {
    try endText()
    if isSanitized {
      try output.write(Sanitizer.safeBytes(line, .one))
    } else {
      try output.write(line)
    }
    try output.write(ASCII.newline)
  }

  /// Writes one line in its styles, or its plain text where styles are off.
  ///
  /// - Throws: The first error of the stream.
  package func print(_ line: StyledLine) throws(ConsoleError) {
    try endText()
    if showsStyles {
      try output.write(TerminalLine.bytes(of: line))
    } else {
      for span in line.spans {
        try output.write(isTerminal ? Sanitizer.line(span.text) : span.text)
      }
    }
    try output.write(ASCII.newline)
  }

  /// Writes a name and the byte that ends it: quoted for a shell at a terminal, else exact.
  ///
  /// - Throws: The first error of the stream.
  package func print(name: ByteSpan, end: NameEnd = .newline) throws(ConsoleError) {
    try endText()
    if isSanitized {
      try output.write(ShellQuoting.quoted(name))
    } else {
      try output.write(name)
    }
    try output.write(end.rawValue)
  }

  /// Writes lines that were made for this stream.
  ///
  /// - Throws: The first error of the stream.
  func print(_ lines: ReadyLines) throws(ConsoleError) {
    precondition(lines.isSanitized || !isSanitized, "lines for another stream")
    try endText()
    try output.write(lines.bytes)
  }

  /// Writes bytes that nothing may change, such as an archive.
  ///
  /// - Throws: `ConsoleError.dataForTerminal` at a terminal, else the first error of the stream.
  package func write(data: ByteSpan) throws(ConsoleError) {
    if isTerminal { throw .dataForTerminal(output.name) }
    try endText()
    try output.write(data)
  }

  /// Hands everything written so far to the system, the end of a cut text with it.
  ///
  /// - Throws: The first error of the stream.
  package func finish() throws(ConsoleError) {
    try endText()
    try output.flush()
  }

  /// Drops the end of a cut text: its stream goes on elsewhere.
  func forgetText() { text = Sanitizer(.many) }

  private func endText() throws(ConsoleError) {
    guard isSanitized else { return }
    try text.finish { rest throws(ConsoleError) in try output.write(rest) }
  }
}

/// The byte after each name that is printed.
package enum NameEnd: UInt8, Sendable {
  case newline = 0x0A

  /// For `-0`: the one byte that no path holds.
  case nul = 0x00
}
