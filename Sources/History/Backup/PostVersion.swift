package import ArchiveFormat
package import Archives
package import Entries
package import Posts
import Store

/// The state of a path from one snapshot on, until it changes.
package struct PostVersion: Sendable {
  /// The difference from the version before.
  package enum Change: Sendable {
    case added
    case changed
    /// Only the time, the mode or the place in the archive has changed.
    case touched
    case removed
  }

  /// The first snapshot with this version.
  package let snapshot: Snapshot
  package let change: Change
  /// The entry; nil if nothing is at the path any more.
  package let entry: Entry?
  /// The SHA-256 of the content of a file.
  package let digest: Digest?
}

extension PostCollection {
  /// Returns the versions of a path, the oldest first; none if no snapshot has it.
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
  /// Returns the row at a path; for a hard link, the row of its file under the path of the link.
  fileprivate func content(at path: Path) throws(StoreError) -> IndexRow? {
    var row = try row(at: path)
    if case .hardLink(let target) = row?.entry.kind { row = try self.row(at: target) }
    row?.entry.path = path
    return row
  }
}
