import ArchiveFormat
package import Posts

/// Tells of which files of a folder size and time say that they hold what a snapshot has of them.
///
/// Times are in whole seconds, and so hide what comes later in the same second; and what a snapshot has
/// of a file may not be what the file held.
package final class TimeTrust {
  private let index: ArchiveIndex
  /// Files changed later than this, in seconds since 1970, may have changed since.
  private let latestTime: Int64
  /// What could not be read as it was: a snapshot may have a part of it, under its size and time.
  private let unread: Set<Path>
  /// The paths of which several contents have one size and time; nil where that may be any.
  private lazy var lookalikes = index.lookalikes()

  package init(_ index: ArchiveIndex) {
    self.index = index
    let snapshot = index.snapshot
    // The time in an index may be any.
    latestTime = max(snapshot.time, .min + ArchiveIndex.leastAge) - ArchiveIndex.leastAge
    unread = Set(snapshot.unread)
  }

  /// Whether a file that has the size and the time of the snapshot's is known to hold the same.
  package func holds(_ path: Path, modified: Int64) -> Bool {
    modified <= latestTime && !unread.contains(path) && lookalikes?.contains(path) == false
  }
}
