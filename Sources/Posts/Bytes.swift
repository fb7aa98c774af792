/// The bytes that this module looks for.
extension UInt8 {
  static let tab = UInt8(ascii: "\t")
  static let newline = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let space = UInt8(ascii: " ")
  static let quote = UInt8(ascii: "\"")
  static let apostrophe = UInt8(ascii: "'")
  static let hash = UInt8(ascii: "#")
  static let dash = UInt8(ascii: "-")
  static let dot = UInt8(ascii: ".")
  static let slash = UInt8(ascii: "/")
  static let comma = UInt8(ascii: ",")
  static let colon = UInt8(ascii: ":")
  static let equals = UInt8(ascii: "=")
  static let backslash = UInt8(ascii: "\\")
  static let openBrace = UInt8(ascii: "{")
  static let closeBrace = UInt8(ascii: "}")
  static let openBracket = UInt8(ascii: "[")
  static let closeBracket = UInt8(ascii: "]")

  /// Whether this is a space or a tab.
  var isBlank: Bool { self == .space || self == .tab }

  /// Whether this is an ASCII digit.
  var isDigit: Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= self }

  /// Whether this is an ASCII letter.
  var isLetter: Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= asciiLowercased }

  /// The lower-case form of an ASCII capital letter; any other byte unchanged.
  package var asciiLowercased: UInt8 {
    UInt8(ascii: "A")...UInt8(ascii: "Z") ~= self ? self | 0x20 : self
  }
}

extension Span<UInt8> {
  func contains(_ byte: UInt8) -> Bool {
    for index in indices where self[index] == byte { return true }
    return false
  }

  /// Returns the byte at an index; nil outside the bounds.
  func byte(at index: Int) -> UInt8? { indices.contains(index) ? self[index] : nil }

  /// Returns whether two keys are equal, ignoring the case of ASCII letters.
  func isSameKey(as other: Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    for index in indices where self[index].asciiLowercased != other[index].asciiLowercased {
      return false
    }
    return true
  }

  /// The bytes as text, with U+FFFD for those that are not UTF-8.
  var text: String {
    unsafe withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
  }

  /// Whether all the bytes are valid UTF-8.
  var isUTF8: Bool { (try? UTF8Span(validating: self)) != nil }
}

extension String {
  /// Returns the text without white space at its ends and with each other run of it, newlines
  /// included, replaced by one space.
  func foldingWhiteSpace() -> String {
    if utf8Span.span.isFolded { return self }
    return unicodeScalars.split(whereSeparator: \.properties.isWhitespace)
      .map { String($0) }.joined(separator: " ")
  }

  /// Returns whether two keys are equal, ignoring the case of ASCII letters.
  func isSameKey(as other: String) -> Bool {
    utf8.count == other.utf8.count && utf8Span.span.isSameKey(as: other.utf8Span.span)
  }
}

extension Span<UInt8> {
  /// Whether this UTF-8 certainly has nothing to fold, as is true of nearly every title, date and
  /// tag. Without this check, looking up Unicode properties took a sixth of the time of a list.
  fileprivate var isFolded: Bool {
    var last = UInt8.space
    for index in indices {
      let byte = self[index]
      switch byte {
      case .space where last == .space: return false
      case 0..<0x20, 0x7F: return false
      // U+0085, U+00A0, U+1680, the spaces around U+2000, and U+3000 begin with these.
      case 0xC2, 0xE1, 0xE3: return false
      case 0xE2: guard holdsPunctuation(at: index) else { return false }
      default: break
      }
      last = byte
    }
    return last != .space
  }

  /// Returns whether the character at an index is one from U+200B to U+2027: dashes, curly quotes,
  /// `…`.
  private func holdsPunctuation(at index: Int) -> Bool {
    index + 2 < count && self[index + 1] == 0x80 && 0x8B...0xA7 ~= self[index + 2]
  }
}
