import Archives
import ArgumentParser
import Entries
import Files
import Posts
import Store
import Terminal
import Unpacking

struct InitCommand: SessionCommand {
  static let configuration = CommandConfiguration.command(
    "init", "Mark a folder as a blog, with a file .blogsh.",
    details: """
      In the folder and everywhere below it, commands then work on this blog. The file says where \
      the posts are, and can name the history that backup, status, snapshots, log, restore, prune \
      and verify use, patterns that pack and backup leave out, and the folder that new posts go \
      to. init looks for the posts, and writes the other keys as comments. An existing file is \
      never replaced.

      -C names the folder; by default, it is the working directory. A file .blogsh is read only \
      if it belongs to you or to root, and unpack and restore write none.
      """,
    examples: [
      "blogsh init",
      "blogsh init --history ~/backups/blog.tar.zst",
      "blogsh -C archive init -n",
    ])

  @Option(
    help: ArgumentHelp(
      "The archive that keeps the history of the posts, a .tar.zst.", valueName: "file"))
  var history: String?

  @Flag(
    name: [.customShort("n"), .customLong("dry-run")],
    help: "Print what would be written, but write nothing.")
  var dryRun = false

  @OptionGroup var colorOptions: ColorOptions

  func validate() throws {
    guard let history else { return }
    if ArchiveForm(fileName: history) != .zstd {
      throw ValidationError("'\(history)' does not end in .tar.zst or .tzst.")
    }
    _ = try WrittenText.text(of: history, "A name in .blogsh")
  }

  func run(in session: Session) throws {
    let folder = session.openCollection.option ?? "."
    let collection = try PostCollection.open(folder)
    guard collection.folder != nil, let place = FolderPlace(folder) else {
      throw ValidationError("'\(folder)' is not a folder: .blogsh marks a folder.")
    }
    let text = MarkerText(
      findings: BlogFindings(in: collection), history: history.map { shown($0, from: place) })
    guard !dryRun else { return try session.console.write(text.text.utf8.span) }
    let path = Path(uncheckedBytes: Array(Marker.name.utf8))
    let name = place.name(of: path)
    do {
      try collection.create(path, content: Array(text.text.utf8))
    } catch {
      let hint = error.code == .exists ? "; it can be edited" : ""
      throw StoreError(error.code, error.action, name, cause: error.cause + hint)
    }
    try session.console.print("wrote ", name: name, end: text.account)
  }

  /// Returns the name of the history as the file can hold it: relative to its folder, if it was
  /// given relative to the working directory.
  private func shown(_ history: String, from place: FolderPlace) -> String {
    guard !history.hasPrefix("/"), !history.hasPrefix("~/"), let here = WorkingFolder() else {
      return history
    }
    let file = here.path + [.slash] + Array(history.utf8)
    let name = WorkingFolder(at: place.root).name(of: FolderPlace.withoutDots(file))
    return String(decoding: name, as: UTF8.self)
  }
}

/// The text of a new file `.blogsh`.
private struct MarkerText {
  let findings: BlogFindings
  let history: String?

  /// The end of the sentence on what was written: `: 20 posts in content/post`.
  var account: String {
    guard findings.posts > 0 else { return "" }
    return ": \(Figures.count(findings.posts, "post")) in \(Sanitizer.line(findings.shownFolder))"
  }

  var text: String {
    let form = findings.form.flatMap { form in
      Configuration.NewPosts.forms.first { $0.form == form }?.name
    }
    return [
      "# This file marks a folder as a blog: `blogsh help init` describes it.",
      "",
      "# The posts: a folder or an archive; by default, this folder.",
      line("collection", findings.collection, or: "content"),
      "",
      "# The archive of backup, status, snapshots, log, restore, prune and verify.",
      line("history", history, or: "../history.tar.zst"),
      "",
      "# Paths that pack and backup leave out.",
      "# exclude = [\"*.tmp\", \"node_modules\"]",
      "",
      "[new]",
      "# The folder of the collection that new posts go to.",
      line("folder", findings.folder, or: "post"),
      "# The form of their front matter: yaml, toml or json.",
      line("form", form, or: "yaml"),
      "",
    ].joined(separator: "\n")
  }

  private func line(_ key: String, _ value: String?, or example: String) -> String {
    "\(value == nil ? "# " : "")\(key) = \(TOMLText.quoted(value ?? example))"
  }
}

/// The way in which TOML writes a text.
private enum TOMLText {
  /// Returns a basic string (TOML 1.0): a string of JSON in which DEL is escaped too.
  static func quoted(_ text: String) -> String {
    String(decoding: JSONText.encode(.string(text)), as: UTF8.self)
      .replacing("\u{7F}", with: "\\u007F")
  }
}
