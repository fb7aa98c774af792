package import ArchiveFormat
package import Entries
import Files
package import Posts

/// The rows of a new segment, merged with those of the segments that it replaces.
///
/// A look-up may have to ask every segment, and a merge writes rows again. A new segment therefore
/// replaces others once there are three of its size or smaller. Sizes are powers of four, so that
/// there are at most three segments of each size, and a row is written again at most once for each
/// size.
package struct SegmentMerge {
  private var own: ArraySlice<IndexRow>
  private var older: RowCursor?
  /// The next row of `older`, once it has been read.
  private var nextOlder: IndexRow??
  /// Whether no other segment lies beneath, so that removals need no marks.
  private let isComplete: Bool

  /// - Parameters:
  ///   - own: the newest rows, in the order of their paths.
  ///   - segments: the segments that are replaced, the newest first.
  init(_ own: [IndexRow], onto segments: [IndexSegment], isComplete: Bool) {
    self.own = own[...]
    self.isComplete = isComplete
    older = segments.isEmpty ? nil : RowCursor(segments, below: .root, with: [.facts, .digests])
  }

  mutating func next() throws(StoreError) -> IndexRow? {
    while let row = try nextOrRemoval() {
      if !(isComplete && row.isRemoval) { return row }
    }
    return nil
  }

  private mutating func nextOrRemoval() throws(StoreError) -> IndexRow? {
    if nextOlder == nil { nextOlder = .some(try older?.nextOrRemoval()) }
    guard let earlier = nextOlder ?? nil else { return own.popFirst() }
    if let row = own.first, row.entry.path < earlier.entry.path { return own.removeFirst() }
    nextOlder = nil
    // If both have a row for the path, the newest counts.
    return own.first?.entry.path == earlier.entry.path ? own.removeFirst() : earlier
  }
}

extension SegmentMerge {
  /// Writes the rows of a snapshot into its index, with those of the segments that it replaces.
  ///
  /// - Parameters:
  ///   - own: as for `init`.
  ///   - record: the record of the snapshot, still without the segments beneath.
  ///   - before: the archive as of the snapshot before.
  ///   - output: the name of the file, for messages.
  /// - Returns: the end of the index.
  package static func put(
    _ own: [IndexRow], of record: OwnRecord, after before: ArchiveIndex,
    into index: inout IndexWriter, of output: String
  ) throws(StoreError) -> SnapshotEnd {
    let merged = count(rows: own.count, onto: before.segments.map(\.trailer.rows))
    var merge = SegmentMerge(
      own, onto: Array(before.segments[..<merged]), isComplete: merged == before.segments.count)
    while let row = try merge.next() {
      try attempt(
        index.append(row),
        orThrow: { (error: IndexError) in StoreError(writing: error, to: output) })
    }
    var record = record
    record.beneath = before.segments[merged...].map(\.reference)
    return SnapshotEnd(record, after: try before.pastOfNext(), previousIndex: before.own.offset)
  }

  /// Returns rows and marks of removals in the order of their paths. A path that has a row gets no
  /// mark.
  package static func sorted(_ rows: [IndexRow], _ removals: [Path]) -> [IndexRow] {
    guard !removals.isEmpty else { return rows }
    let kept = Set(rows.map(\.entry.path))
    let marks = removals.lazy.filter { !kept.contains($0) }.map { IndexRow.removal(of: $0) }
    return (rows + marks).sorted { $0.entry.path < $1.entry.path }
  }

  /// Returns the number of the newest segments that a new segment replaces.
  ///
  /// - Parameters:
  ///   - rows: the number of its own rows.
  ///   - segments: the number of rows in each of the present segments, the newest first.
  ///   - limit: the most segments that there may be.
  static func count(
    rows: Int, onto segments: [Int], limit: Int = IndexedArchive.maximumSegmentCount
  ) -> Int {
    var merged = 0
    var total = rows
    while true {
      let level = level(total)
      let alike = segments[merged...].prefix { Self.level($0) <= level }
      guard alike.count >= maximumAlike || segments.count - merged >= limit else { return merged }
      let count = max(alike.count, 1)
      total += segments[merged..<(merged + count)].reduce(0, +)
      merged += count
    }
  }

  /// The most segments of one size that there may be.
  private static let maximumAlike = 3

  /// Returns the size of a segment as a power of four. All segments of a single block have the
  /// same.
  private static func level(_ rows: Int) -> Int {
    var level = 0
    var limit = 256
    while limit < rows, level < Int.bitWidth / 2 - 5 {
      limit *= 4
      level += 1
    }
    return level
  }
}
