/// Text with styles written as tags, `<match>box</>`, for lines as a terminal gets them.
enum Looks {
  private static let codes = [
    "path": "35", "line": "32", "sep": "36", "match": "1;31", "strong": "1",
  ]

  /// The text with the escape sequences that the tags stand for (ECMA-48).
  static func text(_ tagged: String) -> String {
    var text = tagged.replacing("</>", with: "\u{1B}[0m")
    for (tag, code) in codes { text = text.replacing("<\(tag)>", with: "\u{1B}[\(code)m") }
    return text
  }
}
