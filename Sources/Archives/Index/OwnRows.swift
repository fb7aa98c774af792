package import ArchiveFormat
package import Entries
import Posts

/// The rows of a segment whose members are in its own frames, in the order of the members there,
/// without those of files that were moved: several can have one member.
package struct OwnRows {
  private var cursor: RowCursor
  private let frames: Range<Int>
  /// All these rows, the last first, if the members are not in the order of their paths; otherwise
  /// nil.
  private var sorted: [IndexRow]?

  /// - Throws: `StoreError.Code.indexUnusable`.
  package init(_ segment: IndexSegment) throws(StoreError) {
    frames = segment.trailer.ownFrames
    cursor = RowCursor([segment], below: .root, with: [.facts, .digests])
    // If several snapshots were merged into one, their members are in no common order.
    guard segment.trailer.hasRecord, try !Self.isInOrder(segment) else { return }
    var rows: [IndexRow] = []
    while let row = try cursor.next() {
      if isOwn(row) { rows.append(row) }
    }
    rows.sort { $1.place.precedes($0.place) }
    sorted = rows
  }

  private static func isInOrder(_ segment: IndexSegment) throws(StoreError) -> Bool {
    var rows = RowCursor([segment], below: .root, with: [])
    var last: IndexRow.Place?
    while let row = try rows.next() {
      guard row.memberPath == nil, segment.trailer.ownFrames.contains(row.place.frame) else {
        continue
      }
      if let last, !last.precedes(row.place) { return false }
      last = row.place
    }
    return true
  }

  package mutating func next() throws(StoreError) -> IndexRow? {
    if sorted != nil { return sorted?.popLast() }
    while let row = try cursor.next() {
      if isOwn(row) { return row }
    }
    return nil
  }

  private func isOwn(_ row: IndexRow) -> Bool {
    row.memberPath == nil && frames.contains(row.place.frame)
  }
}

extension IndexRow.Place {
  fileprivate func precedes(_ other: IndexRow.Place) -> Bool {
    (frame, position) < (other.frame, other.position)
  }
}
