import ArgumentParser
import Posts
import Terminal
import Unpacking

struct New: SessionCommand {
  static let configuration = CommandConfiguration.command(
    "new", "Create a post with front matter, at a path made from its title.",
    details: """
      Prints the path: below post/, or in the folder that a shell has changed to. An existing \
      post is never replaced. The date is today, or the day of $SOURCE_DATE_EPOCH.
      """,
    examples: [
      "blogsh new 'What the loft holds'",
      "blogsh new --draft --tag boxes --tag moving 'Boxes / A second look'",
      "$EDITOR \"archive/$(blogsh new 'Rain on the shed')\"",
    ])

  @Flag(help: "Mark the post as a draft.")
  var draft = false

  @Option(help: ArgumentHelp("Give the post this tag; can be repeated.", valueName: "tag"))
  var tag: [String] = []

  @OptionGroup var colorOptions: ColorOptions

  @Argument(help: ArgumentHelp("The title.", valueName: "title"))
  var title: String

  func run(in session: Session) throws {
    let title = try WrittenText.text(of: title, "A title")
    let tags = try tag.map { try WrittenText.text(of: $0, "A tag") }
    let path: Path
    do throws(TitleError) {
      // In a shell, the post goes into the working folder, unless that is the root.
      let folder = session.workingPath
      path = try folder.isRoot ? Path(title: title) : Path(title: title, in: folder)
    } catch {
      throw ValidationError("No path can be made from the title '\(title)': \(error.reason).")
    }
    let post = NewPost(
      title: title, date: try Today(environment: session.environment).day, draft: draft, tags: tags)
    try session.collection().create(path, content: Array(post.text.utf8))
    try session.console.print(name: session.names.name(of: path))
  }
}

/// The text of a new post.
private struct NewPost {
  let title: String
  let date: PostDate.Day
  let draft: Bool
  let tags: [String]

  var text: String {
    var lines = ["---", "title: \(quoted(title))", "date: \(date)"]
    if draft { lines.append("draft: true") }
    if !tags.isEmpty { lines.append("tags: [\(tags.map(quoted).joined(separator: ", "))]") }
    return lines.joined(separator: "\n") + "\n---\n\n"
  }

  /// Quotes a text as a double-quoted scalar, which can hold any text (YAML 1.2.2, 7.3.1); a JSON
  /// string is one.
  private func quoted(_ text: String) -> String {
    String(decoding: JSONText.encode(.string(text)), as: UTF8.self)
  }
}
