import Posts
import Terminal
import View

/// A post as its page in the shell view.
struct PostPage {
  let path: Path
  let content: [UInt8]
  let form: PostForm
  private let source: PostSource?

  init(path: Path, content: [UInt8]) {
    self.path = path
    self.content = content
    form = PostForm(path: path, content: content)
    if case .binary = form {
      source = nil
    } else {
      source = PostSource(content)
    }
  }

  /// The problem with the front matter, if it does not parse.
  var problem: FrontMatterProblem? { source?.frontMatter?.problem }

  /// Whether the text is valid UTF-8, so that no byte is shown as a replacement character; true for
  /// a file that is not text.
  var isUTF8: Bool {
    if case .binary = form { return true }
    return (try? UTF8Span(validating: content.span)) != nil
  }

  /// Lays out the page and passes on each line: title, two empty lines, body.
  func forEachLine<Failure: Error>(
    _ layout: Layout, _ body: (StyledLine) throws(Failure) -> Void
  ) throws(Failure) {
    guard let source else { return try body(StyledLine([.init(assetLine)])) }
    let facts = PostFacts(path: path, frontMatter: source.frontMatter)
    var gap = Page.gap
    func pushBodyLine(_ line: StyledLine) throws(Failure) {
      for empty in gap { try body(empty) }
      gap = []
      try body(line)
    }
    guard form == .markdown else {
      for line in Page.head(title: facts.title(orHeading: nil, path: path)) { try body(line) }
      let lines =
        form == .html
        ? htmlLines(source.body.span, layout: layout) : textLines(source.body.span)
      for line in lines { try pushBodyLine(line) }
      return
    }
    let document = MarkdownDocument(source.body.span)
    let heading = facts.title == nil ? document.leadingHeading : nil
    for line in Page.head(title: facts.title(orHeading: heading, path: path)) { try body(line) }
    try document.forEachLine(layout, skippingLeadingHeading: heading != nil, pushBodyLine)
  }

  /// The line shown in the place of a file that is not text.
  private var assetLine: String {
    guard case .binary(let sort) = form else { return "" }
    return "[\(sort), \(Figures.grouped(content.count)) bytes]"
  }

  /// Reads the facts of a post from its first bytes, for lists.
  static func facts(path: Path, content: [UInt8]) -> PostFacts {
    let source = PostSource(content)
    let facts = PostFacts(path: path, frontMatter: source.frontMatter)
    guard facts.title == nil else { return facts }
    let heading = MarkdownDocument.leadingHeading(of: source.body.span)
    return facts.titled(orHeading: heading, path: path)
  }
}
