/// Cuts HTML into tokens, by the rules of the WHATWG's standard (HTML, 13.2.5), so that a text
/// means here what it means in a browser. It makes no tree.
///
/// Each text has tokens; there are no errors. Time and memory are linear in its length.
package struct HTMLTokenizer {
  /// What a text is read as. The name of the start tag before it decides, which only a reader of
  /// the tokens knows to be an element: it sets `content` after `title`, `script` and so on.
  package enum Content: Sendable {
    /// Tags, text and references: the normal content of elements.
    case data
    /// Text and references, up to the end tag: `title`, `textarea`.
    case rcdata
    /// Text up to the end tag: `style`, `xmp`, `iframe`, `noembed`, `noframes`.
    case rawText
    /// Text up to the end tag that is not in a comment with a tag of its own: `script`.
    case script
    /// Text up to the end: `plaintext`.
    case plainText
    /// Text up to `]]>`, in SVG and MathML.
    case cdata
  }

  /// How what follows is read.
  package var content: Content
  /// The name of the last start tag, whose end tag ends text.
  var lastStartTag: [UInt8]
  let bytes: [UInt8]
  var place = 0
  private var references = CharacterReference()

  /// - Parameters:
  ///   - bytes: The text. The end of a line may be LF, CR LF or CR; tokens have LF.
  ///   - content: What its beginning is read as.
  ///   - lastStartTag: The name of the tag before it, in lower case.
  package init(
    _ bytes: [UInt8], as content: Content = .data, after lastStartTag: [UInt8] = []
  ) {
    self.bytes = bytes.contains(0x0D) ? Self.withLineFeeds(bytes) : bytes
    self.content = content
    self.lastStartTag = lastStartTag
  }

  private static func withLineFeeds(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    for (index, byte) in bytes.enumerated() {
      if byte == 0x0D {
        result.append(0x0A)
      } else if byte != 0x0A || index == 0 || bytes[index - 1] != 0x0D {
        result.append(byte)
      }
    }
    return result
  }

  /// Returns the next token; nil at the end.
  package mutating func next() -> HTMLToken? {
    var text: [UInt8] = []
    while let byte = peek() {
      switch content {
      case .data where byte == .less && beginsMarkup,
        .rcdata where byte == .less && beginsEnd,
        .rawText where byte == .less && beginsEnd,
        .script where byte == .less && beginsEnd:
        if !text.isEmpty { return .text(text) }
        if let token = markup() { return token }
      case .data where byte == .ampersand, .rcdata where byte == .ampersand:
        text += reference(inAttribute: false)
      case .script:
        appendScript(to: &text)
      case .cdata:
        appendSection(to: &text)
      case .data:
        append(byte, to: &text, keepingNull: true)
      case .rcdata, .rawText, .plainText:
        append(byte, to: &text)
      }
    }
    return text.isEmpty ? nil : .text(text)
  }

  // MARK: Bytes

  /// Returns the byte at the place, or some bytes after it; nil after the end.
  func peek(_ offset: Int = 0) -> UInt8? {
    place + offset < bytes.count ? bytes[place + offset] : nil
  }

  /// Appends a byte and moves on; a NUL is a replacement character nearly everywhere.
  mutating func append(_ byte: UInt8, to text: inout [UInt8], keepingNull: Bool = false) {
    place += 1
    if byte == 0, !keepingNull {
      text += [0xEF, 0xBF, 0xBD]
    } else {
      text.append(byte)
    }
  }

  /// Returns whether a word of ASCII comes next, in any case of its letters.
  func comes(_ word: StaticString, after offset: Int = 0) -> Bool {
    var index = place + offset
    for byte in word.description.utf8 {
      guard index < bytes.count, bytes[index].lowercased == byte.lowercased else { return false }
      index += 1
    }
    return true
  }

  mutating func skipSpace() {
    while let byte = peek(), byte.isSpace { place += 1 }
  }

  /// Reads the reference at the place, or the `&` alone.
  mutating func reference(inAttribute: Bool) -> [UInt8] {
    let (meaning, length) = references.read(bytes, at: place, inAttribute: inAttribute)
    place += length
    return meaning
  }

  // MARK: Where markup begins

  /// Whether the `<` at the place begins a tag, a comment or a doctype.
  private var beginsMarkup: Bool {
    guard let next = peek(1) else { return false }
    switch next {
    case UInt8(ascii: "!"), UInt8(ascii: "?"): return true
    case .slash: return peek(2) != nil
    default: return next.isLetter
    }
  }

  /// Whether the `<` at the place begins the end tag of the element whose text this is.
  var beginsEnd: Bool {
    guard peek(1) == .slash, !lastStartTag.isEmpty else { return false }
    for (offset, byte) in lastStartTag.enumerated() where peek(2 + offset)?.lowercased != byte {
      return false
    }
    guard let next = peek(2 + lastStartTag.count) else { return false }
    return next.isSpace || next == .slash || next == .greater
  }

  /// Appends text up to the end of a CDATA section, and passes over that.
  private mutating func appendSection(to text: inout [UInt8]) {
    while let byte = peek() {
      if comes("]]>") {
        place += 3
        content = .data
        return
      }
      append(byte, to: &text, keepingNull: true)
    }
  }
}

extension UInt8 {
  static var less: UInt8 { UInt8(ascii: "<") }
  static var greater: UInt8 { UInt8(ascii: ">") }
  static var slash: UInt8 { UInt8(ascii: "/") }
  static var ampersand: UInt8 { UInt8(ascii: "&") }
  static var equals: UInt8 { UInt8(ascii: "=") }
  static var dash: UInt8 { UInt8(ascii: "-") }

  /// Whether it is white space of HTML; CR is LF by now.
  var isSpace: Bool { self == 0x20 || self == 0x09 || self == 0x0A || self == 0x0C }
  var isLetter: Bool { 0x61...0x7A ~= self | 0x20 }
  var isDigit: Bool { 0x30...0x39 ~= self }
  var lowercased: UInt8 { 0x41...0x5A ~= self ? self | 0x20 : self }
}
