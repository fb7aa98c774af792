import ArgumentParser

struct Cat: ReadingCommand {
  static let name = "cat"

  static let configuration = CommandConfiguration.command(
    name, "Show posts as pages of a shell session.",
    details: """
      At a terminal, paragraphs are wrapped to its width (100 columns at most) and shown in the \
      pager that $BLOGSH_PAGER or $PAGER names. A file that is not text is only described; --raw \
      prints its bytes.
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

  @Option(help: ArgumentHelp("Wrap paragraphs at this many columns.", valueName: "columns"))
  var width: Int?

  @OptionGroup var limitOptions: LimitOptions

  @OptionGroup var colorOptions: ColorOptions

  @Argument(help: ArgumentHelp("The posts to show.", valueName: "path"))
  var paths: [String]

  func validate() throws {
    if [raw, body, meta].count(where: \.self) > 1 {
      throw ValidationError("Use only one of --raw, --body and --meta.")
    }
    if let width, width < 1 {
      throw ValidationError("The width must be 1 or more.")
    }
  }

  /// The work that the options and arguments ask for.
  var showing: PostShowing {
    var showing = PostShowing(paths: paths)
    if raw { showing.part = .bytes }
    if body { showing.part = .body }
    if meta { showing.part = .frontMatter }
    showing.width = width
    return showing
  }

  func run(in session: Session) throws { try showing.run(in: session) }
}
