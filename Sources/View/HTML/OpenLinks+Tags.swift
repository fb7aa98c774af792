import Markdown

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
