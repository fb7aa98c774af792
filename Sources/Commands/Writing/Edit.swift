import ArgumentParser
import Entries
import Posts
import Store
import Terminal

struct Edit: PostsCommand {
  static let configuration = CommandConfiguration.command(
    "edit", "Open posts in your editor.",
    details: """
      The editor is $VISUAL, or else $EDITOR, or else editor(1) or vi(1). It gets the files \
      themselves. Posts of an archive cannot be edited; unpack or restore them first.
      """,
    examples: [
      "blogsh edit post/where-the-key-is.md",
      "VISUAL='code --wait' blogsh edit post/box-23.md",
      "blogsh edit $(blogsh grep -l FUSES)",
    ])

  @OptionGroup var posts: PostsArgument

  func run(in session: Session) throws {
    var files: [[UInt8]] = []
    try posts.forEach(in: session) { files.append(try $0.editableFile(at: $1)) }
    // What is left out would be noticed only in the editor.
    if session.status == .done { try session.console.edit(files) }
  }
}
