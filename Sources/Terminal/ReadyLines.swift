import Posts

/// Lines for a stream, made ready on any thread: safe if the stream's own lines are.
package struct ReadyLines: Sendable {
  /// Whether the lines are made safe, because a terminal will show them.
  package let isSanitized: Bool
  /// Whether parts of the lines may have a style of their own.
  package let showsStyles: Bool
  /// Whether the lines are made safe for a terminal that shows nothing but ASCII.
  private let isASCII: Bool
  private(set) var bytes: [UInt8] = []

  package var isEmpty: Bool { bytes.isEmpty }

  /// The lines as text, for a prompt.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  package init(isSanitized: Bool, showsStyles: Bool = false, isASCII: Bool = false) {
    self.isSanitized = isSanitized
    self.showsStyles = showsStyles
    self.isASCII = isASCII
  }

  /// Appends one line of text and ends it. A newline within it is treated as text, not as an end.
  package mutating func append(_ line: ByteSpan) {
    append(part: line)
    bytes.append(.newline)
  }

  /// Appends a name and the byte that ends it: quoted for a shell at a terminal, else exact.
  package mutating func append(name: ByteSpan, end: NameEnd = .newline) {
    append(namePart: name)
    bytes.append(end.rawValue)
  }

  /// Appends a part of a line.
  package mutating func append(part: ByteSpan, as look: Look? = nil) {
    guard !part.isEmpty else { return }
    styled(as: look) { lines in
      if lines.isSanitized {
        lines.bytes += Sanitizer.safeBytes(part, .one, isASCII: lines.isASCII)
      } else {
        lines.bytes.append(part)
      }
    }
  }

  /// Appends a part of a line.
  package mutating func append(part: String, as look: Look? = nil) {
    append(part: part.utf8.span, as: look)
  }

  /// Appends spaces; none if the number is negative.
  package mutating func append(spaces count: Int) {
    for _ in 0..<max(0, count) { bytes.append(.space) }
  }

  /// Appends a name as a part of a line: quoted for a shell at a terminal, else exact.
  package mutating func append(namePart name: ByteSpan, as look: Look? = nil) {
    styled(as: look) { lines in
      if lines.isSanitized {
        lines.bytes += ShellQuoting.quoted(name, isASCII: lines.isASCII).utf8
      } else {
        lines.bytes.append(name)
      }
    }
  }

  /// Appends lines that were made for the same stream.
  package mutating func append(_ lines: ReadyLines) { bytes += lines.bytes }

  /// Appends a byte that ends a line or a name.
  package mutating func append(end: NameEnd) { bytes.append(end.rawValue) }

  private mutating func styled(as look: Look?, _ append: (inout ReadyLines) -> Void) {
    guard let look, showsStyles else { return append(&self) }
    bytes += "\u{1B}[\(look.codes)m".utf8
    append(&self)
    bytes += "\u{1B}[0m".utf8
  }
}

extension Console {
  /// Empty lines for standard output, to append to.
  package var noLines: ReadyLines {
    ReadyLines(
      isSanitized: output.isSanitized, showsStyles: output.showsStyles, isASCII: output.isASCII)
  }

  /// Writes one line to standard output and ends it; a closure appends its parts.
  ///
  /// - Throws: The first error of the stream.
  package func printLine(_ fill: (inout ReadyLines) -> Void) throws(ConsoleError) {
    var line = noLines
    fill(&line)
    line.append(end: .newline)
    try print(line)
  }

  /// Writes lines that were made for standard output.
  ///
  /// - Throws: The first error of the stream.
  package func print(_ lines: ReadyLines) throws(ConsoleError) {
    makeRoom()
    try output.print(lines)
  }
}
