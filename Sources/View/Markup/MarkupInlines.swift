import Markdown
import Posts

/// Writes the content of a paragraph, a heading or a cell as HTML.
struct MarkupInlines {
  let links: LinkResolver
  private let reader: InlineReader
  private var references = CharacterReferences()
  /// The footnotes that the page has referred to.
  private var referred: Set<String> = []

  init(links: LinkResolver, marks: ParserMarks) {
    self.links = links
    reader = InlineReader(links: OpenLinks(.inline), marks: marks)
  }

  /// Writes HTML, with its blocks.
  mutating func write(html: [UInt8], to elements: inout OpenElements) {
    let end = html.lastIndex { !$0.isWhiteSpace }.map { $0 + 1 } ?? 0
    var tokens = HTMLTokens(Array(html[..<end]))
    while let token = tokens.next() {
      switch token {
      case .text(let text): elements.text(String(decoding: text, as: UTF8.self))
      case .tag(let tag): elements.apply(tag, &references, links, isInline: false)
      }
    }
    elements.endParagraph()
  }

  /// Returns whether a paragraph shows something besides text.
  func shows(_ block: MarkdownNode) -> Bool {
    block.children.contains {
      $0.kind == .tag && ["br", "img"].contains(HTMLTag(reader.literal($0)[...]).name)
    }
  }

  /// Writes everything in a block.
  mutating func write(_ block: MarkdownNode, to elements: inout OpenElements) {
    var keepsLine = reader.isCallout(block)
    var node = block.firstChild
    while let current = node {
      let isWhole = enter(current, &elements, &keepsLine)
      if !isWhole, let child = current.firstChild {
        node = child
        continue
      }
      node = leave(current, below: block, &elements)
    }
  }

  /// Begins a node; returns whether everything in it is written.
  private mutating func enter(
    _ node: MarkdownNode, _ elements: inout OpenElements, _ keepsLine: inout Bool
  ) -> Bool {
    switch node.kind {
    case .text, .unknown:
      elements.text(String(decoding: reader.shownText(of: node), as: UTF8.self))
    case .softBreak where keepsLine:
      elements.empty(.br)
      keepsLine = false
    case .softBreak: elements.text("\n")
    case .lineBreak: elements.empty(.br)
    case .codeSpan:
      elements.begin(.code, [.dir: "ltr"])
      elements.text(String(decoding: reader.literal(node), as: UTF8.self), showsControls: true)
      elements.end()
    case .tag:
      elements.apply(HTMLTag(reader.literal(node)[...]), &references, links, isInline: true)
    case .footnoteReference:
      refer(to: String(decoding: reader.literal(node), as: UTF8.self), &elements)
      return true
    case .emphasis: elements.begin(.em)
    case .strong: elements.begin(.strong)
    case .strikethrough: elements.begin(.s)
    case .link:
      let target = elements.isOpen(.a) ? nil : links.link(to: reader.addressBytes(node))
      if let target { elements.begin(.a, target.attributes.pairs) } else { elements.begin(nil) }
    case .image:
      // The description of an image is text, whatever Markdown is in it.
      let text = reader.description(of: node)
      elements.image("image", reader.addressBytes(node), text: Array(text.utf8), links)
      return true
    default: break
    }
    return false
  }

  /// Closes a node and those around it that end with it; returns the node to write next.
  private func leave(
    _ node: MarkdownNode, below block: MarkdownNode, _ elements: inout OpenElements
  ) -> MarkdownNode? {
    var node = node
    while true {
      switch node.kind {
      case .emphasis, .strong, .strikethrough: elements.end()
      case .link:
        elements.end()
        showRefused(node, &elements)
      default: break
      }
      if let next = node.next { return next }
      guard let parent = node.parent, parent != block else { return nil }
      node = parent
    }
  }

  /// Shows the address of a link that may not be one as text.
  private func showRefused(_ node: MarkdownNode, _ elements: inout OpenElements) {
    let address = reader.addressBytes(node)
    guard !address.isEmpty, WebAddress(address) == nil else { return }
    elements.text(" <\(String(decoding: address, as: UTF8.self))>", showsControls: true)
  }

  /// Writes a reference to a footnote; the first one is where the footnote leads back to.
  private mutating func refer(to number: String, _ elements: inout OpenElements) {
    elements.begin(.sup)
    if elements.isOpen(.a) {
      elements.begin(nil)
    } else if referred.insert(number).inserted {
      elements.begin(
        .a, [.id: "ref-\(number)", .href: "#note-\(number)", .describedBy: "note-\(number)"])
    } else {
      elements.begin(.a, [.href: "#note-\(number)", .describedBy: "note-\(number)"])
    }
    elements.text("[\(number)]")
    elements.end()
    elements.end()
  }
}
