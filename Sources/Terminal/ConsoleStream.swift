import Entries
import Posts
import SystemPackage
package import View

/// Writes to one destination: safe and styled for a person, exact for a program.
package final class ConsoleStream {
  /// The place where the bytes go, unless a pager takes them first.
  package let destination: Destination

  /// Whether styles and hyperlinks are written; if not, the caller spells out what they would show.
  package internal(set) var showsStyles: Bool

  /// Whether lines and names are shown in ASCII alone, because the locale has no other characters.
  /// The text of a post is shown as it is.
  package private(set) lazy var isASCII = destination.environment.isASCII

  /// The mark that stands for what is left out.
  package var ellipsis: String { isASCII ? "..." : "…" }

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

  /// Whether the text is made safe: at a terminal, and wherever styles are written, because only a
  /// terminal can show those in the end.
  package var isSanitized: Bool { isTerminal || showsStyles }

  /// Writes the next piece of a text that has lines of its own. Pieces may be cut anywhere.
  ///
  /// - Throws: The first error of the stream.
  package func write(_ piece: ByteSpan) throws(ConsoleError) {
    guard isSanitized else { return try output.write(piece) }
    try text.pass(piece) { run throws(ConsoleError) in try output.write(run) }
  }

  /// Writes one line of text and ends it. A newline within it is treated as text, not as an end.
  ///
  /// - Throws: The first error of the stream.
  package func print(_ line: ByteSpan) throws(ConsoleError) {
    try endText()
    if isSanitized {
      try output.write(Sanitizer.safeBytes(line, .one, isASCII: isASCII))
    } else {
      try output.write(line)
    }
    try output.write(.newline)
  }

  /// Writes one line with its styles, or its plain text if styles are off.
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
    try output.write(.newline)
  }

  /// Writes a name and the byte that ends it: quoted for a shell at a terminal, else exact.
  ///
  /// - Throws: The first error of the stream.
  package func print(name: ByteSpan, end: NameEnd = .newline) throws(ConsoleError) {
    try endText()
    if isSanitized {
      try output.write(ShellQuoting.quoted(name, isASCII: isASCII))
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

  /// Writes bytes unchanged, such as an archive.
  ///
  /// - Throws: `ConsoleError.dataForTerminal` at a terminal, else the first error of the stream.
  package func write(data: ByteSpan) throws(ConsoleError) {
    if isTerminal { throw .dataForTerminal(output.name) }
    try endText()
    try output.write(data)
  }

  /// Hands everything written so far to the system, including an unfinished character at the end.
  ///
  /// - Throws: The first error of the stream.
  package func finish() throws(ConsoleError) {
    try endText()
    try output.flush()
  }

  /// Drops an unfinished character at the end of the text, because the stream goes on elsewhere.
  func forgetText() { text = Sanitizer(.many) }

  private func endText() throws(ConsoleError) {
    guard isSanitized else { return }
    try text.finish { rest throws(ConsoleError) in try output.write(rest) }
  }
}

/// The byte that follows each printed name.
package enum NameEnd: UInt8, Sendable {
  case newline = 0x0A

  /// The NUL byte, for `-0`: the only byte that no path contains.
  case nul = 0x00
}
