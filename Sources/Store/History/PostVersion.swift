package import Index
package import Posts

/// What stands at a path from one snapshot on.
package struct PostVersion: Sendable {
  /// How it differs from what stood there before.
  package enum Change: Sendable {
    case added
    case changed
    /// In time, mode or place alone.
    case touched
    case removed
  }

  /// The first snapshot that has it so.
  package let snapshot: Snapshot
  package let change: Change
  /// Nil where nothing stands there any more.
  package let entry: Entry?
  /// The SHA-256 of a file's content.
  package let digest: Digest?
}

extension PostCollection {
  /// The versions of what stands at a path, the oldest first; none where nothing ever stood there.
  ///
  /// - Throws: as `snapshots()`.
  package func versions(of path: Path) throws(StoreError) -> [PostVersion] {
    let index = try index(for: .read)
    let snapshots = try snapshots()
    var known: [Int: IndexRun] = [:]
    var versions: [PostVersion] = []
    var last: IndexRow?
    for (snapshot, run) in zip(snapshots, try index.history()) {
      known[run.frame] = run
      let row = try index.row(at: path, in: run, &known)
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
  /// What a snapshot has at a path; of a hard link, the file that it is a name of, under its own path.
  ///
  /// - Parameter known: the runs that have been opened, by their frames: all that an older snapshot
  ///   stands on are among those of the ones before.
  fileprivate func row(
    at path: Path, in run: IndexRun, _ known: inout [Int: IndexRun]
  ) throws(StoreError) -> IndexRow? {
    do throws(IndexError) {
      var asked = path
      // A second turn is for what a hard link leads to.
      for _ in 0..<2 {
        guard var row = try found(asked, in: run, known) else { return nil }
        guard case .hardLink(let target) = row.entry.kind else {
          row.entry.path = path
          return row
        }
        asked = target
      }
      return nil
    } catch {
      throw StoreError(unusable: error, in: name)
    }
  }

  private func found(
    _ path: Path, in run: IndexRun, _ known: [Int: IndexRun]
  ) throws(IndexError) -> IndexRow? {
    if let row = try run.row(at: path) { return row.isRemoval ? nil : row }
    for reference in run.record?.beneath ?? [] {
      guard let beneath = known[reference.frame], beneath.reference == reference else {
        throw IndexError(.damaged, "Stale index: it stands on another than it tells of")
      }
      if let row = try beneath.row(at: path) { return row.isRemoval ? nil : row }
    }
    return nil
  }
}
