import ArgumentParser

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

  func validate() throws {
    if [raw, body, meta].count(where: \.self) > 1 {
      throw ValidationError("Of --raw, --body and --meta only one can be asked for.")
    }
    if let width, width < 1 {
      throw ValidationError("The width must be 1 or more.")
    }
  }

  /// What the words ask for.
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
