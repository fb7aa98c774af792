import ArgumentParser
import LineEditing
import Markdown
import Posts
import Search
import Store
import Terminal

struct VersionCommand: SessionCommand {
  static let name = "version"

  /// The options that mean the same.
  static let options = ["-V", "--version"]

  static let configuration = CommandConfiguration.command(
    name, "Show the version.", examples: ["blogsh version", "blogsh --version --json"])

  static let takesCollection = false

  @Flag(help: "Print a JSON object, with the libraries that are linked.")
  var json = false

  @OptionGroup var colorOptions: ColorOptions

  func run(in session: Session) throws {
    try session.console.print(json ? Self.facts : Array(Self.text.utf8))
  }

  /// The name of the program and its version.
  static let text = "blogsh \(Blogsh.version.number)"

  /// One JSON object: the version, and the version of each C library by its name.
  private static var facts: [UInt8] {
    let libraries = ArchiveLibraries.versions.merging([
      "cmark-gfm": Markdown.LinkedLibrary.version, "libedit": LineEditing.LinkedLibrary.version,
      "libyaml": Posts.LinkedLibrary.version, "pcre2": Search.LinkedLibrary.version,
    ]) { $1 }
    let fields = libraries.sorted { $0.key < $1.key }
      .map { Value.Field($0.key, .string($0.value)) }
    return JSONText.encode(
      .table([
        Value.Field("version", .string(Blogsh.version.number)),
        Value.Field("libraries", .table(fields)),
      ]))
  }
}
