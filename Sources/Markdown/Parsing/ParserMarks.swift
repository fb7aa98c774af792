import Posts

/// The bytes that a text was given for the parser's sake, and that no page shows.
///
/// The marks of `MarkdownGuard` hide syntax, and the backticks of `VerbatimText` make code. Where
/// the parser copies a text, as it does for HTML, code and addresses, they are still in it.
package struct ParserMarks {
  /// Whether the text has marks of `MarkdownGuard`.
  var hideSyntax = false
  /// The number of backticks in a row that `VerbatimText` has put around parts; 0 for none. No
  /// other backticks of the text are as many.
  var ticks = 0

  /// Creates the marks of a text that has none.
  package init() {}

  init(hideSyntax: Bool, ticks: Int) {
    self.hideSyntax = hideSyntax
    self.ticks = ticks
  }

  /// Returns a text without marks; a line that has nothing else goes with its mark.
  package func removed(from bytes: [UInt8]) -> [UInt8] {
    guard hideSyntax || ticks > 0 else { return bytes }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      if hideSyntax, bytes[index] == MarkdownGuard.mark[0],
        bytes[index...].starts(with: MarkdownGuard.mark)
      {
        index += MarkdownGuard.mark.count
        continue
      }
      let run = bytes[index...].prefix { $0 == UInt8(ascii: "`") }
      if ticks > 0, run.count == ticks {
        index = run.endIndex
        let isWholeLine = result.last.map { $0 == .newline } ?? true
        if isWholeLine, index < bytes.count, bytes[index] == .newline { index += 1 }
      } else {
        let end = max(run.endIndex, index + 1)
        result += bytes[index..<end]
        index = end
      }
    }
    return result
  }
}
