import Posts

/// The links and images that are open while a text is put together, in Markdown or in HTML.
struct OpenLinks {
  /// The form in which addresses are shown.
  private let form: Layout.LinkForm
  /// The addresses that are listed at the end of the page, for the form that does so.
  private let notes: LinkNotes
  private var links: [Link] = []
  /// The number of open images: the text in them is a description, which shows no addresses.
  private var images = 0

  private struct Link {
    /// The start of the link's text.
    var start: Int
    var address: String
    /// The hyperlink over the text; nil if it has none.
    var hyperlink: Int?
    /// Whether a tag of HTML opened the link; such a link may never be closed.
    var isOfTag: Bool
  }

  init(_ form: Layout.LinkForm, notes: LinkNotes = LinkNotes()) {
    self.form = form
    self.notes = notes
  }

  /// Returns a style with the look of a link, if the text that is added now belongs to one.
  func styled(_ style: Style) -> Style {
    hyperlink != nil || links.last?.address.isEmpty == false ? style.union(.link) : style
  }

  /// The hyperlink over the text that is added now; nil if there is none.
  var hyperlink: Int? { links.last?.hyperlink }

  /// Opens a link.
  mutating func open(_ address: String, isOfTag: Bool = false, in text: inout StyledText) {
    let address = images == 0 ? address : ""
    var link = hyperlink
    // A picture that is itself a link leads to the link's target, as in a browser.
    if form == .hyperlink, link == nil, Layout.canBeHyperlink(address) {
      link = text.addLink(address)
    }
    links.append(Link(start: text.bytes.count, address: address, hyperlink: link, isOfTag: isOfTag))
  }

  /// Closes the innermost link of Markdown, and those of tags in it.
  mutating func close(in text: inout StyledText, style: Style) {
    while let link = links.popLast() {
      end(link, in: &text, style: style)
      if !link.isOfTag { return }
    }
  }

  /// Closes the innermost link if a tag opened it.
  mutating func closeTag(in text: inout StyledText, style: Style) {
    guard links.last?.isOfTag == true, let link = links.popLast() else { return }
    end(link, in: &text, style: style)
  }

  /// Closes the links that were never closed.
  mutating func closeAll(in text: inout StyledText, style: Style) {
    while let link = links.popLast() { end(link, in: &text, style: style) }
  }

  /// Opens an image, or another thing that is shown by its name.
  mutating func openImage(
    _ name: String, _ address: String, isDescribed: Bool, in text: inout StyledText, style: Style
  ) {
    open(address, in: &text)
    images += 1
    let style = styled(style)
    text.append("[\(name)", style: style, link: hyperlink)
    if isDescribed { text.append(": ", style: style, link: hyperlink) }
  }

  /// Closes an image.
  mutating func closeImage(in text: inout StyledText, style: Style) {
    text.append("]", style: styled(style), link: hyperlink)
    images -= 1
    close(in: &text, style: style)
  }

  private func end(_ link: Link, in text: inout StyledText, style: Style) {
    guard !link.address.isEmpty else { return }
    let around = style.subtracting(.link)
    if isAddress(text.bytes[link.start...], of: link.address) {
      text.markAddress(from: link.start)
    } else if form == .footnote {
      text.append("[\(notes.number(of: link.address))]", style: around)
    } else if form != .omitted, link.hyperlink == nil {
      text.append(address: link.address, style: around)
    } else if text.bytes.count == link.start {
      text.append(link.address, style: style.union(.link), link: link.hyperlink)
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

  /// Returns an address with its white space percent-encoded, so that it is one word.
  static func address(_ bytes: [UInt8]) -> String {
    var encoded: [UInt8] = []
    encoded.reserveCapacity(bytes.count)
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
}
