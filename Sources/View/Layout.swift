/// The layout of a page, which depends on where the page is shown.
package struct Layout: Equatable, Sendable {
  /// The form in which the address of a link is shown.
  package enum LinkForm: Equatable, Sendable {
    /// After the text, as ` <url>`.
    case inline
    /// As a hyperlink over the text if the address can be one; else as `inline`.
    case hyperlink
    /// As a number after the text, `[1]`, with all addresses at the end of the page.
    case footnote
    /// Not at all, as in a title.
    case omitted
  }

  /// The schemes that a click may open: none that reads a file or starts a program.
  private static let openableSchemes: Set<String> = ["http", "https", "mailto", "ftp"]

  /// The greatest length of a hyperlink in bytes: VTE, and the terminals built on it, drop longer
  /// ones.
  package static let longestHyperlink = 2083

  /// Returns whether an address can be a hyperlink. One relative to the post would open nothing.
  package static func canBeHyperlink(_ address: String) -> Bool {
    guard let colon = address.firstIndex(of: ":"), address.utf8.count <= longestHyperlink else {
      return false
    }
    return openableSchemes.contains(address[..<colon].lowercased())
  }

  /// The number of terminal columns that paragraphs are wrapped to, 1 or more; nil keeps each
  /// paragraph on one line.
  package var width: Int?
  /// The form in which the address of a link is shown.
  package var links: LinkForm
  /// Whether a line with the date, the tags and the authors follows the title.
  package var showsFacts: Bool

  /// Creates a layout; the default is the one for a pipe.
  package init(width: Int? = nil, links: LinkForm = .inline, showsFacts: Bool = false) {
    self.width = width
    self.links = links
    self.showsFacts = showsFacts
  }
}
