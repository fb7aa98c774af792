import Markdown
import Posts

extension OpenElements {
  /// Makes anew what a tag of a post means, if a page may have that; any other tag is left out.
  ///
  /// - Parameter isInline: Whether the tag is in a paragraph of Markdown, which no tag ends.
  mutating func apply(
    _ tag: HTMLTag, _ references: inout CharacterReferences, _ links: LinkResolver, isInline: Bool
  ) {
    func value(_ name: String) -> [UInt8] { tag[name].map { references.resolved($0) } ?? [] }
    let name = Self.synonyms[tag.name] ?? tag.name
    if name == "br" { return empty(.br) }
    if tag.isClosing {
      if let element = Element(rawValue: name), Self.remade.contains(element) {
        if !isInline || !element.isFlow { closeTag(element) }
        if !isInline, element.isFlow { endParagraph() }
      } else if !isInline, HTMLReader.separates(name) {
        endParagraph()
      }
      return
    }
    switch name {
    case "a":
      if isOpen(.a) { return }
      if let (address, attributes) = links.link(to: value("href")), !address.isEmpty {
        _ = openTag(.a, attributes.pairs)
      }
    case "img":
      image("image", value("src"), text: value("alt"), size: size(of: tag), links)
    case "iframe", "video", "audio":
      let kind = name == "iframe" ? "frame" : name
      mention(kind, value("src"), text: value("title"), links)
    case "hr" where !isInline: empty(.hr)
    case "source": mention("source", value("src"), text: [], links)
    default:
      guard let element = Element(rawValue: name), Self.remade.contains(element) else {
        if !isInline, HTMLReader.separates(name) { endParagraph() }
        return
      }
      if isInline, element.isFlow { return }
      open(element, tag, value)
    }
  }

  /// Opens an element with those of its attributes that a page may have.
  private mutating func open(_ element: Element, _ tag: HTMLTag, _ value: (String) -> [UInt8]) {
    func number(_ name: String, upTo most: Int) -> String? {
      guard let number = Int(String(decoding: value(name), as: UTF8.self)), 1...most ~= number
      else { return nil }
      return String(number)
    }
    switch element {
    case .ol: _ = openTag(.ol, number("start", upTo: 999_999_999).map { [.start: $0] } ?? [:])
    case .td, .th:
      switch (number("colspan", upTo: 100), number("rowspan", upTo: 100)) {
      case (let columns?, let rows?): _ = openTag(element, [.colspan: columns, .rowspan: rows])
      case (let columns?, nil): _ = openTag(element, [.colspan: columns])
      case (nil, let rows?): _ = openTag(element, [.rowspan: rows])
      case (nil, nil): _ = openTag(element)
      }
    case .time:
      let date = String(decoding: value("datetime"), as: UTF8.self)
      let isDate =
        !date.isEmpty && date.utf8.count <= 40
        && date.utf8.allSatisfy { $0.isDigit || "-+:.TZW ".utf8.contains($0) }
      if isDate { _ = openTag(.time, [.datetime: date]) }
    default: _ = openTag(element)
    }
  }

  private func size(of tag: HTMLTag) -> (width: String, height: String)? {
    func pixels(_ name: String) -> String? {
      guard let number = tag[name].flatMap({ Int(String(decoding: $0, as: UTF8.self)) }),
        1...9999 ~= number
      else { return nil }
      return String(number)
    }
    guard let width = pixels("width"), let height = pixels("height") else { return nil }
    return (width, height)
  }

  // MARK: Images

  /// Adds an image, or its description with a link to it where it may not be loaded.
  mutating func image(
    _ kind: String, _ written: [UInt8], text: [UInt8],
    size: (width: String, height: String)? = nil, _ links: LinkResolver
  ) {
    let alt = String(decoding: text, as: UTF8.self)
    guard let source = links.image(at: written) else {
      return mention(kind, written, text: text, links)
    }
    if let size {
      empty(.img, [.src: source, .alt: alt, .width: size.width, .height: size.height])
    } else {
      empty(.img, [.src: source, .alt: alt])
    }
  }

  /// Adds the description of something that is not loaded, as the shell view shows it: `[image:
  /// alt]`.
  private mutating func mention(
    _ kind: String, _ written: [UInt8], text: [UInt8], _ links: LinkResolver
  ) {
    let target = isOpen(.a) ? nil : links.link(to: written)
    if let target { begin(.a, target.attributes.pairs) }
    self.text("[\(kind)")
    if !text.isEmpty { self.text(": \(String(decoding: text, as: UTF8.self))") }
    self.text("]")
    if target != nil { end() }
    if target == nil, !written.isEmpty, !isOpen(.a) {
      self.text(" <\(String(decoding: written, as: UTF8.self))>")
    }
  }

  /// Names of elements that mean what another one means.
  private static let synonyms = ["del": "s", "strike": "s", "ins": "u", "dir": "ul", "menu": "ul"]

  /// The elements that are made anew from the tags of a post.
  private static let remade: Set<Element> = [
    .abbr, .b, .blockquote, .cite, .code, .dd, .details, .dl, .dt, .em, .figcaption, .figure, .i,
    .kbd, .li, .mark, .ol, .p, .pre, .q, .rp, .rt, .ruby, .s, .strong, .sub, .summary, .sup, .table,
    .td, .th, .time, .tr, .u, .ul,
  ]
}

/// The attributes of a link.
struct LinkAttributes {
  let address: String
  let isOutside: Bool

  var pairs: MarkupWriter.Attributes {
    isOutside ? [.href: address, .rel: "noopener noreferrer"] : [.href: address]
  }
}

extension LinkResolver {
  /// Returns the attributes of a link; nil if the address may not be one.
  func link(to written: [UInt8]) -> (address: String, attributes: LinkAttributes)? {
    switch WebAddress(written) {
    case .absolute(let address): (address, LinkAttributes(address: address, isOutside: true))
    case .relative(let address):
      (address, LinkAttributes(address: self.address(address, for: .link), isOutside: false))
    case nil: nil
    }
  }

  /// Returns the address of an image that a page loads; nil if it may not.
  func image(at written: [UInt8]) -> String? {
    switch WebAddress(written) {
    case .absolute(let address) where loadsRemoteImages && address.hasPrefix("https://"): address
    case .relative(let address): self.address(address, for: .image)
    case .absolute, nil: nil
    }
  }
}
