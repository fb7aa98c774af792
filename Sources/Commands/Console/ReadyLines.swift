/// Lines made ready for a stream away from it, on any thread: safe where those of the stream are.
package struct ReadyLines: Sendable {
  /// Whether a terminal is to show them.
  let isSanitized: Bool
  private(set) var bytes: [UInt8] = []

  var isEmpty: Bool { bytes.isEmpty }

  init(isSanitized: Bool) { self.isSanitized = isSanitized }

  /// Appends one line of text and ends it; a newline within it is text as any other.
  mutating func append(_ line: ByteSpan) {
    if isSanitized {
      bytes += Sanitizer.safeBytes(line, .one)
    } else {
      bytes.append(line)
    }
    bytes.append(ASCII.newline)
  }

  /// Appends a name and the byte that ends it: quoted for a shell at a terminal, else exact.
  mutating func append(name: ByteSpan, end: NameEnd = .newline) {
    if isSanitized {
      bytes += ShellQuoting.quoted(name).utf8
    } else {
      bytes.append(name)
    }
    bytes.append(end.rawValue)
  }
}

extension Console {
  /// No lines yet, for standard output.
  var noLines: ReadyLines { ReadyLines(isSanitized: output.isSanitized) }

  /// Writes lines that were made for standard output.
  ///
  /// - Throws: The first error of the stream.
  func print(_ lines: ReadyLines) throws(ConsoleError) {
    makeRoom()
    try output.print(lines)
  }
}
