import Posts

/// Decodes HTML's character references: `&amp;`, `&#8217;`, `&#x2019;`.
package struct CharacterReferences {
  /// The meanings of names that were looked up before; nil for a name without one.
  private var known: [String: [UInt8]?] = [:]

  /// The greatest number of names that are looked up in one text: HTML has 2,125.
  private static let maximumNames = 4096
  /// The greatest length of a name or number, in bytes.
  private static let longestReference = 32

  package init() {}

  /// Reads the reference that some bytes begin with.
  ///
  /// - Returns: The reference's meaning in UTF-8 and its length; nil if the bytes are only text.
  package mutating func read(_ bytes: ArraySlice<UInt8>) -> (utf8: [UInt8], length: Int)? {
    let body = bytes.dropFirst().prefix(Self.longestReference)
    guard let end = body.firstIndex(of: UInt8(ascii: ";")), end > body.startIndex else {
      return nil
    }
    let name = body[..<end]
    let length = end + 1 - bytes.startIndex
    if name.first == .hash {
      return number(name.dropFirst()).map { (Array(String($0).utf8), length) }
    }
    guard name.allSatisfy({ $0.isLetter || $0.isDigit }) else { return nil }
    return named(String(decoding: name, as: UTF8.self)).map { ($0, length) }
  }

  /// Returns a text with the meaning of each reference in its place.
  package mutating func resolved(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "&"), let (character, length) = read(bytes[index...]) {
        result += character
        index += length
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return result
  }

  /// Reads a numeric reference without its `#`; one that is not a character gives U+FFFD.
  private func number(_ digits: ArraySlice<UInt8>) -> Unicode.Scalar? {
    let isHexadecimal = digits.first.map { $0 | 0x20 } == UInt8(ascii: "x")
    let digits = isHexadecimal ? digits.dropFirst() : digits
    guard let first = digits.first, first != UInt8(ascii: "+"), first != .dash else {
      return nil
    }
    guard digits.count <= 7 else { return nil }
    let text = String(decoding: digits, as: UTF8.self)
    guard let value = UInt32(text, radix: isHexadecimal ? 16 : 10) else { return nil }
    return value == 0 ? "\u{FFFD}" : Unicode.Scalar(value) ?? "\u{FFFD}"
  }

  /// Looks up a name. cmark has the table, so it parses a document of that one reference.
  private mutating func named(_ name: String) -> [UInt8]? {
    if let value = known[name] { return value }
    guard known.count < Self.maximumNames else { return nil }
    let document = MarkdownTree(Array("&\(name);".utf8), options: .plain)
    let text = withExtendedLifetime(document) { document.root?.firstChild?.firstChild?.literal }
    let value = text?.elementsEqual("&\(name);".utf8) == true ? nil : text
    known[name] = .some(value)
    return value
  }
}
