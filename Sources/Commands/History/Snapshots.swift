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
    "snapshots", "List the snapshots of an archive.",
    details: """
      Prints one line for each snapshot, oldest first: its number, time and number of posts, the \
      changes in files and links, the bytes by which the archive grew, the folder that was taken, \
      and the message. With a path, prints the versions of that path, as log does.

      Wherever a command takes an archive, an @ after its name selects a snapshot, unless a file \
      has that whole name:

        @3                  by its number; @first, @latest or @last
        @-2                 the second before the latest
        @2026-11-01         the newest of that day or before; @today, @yesterday
        @2026-11-01T18:00   of that time or before; @18:00 when it was last so late
        @2026-11-01T18:00Z  the same in UTC; +01:00 is another zone
        @-7d                of seven days ago or before; also h, w, m and y
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

  @OptionGroup var versions: VersionArguments

  func run(in session: Session) throws {
    let (collection, paths) = try versions.opened(in: session)
    if !paths.isEmpty {
      return try VersionLog(naming: paths, in: collection, session)
        .print(in: session, isJSON: json)
    }
    var snapshots = try collection.snapshots()
    // An archive that was only packed has no counts.
    if let first = snapshots.first { snapshots[0] = try collection.counted(first) }
    if json {
      for snapshot in snapshots {
        try session.console.print(object(of: snapshot, in: collection).bytes)
      }
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

  private func object(
    of snapshot: Snapshot, in collection: PostCollection
  ) throws(StoreError) -> JSONObject {
    var object = JSONObject()
    object.append(snapshot.record, unread: try collection.unread(of: snapshot))
    object.append("bytes", snapshot.bytes)
    return object
  }
}
