package import ArchiveFormat
package import Entries
package import Posts

/// The rows of a snapshot, merged with those of the runs whose place they take.
///
/// A look-up may have to ask each run, and a merge writes rows once more: so a run takes the place of
/// others when there are three of its size or smaller. Sizes go by powers of four, so that there are at
/// most three runs of each, and a row is written again at most once for each.
package struct RunMerge {
  private var own: ArraySlice<IndexRow>
  private var older: RowCursor?
  /// The next row of `older`, once it has been read.
  private var nextOlder: IndexRow??
  /// Whether no other run lies beneath, so that there is nothing left to be removed.
  private let isComplete: Bool

  /// - Parameters:
  ///   - own: the newest rows, in the order of their paths.
  ///   - runs: those whose place is taken, the newest first.
  init(_ own: [IndexRow], onto runs: [IndexRun], isComplete: Bool) {
    self.own = own[...]
    self.isComplete = isComplete
    older = runs.isEmpty ? nil : RowCursor(runs, below: .root, with: [.facts, .digests])
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
    // Of one path the newest row counts.
    return own.first?.entry.path == earlier.entry.path ? own.removeFirst() : earlier
  }
}

extension RunMerge {
  /// Puts the rows of a snapshot into its index, with those of the runs whose place they take.
  ///
  /// - Parameters:
  ///   - own: as for `init`.
  ///   - record: of the snapshot, but for what it stands on.
  ///   - before: the snapshot before.
  ///   - output: the name of the file, for messages.
  /// - Returns: what ends the index.
  package static func put(
    _ own: [IndexRow], of record: SnapshotRecord, after before: ArchiveIndex,
    into index: inout IndexWriter, of output: String
  ) throws(StoreError) -> SnapshotEnd {
    let merged = count(rows: own.count, onto: before.runs.map(\.trailer.rows))
    var merge = RunMerge(
      own, onto: Array(before.runs[..<merged]), isComplete: merged == before.runs.count)
    while let row = try merge.next() {
      do throws(IndexError) {
        try index.append(row)
      } catch {
        throw StoreError(writing: error, to: output)
      }
    }
    var record = record
    record.previous = before.own.reference
    record.beneath = before.runs[merged...].map(\.reference)
    return SnapshotEnd(record, previousIndex: before.own.offset)
  }

  /// Puts rows and removals, both in the order of paths, in one order; of one path the row counts.
  package static func sorted(_ rows: [IndexRow], _ removals: [Path]) -> [IndexRow] {
    guard !removals.isEmpty else { return rows }
    let kept = Set(rows.map(\.entry.path))
    let marks = removals.lazy.filter { !kept.contains($0) }.map { IndexRow.removal(of: $0) }
    return (rows + marks).sorted { $0.entry.path < $1.entry.path }
  }

  /// How many of the newest runs a run takes the place of.
  ///
  /// - Parameters:
  ///   - rows: how many it has itself.
  ///   - runs: how many those have that are there, the newest first.
  ///   - limit: how many runs there may be in all.
  static func count(
    rows: Int, onto runs: [Int], limit: Int = IndexedArchive.greatestRunCount
  ) -> Int {
    var merged = 0
    var total = rows
    while true {
      let level = level(total)
      let alike = runs[merged...].prefix { Self.level($0) <= level }
      guard alike.count >= mostAlike || runs.count - merged >= limit else { return merged }
      let count = max(alike.count, 1)
      total += runs[merged..<(merged + count)].reduce(0, +)
      merged += count
    }
  }

  /// How many runs of a size there may be.
  private static let mostAlike = 3

  /// The size of a run as a power of four; those that a block holds are all alike.
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
