package import ArchiveFormat
package import Entries
package import Posts

extension ArchiveIndex {
  /// Returns the paths at which size and time do not identify the content: snapshots have different
  /// contents there with the same size and time, or have a hard link there.
  ///
  /// A file can change twice within the second that its time counts, and be backed up in between.
  ///
  /// - Returns: nil if some snapshot cannot be read, so that it may be any path.
  func ambiguousPaths() -> Set<Path>? {
    guard seekTable.indexFrames.count > 1 else { return [] }
    do throws(StoreError) {
      // This may be any snapshot, and only the newest leads to all.
      let segments = try (Self.open(source, named: name) ?? self).history()
      var paths: Set<Path> = []
      for segment in segments.dropFirst() {
        try segment.forEachOwnRow(with: []) { paths.insert($0.entry.path) }
      }
      guard !paths.isEmpty else { return [] }
      var digests: [Look: Digest] = [:]
      var found: Set<Path> = []
      for segment in segments {
        try segment.forEachOwnRow(of: paths) { row in
          let path = row.entry.path
          switch row.entry.kind {
          case .file:
            let look = Look(path: path, size: row.entry.size, modified: row.entry.modified)
            let other = digests[look]
            digests[look] = row.digest
            if let other, other != row.digest { found.insert(path) }
          case .hardLink: found.insert(path)
          case .folder, .symbolicLink, .special: break
          }
        }
      }
      return found
    } catch {
      return nil
    }
  }

  /// The properties by which a content is recognized.
  private struct Look: Hashable {
    let path: Path
    let size: Int64
    let modified: FileTime?
  }
}

extension IndexSegment {
  /// The number of rows that can be read in the time of one look-up, at a low estimate.
  private static let rowsPerLookup = 500

  /// Calls `body` with each row of a member that came with the snapshot.
  fileprivate func forEachOwnRow(
    with contents: RowCursor.Fields, _ body: (IndexRow) -> Void
  ) throws(StoreError) {
    var rows = RowCursor([self], below: .root, with: contents)
    while let row = try rows.next() {
      if trailer.ownFrames.contains(row.place.frame) { body(row) }
    }
  }

  /// Calls `body` with each row of a member that came with the snapshot and is at one of these
  /// paths, with digests and in any order.
  package func forEachOwnRow(
    of paths: Set<Path>, _ body: (IndexRow) -> Void
  ) throws(StoreError) {
    guard paths.count < trailer.rows / Self.rowsPerLookup else {
      return try forEachOwnRow(with: .digests) { if paths.contains($0.entry.path) { body($0) } }
    }
    do throws(IndexError) {
      for path in paths {
        guard let row = try row(at: path), !row.isRemoval,
          trailer.ownFrames.contains(row.place.frame)
        else { continue }
        body(row)
      }
    } catch {
      throw StoreError(unusable: error, in: name)
    }
  }
}
