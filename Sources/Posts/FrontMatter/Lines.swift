/// Iterates over the lines of a post, which end in LF or CRLF; the last may end with the post.
package struct Lines {
  /// One line: the range of its text without the line ending, and the index at which the next
  /// begins.
  struct Line {
    var text: Range<Int>
    var end: Int
    /// The line's number in the post, from 1.
    var number: Int
  }

  private let bytes: [UInt8]
  private var offset: Int
  private var number: Int

  init(_ bytes: [UInt8], from offset: Int, number: Int = 1) {
    self.bytes = bytes
    self.offset = offset
    self.number = number
  }

  mutating func next() -> Line? {
    guard offset < bytes.count else { return nil }
    let newline = bytes[offset...].firstIndex(of: .newline) ?? bytes.count
    var text = offset..<newline
    if let last = bytes[text].last, last == .carriageReturn {
      text = offset..<(newline - 1)
    }
    let line = Line(text: text, end: min(newline + 1, bytes.count), number: number)
    offset = line.end
    number += 1
    return line
  }
}

extension ArraySlice<UInt8> {
  /// The bytes without spaces and tabs at the end.
  var trimmingBlanksAtEnd: ArraySlice<UInt8> {
    var slice = self
    while slice.last?.isBlank == true { slice.removeLast() }
    return slice
  }

  /// The bytes without spaces and tabs at both ends.
  package var trimmingBlanks: ArraySlice<UInt8> { trimmingBlanksAtEnd.drop(while: \.isBlank) }
}
