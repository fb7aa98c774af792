import View

extension MarkdownDocument {
  /// Returns the lines of the text.
  func lines(_ layout: Layout = Layout(), skippingLeadingHeading: Bool = false) -> [StyledLine] {
    var lines: [StyledLine] = []
    forEachLine(layout, skippingLeadingHeading: skippingLeadingHeading) { lines.append($0) }
    return lines
  }
}

/// Returns the lines of some Markdown, joined by `\n`.
func shown(
  _ markdown: String, width: Int? = nil, links: Layout.LinkForm = .inline,
  skippingLeadingHeading: Bool = false
) -> String {
  MarkdownDocument(Array(markdown.utf8).span)
    .lines(
      Layout(width: width, links: links), skippingLeadingHeading: skippingLeadingHeading
    )
    .map(\.text)
    .joined(separator: "\n")
}

/// Returns the lines of some Markdown.
func lines(_ markdown: String, _ layout: Layout = Layout()) -> [StyledLine] {
  MarkdownDocument(Array(markdown.utf8).span).lines(layout)
}

/// Returns the lines of some HTML, joined by `\n`.
func shown(html: String, width: Int? = nil) -> String {
  htmlLines(Array(html.utf8).span, layout: Layout(width: width))
    .map(\.text).joined(separator: "\n")
}
