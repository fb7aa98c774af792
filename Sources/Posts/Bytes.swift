/// The names of bytes in every target that imports this one. They are inlinable, because loops over
/// contents compare them.
extension UInt8 {
  @inlinable package static var tab: UInt8 { UInt8(ascii: "\t") }
  @inlinable package static var newline: UInt8 { UInt8(ascii: "\n") }
  @inlinable package static var carriageReturn: UInt8 { UInt8(ascii: "\r") }
  @inlinable package static var space: UInt8 { UInt8(ascii: " ") }
  @inlinable package static var quote: UInt8 { UInt8(ascii: "\"") }
  @inlinable package static var apostrophe: UInt8 { UInt8(ascii: "'") }
  @inlinable package static var hash: UInt8 { UInt8(ascii: "#") }
  @inlinable package static var dash: UInt8 { UInt8(ascii: "-") }
  @inlinable package static var dot: UInt8 { UInt8(ascii: ".") }
  @inlinable package static var slash: UInt8 { UInt8(ascii: "/") }
  @inlinable package static var comma: UInt8 { UInt8(ascii: ",") }
  @inlinable package static var colon: UInt8 { UInt8(ascii: ":") }
  @inlinable package static var equals: UInt8 { UInt8(ascii: "=") }
  @inlinable package static var backslash: UInt8 { UInt8(ascii: "\\") }
  @inlinable package static var openBrace: UInt8 { UInt8(ascii: "{") }
  @inlinable package static var closeBrace: UInt8 { UInt8(ascii: "}") }
  @inlinable package static var openBracket: UInt8 { UInt8(ascii: "[") }
  @inlinable package static var closeBracket: UInt8 { UInt8(ascii: "]") }

  /// Whether this is a space or a tab.
  @inlinable package var isBlank: Bool { self == .space || self == .tab }

  /// Whether this is a space, a tab or part of a line ending.
  @inlinable package var isWhiteSpace: Bool {
    isBlank || self == .newline || self == .carriageReturn
  }

  /// Whether this is an ASCII digit.
  @inlinable package var isDigit: Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= self }

  /// Whether this is an ASCII letter.
  @inlinable package var isLetter: Bool {
    UInt8(ascii: "a")...UInt8(ascii: "z") ~= asciiLowercased
  }

  /// Whether this is an ASCII character that a terminal shows as it is, the space included.
  @inlinable package var isPrintable: Bool { 0x20...0x7E ~= self }

  /// The lower-case form of an ASCII capital letter; any other byte unchanged.
  @inlinable package var asciiLowercased: UInt8 {
    UInt8(ascii: "A")...UInt8(ascii: "Z") ~= self ? self | 0x20 : self
  }
}

extension Span<UInt8> {
  @inlinable package func contains(_ byte: UInt8) -> Bool {
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
  package var text: String {
    unsafe withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
  }

  /// Whether all the bytes are valid UTF-8.
  package var isUTF8: Bool { (try? UTF8Span(validating: self)) != nil }
}

extension [UInt8] {
  /// Appends a borrowed sequence of bytes.
  package mutating func append(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
  }
}

extension String {
  /// Returns the text without white space at its ends and with each other run of it, newlines
  /// included, replaced by one space.
  package func foldingWhiteSpace() -> String {
    if utf8Span.span.isFolded { return self }
    return unicodeScalars.split(whereSeparator: \.properties.isWhitespace)
      .map { String($0) }.joined(separator: " ")
  }

  /// Returns whether two keys are equal, ignoring the case of ASCII letters.
  package func isSameKey(as other: String) -> Bool {
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
