import Markdown
import Posts

/// Reads the content of a paragraph, a heading or a cell.
struct InlineReader {
  /// The form of links, with none open.
  let links: OpenLinks
  /// The marks that the parsed text has.
  let marks: ParserMarks

  /// The styles, links and images that are open at the node being read.
  private struct Surroundings {
    var styles: [Style]
    var links: OpenLinks
    var references = CharacterReferences()
    /// Whether the next line break is one on the page too.
    var keepsLine: Bool

    var style: Style { links.styled(styles.last ?? []) }
    var link: Int? { links.hyperlink }

    mutating func open(_ style: Style) { styles.append((styles.last ?? []).union(style)) }
  }

  /// Returns the text of everything in a block.
  func text(of block: MarkdownNode, style: Style = []) -> StyledText {
    var text = StyledText()
    var surroundings = Surroundings(
      styles: [style], links: links, keepsLine: isCallout(block))
    var node = block.firstChild
    while let current = node {
      enter(current, &text, &surroundings)
      if let child = current.firstChild, current.kind != .footnoteReference {
        node = child
        continue
      }
      node = leave(current, below: block, &text, &surroundings)
    }
    surroundings.links.closeAll(in: &text, style: style)
    return text
  }

  /// Returns whether a paragraph begins a quote with the line of a callout: `[!NOTE]`, in Obsidian
  /// also with a title after it.
  func isCallout(_ block: MarkdownNode) -> Bool {
    guard block.kind == .paragraph, let quote = block.parent, quote.kind == .quote,
      quote.firstChild == block, let text = block.firstChild, text.kind == .text
    else { return false }
    let bytes = literal(text)
    guard bytes.starts(with: "[!".utf8), let end = bytes.firstIndex(of: .closeBracket) else {
      return false
    }
    return end > 2 && bytes[2..<end].allSatisfy { $0.isLetter || $0.isDigit || $0 == .dash }
  }

  /// Returns the text of a leaf; at the end of a heading, without attributes such as `{#id .class}`
  /// (Pandoc, Hugo, kramdown).
  func shownText(of node: MarkdownNode) -> ArraySlice<UInt8> {
    let bytes = literal(node)
    guard bytes.last == .closeBrace, node.next == nil, node.parent?.kind == .heading,
      let start = bytes.lastIndex(of: .openBrace), start > 0 || node != node.parent?.firstChild,
      start + 2 < bytes.count
    else { return bytes[...] }
    let attributes = bytes[(start + 1)...].dropLast()
    let begins = attributes.drop { $0 == .colon || $0 == .space }.first
    guard begins == .hash || begins == .dot || attributes.elementsEqual("-".utf8) else {
      return bytes[...]
    }
    return bytes[..<start]
  }

  /// Returns the text of a leaf without marks.
  func literal(_ node: MarkdownNode) -> [UInt8] {
    marks.removed(from: node.literal)
  }

  private func enter(
    _ node: MarkdownNode, _ text: inout StyledText, _ surroundings: inout Surroundings
  ) {
    switch node.kind {
    case .text, .unknown:
      text.append(shownText(of: node), style: surroundings.style, link: surroundings.link)
    case .softBreak where surroundings.keepsLine:
      text.appendLineBreak()
      surroundings.keepsLine = false
    case .softBreak:
      text.append(" ", style: surroundings.style, link: surroundings.link)
    case .lineBreak:
      text.appendLineBreak()
    case .codeSpan:
      text.appendCode(literal(node), style: surroundings.style, link: surroundings.link)
    case .tag:
      let tag = HTMLTag(literal(node)[...])
      if tag.name == "br" { text.appendLineBreak() }
      surroundings.links.apply(tag, &surroundings.references, in: &text, style: surroundings.style)
    case .footnoteReference:
      text.append("[\(String(decoding: literal(node), as: UTF8.self))]", style: surroundings.style)
    case .emphasis: surroundings.open(.italic)
    case .strong: surroundings.open(.bold)
    case .strikethrough: surroundings.open(.struck)
    case .link: surroundings.links.open(address(node), in: &text)
    case .image:
      surroundings.links.openImage(
        "image", address(node), isDescribed: node.firstChild != nil, in: &text,
        style: surroundings.style)
    default: break
    }
  }

  /// Closes a node and those around it that end with it; returns the node to read next.
  private func leave(
    _ node: MarkdownNode, below block: MarkdownNode, _ text: inout StyledText,
    _ surroundings: inout Surroundings
  ) -> MarkdownNode? {
    var node = node
    while true {
      switch node.kind {
      case .emphasis, .strong, .strikethrough: surroundings.styles.removeLast()
      case .link: surroundings.links.close(in: &text, style: surroundings.style)
      case .image: surroundings.links.closeImage(in: &text, style: surroundings.style)
      default: break
      }
      if let next = node.next { return next }
      guard let parent = node.parent, parent != block else { return nil }
      node = parent
    }
  }

  /// Returns the address of a link or an image.
  private func address(_ node: MarkdownNode) -> String {
    OpenLinks.address(addressBytes(node))
  }

  /// Returns the address of a link or an image as the post has it.
  func addressBytes(_ node: MarkdownNode) -> [UInt8] { marks.removed(from: node.address) }

  /// Returns the description of an image.
  func description(of image: MarkdownNode) -> String {
    let reader = InlineReader(links: OpenLinks(.omitted), marks: marks)
    return reader.text(of: image).joined().text
  }
}
