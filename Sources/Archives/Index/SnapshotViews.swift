package import ArchiveFormat
package import Entries
package import Posts

/// The archive as of each of its snapshots. Segments that snapshots share are opened once.
package struct SnapshotViews {
  private let index: ArchiveIndex
  private let segments: [IndexSegment]
  private let known: [Int: IndexSegment]

  package init(_ index: ArchiveIndex) throws(StoreError) {
    self.index = index
    segments = try index.history()
    known = Dictionary(uniqueKeysWithValues: segments.map { ($0.frame, $0) })
  }

  package var count: Int { segments.count }

  /// The snapshots, the oldest first.
  package var snapshots: [Snapshot] { index.snapshots(of: segments) }

  /// Returns the archive as of a snapshot.
  ///
  /// - Parameter place: the position of the snapshot among all, the oldest first.
  package func view(_ place: Int) throws(StoreError) -> ArchiveIndex {
    try index.at(segments[place], known: known)
  }

  /// Names the snapshots that have a member.
  ///
  /// - Parameters:
  ///   - place: the place of the member in the archive.
  ///   - first: the position of the snapshot that it came with.
  package func holders(
    of path: Path, at place: IndexRow.Place, from first: Int
  ) throws(StoreError) -> String {
    // Once a path has another member, it never has this one again.
    var (low, high) = (first, count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if try view(middle).row(at: path)?.place == place { low = middle } else { high = middle - 1 }
    }
    let (from, to) = (number(of: first), number(of: low))
    return from == to ? "snapshot \(from)" : "snapshots \(from) to \(to)"
  }

  private func number(of place: Int) -> Int { segments[place].number }
}
