/// A line of a page: pieces of text, each with its style, and no line ending.
///
/// No piece holds `\n` or `\r`. Other control characters are still as in the post; the code that
/// prints a line to a terminal makes them harmless.
package struct StyledLine: Equatable, Sendable {
  /// The line's pieces from left to right: none is empty, and no two neighbours look the same.
  package private(set) var spans: [Span]

  /// The number of columns of a rule that a terminal draws in an empty line; nil for no rule. It is
  /// no part of the text.
  package private(set) var rule: Int?

  /// Joins pieces into a line, leaving out empty ones and merging neighbours that look the same.
  package init(_ spans: [Span] = []) {
    self.spans = []
    self.spans.reserveCapacity(spans.count)
    for span in spans { append(span) }
  }

  /// Creates a line with a rule that begins after its pieces.
  init(_ spans: [Span] = [], rule: Int?) {
    self.init(spans)
    self.rule = rule
  }

  /// The line without styles and hyperlinks.
  package var text: String {
    spans.count == 1 ? spans[0].text : spans.reduce(into: "") { $0 += $1.text }
  }

  /// Adds a piece at the right end.
  package mutating func append(_ span: Span) {
    guard !span.text.isEmpty else { return }
    if let last = spans.last, last.style == span.style, last.link == span.link {
      spans[spans.count - 1].text += span.text
    } else {
      spans.append(span)
    }
  }
}

extension StyledLine {
  /// A piece of a line with a single look.
  package struct Span: Equatable, Sendable {
    /// The piece's text.
    package var text: String
    /// The look of the text at a terminal.
    package var style: Style
    /// The address of the hyperlink that covers the text; nil if none does.
    package var link: String?

    package init(_ text: String, style: Style = [], link: String? = nil) {
      self.text = text
      self.style = style
      self.link = link
    }
  }
}
