import ArgumentParser
import View

struct Cat: ReadingCommand, PathsCommand {
  static let name = "cat"

  static let configuration = CommandConfiguration.command(
    name, "Show posts as pages of a shell session.",
    details: """
      At a terminal, paragraphs are wrapped to its width (100 columns at most) and shown in the \
      pager that $BLOGSH_PAGER or $PAGER names. Links are hyperlinks where styles are shown, and \
      inline elsewhere. A file that is not text is only described; --raw prints its bytes.
      """,
    examples: [
      "blogsh cat post/one-copy-is-a-rumour.md",
      "blogsh cat --raw post/the-shelf-by-the-stairs.png > shelf.png",
      "blogsh cat --meta post/box-23.md",
      "blogsh -C blog.tar.gz cat --width 60 post/box-23.md",
    ])

  @Flag(help: "Print the exact bytes of each file.")
  var raw = false

  @Flag(help: "Print the exact bytes that follow the front matter.")
  var body = false

  @Flag(help: "Print the front matter as JSON, one object per line.")
  var meta = false

  @Flag(
    name: [.customShort("n"), .customLong("number")],
    help: "Print the lines of each file with their numbers, instead of a page.")
  var number = false

  @Option(help: ArgumentHelp("Wrap paragraphs at this many columns.", valueName: "columns"))
  var width: Int?

  @Option(
    help: ArgumentHelp(
      "Show addresses after the text, as hyperlinks over it, or numbered at the end of the page.",
      valueName: "form"))
  var links: LinkFormName?

  @Flag(help: "Show the date, the tags and the authors in a line under the title.")
  var facts = false

  @OptionGroup var colorOptions: ColorOptions

  @Argument(help: ArgumentHelp("The posts to show.", valueName: "path"))
  var paths: [String]

  func validate() throws {
    if [raw, body, meta].count(where: \.self) > 1 {
      throw ValidationError("Use only one of --raw, --body and --meta.")
    }
    if number, meta { throw ValidationError("Use only one of -n and --meta.") }
    if let width, width < 1 {
      throw ValidationError("The width must be 1 or more.")
    }
  }

  /// The work that the options and arguments ask for.
  var showing: PostShowing {
    var showing = PostShowing(paths: paths)
    if raw || number { showing.part = .bytes }
    if body { showing.part = .body }
    if meta { showing.part = .frontMatter }
    showing.numbersLines = number
    showing.width = width
    showing.links = links?.form
    showing.showsFacts = facts
    return showing
  }

  func run(in session: Session) throws { try showing.run(in: session) }
}

/// The values of `--links`.
enum LinkFormName: String, CaseIterable, ExpressibleByArgument {
  case inline, hyperlink, footnote

  fileprivate var form: Layout.LinkForm {
    switch self {
    case .inline: .inline
    case .hyperlink: .hyperlink
    case .footnote: .footnote
    }
  }
}
