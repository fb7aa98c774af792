/// How a page is laid out: what depends on where it is shown.
package struct Layout: Equatable, Sendable {
  /// How the address of a link is shown.
  package enum LinkForm: Equatable, Sendable {
    /// After the text, as ` <url>`.
    case inline
    /// As a hyperlink over the text.
    case hyperlink
  }

  /// The number of terminal columns that paragraphs are wrapped to, 1 or more; `nil` keeps a
  /// paragraph on one line.
  package var width: Int?
  /// How the address of a link is shown.
  package var links: LinkForm

  /// Makes a layout; the default one is what a pipe gets.
  package init(width: Int? = nil, links: LinkForm = .inline) {
    self.width = width
    self.links = links
  }
}
