import ArgumentParser
import Entries
import Files
import Posts
import Store
import Terminal
import Unpacking

struct New: SessionCommand {
  static let configuration = CommandConfiguration.command(
    "new", "Create a post, at a path made from its title.",
    details: """
      The post goes to the folder that --in or new.folder in .blogsh names, or else to post/ or, \
      if that is not there, to the folder with the most posts; in a shell, to the folder that it \
      has changed to. Its front matter has the form and the keys of the posts there: the values \
      that they share, and room for the others. If their names begin with dates, so does its name. \
      new.form and new.name in .blogsh come before the example of the posts. The date is now, or \
      $SOURCE_DATE_EPOCH.

      Quotes and ? : < > | * \\ ; & are left out of the path, and so are dots that would hide the \
      post. An existing post is never replaced. Prints the name of the file from the working \
      directory; with -0 or --json, the path in the collection.
      """,
    examples: [
      "blogsh new 'What the loft holds'",
      "blogsh new --edit --in content/posts 'What the loft holds'",
      "blogsh new --draft --tag boxes --tag moving 'Boxes / A second look'",
      "blogsh new --form toml 'Rain on the shed'",
    ])

  @Option(
    name: .customLong("in"),
    help: ArgumentHelp(
      "Write the post into this folder of the collection, which is made if it is not there.",
      valueName: "path"))
  var folder: String?

  @Option(
    help: ArgumentHelp(
      "Write the front matter in this form: yaml, toml, json or pelican.", valueName: "form"))
  var form: FrontMatterForm?

  @Flag(help: "Open the new post in your editor, as edit does.")
  var edit = false

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
    let now = try Today(environment: session.environment)
    let collection = try session.collection()
    let settings = try session.openCollection.chosen().marker()?.configuration.new
    let folder = try chosenFolder(or: settings?.folder, in: session)
    let neighbours = try Neighbours(
      in: folder, of: collection, context: session.context().silenced)
    var path: Path
    do throws(TitleError) {
      path = try Path(title: title, in: folder)
      if let name = settings?.name ?? (neighbours.haveDatedNames ? "{date}-{title}" : nil) {
        path = try path.named(name, on: now.day)
      }
    } catch {
      throw ValidationError("No path can be made from the title '\(title)': \(error.reason).")
    }
    let post = NewPost(
      title: title, tags: tags, isDraft: draft, now: (now.moment, now.secondsEast))
    let text = post.text(like: neighbours, as: form?.format ?? settings?.form)
    try collection.create(path, content: Array(text.utf8)) { session.omit($0) }
    try printName(of: path, in: collection, session)
    if edit { try session.console.edit([try collection.editableFile(at: path)]) }
  }

  /// Returns the folder for the post.
  ///
  /// - Parameter usual: the folder that `.blogsh` names.
  private func chosenFolder(or usual: Path?, in session: Session) throws -> Path {
    let collection = try session.collection()
    if let folder {
      let named = try session.operands().path(ArgumentText.bytes(of: folder))
      return try collection.resolvingLinks(in: named)
    }
    // The root of a shell is where it starts, not a folder that somebody chose.
    guard session.workingPath.isRoot else { return session.workingPath }
    if let usual { return try collection.resolvingLinks(in: usual) }
    return try Neighbours.usualFolder(of: collection)
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

/// The words that `--form` accepts.
enum FrontMatterForm: String, CaseIterable, ExpressibleByArgument {
  case yaml, toml, json, pelican

  fileprivate var format: FrontMatter.Format {
    switch self {
    case .yaml: .yaml
    case .toml: .toml
    case .json: .json
    case .pelican: .pelican
    }
  }
}

extension Path {
  /// Returns the path with another name.
  ///
  /// - Parameter form: the name without its suffix, with `{title}` for the name that there is, and
  ///   `{date}` for a day, which Jekyll wants before it.
  fileprivate func named(_ form: String, on day: PostDate.Day) throws(TitleError) -> Path {
    let name = String(decoding: lastComponent, as: UTF8.self)
    let end = name.lastIndex(of: ".") ?? name.endIndex
    let text = form.replacing("{date}", with: "\(day)").replacing("{title}", with: name[..<end])
    guard text.utf8.count + name[end...].utf8.count <= Self.maximumComponentLength else {
      throw .longComponent(text)
    }
    return parent.appending(component: Array((text + name[end...]).utf8))
  }
}
