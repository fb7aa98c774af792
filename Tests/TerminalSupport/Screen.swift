import SystemPackage
package import Terminal
import TestSupport

/// A console for a test, and the text that was written to it.
///
/// Its streams are nameless files, which take any amount of bytes; `terminal` only makes the
/// console treat them as a terminal.
package final class Screen {
  package let console: Console
  private let outputFile: FileDescriptor
  private let errorFile: FileDescriptor

  /// The variables of a terminal that shows styles.
  package static let xterm: Environment = ["TERM": "xterm-256color"]

  package init(
    terminal: Bool, environment: Environment = xterm, color: ColorChoice = .auto,
    width: Int? = nil, now: @escaping () -> Duration = Console.monotonicTime()
  ) throws {
    outputFile = try Program.namelessFile()
    errorFile = try Program.namelessFile()
    console = Console(
      output: Destination(
        outputFile, environment: environment, isTerminal: terminal, width: width),
      errors: Destination(
        errorFile, environment: environment, isTerminal: terminal, width: width),
      environment: environment, color: color, now: now)
  }

  deinit {
    try? outputFile.close()
    try? errorFile.close()
  }

  /// Returns everything on standard output, after a flush.
  package func output() throws -> String {
    try console.finish()
    return String(decoding: try Program.contents(of: outputFile), as: UTF8.self)
  }

  /// Returns the bytes on standard output, after a flush.
  package func outputBytes() throws -> [UInt8] {
    try console.finish()
    return try Program.contents(of: outputFile)
  }

  /// Returns everything on standard error so far.
  package func errors() throws -> String {
    String(decoding: try Program.contents(of: errorFile), as: UTF8.self)
  }
}

extension Environment: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral elements: (String, String)...) {
    self.init(Dictionary(elements) { _, last in last })
  }
}
