import ArchiveFormat
package import Archives
package import Entries
import Files
package import Posts
import Salvaging

extension PostCollection {
  /// Whether it is one of several snapshots that an archive keeps.
  package var hasHistory: Bool { index?.hasHistory ?? false }

  /// Whether this is a snapshot, so that the tar may hold more than it.
  package var isSnapshot: Bool {
    index.map { $0.hasHistory || $0.isHistory } ?? false
  }

  /// Returns the snapshots that the archive keeps, the oldest first.
  ///
  /// - Throws: `StoreError.Code.notFound` for a folder and for an archive without an index,
  ///   `.indexUnusable`.
  package func snapshots() throws(StoreError) -> [Snapshot] {
    try index(for: .read).snapshots()
  }

  /// Returns a snapshot with its counts. For a packed archive they are made here: all that it has
  /// is new.
  package func counted(_ snapshot: Snapshot) throws(StoreError) -> Snapshot {
    try index(for: .read).counted(snapshot)
  }

  /// Returns the paths that could not be read in the state of a snapshot.
  package func unread(of snapshot: Snapshot) throws(StoreError) -> [Path] {
    try index(for: .read).unread(of: snapshot)
  }

  /// Returns the archive as of a snapshot, one of `snapshots()`.
  ///
  /// - Parameter name: its name in messages.
  package func at(_ snapshot: Snapshot, named name: String) throws(StoreError) -> PostCollection {
    let index = try index(for: .read)
    let archive = ScannedSource(bytes: index.source, name: name, isPinned: true)
    return PostCollection(
      name: name, fileName: fileName,
      IndexedSource(try index.at(try index.segment(of: snapshot)), of: archive))
  }

  /// Returns the index of the archive, or throws the reason why there is none.
  ///
  /// - Parameter cause: the cause of the error about an archive that has none.
  package func index(
    for action: StoreError.Action, orCause cause: String = "it has no index, which snapshots need"
  ) throws(StoreError) -> ArchiveIndex {
    if let index { return index }
    guard let archive = source.archive else {
      throw StoreError(
        .notAnArchive, action, ArgumentText.bytes(of: name), cause: "it is a folder, not an archive"
      )
    }
    if let indexTrouble, indexTrouble.code != .indexUnusable { throw indexTrouble }
    if try archive.bytes.historyTrace(named: archive.name) != nil {
      throw StoreError(
        .indexUnusable, action, ArgumentText.bytes(of: archive.name),
        cause: "\(indexTrouble?.cause ?? "its end is lost"); to keep what is intact",
        remedy: .salvage)
    }
    if let indexTrouble { throw indexTrouble }
    do throws(StoreError) {
      let scan = try archive.scan(.everything, for: action, context: .silent())
      _ = try scan.next()
    } catch let error where error.code == .notAnArchive || error.code == .unreadable {
      throw error
    } catch {
      // It is an archive, even if it cannot be read to its end.
    }
    throw StoreError(.notFound, action, [], in: archive.name, cause: cause, remedy: .addIndex)
  }
}
