import ArgumentParser
import Store

struct Log: ReadingCommand {
  static let configuration = CommandConfiguration.command(
    "log", "List the versions of a post in an archive.",
    details: """
      Prints one line for each snapshot in which the post is another than in the one before, the \
      newest first: the number of the snapshot, its time, what changed, the size, and the message. \
      "changed +3 -1" is three lines more and one line less; "touched" is a change of nothing but \
      the time. A file that is gone, and whose bytes are new elsewhere, was renamed; the versions \
      before are those of its old path.
      """,
    examples: [
      "blogsh log history.tar.zst post/one-copy-is-a-rumour.md",
      "blogsh log -u history.tar.zst post/one-copy-is-a-rumour.md",
      "blogsh -C history.tar.zst@2 cat post/one-copy-is-a-rumour.md",
    ])

  @Flag(
    name: [.customShort("u"), .customShort("p"), .customLong("patch")],
    help: "Also print the lines that changed, as diff -u does.")
  var unified = false

  @Flag(help: "Print one JSON object per line.")
  var json = false

  @OptionGroup var colorOptions: ColorOptions

  @OptionGroup var versions: VersionArguments

  func validate() throws {
    if unified, json { throw ValidationError("Use only one of -u and --json.") }
  }

  func run(in session: Session) throws {
    let (collection, paths) = try versions.opened(in: session)
    try VersionLog(naming: paths, in: collection, session)
      .print(in: session, isJSON: json, showsLines: unified)
  }
}
