import ArchiveFormat
package import Archives
package import Entries

extension PostCollection {
  /// Whether this is one of several snapshots that an archive keeps.
  package var hasHistory: Bool {
    guard case .indexed(let index) = source else { return false }
    return index.hasHistory
  }

  /// Whether this is a snapshot, so that the tar may hold more than it.
  package var isSnapshot: Bool {
    guard case .indexed(let index) = source else { return false }
    return index.hasHistory || index.trailer.version == .history
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
    return PostCollection(
      name: name, fileName: fileName, .indexed(try index.at(try index.run(snapshot))))
  }

  /// Returns the index of the archive, or throws the reason why there is none.
  package func index(for action: StoreError.Action) throws(StoreError) -> ArchiveIndex {
    if let indexTrouble { throw indexTrouble }
    guard case .indexed(let index) = source else {
      throw StoreError(
        .notFound, action, [], in: archiveName ?? name,
        cause: isArchive
          ? "it has no index, which snapshots need" : "it is a folder and has no snapshots",
        remedy: isArchive ? .addIndex : nil)
    }
    return index
  }
}
