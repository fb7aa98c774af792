package import ArchiveFormat
import Archives
package import Entries
import Files
import Packing
package import Posts
import Store
import SystemPackage

/// The work that a backup would do.
package struct BackupPreview: Sendable {
  /// A difference between the collection and the latest snapshot.
  package struct Change: Sendable {
    package enum Kind: String, Sendable {
      case added = "new"
      case changed
      /// Only the time or the mode is another.
      case touched
      case removed
    }

    package let kind: Kind
    /// The entry as it is in the collection or, if it is removed, as it was.
    package let entry: Entry
  }

  /// The differences, in the order of paths. New times of folders are none.
  package let changes: [Change]
  /// The contents of the snapshot in numbers.
  package let counts: SnapshotRecord.Counts
  /// The length of the contents that would be stored, in bytes, before they are compressed.
  package let bytes: Int64
  /// Whether a snapshot would be made.
  package let isMade: Bool
  /// The latest snapshot; nil if there is none.
  package let latest: SnapshotRecord?
}

extension Backup {
  /// Finds out what `run` would do, and writes nothing. Another process may be writing the archive
  /// meanwhile: the archive is then as it was before.
  ///
  /// - Parameter path: the path of the archive, which need not exist.
  /// - Throws: `StoreError`, as `run` does.
  package func preview(to path: String) throws(StoreError) -> BackupPreview {
    let archive = try? FileStatus.ofFile(named: path)
    if archive == nil, let folder = FilePath(path).missingFolder {
      throw StoreError(OutputFile.Failure.missingFolder(folder), writing: path)
    }
    let before = archive == nil ? nil : try ArchiveIndex.forAppending(path)
    var changes: [BackupPreview.Change] = []
    let run = BackupRun(self, onto: before, in: nil, named: path) { changes.append($0) }
    try run.compare(omitting: archive.map { [$0.identity] } ?? [])
    let isMade = try run.settle()
    if isMade { try run.storeUnlinkable(by: nil) }
    return BackupPreview(
      changes: changes.sorted { $0.entry.path < $1.entry.path }, counts: run.counts,
      bytes: run.bytesForeseen, isMade: isMade, latest: before?.snapshot)
  }
}

extension BackupRun {
  /// Counts a member as it would be packed. Only a file with hard links is read, for their sake.
  func foresee(_ member: MemberPlan) throws(StoreError) {
    var row = IndexRow(entry: member.entry, place: IndexRow.Place(frame: 0, position: 0))
    if member.entry.kind == .file {
      do throws(StoreError) {
        let content = try PlannedContent(member)
        if member.isLinked { row.digest = try digest(of: content) }
      } catch let error where error.concernsOneFile {
        return note(error)
      }
      bytesForeseen += member.entry.size
    }
    count(row)
  }
}
