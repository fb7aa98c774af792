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
  /// The path that an added file had in the snapshot before, or that a removed file has now; nil if
  /// it was not just renamed.
  package let otherPath: Path?
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
      var otherPath: Path?
      if place > 0, last == nil || row == nil, let digest = (row ?? last)?.digest {
        otherPath = try views.path(at: place, of: digest, isNew: row == nil)
      }
      versions.append(
        PostVersion(
          snapshot: snapshot, change: change, entry: row?.entry, digest: row?.digest,
          otherPath: otherPath))
    }
    return versions
  }
}

extension SnapshotViews {
  /// Returns the path of a file that one of two snapshots has and the other has not.
  ///
  /// - Parameters:
  ///   - place: the position of the later snapshot.
  ///   - digest: the digest of the file's content. An empty file is nobody's other name.
  ///   - isNew: whether the later snapshot has the path, and not the one before.
  fileprivate func path(
    at place: Int, of digest: Digest, isNew: Bool
  ) throws(StoreError) -> Path? {
    let (before, after) = (try view(place - 1), try view(place))
    var delta = try SnapshotDelta(from: before, to: after)
    while let step = try delta.next() {
      let earlier = try before.row(at: step.path)
      let (row, other) = isNew ? (step.row, earlier) : (earlier, step.row)
      if other == nil, let row, row.digest == digest, row.entry.size > 0 { return step.path }
    }
    return nil
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
