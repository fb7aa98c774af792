import Posts

/// Reads the content of a paragraph, a heading or a cell.
struct InlineReader {
  let links: Layout.LinkForm
  /// Whether the document has marks of `MarkdownGuard`.
  let holdsMarks: Bool

  /// The styles, links and images that are open at the node being read.
  private struct Surroundings {
    var styles: [Style]
    /// The start of each open link's text, its address, and its hyperlink.
    var links: [(start: Int, address: String, link: Int?)] = []
    /// The number of open images: the text in them is a description, which shows no addresses.
    var images = 0

    var style: Style { styles.last ?? [] }
    var link: Int? { links.last?.link }
  }

  /// Returns the text of everything in a block.
  func text(of block: MarkdownNode, style: Style = []) -> StyledText {
    var text = StyledText()
    var surroundings = Surroundings(styles: [style])
    var node = block.firstChild
    while let current = node {
      enter(current, &text, &surroundings)
      if let child = current.firstChild, current.kind != .footnoteReference {
        node = child
        continue
      }
      node = leave(current, below: block, &text, &surroundings)
    }
    return text
  }

  /// Returns the text of a leaf without marks.
  func literal(_ node: MarkdownNode) -> [UInt8] {
    removingMarks(node.literal)
  }

  private func enter(
    _ node: MarkdownNode, _ text: inout StyledText, _ surroundings: inout Surroundings
  ) {
    switch node.kind {
    case .text, .unknown:
      text.append(literal(node), style: surroundings.style, link: surroundings.link)
    case .softBreak:
      text.append(" ", style: surroundings.style, link: surroundings.link)
    case .lineBreak:
      text.appendLineBreak()
    case .codeSpan:
      text.appendCode(literal(node), style: surroundings.style, link: surroundings.link)
    case .tag:
      let tag = node.literal.dropFirst()
      if tagName(tag) == "br" { text.appendLineBreak() }
    case .footnoteReference:
      text.append("[\(String(decoding: literal(node), as: UTF8.self))]", style: surroundings.style)
    case .emphasis: surroundings.styles.append(surroundings.style.union(.italic))
    case .strong: surroundings.styles.append(surroundings.style.union(.bold))
    case .strikethrough: surroundings.styles.append(surroundings.style.union(.struck))
    case .link: openLink(node, &text, &surroundings)
    case .image:
      openLink(node, &text, &surroundings)
      surroundings.images += 1
      text.append("[image", style: surroundings.style, link: surroundings.link)
      if node.firstChild != nil {
        text.append(": ", style: surroundings.style, link: surroundings.link)
      }
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
      case .link: closeLink(&text, &surroundings)
      case .image:
        text.append("]", style: surroundings.style, link: surroundings.link)
        surroundings.images -= 1
        closeLink(&text, &surroundings)
      default: break
      }
      if let next = node.next { return next }
      guard let parent = node.parent, parent != block else { return nil }
      node = parent
    }
  }

  // MARK: Links

  private func openLink(
    _ node: MarkdownNode, _ text: inout StyledText, _ surroundings: inout Surroundings
  ) {
    let address = surroundings.images == 0 ? self.address(node) : ""
    var link = surroundings.link
    // A picture that is itself a link leads to the link's target, as in a browser.
    if links == .hyperlink, link == nil, Layout.canBeHyperlink(address) {
      link = text.addLink(address)
    }
    surroundings.links.append((text.bytes.count, address, link))
  }

  private func closeLink(_ text: inout StyledText, _ surroundings: inout Surroundings) {
    let (start, address, link) = surroundings.links.removeLast()
    guard !address.isEmpty else { return }
    if isAddress(text.bytes[start...], of: address) {
      text.markAddress(from: start)
    } else if links != .omitted, link == nil {
      text.append(address: address, style: surroundings.style)
    } else if text.bytes.count == start {
      text.append(address, style: surroundings.style, link: link)
    }
  }

  /// Returns whether the text of a link already shows its address, as that of a bare link does;
  /// cmark adds `mailto:` or `http://` to one without a scheme.
  private func isAddress(_ text: ArraySlice<UInt8>, of address: String) -> Bool {
    let added = address.utf8.count - text.count
    guard added >= 0, address.utf8.dropFirst(added).elementsEqual(text) else { return false }
    switch address.utf8.prefix(added) {
    case let scheme where scheme.elementsEqual("mailto:".utf8): return true
    case let scheme where scheme.elementsEqual("http://".utf8):
      return text.starts(with: "www.".utf8)
    case let scheme: return scheme.isEmpty
    }
  }

  /// Returns the address of a link with its white space percent-encoded, so that it is one word.
  private func address(_ node: MarkdownNode) -> String {
    let bytes = removingMarks(node.address)
    guard bytes.contains(where: \.isWhiteSpace) else {
      return String(decoding: bytes, as: UTF8.self)
    }
    var encoded: [UInt8] = []
    for byte in bytes {
      switch byte {
      case .space: encoded += "%20".utf8
      case .tab: encoded += "%09".utf8
      case .newline: encoded += "%0A".utf8
      case .carriageReturn: encoded += "%0D".utf8
      default: encoded.append(byte)
      }
    }
    return String(decoding: encoded, as: UTF8.self)
  }

  private func removingMarks(_ bytes: [UInt8]) -> [UInt8] {
    guard holdsMarks else { return bytes }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      if bytes[index] == MarkdownGuard.mark[0], bytes[index...].starts(with: MarkdownGuard.mark) {
        index += MarkdownGuard.mark.count
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return result
  }
}
