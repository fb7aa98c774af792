package import ArchiveFormat
package import Archives
package import Entries
package import Posts
import Store

/// What stands at a path from one snapshot on.
package struct PostVersion: Sendable {
  /// How it differs from what stood there before.
  package enum Change: Sendable {
    case added
    case changed
    /// In time, mode or place alone.
    case touched
    case removed
  }

  /// The first snapshot that has it so.
  package let snapshot: Snapshot
  package let change: Change
  /// Nil where nothing stands there any more.
  package let entry: Entry?
  /// The SHA-256 of a file's content.
  package let digest: Digest?
}

extension PostCollection {
  /// The versions of what stands at a path, the oldest first; none where nothing ever stood there.
  ///
  /// - Throws: as `snapshots()`.
  package func versions(of path: Path) throws(StoreError) -> [PostVersion] {
    let views = try SnapshotViews(try index(for: .read))
    var versions: [PostVersion] = []
    var last: IndexRow?
    for (place, snapshot) in views.snapshots.enumerated() {
      let row = try views.view(place).content(at: path)
      defer { last = row }
      guard row?.place != last?.place || row?.entry != last?.entry else { continue }
      let change: PostVersion.Change =
        switch (last, row) {
        case (nil, _): .added
        case (_, nil): .removed
        case (let old?, let new?): new.holdsSame(as: old) ? .touched : .changed
        }
      versions.append(
        PostVersion(snapshot: snapshot, change: change, entry: row?.entry, digest: row?.digest))
    }
    return versions
  }
}

extension IndexRow {
  fileprivate func holdsSame(as other: IndexRow) -> Bool {
    digest == other.digest && entry.kind == other.entry.kind
  }
}

extension ArchiveIndex {
  /// What stands at a path; of a hard link, the file that it is a name of, under its own path.
  fileprivate func content(at path: Path) throws(StoreError) -> IndexRow? {
    var row = try row(at: path)
    if case .hardLink(let target) = row?.entry.kind { row = try self.row(at: target) }
    row?.entry.path = path
    return row
  }
}
