import ArchiveFormat
package import Archives
package import Entries
import Files

extension PostCollection {
  /// Whether it is one of several snapshots that an archive keeps.
  package var hasHistory: Bool { index?.hasHistory ?? false }

  /// Whether this is a snapshot, so that the tar may hold more than it.
  package var isSnapshot: Bool {
    index.map { $0.hasHistory || $0.trailer.version == .history } ?? false
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

  /// Returns the archive as of a snapshot, one of `snapshots()`.
  ///
  /// - Parameter name: its name in messages.
  package func at(_ snapshot: Snapshot, named name: String) throws(StoreError) -> PostCollection {
    let index = try index(for: .read)
    let archive = ScannedSource(bytes: index.source, name: name, isPinned: true)
    return PostCollection(
      name: name, fileName: fileName,
      IndexedSource(try index.at(try index.run(snapshot)), of: archive))
  }

  /// Returns the index of the archive, or throws the reason why there is none.
  package func index(for action: StoreError.Action) throws(StoreError) -> ArchiveIndex {
    guard let index else {
      if let archive = source.archive, try archive.bytes.historyTrace(named: archive.name) != nil {
        throw StoreError(
          .indexUnusable, action, ArgumentText.bytes(of: archive.name),
          cause: "\(indexTrouble?.cause ?? "its end is lost"); to keep what is intact",
          remedy: .salvage)
      }
      if let indexTrouble { throw indexTrouble }
      throw StoreError(
        .notFound, action, [], in: archiveName ?? name,
        cause: isArchive
          ? "it has no index, which snapshots need" : "it is a folder and has no snapshots",
        remedy: isArchive ? .addIndex : nil)
    }
    return index
  }
}
