import ArchiveFormat
import Posts

/// The files of the snapshot before whose paths the new one has not.
struct GoneFiles {
  private var rows: [Digest: IndexRow] = [:]
  private var sizes: Set<Int64> = []

  var isEmpty: Bool { rows.isEmpty }

  /// Adds a row with its digest; one of anything but a file with content is ignored.
  mutating func insert(_ row: IndexRow) {
    guard row.entry.size > 0, let digest = row.digest else { return }
    rows[digest] = row
    sizes.insert(row.entry.size)
  }

  /// Returns whether a file of this size has to be read, since it may have a content of these.
  func mayHold(_ size: Int64) -> Bool { sizes.contains(size) }

  /// Returns the row of a file with this content.
  func row(holding digest: Digest) -> IndexRow? { rows[digest] }
}
