package import ArchiveFormat
package import Entries

/// Rows of an index whose members begin in one frame, in the order of their positions in it.
package struct FrameRows: Sendable {
  package let frame: Int
  package fileprivate(set) var rows: [IndexRow]

  /// Makes the rows of one member.
  init(_ row: IndexRow) {
    frame = row.place.frame
    rows = [row]
  }
}

/// Gathers rows that come one after the other into those of one frame each.
package struct FrameRowCursor {
  private let followingRow: () throws(StoreError) -> IndexRow?
  /// The first row after those that have been gathered.
  private var nextRow: IndexRow?

  /// Begins with the first row.
  ///
  /// - Parameter followingRow: Returns the rows one after the other, in any order; it is not called
  ///   again after it has returned nil.
  package init(_ followingRow: @escaping () throws(StoreError) -> IndexRow?) throws(StoreError) {
    self.followingRow = followingRow
    nextRow = try followingRow()
  }

  /// Returns the next rows that lie in one frame, one after the other; nil after the last row.
  ///
  /// - Throws: What `followingRow` throws.
  package mutating func next() throws(StoreError) -> FrameRows? {
    guard let first = nextRow else { return nil }
    var gathered = FrameRows(first)
    var position = first.place.position
    nextRow = try followingRow()
    while let row = nextRow, row.place.frame == gathered.frame, row.place.position > position {
      gathered.rows.append(row)
      position = row.place.position
      nextRow = try followingRow()
    }
    return gathered
  }
}
