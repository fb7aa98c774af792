/// Names the bytes that this module looks for.
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

  /// Tells whether this is a space or a tab.
  var isBlank: Bool { self == .space || self == .tab }

  /// Tells whether this is a decimal digit of ASCII.
  var isDigit: Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= self }

  /// Tells whether this is a letter of ASCII.
  var isLetter: Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= asciiLowercased }

  /// Gives a capital letter of ASCII in lower case, any other byte as it is.
  var asciiLowercased: UInt8 {
    UInt8(ascii: "A")...UInt8(ascii: "Z") ~= self ? self | 0x20 : self
  }
}

extension String {
  /// Turns each run of white space, newlines included, into one space, and leaves it out at the
  /// ends.
  func foldingWhiteSpace() -> String {
    if isFoldedASCII { return self }
    return unicodeScalars.split(whereSeparator: \.properties.isWhitespace)
      .map { String($0) }.joined(separator: " ")
  }

  /// Tells whether this is ASCII with nothing to fold, as nearly every title, date and tag is: looking
  /// at properties of Unicode was a sixth of the time of a list.
  private var isFoldedASCII: Bool {
    var last = UInt8.space
    for byte in utf8 {
      guard byte >= .space, byte < 0x7F, byte != .space || last != .space else { return false }
      last = byte
    }
    return last != .space
  }

  /// Tells whether two keys are the same, capital and small letters of ASCII taken as one.
  func isSameKey(as other: String) -> Bool {
    utf8.elementsEqual(other.utf8) { $0.asciiLowercased == $1.asciiLowercased }
  }
}
