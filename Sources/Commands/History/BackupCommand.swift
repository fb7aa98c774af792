import ArchiveFormat
import Archives
import ArgumentParser
import Entries
import Files
import Glibc
import History
import Packing
import Posts
import Store
import Terminal
import View

struct BackupCommand: ReadingCommand {
  static let lettersWithValue = "m"

  static let configuration = CommandConfiguration.command(
    "backup", "Add a snapshot of the collection to an archive.",
    details: """
      Creates the archive if it does not exist; an archive that pack made becomes the first \
      snapshot. A file is read only if its size, mode or times (also ctime) are not those of the \
      previous snapshot, and its content is stored only if it is new. If nothing has changed, no \
      snapshot is made; new times of folders alone are not a change.

      The archive stays a tar: any other program unpacks the newest version of every post, also of \
      those that were removed. It is replaced as a whole once the snapshot is written. A file that \
      could not be read is reported, stays as it was in the previous snapshot, and makes the exit \
      status 3. If everything, or nine tenths of ten posts or more, would be removed, no snapshot \
      is made: a disk that is not mounted looks like that.
      """,
    examples: [
      "blogsh backup --to history.tar.zst",
      "blogsh -C archive backup --to history.tar.zst -m 'before the move'",
      "blogsh backup -n --to history.tar.zst --exclude '*.mov'",
      "blogsh backup --to history.tar.zst --wait --json",
    ])

  @Option(
    help: ArgumentHelp("The .tar.zst; by default, the history in .blogsh.", valueName: "file"))
  var to: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Describe the snapshot.", valueName: "message"))
  var message = ""

  @Flag(
    name: [.customShort("n"), .long],
    help: "Print what would change; write and lock nothing.")
  var dryRun = false

  @Flag(help: "Make a snapshot even if nothing has changed.")
  var always = false

  @Flag(help: "Make a snapshot even if nearly all posts are gone.")
  var allowRemovals = false

  @Flag(help: "Read every file, also one that seems unchanged.")
  var checksum = false

  @OptionGroup var selected: SelectionOptions

  @Option(help: ArgumentHelp("Compress at this level; 1 is the fastest.", valueName: "number"))
  var level: Int?

  @OptionGroup var jobs: JobsOption

  @OptionGroup var terms: TermsOption

  @Flag(help: "Wait until no other process is writing to the archive.")
  var wait = false

  @Flag(help: "Print a JSON object; with -n, also one for each path.")
  var json = false

  @OptionGroup var colorOptions: ColorOptions

  func validate() throws {
    if let to, ArchiveForm(fileName: to) != .zstd {
      throw ValidationError("'\(to)' does not end in .tar.zst or .tzst.")
    }
    if let level { try ArchiveForm.zstd.requireLevel(level) }
    if try WrittenText.text(of: message, "A message").utf8.count > IndexedArchive.maximumMessage {
      throw ValidationError("A message can have at most \(IndexedArchive.maximumMessage) bytes.")
    }
  }

  func run(in session: Session) throws {
    let marker = try session.openCollection.chosen().marker()
    guard let to = to ?? marker?.history else {
      throw ValidationError("No archive is named. Give --to FILE, or history in a file .blogsh.")
    }
    var options = Backup.Options(time: Int64(time(nil)), describe: PostPage.facts)
    let collection = try session.collection()
    let excluded = marker?.configuration.exclude ?? []
    options.selection = try selected.selection(in: collection, leavingOut: excluded)
    options.level = level
    options.jobs = jobs.count
    options.terms = terms.rule ?? .auto
    options.readsEverything = checksum
    options.isUnconditional = always
    options.message = try WrittenText.text(of: message, "A message")
    options.waits = wait
    options.allowsRemovals = allowRemovals
    let progress = session.console.startProgress { [options] in
      collection.totals(of: options.selection, context: session.context())
    }
    options.origin = OutputFile.resolvingLinks(collection.name).map(ArgumentText.bytes(of:)) ?? []
    let context = dryRun ? session.context() : session.contextHeld()
    let backup = Backup(collection, options: options, context: context) { entry in
      progress.advance(posts: entry.isPost ? 1 : 0, bytes: Int(clamping: entry.size))
      session.warn(ofLinkOut: entry, from: collection)
    }
    if dryRun {
      let preview = try backup.preview(to: to)
      let printer = PreviewPrinter(preview, of: to, without: excluded, in: session)
      try printer.printPlan(isJSON: json)
      return
    }
    let summary = try backup.run(to: to)
    if let later = summary.laterTime {
      session.warn(
        "the previous snapshot is from \(SnapshotTime(later)), later than the clock says now"
      )
    }
    try session.console.print(
      json
        ? object(of: summary, to).bytes
        : ArgumentText.bytes(of: line(of: summary, to) + PatternAccount.text(excluded)))
  }

  private func line(of summary: Backup.Summary, _ archive: String) -> String {
    let record = summary.record
    let archive = ShellQuoting.quoted(ArgumentText.bytes(of: archive))
    guard summary.isMade else {
      return "nothing has changed since snapshot \(record.number) in \(archive)"
    }
    let origin = record.shownOrigin.map { " of \($0)" } ?? ""
    return "snapshot \(record.number)\(origin) in \(archive): \(record.changes), "
      + "\(Figures.count(Int(summary.bytesAdded), "byte")) added"
  }

  private func object(of summary: Backup.Summary, _ archive: String) -> JSONObject {
    var object = JSONObject()
    object.append("archive", bytes: ArgumentText.bytes(of: archive))
    object.append("made", summary.isMade)
    object.append(summary.record, unread: summary.unread)
    object.append("bytesAdded", summary.bytesAdded)
    return object
  }
}
