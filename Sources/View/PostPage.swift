import Markdown
package import Posts

/// A post as its page in the shell view: title, two empty lines, body.
package struct PostPage {
  package let path: Path
  private let content: [UInt8]
  private let form: PostForm
  private let source: PostSource?

  package init(path: Path, content: [UInt8]) {
    let content = content.decodedFromUTF16 ?? content
    self.path = path
    self.content = content
    form = PostForm(path: path, content: content)
    if case .binary = form {
      source = nil
    } else {
      source = PostSource(content)
    }
  }

  /// The problem of the front matter; nil if it parses.
  package var problem: FrontMatterProblem? { source?.frontMatter?.problem }

  /// Whether the content is UTF-8 or not text at all; otherwise the page has U+FFFD in it.
  package var isUTF8: Bool { source == nil || content.span.isUTF8 }

  /// The reason why Markdown is shown as text.
  package enum Obstacle {
    /// The body has more bytes than `ParsedMarkdown.longestText`.
    case length
    /// The parser would need too much time.
    case effort
  }

  /// Calls a closure with each line of the page; without a body, the empty lines are left out too.
  ///
  /// - Parameter warn: Called before the first line if the page is Markdown that is shown as text.
  package func forEachLine<Failure: Error>(
    _ layout: Layout, warn: (Obstacle) -> Void = { _ in },
    _ body: (StyledLine) throws(Failure) -> Void
  ) throws(Failure) {
    guard let source else { return try body(StyledLine([.init(assetLine)])) }
    let facts = PostFacts(path: path, frontMatter: source.frontMatter)
    var gap = [StyledLine(), StyledLine()]
    func pushBodyLine(_ line: StyledLine) throws(Failure) {
      for empty in gap { try body(empty) }
      gap = []
      try body(line)
    }
    guard form == .markdown else {
      let title = facts.title(orHeading: nil, path: path)
      for line in titleLines(title, facts, layout) { try body(line) }
      let lines =
        form == .html
        ? htmlLines(source.body.span, layout: layout) : textLines(source.body.span)
      for line in lines { try pushBodyLine(line) }
      return
    }
    let document = MarkdownDocument(source.body.span, isMDX: path.isMDX)
    if !document.isParsed {
      warn(source.body.count > ParsedMarkdown.longestText ? .length : .effort)
    }
    let heading = facts.title == nil ? document.leadingHeading : nil
    let title = facts.title(orHeading: heading, path: path)
    for line in titleLines(title, facts, layout) { try body(line) }
    try document.forEachLine(layout, skippingLeadingHeading: heading != nil, pushBodyLine)
  }

  /// The front matter; nil if the post has none, or is not text.
  package var frontMatter: FrontMatter? { source?.frontMatter }

  /// Returns the page as HTML.
  ///
  /// - Parameter links: The places that links and images lead to.
  package func markup(_ links: LinkResolver) -> PostMarkup {
    let facts = PostFacts(path: path, frontMatter: source?.frontMatter)
    var blocks = MarkupBlocks(links: links, marks: ParserMarks())
    guard let source else {
      blocks.write(lines: [StyledLine([.init(assetLine)])])
      return PostMarkup(title: facts.title(orHeading: nil, path: path), body: blocks.finish())
    }
    guard form == .markdown else {
      if form == .html {
        blocks.write(html: Array(source.body.span.text.utf8))
      } else {
        blocks.write(lines: textLines(source.body.span))
      }
      return PostMarkup(title: facts.title(orHeading: nil, path: path), body: blocks.finish())
    }
    let document = MarkdownDocument(source.body.span, isMDX: path.isMDX)
    let heading = facts.title == nil ? document.leadingHeading : nil
    return PostMarkup(
      title: facts.title(orHeading: heading, path: path),
      body: document.markup(links, skippingLeadingHeading: heading != nil))
  }

  private func titleLines(_ title: String, _ facts: PostFacts, _ layout: Layout) -> [StyledLine] {
    var text = StyledText()
    text.append(title, style: .heading(1))
    guard layout.showsFacts else { return text.wrapped(to: layout.width) }
    var line = StyledText()
    line.append(factWords(facts).joined(separator: ", "), style: .faint)
    return text.wrapped(to: layout.width) + line.wrapped(to: layout.width)
  }

  /// Returns the date, the mark of a draft, the tags and the authors, as far as they are known.
  private func factWords(_ facts: PostFacts) -> [String] {
    var words: [String] = []
    if let date = facts.date { words.append(date.day.description) }
    if facts.draft { words.append("draft") }
    words += facts.tags.map { "#\($0)" }
    let authors = source?.frontMatter?.authors ?? []
    if !authors.isEmpty { words.append("by \(authors.joined(separator: " and "))") }
    return words
  }

  /// The line that is shown in place of a file that is not text.
  private var assetLine: String {
    guard case .binary(let sort) = form else { return "" }
    return "[\(sort), \(Figures.count(content.count, "byte"))]"
  }

  /// Returns the facts that lists show of a post, read from its path and its first bytes.
  package static func facts(path: Path, content: [UInt8]) -> PostFacts {
    let source = PostSource(content)
    let facts = PostFacts(path: path, frontMatter: source.frontMatter)
    guard facts.title == nil else { return facts }
    let heading = MarkdownDocument.leadingHeading(of: source.body.span, isMDX: path.isMDX)
    return facts.titled(orHeading: heading)
  }
}

extension Path {
  /// Whether this names a post in MDX: Markdown with JavaScript and components.
  fileprivate var isMDX: Bool { fileExtension == "mdx" }
}

/// The page of a post as HTML: what stands between the header and the footer of its document.
package struct PostMarkup {
  package let title: String
  /// The markup of the text.
  package let body: MarkupWriter
}
