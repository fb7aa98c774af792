import ArchiveFormat
import Archives
import ArgumentParser
import Checking
import Entries
import History
import Posts
import Store
import Terminal
import View

struct Snapshots: SessionCommand {
  static let configuration = CommandConfiguration.command(
    "snapshots", "List the snapshots of an archive, or the versions of one post.",
    details: """
      Prints one line for each snapshot, oldest first: its number, its time, the number of posts \
      in it, the changes since the previous snapshot, the number of bytes by which the archive \
      grew, the folder that was taken, and the message. Changes are counted in files and links. \
      With a path, prints one line for each snapshot in which that path changed.

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
    if operand.paths.count > 1 { throw ValidationError("Name only one post.") }
    let collection = try PostCollection.open(operand.name)
    if !operand.paths.isEmpty {
      let paths = try session.selectedPaths(operand.paths, in: collection)
      guard paths.count == 1 else {
        throw ValidationError(
          "'\(operand.paths[0])' matches \(Figures.grouped(paths.count)) paths: name one post.")
      }
      return try list(versionsOf: paths[0], in: collection, session)
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

  private func list(
    versionsOf path: Path, in collection: PostCollection, _ session: Session
  ) throws {
    let versions = try collection.versions(of: path)
    guard !versions.isEmpty else {
      throw StoreError(
        .notFound, .read, path.bytes, in: collection.name, cause: "no snapshot has this path")
    }
    if json {
      for version in versions { try session.console.print(object(of: version).bytes) }
      return
    }
    let lines = versions.map { version in
      let size = version.entry.map { Figures.count(Int($0.size), "byte") } ?? ""
      return [
        "\(version.snapshot.record.number)", "\(SnapshotTime(version.snapshot.record.time))",
        version.change.word, size,
        version.snapshot.record.title(more: session.console.output.ellipsis),
      ]
    }
    try session.console.print(aligned: lines, rightAligned: [0, 3])
  }

  private func object(of version: PostVersion) -> JSONObject {
    var object = JSONObject()
    object.append("snapshot", Int64(version.snapshot.record.number))
    object.append("time", SnapshotTime(version.snapshot.record.time).machineReadable)
    object.append("change", version.change.word)
    if let entry = version.entry {
      object.append("size", entry.size)
      object.append("mtime", entry.modified)
      object.append("mode", entry.mode.map { String($0, radix: 8) })
      object.append("sha256", version.digest?.hexadecimal)
    }
    return object
  }
}

extension PostVersion.Change {
  fileprivate var word: String {
    switch self {
    case .added: "new"
    case .changed: "changed"
    case .touched: "touched"
    case .removed: "removed"
    }
  }
}

extension SnapshotRecord {
  /// The changes, and the number of files that could not be read.
  fileprivate var changes: String {
    unread.isEmpty
      ? counts.changes : "\(counts.changes), \(Figures.grouped(unread.count)) not read"
  }

  /// Returns the first line of the message, with a mark if there are more.
  fileprivate func title(more mark: String) -> String {
    let lines = message.split(separator: "\n", omittingEmptySubsequences: true)
    guard let first = lines.first else { return "" }
    return lines.count > 1 ? "\(first) \(mark)" : String(first)
  }
}

extension Console {
  /// Prints rows of texts in columns that are as wide as their widest text and two spaces apart;
  /// the first text is the number of a snapshot.
  ///
  /// - Parameter rightAligned: the indexes of the columns whose texts are aligned on the right.
  fileprivate func print(aligned rows: [[String]], rightAligned: Set<Int>) throws {
    let columns = rows.first?.count ?? 0
    let widths = (0..<columns).map { column in rows.map { displayWidth(of: $0[column]) }.max() ?? 0
    }
    for row in rows {
      let last = row.lastIndex { !$0.isEmpty } ?? 0
      try printLine { line in
        for (column, text) in row[...last].enumerated() {
          let padding = widths[column] - displayWidth(of: text)
          if column > 0 { line.append(spaces: 2) }
          if rightAligned.contains(column) { line.append(spaces: padding) }
          line.append(part: text, as: column == 0 ? .snapshot : nil)
          if !rightAligned.contains(column), column < last { line.append(spaces: padding) }
        }
      }
    }
  }
}
