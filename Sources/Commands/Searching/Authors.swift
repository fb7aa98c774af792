import ArgumentParser
import Posts

struct Authors: ReadingCommand, PathsCommand {
  static let configuration = CommandConfiguration.command(
    "authors", "List authors, with the number of posts of each.",
    details: """
      Authors are in the front matter as author or authors: texts, lists, or tables with a name; \
      at its top, or in taxonomies, extra or params. Names that differ only in case are one. An \
      index does not hold authors, so the posts of an archive are read. To list the posts of an \
      author, use find --meta.
      """,
    examples: [
      "blogsh authors",
      "blogsh authors --json post/letters",
      "blogsh find --meta 'author=Ada Byron'",
    ])

  @Flag(help: "Print one JSON object per line.")
  var json = false

  @OptionGroup var colorOptions: ColorOptions

  @Argument(help: ArgumentHelp("Where to look; by default, the root.", valueName: "path"))
  var paths: [String] = []

  func run(in session: Session) throws {
    let roots = try session.roots(paths)
    guard !roots.isEmpty else { return }
    var counts = NameCounts()
    try session.readFrontMatter(below: roots) {
      $1.authors
    } take: {
      counts.add($0)
    }
    try counts.print(as: "author", isJSON: json, in: session)
  }
}
