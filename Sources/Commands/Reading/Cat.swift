import ArgumentParser
import Posts
import Store
import View

struct Cat: SessionCommand {
  static let name = "cat"

  static let configuration = CommandConfiguration.command(
    name, "Show posts as pages of a shell session.",
    details: """
      At a terminal paragraphs are wrapped to its width, 100 columns at most, and shown in the pager \
      that $BLOGSH_PAGER or $PAGER names. A file that is not text is named, and not poured onto the \
      terminal; --raw gives its bytes.
      """,
    examples: [
      "blogsh cat post/one-copy-is-a-rumour.md",
      "blogsh cat --raw post/the-shelf-by-the-stairs.png > shelf.png",
      "blogsh cat --meta post/box-23.md",
      "blogsh -C blog.tar.gz cat --width 60 post/box-23.md",
    ])

  @Flag(help: "Give the exact bytes of each file.")
  var raw = false

  @Flag(help: "Give the exact bytes that follow the front matter.")
  var body = false

  @Flag(help: "Give the front matter as JSON, one object a line.")
  var meta = false

  @Option(help: ArgumentHelp("Wrap paragraphs to this many columns.", valueName: "columns"))
  var width: Int?

  @OptionGroup var colorOptions: ColorOptions

  @Argument(help: ArgumentHelp("The posts to show.", valueName: "path"))
  var paths: [String]

  init() {}

  /// Just what parsing `paths` would give, which no test lets drift.
  init(paths: [String]) {
    raw = false
    body = false
    meta = false
    width = nil
    colorOptions = ColorOptions(color: .auto)
    self.paths = paths
  }

  func validate() throws {
    if [raw, body, meta].count(where: \.self) > 1 {
      throw ValidationError("Of --raw, --body and --meta only one can be asked for.")
    }
    if let width, width < 1 {
      throw ValidationError("The width must be 1 or more.")
    }
  }

  func run(in session: Session) throws {
    let paths = session.paths(paths)
    let contents = try session.collection().contents(of: paths, report: session.omit)
    if !raw, !body, !meta { session.console.startPager() }
    var isFirst = true
    for path in paths {
      do {
        let reader = try contents.reader(for: path)
        if raw {
          try session.console.write(contentOf: reader)
        } else {
          try show(reader, isFirst: isFirst, in: session)
        }
        isFirst = false
      } catch let error as StoreError {
        session.fail(error)
      }
    }
  }

  private func show(_ reader: ContentReader, isFirst: Bool, in session: Session) throws {
    let content = try reader.all(limit: Self.largestPost)
    if body || meta {
      try showPart(of: PostSource(content), at: reader.path, in: session)
    } else {
      try showPage(PostPage(path: reader.path, content: content), isFirst: isFirst, in: session)
    }
  }

  private func showPart(of source: PostSource, at path: Path, in session: Session) throws {
    if let problem = source.frontMatter?.problem { warn(of: problem, at: path, in: session) }
    if body {
      try session.console.write(source.body.span)
    } else {
      let fields = Value.table(source.frontMatter?.fields ?? [])
      try session.console.print(JSONText.encode(fields))
    }
  }

  private func showPage(_ page: PostPage, isFirst: Bool, in session: Session) throws {
    let console = session.console
    if let problem = page.problem { warn(of: problem, at: page.path, in: session) }
    if !page.isUTF8 {
      session.warn("\(page.path): not UTF-8: bytes that are not are shown as U+FFFD")
      session.note(.partial)
    }
    let layout = Layout(
      width: width ?? console.output.width.map { min($0, Self.widestPage) },
      links: console.output.showsStyles ? .hyperlink : .inline)
    if !isFirst { try console.print(StyledLine()) }
    try console.print("$ cat ", name: page.path.bytes)
    try console.print(StyledLine())
    try page.forEachLine(layout) { (line) throws(ConsoleError) in try console.print(line) }
  }

  private func warn(of problem: FrontMatterProblem, at path: Path, in session: Session) {
    session.warn("\(path): front matter does not parse: \(problem)")
  }

  /// Wider paragraphs are hard to read.
  private static let widestPage = 100

  /// A post is read whole to be shown; what is larger than this is no post, and --raw gives it.
  private static let largestPost = 64 * 1_048_576
}
