import ArchiveFormat
import Archives
import ArgumentParser
import Entries
import History
import Posts
import Store
import Terminal
import View

struct Snapshots: ReadingCommand {
  static let configuration = CommandConfiguration.command(
    "snapshots", "List the snapshots of an archive, or the versions of one post.",
    details: """
      Prints one line for each snapshot, oldest first: its number, its time, the number of posts \
      in it, the changes since the previous snapshot, the number of bytes by which the archive \
      grew, the folder that was taken, and the message. Changes are counted in files and links. \
      With a path, prints the versions of that path, as log does.

      Wherever a command takes an archive, an @ after its name selects a snapshot: \
      history.tar.zst@3 by its number, @latest the newest, @-2 the second before the newest, \
      @2026-11-01 the newest from that day or earlier, @2026-11-01T18:00 the newest from that \
      time or earlier, and with a Z at the end, as --json prints it, from that time in UTC. If a \
      file has that whole name, it is used instead.
      """,
    examples: [
      "blogsh snapshots history.tar.zst",
      "blogsh snapshots history.tar.zst post/one-copy-is-a-rumour.md",
      "blogsh snapshots --json history.tar.zst",
      "blogsh -C history.tar.zst@-1 cat post/one-copy-is-a-rumour.md",
      "blogsh diff history.tar.zst@2026-11-01 history.tar.zst",
    ])

  @Flag(help: "Print one JSON object per line.")
  var json = false

  @OptionGroup var colorOptions: ColorOptions

  @Argument(
    help: ArgumentHelp(
      "The archive; by default, that of -C or the history in .blogsh.", valueName: "file"))
  var archive: String?

  @Argument(help: ArgumentHelp("The post whose versions to list.", valueName: "path"))
  var path: String?

  func run(in session: Session) throws {
    let operand = try session.archive(archive, paths: path.map { [$0] } ?? [], usesHistory: true)
    let collection = try PostCollection.open(operand.name)
    if !operand.paths.isEmpty {
      return try VersionLog(naming: operand.paths, in: collection, session)
        .print(in: session, isJSON: json)
    }
    var snapshots = try collection.snapshots()
    // Only the first snapshot can come from pack, which does not count changes.
    if let first = snapshots.first { snapshots[0] = try collection.counted(first) }
    if json {
      for snapshot in snapshots { try session.console.print(object(of: snapshot).bytes) }
      return
    }
    let lines = snapshots.map { snapshot in
      let record = snapshot.record
      return [
        "\(record.number)", "\(SnapshotTime(record.time))",
        Figures.count(record.counts.posts, "post"), record.changes,
        Figures.size(Int(clamping: snapshot.bytes)), record.shownOrigin ?? "",
        record.title(more: session.console.output.ellipsis),
      ]
    }
    try session.console.print(aligned: lines, rightAligned: [0, 2, 4])
  }

  private func object(of snapshot: Snapshot) -> JSONObject {
    var object = JSONObject()
    object.append(snapshot.record)
    object.append("bytes", snapshot.bytes)
    return object
  }
}

extension SnapshotRecord {
  /// The changes, and the number of files that could not be read.
  fileprivate var changes: String {
    unread.isEmpty
      ? counts.changes : "\(counts.changes), \(Figures.grouped(unread.count)) not read"
  }
}
