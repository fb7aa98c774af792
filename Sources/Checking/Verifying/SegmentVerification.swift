import ArchiveFormat
import Archives
import Entries
import Posts
import Store

/// Checks a segment against the segments that it replaced: what it says of members that it did not
/// bring must be the same.
struct SegmentVerification {
  private let segment: IndexSegment
  private let before: ArchiveIndex?

  /// - Parameter before: the snapshot before; nil if the segment is that of the first.
  init(_ segment: IndexSegment, after before: ArchiveIndex?) {
    self.segment = segment
    self.before = before
  }

  /// Compares the segment with those that it replaced.
  ///
  /// - Parameter moved: receives the rows of files that were moved: each points, for the first
  ///   time, to a member that did not come with the snapshot, or has another path.
  /// - Returns: a difference as a sentence; nil if there is none.
  /// - Throws: `StoreError.Code.indexUnusable`.
  func difference(_ moved: inout [IndexRow]) throws(StoreError) -> String? {
    let kept = Set(segment.record?.beneath.map(\.frame) ?? [])
    let merged = before?.segments.filter { !kept.contains($0.frame) } ?? []
    guard kept.isSubset(of: before?.segments.map(\.frame) ?? []) else {
      return "snapshot \(number) builds on indexes that the snapshot before does not use"
    }
    let contents: RowCursor.Fields = [.facts, .digests]
    var own = RowCursor([segment], below: .root, with: contents)
    var older = merged.isEmpty ? nil : RowCursor(merged, below: .root, with: contents)
    var row = try own.nextOrRemoval()
    var earlier = try older?.nextOrRemoval()
    while row != nil || earlier != nil {
      if let met = row, earlier.map({ !($0.entry.path < met.entry.path) }) ?? true {
        let replaced = earlier?.entry.path == met.entry.path ? earlier : nil
        let isNew = met == replaced ? false : try !restates(met, replaced)
        if isNew, met.memberPath != nil || !isOwn(met) {
          guard met.entry.kind == .file else { return withoutMember(met) }
          moved.append(met)
        }
        if replaced != nil { earlier = try older?.nextOrRemoval() }
        row = try own.nextOrRemoval()
      } else if let lost = earlier {
        // A removed path needs no row if no other segment could still have the path.
        guard kept.isEmpty else {
          return "the index of snapshot \(number) omits \(lost.entry.path)"
        }
        earlier = try older?.nextOrRemoval()
      }
    }
    return nil
  }

  /// Returns the sentence about a row that must have a member of its own.
  func withoutMember(_ row: IndexRow) -> String {
    "the index of snapshot \(number) has a new row for \(row.entry.path) without a member"
  }

  /// Returns whether a row differs only in mode and time from the one at its path before.
  private func restates(_ row: IndexRow, _ replaced: IndexRow?) throws(StoreError) -> Bool {
    var earlier = replaced
    if earlier == nil { earlier = try before?.row(at: row.entry.path) }
    return earlier.map { row.restated(as: $0.entry) == $0 } ?? false
  }

  private var number: Int { segment.number }

  private func isOwn(_ row: IndexRow) -> Bool {
    row.isRemoval || segment.trailer.ownFrames.contains(row.place.frame)
  }
}
