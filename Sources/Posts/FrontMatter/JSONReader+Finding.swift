extension JSONReader {
  /// Tells whether `text` begins with `{}`, or with `{` and a quoted key: other text in braces is a
  /// template's.
  static func beginsLikeObject(_ text: ArraySlice<UInt8>) -> Bool {
    guard text.first == .openBrace else { return false }
    var inside = text.dropFirst().drop(while: \.isJSONSpace)
    guard inside.first == .quote else { return inside.first == .closeBrace }
    inside.removeFirst()
    skipString(in: &inside)
    return inside.drop(while: \.isJSONSpace).first == .colon
  }

  /// Finds the index after the brace that closes the object at the head of `text`; nil where none
  /// does.
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

  /// Goes past a string whose first quote was taken. One that is broken ends before the end of its
  /// line, since no string of JSON holds a newline, so that the braces after it count.
  private static func skipString(in rest: inout ArraySlice<UInt8>) {
    while let byte = rest.first, byte != .newline {
      rest.removeFirst()
      if byte == .quote { return }
      if byte == .backslash, let next = rest.first, next != .newline { rest.removeFirst() }
    }
  }
}

extension UInt8 {
  /// Tells whether this is white space between the parts of a JSON text.
  var isJSONSpace: Bool { isBlank || self == .newline || self == .carriageReturn }
}
