import Posts

/// A tag of HTML: `<img src="a.png" alt="A box">`, `</a>`.
package struct HTMLTag {
  /// The name in lower case.
  package let name: String
  package let isClosing: Bool
  private let attributes: ArraySlice<UInt8>

  /// Reads a tag that begins with `<`, a letter or `/`, and ends with its `>`.
  package init(_ bytes: ArraySlice<UInt8>) {
    let rest = bytes.dropFirst()
    isClosing = rest.first == .slash
    let named = isClosing ? rest.dropFirst() : rest
    name = tagName(named)
    attributes = named.drop { !$0.isWhiteSpace && $0 != UInt8(ascii: ">") }
  }

  /// Returns the value of an attribute without references resolved; nil if it has none.
  package subscript(wanted: String) -> [UInt8]? {
    var rest = attributes
    while true {
      rest = rest.drop { $0.isWhiteSpace || $0 == .slash }
      let key = rest.prefix {
        !$0.isWhiteSpace && $0 != .equals && $0 != .slash && $0 != UInt8(ascii: ">")
      }
      guard !key.isEmpty else { return nil }
      rest = rest[key.endIndex...].drop(while: \.isWhiteSpace)
      var value: ArraySlice<UInt8> = []
      if rest.first == .equals {
        rest = rest.dropFirst().drop(while: \.isWhiteSpace)
        if let quote = rest.first, quote == .quote || quote == .apostrophe {
          rest = rest.dropFirst()
          value = rest.prefix { $0 != quote }
          rest = rest[value.endIndex...].dropFirst()
        } else {
          value = rest.prefix { !$0.isWhiteSpace && $0 != UInt8(ascii: ">") }
          rest = rest[value.endIndex...]
        }
      }
      if lowercased(key).elementsEqual(wanted.utf8) { return Array(value) }
    }
  }
}

/// Returns the name at the start of a tag's bytes, in lower case; all known names are shorter than
/// the 16 bytes that it reads.
private func tagName(_ bytes: ArraySlice<UInt8>) -> String {
  let longestName = 16
  let name = bytes.prefix(longestName).prefix { $0.isLetter || $0.isDigit }
  return String(decoding: lowercased(name), as: UTF8.self)
}

/// Returns bytes with ASCII letters in lower case.
package func lowercased(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
  bytes.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
}
