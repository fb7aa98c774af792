import Posts

/// Cuts HTML into tags and the text between them; comments and declarations are left out.
///
/// Scripts, style sheets and templates are left out with all their content. A tag that never ends
/// is text, and so is everything after it.
package struct HTMLTokens {
  package enum Token {
    /// Text with its character references resolved; never empty.
    case text(ArraySlice<UInt8>)
    case tag(HTMLTag)
  }

  private let bytes: [UInt8]
  private var index = 0
  /// Whether a `<` can begin a tag: false after one that never ends.
  private var mayHoldTags = true
  private var references = CharacterReferences()
  /// The tag that was read last and is not given out yet.
  private var found: HTMLTag?

  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Returns the next token; nil at the end.
  package mutating func next() -> Token? {
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "<") where mayHoldTags && readMarkup():
        if let tag = found.take() { return .tag(tag) }
      case UInt8(ascii: "&"):
        guard let (character, length) = references.read(bytes[index...]) else { return text() }
        index += length
        return .text(character[...])
      default: return text()
      }
    }
    return nil
  }

  private mutating func text() -> Token {
    let start = index
    index += 1
    while index < bytes.count, bytes[index] != UInt8(ascii: "<"), bytes[index] != UInt8(ascii: "&")
    {
      index += 1
    }
    return .text(bytes[start..<index])
  }

  /// Reads the markup that begins with `<`; returns whether it was markup.
  private mutating func readMarkup() -> Bool {
    guard index + 1 < bytes.count else { return false }
    switch bytes[index + 1] {
    case UInt8(ascii: "!"), UInt8(ascii: "?"):
      if starts(with: "<!--") {
        index = end(of: "-->", from: index + 4) ?? bytes.count
        return true
      }
      let close =
        starts(with: "<![CDATA[") ? end(of: "]]>", from: index) : end(of: ">", from: index)
      mayHoldTags = close != nil
      index = close ?? index
      return mayHoldTags
    case .slash:
      return readTag(nameAt: index + 2, isClosing: true)
    default:
      return readTag(nameAt: index + 1, isClosing: false)
    }
  }

  private mutating func readTag(nameAt start: Int, isClosing: Bool) -> Bool {
    guard start < bytes.count, bytes[start].isLetter else { return false }
    guard let end = endOfTag(from: start) else {
      mayHoldTags = false
      return false
    }
    let tag = HTMLTag(bytes[index..<end])
    index = end
    if !isClosing, Self.unseen.contains(tag.name) {
      index = self.end(ofElement: tag.name)
    } else {
      found = tag
    }
    return true
  }

  /// Returns the end of a tag: the index after the first `>` outside quotes.
  private func endOfTag(from start: Int) -> Int? {
    var quote: UInt8?
    for place in start..<bytes.count {
      let byte = bytes[place]
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: ">") {
        return place + 1
      } else if byte == .quote || byte == .apostrophe {
        quote = byte
      }
    }
    return nil
  }

  /// Returns the end of an element that holds no other elements.
  private func end(ofElement name: String) -> Int {
    let close = Array("</\(name)".utf8)
    var place = index
    while place + close.count <= bytes.count {
      if bytes[place] == close[0], lowercased(bytes[place..<place + close.count]) == close {
        return endOfTag(from: place) ?? bytes.count
      }
      place += 1
    }
    return bytes.count
  }

  private func starts(with prefix: String) -> Bool {
    bytes[index...].starts(with: prefix.utf8)
  }

  /// Returns the index after the next occurrence of an ASCII string.
  private func end(of string: String, from start: Int) -> Int? {
    let wanted = Array(string.utf8)
    var place = start
    while place + wanted.count <= bytes.count {
      if bytes[place] == wanted[0], bytes[place..<place + wanted.count].elementsEqual(wanted) {
        return place + wanted.count
      }
      place += 1
    }
    return nil
  }

  /// Elements whose content is not shown.
  private static let unseen: Set<String> = ["script", "style", "template"]
}
