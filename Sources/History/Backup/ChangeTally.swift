import ArchiveFormat
import Archives
import Posts

/// Counts how a snapshot differs from the one before.
struct ChangeTally {
  private(set) var counts = SnapshotRecord.Counts()
  /// The digests of files of the snapshot that others are hard links to.
  private var digests: [Path: Digest] = [:]

  /// Counts what is the same in both.
  mutating func keep(_ entry: Entry) {
    guard !entry.isFolder else { return }
    counts.files += 1
    if entry.isPost { counts.posts += 1 }
  }

  /// Counts what is not there any more.
  mutating func remove(_ entry: Entry) {
    if !entry.isFolder { counts.removed += 1 }
  }

  /// Takes note of what hard links of the snapshot lead to.
  mutating func note(_ digest: Digest?, of path: Path) { digests[path] = digest }

  /// Counts what is new, or another than before.
  ///
  /// - Parameters:
  ///   - earlier: what the snapshot before has at that path.
  ///   - before: that snapshot.
  mutating func add(_ row: IndexRow, replacing earlier: IndexRow?, in before: ArchiveIndex?) {
    guard !row.entry.isFolder else {
      if let earlier { remove(earlier.entry) }
      return
    }
    keep(row.entry)
    guard let earlier, !earlier.entry.isFolder else {
      counts.added += 1
      return
    }
    let (old, new) = (held(by: earlier, in: before), held(by: row, in: before, digests))
    if old == new { counts.touched += 1 } else { counts.changed += 1 }
  }

  /// What a file or link holds, whatever its names.
  private enum Held: Equatable {
    case file(Digest?)
    case link([UInt8])
  }

  private func held(
    by row: IndexRow, in before: ArchiveIndex?, _ digests: [Path: Digest] = [:]
  ) -> Held {
    switch row.entry.kind {
    case .symbolicLink(let target): .link(target)
    case .hardLink(let target): .file(digests[target] ?? (try? before?.row(at: target))?.digest)
    case .file, .folder, .special: .file(row.digest)
    }
  }
}
