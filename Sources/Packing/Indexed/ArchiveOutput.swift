package import ArchiveFormat
package import Archives
package import Entries
import Files
package import Posts
package import SystemPackage

/// The facts about a snapshot that its index records, apart from the members that it adds.
package struct SnapshotPlan: Sendable {
  /// The record, without the segments beneath.
  let record: OwnRecord
  /// The paths that the snapshot before has and this one has not.
  let removals: [Path]
  /// The rows of members that the archive has, with other modes, times or paths, in any order.
  let restated: [IndexRow]
  /// The rows of all files in the snapshot that were moved, in the order of their paths.
  let moved: [IndexRow]

  package init(
    record: OwnRecord, removals: [Path], restated: [IndexRow], moved: [IndexRow]
  ) {
    self.record = record
    self.removals = removals
    self.restated = restated
    self.moved = moved
  }
}

/// Writes the file of an indexed archive: frames in their order, then index, end of the tar and
/// seek table.
///
/// If the file goes on from a snapshot, its frames follow those that are there, and its rows are
/// held back until it is known which other segments they build on.
package final class ArchiveOutput {
  private let descriptor: FileDescriptor
  /// The name of the output, for messages.
  private let name: String
  private var index: IndexWriter
  /// The snapshot that the file goes on from; nil for none.
  private let before: ArchiveIndex?
  /// The rows that are held back.
  private var rows: [IndexRow] = []
  private var seekTable: SeekTable
  /// The digests of the frames written so far, as they are stored.
  private var digests: [Digest] = []
  private var tarLength: Int64
  /// The number of the first frame of a member that goes on in the next frame; nil if there is
  /// none.
  private var firstFrame: Int?
  /// The facts about posts that other members may be hard links to.
  private var linkedFacts: [Path: PostFacts] = [:]
  /// The terms of the frames; nil if none are written.
  private let terms: FrameTerms?
  /// The numbers of the frames, by where their terms are known from.
  private var termFrames: [FrameTerms.Origin: Int] = [:]

  package init(
    _ descriptor: FileDescriptor, named name: String, recipe: Recipe, terms: FrameTerms?,
    isOfSnapshot: Bool = false, after before: ArchiveIndex? = nil
  ) throws(StoreError) {
    self.descriptor = descriptor
    self.name = name
    self.terms = terms
    self.before = before
    tarLength = before?.trailer.tarLength ?? 0
    do throws(IndexError) {
      seekTable = try before?.seekTable.upToEnd() ?? SeekTable()
      index = try IndexWriter(recipe: recipe, isOfSnapshot: isOfSnapshot)
    } catch {
      throw StoreError(writing: error, to: name)
    }
  }

  /// Writes a frame after the others, and records its members.
  func write(_ frame: PackedFrame) throws(StoreError) {
    let number = firstFrame ?? seekTable.count
    firstFrame = frame.goesOn ? number : nil
    do throws(IndexError) {
      for outcome in frame.outcomes {
        guard case .packed(var row, let isLinked, _) = outcome else { continue }
        row.place.frame = number
        if case .hardLink(let target) = row.entry.kind, row.entry.isPost {
          row.facts = linkedFacts[target] ?? (try? before?.row(at: target))?.facts
        }
        if isLinked { linkedFacts[row.entry.path] = row.facts }
        if before == nil {
          try index.append(row)
        } else {
          rows.append(row)
        }
      }
    } catch {
      throw StoreError(writing: error, to: name)
    }
    guard !frame.bytes.isEmpty else { return }
    if let origin = frame.terms { termFrames[origin] = number }
    tarLength += Int64(frame.decodedLength)
    digests.append(frame.digest)
    try write(frame.bytes, decodedLength: frame.decodedLength)
  }

  /// Writes the index, the end of the tar and the seek table after the frames.
  ///
  /// - Parameters:
  ///   - empty: a frame that decodes to nothing.
  ///   - end: the frame that ends the tar; `endLength`: the number of bytes that it decodes to.
  ///   - snapshot: the snapshot that the index records; nil for an archive without history.
  func finish(
    empty: [UInt8], end: [UInt8], endLength: Int, snapshot: SnapshotPlan? = nil
  ) throws(StoreError) {
    // GNU tar does not recognise a file as zstd if it begins with a skippable frame.
    if seekTable.count == 0 {
      digests.append(unsafe Digest(of: empty.span.bytes))
      try write(empty, decodedLength: 0)
    }
    let last = try snapshot.map { (plan) throws(StoreError) in
      guard let before else { return SnapshotEnd(plan.record) }
      rows = (rows + plan.restated).sorted { $0.entry.path < $1.entry.path }
      return try SegmentMerge.put(
        SegmentMerge.sorted(rows, plan.removals), of: plan.record, after: before, into: &index,
        of: name)
    }
    let encoded = try attempt(
      index.finish(
        frames: digests, tarLength: tarLength, end: unsafe Digest(of: end.span.bytes),
        terms: section(replacing: last), snapshot: last),
      orThrow: { (error: IndexError) in StoreError(writing: error, to: name) })
    try write(encoded, decodedLength: 0)
    try write(end, decodedLength: endLength)
    try write(seekTable.encode())
  }

  /// Makes the section of terms, which holds those of the segments that the new one replaces; nil
  /// if there is none.
  private func section(replacing end: SnapshotEnd?) throws(IndexError) -> [UInt8]? {
    let kept = end?.record.beneath.count ?? 0
    let replaced = (before?.segments ?? []).dropLast(kept)
    return try terms?.section(
      of: termFrames, count: seekTable.count - seekTable.indexFrames.count,
      replacing: replaced.compactMap { try? $0.terms() })
  }

  private func write(_ frame: [UInt8], decodedLength: Int) throws(StoreError) {
    try attempt(
      seekTable.append(compressed: frame.count, decoded: decodedLength),
      orThrow: { (error: IndexError) in StoreError(writing: error, to: name) })
    try write(frame)
  }

  private func write(_ bytes: [UInt8]) throws(StoreError) {
    do {
      try descriptor.writeAll(bytes)
    } catch {
      throw StoreError(error as? Errno ?? .ioError, .write, ArgumentText.bytes(of: name))
    }
  }
}
