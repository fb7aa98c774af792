import ArgumentParser
import Posts
import Store
import Terminal
import Unpacking

struct New: SessionCommand {
  static let configuration = CommandConfiguration.command(
    "new", "Create a post with front matter, at a path made from its title.",
    details: """
      The post goes below the folder that new.folder in .blogsh names, or else below post/; in a \
      shell, into the folder that it has changed to. Prints the name of the file from the working \
      directory, for an editor; with -0 or --json, the path in the collection. An existing post \
      is never replaced. The date is today, or the day of $SOURCE_DATE_EPOCH.
      """,
    examples: [
      "blogsh new 'What the loft holds'",
      "blogsh new --draft --tag boxes --tag moving 'Boxes / A second look'",
      "$EDITOR \"$(blogsh new 'Rain on the shed')\"",
    ])

  @Flag(help: "Mark the post as a draft.")
  var draft = false

  @Option(help: ArgumentHelp("Give the post this tag; can be repeated.", valueName: "tag"))
  var tag: [String] = []

  @Flag(
    name: .customShort("0"), help: "Print the path in the collection, with a NUL byte after it.")
  var zero = false

  @Flag(help: "Print a JSON object with the path in the collection and the name of the file.")
  var json = false

  @OptionGroup var colorOptions: ColorOptions

  @Argument(help: ArgumentHelp("The title.", valueName: "title"))
  var title: String

  func validate() throws {
    if zero, json { throw ValidationError("Use only one of -0 and --json.") }
  }

  func run(in session: Session) throws {
    let title = try WrittenText.text(of: title, "A title")
    let tags = try tag.map { try WrittenText.text(of: $0, "A tag") }
    // In a shell, the post goes into the working folder, unless that is the root.
    let folder =
      try session.workingPath.isRoot
      ? session.openCollection.chosen().marker()?.configuration.new.folder ?? .post
      : session.workingPath
    let path: Path
    do throws(TitleError) {
      path = try Path(title: title, in: folder)
    } catch {
      throw ValidationError("No path can be made from the title '\(title)': \(error.reason).")
    }
    let post = NewPost(
      title: title, date: try Today(environment: session.environment).day, draft: draft, tags: tags)
    let collection = try session.collection()
    try collection.create(path, content: Array(post.text.utf8)) { session.omit($0) }
    try printName(of: path, in: collection, session)
  }

  private func printName(
    of path: Path, in collection: PostCollection, _ session: Session
  ) throws {
    // In a shell, the next command takes the path; everywhere else, an editor takes the name.
    let name =
      session.shell == nil
      ? FolderPlace(collection.name)?.name(of: path) ?? path.bytes : session.names.name(of: path)
    if json {
      var object = JSONObject()
      object.append("path", path)
      object.append("file", bytes: name)
      try session.console.print(object.bytes)
    } else if zero {
      try session.console.print(name: path.bytes, end: .nul)
    } else {
      try session.console.print(name: name)
    }
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
