/// Rewrites a regular expression so that no match of it holds a newline.
///
/// A text can then be searched as a whole, which is many times faster than line by line. The
/// matches are those that each line would have on its own, since nothing in the rewritten pattern
/// looks beyond its line.
///
/// | in the pattern | becomes |
/// |---|---|
/// | `[^…]` | `[^\n…]` |
/// | `[…]` that may hold a newline | `(?:(?!\n)[…])` |
/// | `\s`, `\W`, `\D`, `\H` | `[^\S\n]`, `[^\w\n]`, `[^\d\n]`, `[^\h\n]` |
///
/// It understands the most frequent parts of expressions, and declines every pattern that has
/// another: `(?s)`, `\n`, octal and hexadecimal numbers, `\c`, `\Q…\E`, `\z`, `\G`, `\R`, `\p{…}`
/// for anything but letters and numbers, names, conditions, verbs, comments and the like. Such
/// patterns are matched line by line.
struct LineBoundPattern {
  private let pattern: [UInt8]
  private var position = 0
  private(set) var result: [UInt8] = []
  /// Whether a match depends on the text before or after it.
  private(set) var looksAround = false

  /// Rewrites a pattern.
  ///
  /// - Parameter pattern: A regular expression that PCRE2 compiles.
  /// - Returns: The rewritten pattern; nil for one that has to be matched line by line.
  static func rewrite(_ pattern: [UInt8]) -> LineBoundPattern? {
    var rewriting = LineBoundPattern(pattern)
    while rewriting.position < pattern.count {
      guard rewriting.rewriteNext() else { return nil }
    }
    return rewriting
  }

  private init(_ pattern: [UInt8]) { self.pattern = pattern }

  private func byte(_ offset: Int = 0) -> UInt8? {
    position + offset < pattern.count ? pattern[position + offset] : nil
  }

  private func begins(with text: String) -> Bool {
    pattern[position...].starts(with: text.utf8)
  }

  private mutating func copy(_ count: Int = 1) {
    result += pattern[position..<min(position + count, pattern.count)]
    position += count
  }

  private mutating func replace(_ count: Int, with text: String) {
    result += text.utf8
    position += count
  }

  private mutating func rewriteNext() -> Bool {
    switch byte() {
    case UInt8(ascii: "\\"): return rewriteEscape()
    case UInt8(ascii: "["): return rewriteClass()
    case UInt8(ascii: "("): return rewriteGroup()
    case UInt8(ascii: "\n"): return false
    case UInt8(ascii: "^"), UInt8(ascii: "$"):
      looksAround = true
      copy()
      return true
    default:
      copy()
      return true
    }
  }

  private mutating func rewriteEscape() -> Bool {
    guard let next = byte(1) else { return false }
    switch Unicode.Scalar(next) {
    case "s": replace(2, with: "[^\\S\\n]")
    case "W": replace(2, with: "[^\\w\\n]")
    case "D": replace(2, with: "[^\\d\\n]")
    case "H": replace(2, with: "[^\\h\\n]")
    case "S", "w", "d", "h", "t", "r", "f", "e", "a": copy(2)
    case "1"..."9":
      // With another digit, it may be a character in octal.
      guard byte(2)?.isDigit != true else { return false }
      // A group may have taken more before the end of the text than before the end of a line.
      looksAround = true
      copy(2)
    case "b", "B":
      looksAround = true
      copy(2)
    case "p":
      // Letters and numbers of any kind.
      guard begins(with: "\\p{L") || begins(with: "\\p{N"),
        let end = pattern[position...].firstIndex(of: UInt8(ascii: "}"))
      else { return false }
      copy(end + 1 - position)
    case let scalar where scalar.isASCII && !scalar.isLetterOrDigit && next != 0x0A: copy(2)
    default: return false
    }
    return true
  }

  private mutating func rewriteGroup() -> Bool {
    if begins(with: "(*") { return false }
    guard begins(with: "(?") else {
      copy()
      return true
    }
    for start in ["(?:", "(?=", "(?!", "(?<=", "(?<!", "(?>", "(?i)", "(?-i)", "(?i:", "(?-i:"]
    where begins(with: start) {
      if start.contains(where: { "=!".contains($0) }) { looksAround = true }
      copy(start.utf8.count)
      return true
    }
    return false
  }

  private mutating func rewriteClass() -> Bool {
    guard let (count, mayHoldNewline) = classAhead() else { return false }
    if byte(1) == UInt8(ascii: "^") {
      replace(2, with: "[^\\n")
      // After another member, `]` would close the class, and `-` would make a range.
      if byte() == UInt8(ascii: "]") || byte() == UInt8(ascii: "-") { result += "\\".utf8 }
      copy(count - 2)
    } else if mayHoldNewline {
      result += "(?:(?!\\n)".utf8
      copy(count)
      result += ")".utf8
    } else {
      copy(count)
    }
    return true
  }

  /// Reads the class that begins here: printable characters and ranges between them, `[:alpha:]`
  /// and the like, and escapes that mean the same outside of a class.
  ///
  /// - Returns: The length of the class, and whether a newline may be among its members; nil for a
  ///   class with other members.
  private func classAhead() -> (count: Int, mayHoldNewline: Bool)? {
    var count = 1
    var mayHoldNewline = false
    if byte(count) == UInt8(ascii: "^") { count += 1 }
    // The first character in a class is a member, even `]`.
    let first = count
    while let next = byte(count) {
      switch Unicode.Scalar(next) {
      case "]" where count > first: return (count + 1, mayHoldNewline)
      case "[":
        let name = nameOfPOSIXClass(at: count)
        guard name != nil || !":.=".utf8.contains(byte(count + 1) ?? 0) else { return nil }
        mayHoldNewline = mayHoldNewline || name != nil
        count += name ?? 1
      case "\\":
        guard let escaped = byte(count + 1).map({ Unicode.Scalar($0) }), escaped.isASCII else {
          return nil
        }
        switch escaped {
        case "s", "W", "D", "H": mayHoldNewline = true
        case "S", "w", "d", "h": break
        case _ where escaped.isLetterOrDigit || escaped.value < 0x20: return nil
        default: break
        }
        count += 2
      case let member:
        // A range from a control character to a printable one could have a newline in it.
        guard member.value >= 0x20 else { return nil }
        count += 1
      }
    }
    return nil
  }

  /// Returns the length of `[:name:]` at an offset; nil if there is none.
  private func nameOfPOSIXClass(at offset: Int) -> Int? {
    guard byte(offset + 1) == UInt8(ascii: ":") else { return nil }
    var end = offset + 2
    if byte(end) == UInt8(ascii: "^") { end += 1 }
    while let letter = byte(end), letter.isLetter { end += 1 }
    guard byte(end) == UInt8(ascii: ":"), byte(end + 1) == UInt8(ascii: "]") else { return nil }
    return end + 2 - offset
  }
}

extension UInt8 {
  fileprivate var isDigit: Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= self }

  fileprivate var isLetter: Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= self | 0x20 }
}

extension Unicode.Scalar {
  fileprivate var isLetterOrDigit: Bool {
    ("a"..."z").contains(self) || ("A"..."Z").contains(self) || ("0"..."9").contains(self)
  }
}
