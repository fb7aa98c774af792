import Posts

/// Lines for a stream, made ready on any thread: safe if the stream's own lines are.
package struct ReadyLines: Sendable {
  /// Whether the lines are made safe, because a terminal will show them.
  package let isSanitized: Bool
  /// Whether parts of the lines may have a style of their own.
  package let showsStyles: Bool
  private(set) var bytes: [UInt8] = []

  package var isEmpty: Bool { bytes.isEmpty }

  package init(isSanitized: Bool, showsStyles: Bool = false) {
    self.isSanitized = isSanitized
    self.showsStyles = showsStyles
  }

  /// The styles that parts of a line may have (ECMA-48, Select Graphic Rendition).
  package enum Look: String {
    case path = "35"
    case lineNumber = "32"
    case separator = "36"
    case match = "1;31"
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
        lines.bytes += Sanitizer.safeBytes(part, .one)
      } else {
        lines.bytes.append(part)
      }
    }
  }

  /// Appends a name as a part of a line: quoted for a shell at a terminal, else exact.
  package mutating func append(namePart name: ByteSpan, as look: Look? = nil) {
    styled(as: look) { lines in
      if lines.isSanitized {
        lines.bytes += ShellQuoting.quoted(name).utf8
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
    bytes += "\u{1B}[\(look.rawValue)m".utf8
    append(&self)
    bytes += "\u{1B}[0m".utf8
  }
}

extension Console {
  /// Empty lines for standard output, to append to.
  package var noLines: ReadyLines {
    ReadyLines(isSanitized: output.isSanitized, showsStyles: output.showsStyles)
  }

  /// Writes lines that were made for standard output.
  ///
  /// - Throws: The first error of the stream.
  package func print(_ lines: ReadyLines) throws(ConsoleError) {
    makeRoom()
    try output.print(lines)
  }
}
