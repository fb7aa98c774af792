import Entries
import Markdown
import Posts
import Store
import Terminal
import View

/// The work of `cat`: shows posts, or parts of them.
struct PostShowing: SessionWork, Equatable {
  /// The part of each post that is shown.
  enum Part {
    /// A page of a shell session.
    case page
    /// The exact bytes.
    case bytes
    /// The exact bytes that follow the front matter.
    case body
    /// The front matter as JSON.
    case frontMatter
  }

  /// The posts, as the command line names them.
  var paths: [String]
  var part = Part.page
  /// Whether lines of bytes are shown after their numbers.
  var numbersLines = false
  /// The number of columns at which paragraphs are wrapped; nil for the width of the terminal.
  var width: Int?
  /// The form of links; nil for hyperlinks where styles are shown, and inline addresses elsewhere.
  var links: Layout.LinkForm?
  /// Whether a line with the date, the tags and the authors follows the title.
  var showsFacts = false
  /// Whether a pager shows the pages even if the environment says that none is wanted.
  var needsPager = false

  func run(in session: Session) throws {
    if part == .page { session.console.startPager(evenIfUnwanted: needsPager) }
    var isFirst = true
    var numbers = numbersLines ? LineNumbers() : nil
    try session.forEachContent(of: paths) { reader, isAlone in
      switch part {
      case .bytes:
        var pieces = TextPieces(reader, decodesUTF16: numbersLines)
        try pieces.read { piece in
          try write(piece, &numbers, to: session.console)
          return true
        }
      case .body, .frontMatter:
        let source = PostSource(try reader.all(limit: Self.largestPost))
        try showPart(of: source, at: reader.path, &numbers, in: session)
      case .page:
        let content = try reader.all(limit: Self.largestPost)
        try showPage(
          PostPage(path: reader.path, content: content), isFirst: isFirst, isAlone: isAlone,
          in: session)
      }
      isFirst = false
    }
  }

  private func write(
    _ piece: ByteSpan, _ numbers: inout LineNumbers?, to console: Console
  ) throws(ConsoleError) {
    if let numbered = numbers?.numbered(piece) {
      try console.write(numbered.span)
    } else {
      try console.write(piece)
    }
  }

  private func showPart(
    of source: PostSource, at path: Path, _ numbers: inout LineNumbers?, in session: Session
  ) throws {
    if let problem = source.frontMatter?.problem { warn(of: problem, at: path, in: session) }
    if part == .body {
      try write(source.body.span, &numbers, to: session.console)
    } else {
      let fields = Value.table(source.frontMatter?.fields ?? [])
      try session.console.print(JSONText.encode(fields))
    }
  }

  private func showPage(
    _ page: PostPage, isFirst: Bool, isAlone: Bool, in session: Session
  ) throws {
    let console = session.console
    if let problem = page.problem { warn(of: problem, at: page.path, in: session) }
    if !page.isUTF8 {
      session.warn("\(page.path): not UTF-8: invalid bytes are shown as U+FFFD")
      session.note(.partial)
    }
    let layout = Layout(
      width: width ?? console.output.width.map { min($0, Self.widestPage) },
      links: linkForm(on: console.output), showsFacts: showsFacts)
    if !isFirst { try console.print(StyledLine()) }
    // A person who has just typed this command still sees it.
    if !isAlone || !session.isTypedAbove {
      try console.print("$ cat ", name: page.path.bytes)
    }
    try console.print(StyledLine())
    try page.forEachLine(layout) { obstacle in
      session.warn("\(page.path): \(obstacle.reason); it is shown as text, not as Markdown")
    } _: { (line) throws(ConsoleError) in
      try console.print(line)
    }
  }

  /// Returns the form of links on a stream, which has hyperlinks only where it has styles.
  private func linkForm(on output: ConsoleStream) -> Layout.LinkForm {
    let form = links ?? .hyperlink
    return form == .hyperlink && !output.showsStyles ? .inline : form
  }

  private func warn(of problem: FrontMatterProblem, at path: Path, in session: Session) {
    session.warn("\(path): front matter does not parse: \(problem)")
  }

  /// The greatest width of a page in columns: wider paragraphs are hard to read.
  private static let widestPage = 100

  /// The largest size of a post that is shown, in bytes, since it is read as a whole. A larger file
  /// is hardly a post, and --raw prints it.
  private static let largestPost = 64 * 1_048_576
}

extension PostPage.Obstacle {
  fileprivate var reason: String {
    switch self {
    case .length: "its text is larger than \(ParsedMarkdown.longestText >> 20) MiB"
    case .effort: "its text would take too long to lay out"
    }
  }
}
