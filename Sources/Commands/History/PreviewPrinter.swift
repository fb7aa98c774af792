import ArchiveFormat
import Entries
import Files
import History
import Posts
import Terminal

/// A printer of what a backup would do.
struct PreviewPrinter {
  private let preview: BackupPreview
  private let archive: String
  /// The patterns in `.blogsh`.
  private let excluded: [String]
  private let console: Console

  init(
    _ preview: BackupPreview, of archive: String, without excluded: [String], in session: Session
  ) {
    self.preview = preview
    self.excluded = excluded
    self.archive = archive
    console = session.console
  }

  /// Prints each change with a word, and the figures.
  func printPlan(isJSON: Bool) throws {
    if isJSON { return try printJSON() }
    for change in preview.changes {
      try print(change, as: change.kind.rawValue, width: 9)
    }
    let number = (preview.latest?.number ?? 0) + 1
    try printEnd(
      preview.isMade
        ? "snapshot \(number) would have \(figures)"
        : "nothing has changed since snapshot \(number - 1)")
  }

  /// Prints the latest snapshot, each change with a letter, and the figures.
  ///
  /// - Parameter now: the time in seconds since 1970.
  func printStatus(now: Int64) throws {
    if let latest = preview.latest {
      try console.print(
        "last snapshot: \(latest.number), \(SnapshotTime(latest.time)), "
          + SnapshotTime.age(of: latest.time, at: now))
    } else {
      try console.print("last snapshot: none")
    }
    for change in preview.changes {
      try print(change, as: change.kind.letter, width: 3)
    }
    try printEnd(preview.isMade ? figures : "nothing has changed")
  }

  private func print(_ change: BackupPreview.Change, as word: String, width: Int) throws {
    try console.printLine { line in
      line.append(part: word, as: change.kind.look)
      line.append(spaces: width - word.count)
      line.append(namePart: change.entry.shownPath.span)
    }
  }

  private func printEnd(_ text: String) throws {
    try console.print(text + PatternAccount.text(excluded))
  }

  private var figures: String {
    "\(preview.counts.changes), \(Figures.count(Int(clamping: preview.bytes), "byte")) to store"
  }

  /// Prints an object for each change, and one with the figures.
  func printJSON() throws {
    for change in preview.changes {
      var object = JSONObject()
      object.append("path", change.entry.path)
      object.append("change", change.kind.rawValue)
      object.append("kind", change.entry.kind.word)
      if change.kind != .removed, change.entry.kind == .file {
        object.append("size", change.entry.size)
      }
      try console.print(object.bytes)
    }
    let counts = preview.counts
    var object = JSONObject()
    object.append("archive", bytes: ArgumentText.bytes(of: archive))
    object.append("isChanged", preview.isMade)
    object.append("lastSnapshot", preview.latest.map { Int64($0.number) })
    object.append("lastTime", preview.latest.map { SnapshotTime($0.time).machineReadable })
    object.append("new", Int64(counts.added))
    object.append("changed", Int64(counts.changed))
    object.append("removed", Int64(counts.removed))
    object.append("touched", Int64(counts.touched))
    object.append("bytes", preview.bytes)
    try console.print(object.bytes)
  }
}

extension BackupPreview.Change.Kind {
  /// The letter that git has for the kind, and a small one if the content is the same.
  fileprivate var letter: String {
    switch self {
    case .added: "A"
    case .changed: "M"
    case .touched: "m"
    case .removed: "D"
    }
  }

  fileprivate var look: Look {
    switch self {
    case .added: .added
    case .changed, .touched: .changed
    case .removed: .removed
    }
  }
}
