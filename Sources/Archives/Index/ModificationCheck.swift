import ArchiveFormat
package import Files
package import Posts

/// Decides for which files of a folder the same size and time as in a snapshot mean the same
/// content.
///
/// Times are in whole seconds, and so hide a later change within the same second. Any program can
/// set a modification time, but not the time of the inode's last change (ctime), which shows a
/// change that the modification time hides, as after `touch -r`. A snapshot may also have another
/// content than the file held.
package final class ModificationCheck {
  private let index: ArchiveIndex
  /// The latest time that can be trusted, in seconds since 1970. Files with later times may have
  /// changed since the snapshot.
  private let latestTime: Int64
  /// The nanosecond since 1970 from which on a change is not known to be in the snapshot: the
  /// snapshot was begun then, and its archive was written later. The clock of the archive's file
  /// system may be behind; the archive may also have been copied or pruned since.
  private let changeLimit: Int64
  /// The paths that could not be read as they were. A snapshot may have a part of the content, with
  /// the size and time of the file.
  private let unread: Set<Path>
  /// The paths with several contents of the same size and time; nil if that may be any path.
  private lazy var ambiguousPaths = index.ambiguousPaths()

  package init(_ index: ArchiveIndex) {
    self.index = index
    let snapshot = index.snapshot
    // The time in an index may be any number.
    latestTime = max(snapshot.time, .min + ArchiveIndex.minimumAge) - ArchiveIndex.minimumAge
    let (begun, isTooLate) = snapshot.time.multipliedReportingOverflow(by: 1_000_000_000)
    let written = try? index.source.localFile?.status().exactModified
    changeLimit = min(isTooLate ? .max : begun, written ?? .max)
    unread = Set(index.own.record?.unread ?? [])
  }

  /// Returns whether a file with the size and the time of the snapshot's file is taken to have the
  /// same content.
  package func holds(_ path: Path, modified: FileTime) -> Bool {
    modified.seconds <= latestTime && !unread.contains(path)
      && ambiguousPaths?.contains(path) == false
  }

  /// Returns whether the same is true, and nothing about the file has changed since the snapshot.
  package func holds(_ path: Path, _ status: FileStatus) -> Bool {
    status.changed < changeLimit && holds(path, modified: status.time)
  }
}
