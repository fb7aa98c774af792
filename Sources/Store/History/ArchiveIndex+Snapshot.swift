import Index
import Posts
import SystemPackage

extension ArchiveIndex {
  /// How much older than a snapshot a file has to be to count as unchanged by its time, in seconds: that
  /// is in whole seconds, and some file systems count two at a time.
  static let leastAge: Int64 = 2

  /// When the snapshot was begun, in seconds since 1970 in UTC.
  var begun: Int64 { snapshot.time }

  /// What is told of the snapshot; of an archive that was packed, what its file tells, and no counts.
  var snapshot: SnapshotRecord {
    own.record ?? SnapshotRecord(number: 1, time: (try? file.status().modified) ?? 0)
  }
}
