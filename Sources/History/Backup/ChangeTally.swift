import ArchiveFormat
import Archives
import Posts

/// Counts the differences between a snapshot and the one before.
struct ChangeTally {
  private(set) var counts = SnapshotRecord.Counts()
  /// The digests of the snapshot's files that hard links lead to, by path.
  private var digests: [Path: Digest] = [:]

  /// Counts an entry that the snapshot has.
  mutating func keep(_ entry: Entry) {
    guard !entry.isFolder else { return }
    counts.files += 1
    if entry.isPost { counts.posts += 1 }
  }

  /// Counts an entry that the snapshot does not have any more.
  mutating func remove(_ entry: Entry) {
    if !entry.isFolder { counts.removed += 1 }
  }

  /// Notes the digest of a file that hard links of the snapshot may lead to.
  mutating func note(_ digest: Digest?, of path: Path) { digests[path] = digest }

  /// Counts an entry that is new or differs from the one before.
  ///
  /// - Parameters:
  ///   - earlier: the row at that path in the snapshot before; nil if there is none.
  ///   - before: that snapshot.
  /// - Returns: the kind of the difference, nil for none; folders are not counted.
  @discardableResult mutating func add(
    _ row: IndexRow, replacing earlier: IndexRow?, in before: ArchiveIndex?
  ) -> BackupPreview.Change.Kind? {
    guard !row.entry.isFolder else {
      if let earlier { remove(earlier.entry) }
      return earlier?.entry.isFolder ?? false ? .touched : .added
    }
    keep(row.entry)
    guard let earlier, !earlier.entry.isFolder else {
      counts.added += 1
      return .added
    }
    let (old, new) = (held(by: earlier, in: before), held(by: row, in: before, digests))
    guard old == new else {
      counts.changed += 1
      return .changed
    }
    // A moved file that gets a second name is stored again, though nothing about it differs.
    guard row.entry != earlier.entry else { return nil }
    counts.touched += 1
    return .touched
  }

  /// The content of a file or link, whatever its names.
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
