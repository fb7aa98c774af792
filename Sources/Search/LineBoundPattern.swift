/// Rewrites a regular expression so that no match of it holds a newline.
///
/// A text can then be searched as a whole, which is many times faster than line by line. The
/// matches are those that each line would have on its own, since nothing in the rewritten pattern
/// looks beyond its line.
///
/// | in the pattern | becomes |
/// |---|---|
/// | `[^…]` | `[^\n…]` |
/// | `\s`, `\W`, `\D`, `\H` | `[^\S\n]`, `[^\w\n]`, `[^\d\n]`, `[^\h\n]` |
/// | `[…]` that may hold a newline | `(?:(?!\n)[…])` |
///
/// It declines every pattern that it does not know to be bound to a line: `(?s)`, `\n`, `\x0a`,
/// `\z`, `\G`, `\R`, `\p{…}` for anything but letters and numbers, conditions, verbs, comments and
/// the like. Such patterns are matched line by line.
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
    case "S", "w", "d", "h", "t", "r", "f", "e", "a", "1"..."9": copy(2)
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
    guard let end = endOfClass() else { return false }
    if byte(1) == UInt8(ascii: "^") {
      replace(2, with: "[^\\n")
      // The first character in a class is a member, even `]`; after `\n` it would close the class.
      if byte() == UInt8(ascii: "]") { replace(1, with: "\\]") }
      copy(end - position)
    } else if holdsNoControl(position..<end) {
      copy(end - position)
    } else {
      result += "(?:(?!\\n)".utf8
      copy(end - position)
      result += ")".utf8
    }
    return true
  }

  /// Returns the index after the `]` of the class that begins here; nil if that is not certain.
  private func endOfClass() -> Int? {
    var index = position + 1
    if index < pattern.count, pattern[index] == UInt8(ascii: "^") { index += 1 }
    if index < pattern.count, pattern[index] == UInt8(ascii: "]") { index += 1 }
    while index < pattern.count {
      switch pattern[index] {
      case UInt8(ascii: "]"): return index + 1
      case UInt8(ascii: "\\"):
        // In `\Q…\E`, a `]` does not close the class.
        guard index + 1 < pattern.count, pattern[index + 1] != UInt8(ascii: "Q") else { return nil }
        index += 2
      case UInt8(ascii: "["):
        // `[:alpha:]`, or a literal bracket.
        let rest = pattern[(index + 1)...]
        if rest.first == UInt8(ascii: ":"),
          let close = rest.dropFirst().firstIndex(of: UInt8(ascii: "]")),
          pattern[close - 1] == UInt8(ascii: ":")
        {
          index = close + 1
        } else {
          index += 1
        }
      default: index += 1
      }
    }
    return nil
  }

  /// Returns whether a class clearly has no newline: its members are printable characters, ranges
  /// between them, and classes of letters and digits.
  private func holdsNoControl(_ range: Range<Int>) -> Bool {
    var isEscaped = false
    for index in range {
      let byte = pattern[index]
      if byte < 0x20 { return false }
      if isEscaped {
        let scalar = Unicode.Scalar(byte)
        guard "wdhS".unicodeScalars.contains(scalar) || !scalar.isLetterOrDigit else {
          return false
        }
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte == UInt8(ascii: ":"), index > range.lowerBound,
        pattern[index - 1] == UInt8(ascii: "[")
      {
        return false
      }
    }
    return true
  }
}

extension Unicode.Scalar {
  fileprivate var isLetterOrDigit: Bool {
    ("a"..."z").contains(self) || ("A"..."Z").contains(self) || ("0"..."9").contains(self)
  }
}
