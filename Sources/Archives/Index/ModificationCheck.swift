import ArchiveFormat
package import Posts

/// Decides for which files of a folder the same size and time as in a snapshot mean the same
/// content.
///
/// Times are in whole seconds, and so hide a later change within the same second. A snapshot may
/// also have another content than the file held.
package final class ModificationCheck {
  private let index: ArchiveIndex
  /// The latest time that can be trusted, in seconds since 1970. Files with later times may have
  /// changed since the snapshot.
  private let latestTime: Int64
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
    unread = Set(snapshot.unread)
  }

  /// Whether a file with the size and the time of the snapshot's file is known to have the same
  /// content.
  package func holds(_ path: Path, modified: Int64) -> Bool {
    modified <= latestTime && !unread.contains(path) && ambiguousPaths?.contains(path) == false
  }
}
