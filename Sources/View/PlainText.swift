import Posts

/// Splits a text that is not Markdown into lines, otherwise unchanged.
///
/// A line ends at LF, CRLF or CR. Empty lines at either end are left out, as is a byte-order mark;
/// bytes that are not UTF-8 are shown as U+FFFD.
package func textLines(_ bytes: Span<UInt8>) -> [StyledLine] {
  var lines: [StyledLine] = []
  var pendingEmpty = 0
  forEachLine(of: bytes) { line in
    let text = bytes.extracting(line).text
    if text.isEmpty {
      pendingEmpty += lines.isEmpty ? 0 : 1
    } else {
      lines.append(contentsOf: repeatElement(StyledLine(), count: pendingEmpty))
      pendingEmpty = 0
      lines.append(StyledLine([StyledLine.Span(text)]))
    }
  }
  return lines
}

/// Calls a closure with the range of each line of a text, without its line ending.
func forEachLine(of bytes: Span<UInt8>, _ body: (Range<Int>) -> Void) {
  var start = startOfText(bytes)
  var index = start
  while index < bytes.count {
    let byte = bytes[index]
    index += 1
    guard byte == .newline || byte == .carriageReturn else { continue }
    body(start..<index - 1)
    if byte == .carriageReturn, index < bytes.count, bytes[index] == .newline {
      index += 1
    }
    start = index
  }
  if start < bytes.count { body(start..<bytes.count) }
}

/// Returns the index at which a text begins: after its byte-order mark, if it has one.
private func startOfText(_ bytes: Span<UInt8>) -> Int {
  bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF ? 3 : 0
}
