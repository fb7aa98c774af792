package import ArchiveFormat
package import Entries
package import Posts

/// The differences between a snapshot and an earlier one, in the order of their paths.
///
/// Segments that are part of both are not read: all differences are in those that only one of them
/// has.
package struct SnapshotDelta {
  /// A path at which the two differ.
  package struct Step {
    /// The row of the later snapshot; nil if it has nothing there.
    package let row: IndexRow?
    package let path: Path
  }

  private var later: RowCursor?
  private var earlier: RowCursor?
  private var nextLater: IndexRow?
  private var nextEarlier: IndexRow?

  /// - Parameter earlier: nil for the state before the first snapshot.
  package init(from earlier: ArchiveIndex?, to later: ArchiveIndex) throws(StoreError) {
    let before = earlier?.segments ?? []
    // The segments that both have are the oldest of each.
    let shared = zip(before.reversed(), later.segments.reversed())
      .prefix { $0.frame == $1.frame }.count
    self.later = Self.rows(later.segments.dropLast(shared))
    self.earlier = Self.rows(before.dropLast(shared))
    nextLater = try self.later?.nextOrRemoval()
    nextEarlier = try self.earlier?.nextOrRemoval()
  }

  private static func rows(_ segments: ArraySlice<IndexSegment>) -> RowCursor? {
    segments.isEmpty ? nil : RowCursor(Array(segments), below: .root, with: [.facts, .digests])
  }

  /// Returns the next difference; nil at the end.
  package mutating func next() throws(StoreError) -> Step? {
    while true {
      let (new, old) = (nextLater, nextEarlier)
      if let old, new.map({ old.entry.path < $0.entry.path }) ?? true {
        nextEarlier = try earlier?.nextOrRemoval()
        // A path that merged-away segments have and the merged one lacks was removed.
        if !old.isRemoval { return Step(row: nil, path: old.entry.path) }
        continue
      }
      guard let new else { return nil }
      nextLater = try later?.nextOrRemoval()
      if old?.entry.path == new.entry.path {
        nextEarlier = try earlier?.nextOrRemoval()
        if old == new { continue }
      }
      return Step(row: new.isRemoval ? nil : new, path: new.entry.path)
    }
  }
}
