import ArgumentParser
import Entries
import Posts

struct Tags: ReadingCommand, PathsCommand {
  static let configuration = CommandConfiguration.command(
    "tags", "List tags, with the number of posts that have each.",
    details: """
      Tags are those that --tag of ls, find and grep knows. Tags that differ only in case are \
      one; the most frequent spelling is shown. The most frequent tags come first.
      """,
    examples: [
      "blogsh tags",
      "blogsh tags post/letters",
      "blogsh -C blog.tar.zst tags --json",
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
    try EntriesBelow(roots, needsFacts: true).forEach(in: session, into: NameCounts()) {
      $0.add($1.facts?.tags ?? [])
    } take: {
      counts.add($0)
    }
    try counts.print(as: "tag", isJSON: json, in: session)
  }
}
