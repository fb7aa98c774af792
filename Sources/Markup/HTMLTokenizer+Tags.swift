extension HTMLTokenizer {
  /// Reads what the `<` at the place begins; nil for what gives no token, such as a tag that the
  /// text ends in.
  mutating func markup() -> HTMLToken? {
    place += 1
    switch peek() {
    case UInt8(ascii: "!"):
      place += 1
      return declaration()
    case UInt8(ascii: "?"): return bogusComment()
    case .slash:
      place += 1
      guard let next = peek() else { return nil }
      if next == .greater {
        place += 1
        return nil
      }
      guard next.isLetter else { return bogusComment() }
      guard let tag = readTag() else { return nil }
      content = .data
      return .endTag(tag.name)
    default:
      guard let tag = readTag() else { return nil }
      content = .data
      lastStartTag = tag.name
      return .startTag(tag)
    }
  }

  /// Reads a tag from its name on; nil if the text ends in it.
  private mutating func readTag() -> HTMLToken.StartTag? {
    var tag = HTMLToken.StartTag(name: readName { $0.isSpace || $0 == .slash || $0 == .greater })
    var known: Set<[UInt8]> = []
    while true {
      skipSpace()
      switch peek() {
      case nil: return nil
      case .greater?:
        place += 1
        return tag
      case .slash?:
        place += 1
        guard peek() == .greater else { continue }
        place += 1
        tag.isSelfClosing = true
        return tag
      default:
        guard let attribute = readAttribute() else { return nil }
        if known.insert(attribute.name).inserted { tag.attributes.append(attribute) }
      }
    }
  }

  /// Reads a name in lower case, up to a byte that ends it.
  private mutating func readName(upTo isEnd: (UInt8) -> Bool) -> [UInt8] {
    var name: [UInt8] = []
    while let byte = peek(), !isEnd(byte) { append(byte.lowercased, to: &name) }
    return name
  }

  /// Reads an attribute; nil if the text ends in it.
  private mutating func readAttribute() -> HTMLToken.Attribute? {
    var attribute = HTMLToken.Attribute(name: [])
    // A name may begin with `=`.
    if peek() == .equals { append(.equals, to: &attribute.name) }
    attribute.name += readName { $0.isSpace || $0 == .slash || $0 == .greater || $0 == .equals }
    skipSpace()
    guard peek() == .equals else { return peek() == nil ? nil : attribute }
    place += 1
    skipSpace()
    switch peek() {
    case nil: return nil
    case .greater?: return attribute
    case let quote? where quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'"):
      place += 1
      attribute.value = readValue { $0 == quote }
      guard peek() != nil else { return nil }
      place += 1
    default:
      attribute.value = readValue { $0.isSpace || $0 == .greater }
      guard peek() != nil else { return nil }
    }
    return attribute
  }

  private mutating func readValue(upTo isEnd: (UInt8) -> Bool) -> [UInt8] {
    var value: [UInt8] = []
    while let byte = peek(), !isEnd(byte) {
      if byte == .ampersand {
        value += reference(inAttribute: true)
      } else {
        append(byte, to: &value)
      }
    }
    return value
  }

  // MARK: Script

  /// Appends the text of a script up to the `<` of its end tag, or all of it.
  ///
  /// In a comment, `<script` begins a part in which no end tag ends the script. `</script` ends
  /// that part, and `-->` the comment.
  mutating func appendScript(to text: inout [UInt8]) {
    enum Part { case script, comment, inner }
    var part = Part.script
    // The number of dashes before the place, of which two and `>` end a comment.
    var dashes = 0
    while let byte = peek() {
      if byte == .less, part != .inner, beginsEnd { return }
      let before = dashes
      dashes = byte == .dash ? dashes + 1 : 0
      switch byte {
      case .less where part == .script && comes("<!--"):
        text += bytes[place..<(place + 4)]
        place += 4
        (part, dashes) = (.comment, 2)
      case .less where part == .comment && comes("<script") && endsName(after: 7):
        text += bytes[place..<(place + 8)]
        place += 8
        part = .inner
      case .less where part == .inner && comes("</script") && endsName(after: 8):
        text += bytes[place..<(place + 9)]
        place += 9
        part = .comment
      case .greater where part != .script && before >= 2:
        part = .script
        append(byte, to: &text)
      default: append(byte, to: &text)
      }
    }
  }

  /// Whether a byte that ends the name of a tag comes after some others.
  private func endsName(after offset: Int) -> Bool {
    peek(offset).map { $0.isSpace || $0 == .slash || $0 == .greater } ?? false
  }
}
