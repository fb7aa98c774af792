/// How a page is laid out: what depends on where it is shown.
package struct Layout: Equatable, Sendable {
  /// How the address of a link is shown.
  package enum LinkForm: Equatable, Sendable {
    /// After the text, as ` <url>`.
    case inline
    /// As a hyperlink over the text, where it can be one; else as `inline`.
    case hyperlink
    /// Not at all, as in a title.
    case omitted
  }

  /// The schemes that a click may open: none that reads a file or starts a program.
  private static let openableSchemes: Set<String> = ["http", "https", "mailto", "ftp"]

  /// How long a hyperlink may be in bytes: VTE, and what builds on it, drops longer ones.
  package static let longestHyperlink = 2083

  /// Whether an address can be a hyperlink: what is relative to the post opens nothing.
  package static func canBeHyperlink(_ address: String) -> Bool {
    guard let colon = address.firstIndex(of: ":"), address.utf8.count <= longestHyperlink else {
      return false
    }
    return openableSchemes.contains(address[..<colon].lowercased())
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
