import ArgumentParser
import Glibc
import History
import Posts
import Store
import Terminal
import View

struct Status: ReadingCommand {
  static let configuration = CommandConfiguration.command(
    "status", "Show what a backup of the collection would take now.",
    details: """
      Prints when the last snapshot was made, and each path that has changed since: A is new, M \
      has other content, m has only another time or mode, D is gone. Changes are counted in files \
      and links. Files are compared as backup compares them; give the same --exclude options as to \
      it; exclude in .blogsh counts for both. Nothing is written or locked. The exit status is 1 \
      if a backup would make a snapshot, as diff's is 1 if anything differs.
      """,
    examples: [
      "blogsh status history.tar.zst",
      "blogsh -C archive status --json history.tar.zst",
      "blogsh status -q history.tar.zst || blogsh backup --to history.tar.zst",
    ])

  @Flag(help: "Read every file, also one that seems unchanged.")
  var checksum = false

  @OptionGroup var selected: SelectionOptions

  @Flag(
    name: .shortAndLong, help: "Print nothing; the exit status is 1 if anything has changed.")
  var quiet = false

  @Flag(help: "Print a JSON object for each path, and one with the figures.")
  var json = false

  @OptionGroup var colorOptions: ColorOptions

  @Argument(
    help: ArgumentHelp(
      "The archive that keeps the snapshots; by default, the history in .blogsh.",
      valueName: "file"))
  var archive: String?

  func validate() throws {
    if quiet, json { throw ValidationError("Use only one of -q and --json.") }
  }

  func run(in session: Session) throws {
    let marker = try session.openCollection.chosen().marker()
    guard let archive = archive ?? marker?.history else {
      throw ValidationError("No archive is named. Give its name, or history in a file .blogsh.")
    }
    let now = Int64(time(nil))
    var options = Backup.Options(time: now, describe: PostPage.facts)
    let collection = try session.collection()
    let excluded = marker?.configuration.exclude ?? []
    options.selection = try selected.selection(in: collection, leavingOut: excluded)
    options.readsEverything = checksum
    options.allowsRemovals = true
    let progress = session.console.startProgress { [options] in
      collection.totals(of: options.selection, context: session.context())
    }
    let backup = Backup(collection, options: options, context: session.context()) {
      progress.advance(posts: $0.isPost ? 1 : 0, bytes: Int(clamping: $0.size))
    }
    let preview = try backup.preview(to: archive)
    if preview.isMade { session.note(.no) }
    if quiet { return }
    let printer = PreviewPrinter(preview, of: archive, without: excluded, in: session)
    if json { try printer.printJSON() } else { try printer.printStatus(now: now) }
  }
}
