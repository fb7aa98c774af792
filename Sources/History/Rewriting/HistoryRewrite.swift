import ArchiveFormat
package import Archives
package import Entries
import Files
import SystemPackage

/// Writes some of the snapshots of an archive anew: with the frames that any of them needs, as they are
/// stored, and without all others.
package struct HistoryRewrite {
  /// What came of it.
  package struct Summary: Equatable, Sendable {
    /// The snapshots that were kept, and those that were not.
    package var kept: [Snapshot] = []
    package var removed: [Snapshot] = []
    /// How many frames of members were kept, and how many were not.
    package var framesKept = 0
    package var framesRemoved = 0
    /// How long the archive was, and is, in bytes; nil where it was not written.
    package var lengthBefore: Int64 = 0
    package var lengthAfter: Int64?
  }

  private let interruption: Interruption
  private let report: Report

  /// - Parameter report: told of what is lost, where damage is gone past.
  package init(interruption: Interruption = .never, report: @escaping Report = { _ in }) {
    self.interruption = interruption
    self.report = report
  }

  /// Takes snapshots out of an archive, which is replaced as a whole.
  ///
  /// - Parameters:
  ///   - path: of the archive.
  ///   - isDryRun: whether only to tell what would come of it.
  ///   - waits: whether to wait for another process that writes the archive.
  ///   - isKept: chooses among all snapshots, the oldest first; at least one has to be kept.
  /// - Throws: `StoreError`, or what `isKept` throws; the archive is then as it was.
  package func prune(
    _ path: String, isDryRun: Bool = false, waits: Bool = false,
    keeping isKept: ([Snapshot]) throws -> Set<Int>
  ) throws -> Summary {
    guard !isDryRun else {
      let source = try HistorySource(try ArchiveIndex.forAppending(path))
      var summary = try choose(source, isKept)
      _ = try plan(source, &summary)
      return summary
    }
    let output = try OutputFile.create(
      writing: path, lock: WriterLock(waits: waits, isStopped: interruption.isRequested))
    let source = try HistorySource(try ArchiveIndex.forAppending(path))
    var summary = try choose(source, isKept)
    guard !summary.removed.isEmpty else { return summary }
    do throws(StoreError) {
      let frames = try plan(source, &summary)
      try write(source, &summary, keeping: frames, to: output.file, named: path)
    } catch {
      throw error.damagedToAppend(path)
    }
    try output.commit(writing: path)
    return summary
  }

  /// Keeps of all snapshots what is whole.
  ///
  /// - Parameters:
  ///   - source: what is left of an archive.
  ///   - output: a file that nobody else writes.
  ///   - name: its name, for messages.
  func salvage(
    _ source: HistorySource, to output: OpenFile, named name: String
  ) throws(StoreError) -> Summary {
    var summary = Summary()
    summary.kept = source.snapshots
    try write(source, &summary, to: output, named: name)
    return summary
  }

  private func choose(
    _ source: HistorySource, _ isKept: ([Snapshot]) throws -> Set<Int>
  ) throws -> Summary {
    let kept = try isKept(source.snapshots)
    precondition(!kept.isEmpty, "an archive keeps one snapshot at least")
    var summary = Summary()
    summary.lengthBefore = source.index.length
    summary.kept = source.snapshots.filter { kept.contains($0.record.number) }
    summary.removed = source.snapshots.filter { !kept.contains($0.record.number) }
    return summary
  }

  /// Finds which frames are kept: those that snapshots need, and those that make the others whole.
  private func plan(
    _ source: HistorySource, _ summary: inout Summary
  ) throws(StoreError) -> Set<Int> {
    guard !summary.removed.isEmpty else {
      summary.framesKept = source.frameCount
      return []
    }
    var run = RewriteRun(source, into: nil, interruption: interruption, report: report)
    for snapshot in summary.kept { try run.take(snapshot) }
    let linked = try LinkedFrames(
      of: source, threads: Parallelism.processors, interruption: interruption)
    let frames = linked.closed(run.needed)
    summary.framesKept = frames.count
    summary.framesRemoved = source.frameCount - frames.count
    return frames
  }

  /// - Parameter frames: nil for those that snapshots need.
  private func write(
    _ source: HistorySource, _ summary: inout Summary, keeping frames: Set<Int>? = nil,
    to output: OpenFile, named name: String
  ) throws(StoreError) {
    let writing = try HistoryWriting(output, named: name, recipe: source.index.trailer.recipe)
    var run = RewriteRun(
      source, keeping: frames, into: writing, interruption: interruption, report: report)
    for snapshot in summary.kept { try run.take(snapshot) }
    try writing.finish()
    do throws(Errno) {
      summary.lengthAfter = try output.status().size
    } catch {
      throw StoreError(error, .write, ArgumentText.bytes(of: name))
    }
  }
}
