import Store
import Terminal

extension Console {
  /// Writes the rest of a content to standard output, made safe if that is a terminal.
  ///
  /// - Throws: `StoreError` or `ConsoleError`.
  func write(contentOf reader: ContentReader) throws {
    while let piece = unsafe try reader.next() {
      try unsafe write(piece.bindMemory(to: UInt8.self).span)
    }
  }

  /// Writes a line that contains a name: quoted for a shell at a terminal, else exact.
  func print(_ start: String, name: [UInt8], end: String = "") throws(ConsoleError) {
    let shown = output.isSanitized ? Array(ShellQuoting.quoted(name).utf8) : name
    try print(Array(start.utf8) + shown + Array(end.utf8))
  }
}
