import Posts

/// A tag of HTML: `<img src="a.png" alt="A box">`, `</a>`.
struct HTMLTag {
  /// The name in lower case.
  let name: String
  let isClosing: Bool
  private let attributes: ArraySlice<UInt8>

  /// Reads a tag that begins with `<`, a letter or `/`, and ends with its `>`.
  init(_ bytes: ArraySlice<UInt8>) {
    let rest = bytes.dropFirst()
    isClosing = rest.first == .slash
    let named = isClosing ? rest.dropFirst() : rest
    name = tagName(named)
    attributes = named.drop { !$0.isWhiteSpace && $0 != UInt8(ascii: ">") }
  }

  /// Returns the value of an attribute without references resolved; nil if it has none.
  subscript(wanted: String) -> [UInt8]? {
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

extension OpenLinks {
  /// Shows what a tag stands for besides its text: the address of a link, of an image, a frame, a
  /// sound or a film.
  mutating func apply(
    _ tag: HTMLTag, _ references: inout CharacterReferences, in text: inout StyledText, style: Style
  ) {
    let names = ["img": "image", "iframe": "frame", "video": "video", "audio": "audio"]
    func value(_ name: String) -> [UInt8] {
      tag[name].map { references.resolved($0) } ?? []
    }
    switch tag.name {
    case "a" where tag.isClosing: closeTag(in: &text, style: style)
    case "a":
      // An anchor without an address is only a place to go to.
      let address = Self.address(value("href"))
      if !address.isEmpty { open(address, isOfTag: true, in: &text) }
    case "source" where !tag.isClosing:
      text.append(address: Self.address(value("src")), style: style)
    case _ where !tag.isClosing:
      guard let name = names[tag.name] else { return }
      let title = value(tag.name == "img" ? "alt" : "title")
      openImage(
        name, Self.address(value("src")), isDescribed: !title.isEmpty, in: &text, style: style)
      text.append(title, style: styled(style), link: hyperlink)
      closeImage(in: &text, style: style)
    default: break
    }
  }
}
