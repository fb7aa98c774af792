extension JSONReader {
  /// Returns whether `text` begins with `{}`, or with `{` and a quoted key. Other text in braces
  /// belongs to a template.
  static func beginsLikeObject(_ text: ArraySlice<UInt8>) -> Bool {
    guard text.first == .openBrace else { return false }
    var inside = text.dropFirst().drop(while: \.isWhiteSpace)
    guard inside.first == .quote else { return inside.first == .closeBrace }
    inside.removeFirst()
    skipString(in: &inside)
    return inside.drop(while: \.isWhiteSpace).first == .colon
  }

  /// Returns the index after the brace that closes the object at the start of `text`; nil if there
  /// is none.
  static func endOfObject(_ text: ArraySlice<UInt8>) -> Int? {
    var rest = text
    var depth = 0
    while let byte = rest.popFirst() {
      switch byte {
      case .quote: skipString(in: &rest)
      case .openBrace: depth += 1
      case .closeBrace: depth -= 1
      default: continue
      }
      if depth == 0 { return rest.startIndex }
    }
    return nil
  }

  /// Skips a string whose first quote was taken. A broken string ends before the end of its line,
  /// since no JSON string holds a newline, so the braces after it count.
  private static func skipString(in rest: inout ArraySlice<UInt8>) {
    while let byte = rest.first, byte != .newline {
      rest.removeFirst()
      if byte == .quote { return }
      if byte == .backslash, let next = rest.first, next != .newline { rest.removeFirst() }
    }
  }
}
