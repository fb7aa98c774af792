import ArchiveFormat
import Files
import Posts
import Store
import Terminal

/// The time at which a snapshot was made, in the local time zone.
struct SnapshotTime: CustomStringConvertible {
  private let moment: Int64

  init(_ moment: Int64) { self.moment = moment }

  /// The local time: `2026-11-25 01:33:17`.
  var description: String { "\(CivilTime(moment, in: .local))" }

  /// The time in UTC, for programs: `2026-11-25T00:33:17Z`.
  var machineReadable: String {
    let text = "\(CivilTime(moment, in: .fixed(secondsEast: 0)))"
    return text.replacing(" ", with: "T") + "Z"
  }

  /// Returns how long ago a moment was, in the largest unit of which it is one at least: `2 days
  /// ago`.
  static func age(of moment: Int64, at now: Int64) -> String {
    let seconds = now - moment
    let units = [("day", 86_400), ("hour", 3_600), ("minute", 60)] as [(String, Int64)]
    guard let (unit, length) = units.first(where: { seconds >= $0.1 }) else {
      return seconds < 0 ? "later than the clock says now" : "less than a minute ago"
    }
    return Figures.count(Int(seconds / length), unit) + " ago"
  }
}

extension SnapshotRecord.Counts {
  /// The changes as text: `2 new, 1 changed, 1 removed`, and `5 with other times or modes` if there
  /// are any. Folders are not counted, so that there may be none.
  var changes: String {
    if [added, changed, removed, touched].allSatisfy({ $0 == 0 }) { return "no file changed" }
    var parts = [(added, "new"), (changed, "changed"), (removed, "removed")]
    if touched > 0 { parts.append((touched, "with other times or modes")) }
    return parts.map { "\(Figures.grouped($0.0)) \($0.1)" }.joined(separator: ", ")
  }
}

extension SnapshotRecord {
  /// The changes, and the number of files and folders that could not be read.
  var changes: String {
    unread == 0
      ? counts.changes : "\(counts.changes), \(Figures.count(unread, "path")) not read"
  }

  /// The folder or archive that was backed up, quoted for a shell, and relative to the working
  /// directory if it is below it; nil if it is not known.
  var shownOrigin: String? {
    guard !origin.isEmpty else { return nil }
    let here = WorkingFolder()
    return ShellQuoting.quoted(
      here?.path == origin ? origin : here?.name(ofFolder: origin) ?? origin)
  }

  /// Returns the first line of the message, with a mark if there are more.
  func title(more mark: String) -> String {
    let lines = message.split(separator: "\n", omittingEmptySubsequences: true)
    guard let first = lines.first else { return "" }
    return lines.count > 1 ? "\(first) \(mark)" : String(first)
  }
}

extension JSONObject {
  /// Appends the record of a snapshot.
  ///
  /// - Parameter unread: The paths that could not be read.
  mutating func append(_ record: SnapshotRecord, unread: [Path]) {
    append("snapshot", Int64(record.number))
    append("time", SnapshotTime(record.time).machineReadable)
    if !record.message.isEmpty { append("message", record.message) }
    if !record.origin.isEmpty { append("origin", bytes: record.origin) }
    append("posts", Int64(record.counts.posts))
    append("files", Int64(record.counts.files))
    append("new", Int64(record.counts.added))
    append("changed", Int64(record.counts.changed))
    append("removed", Int64(record.counts.removed))
    append("touched", Int64(record.counts.touched))
    if !unread.isEmpty { append("unread", unread.map(\.description)) }
  }
}
