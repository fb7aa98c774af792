import ArchiveFormat
package import Archives
package import Entries
import Files
import SystemPackage

/// Writes some snapshots of an archive to a new file, with the frames that they need as they are
/// stored, and without all others.
package struct HistoryRewrite {
  /// The result of a rewrite.
  package struct Summary: Equatable, Sendable {
    /// The snapshots that were kept; `removed`: those that were not.
    package var kept: [Snapshot] = []
    package var removed: [Snapshot] = []
    /// The number of frames with members that were kept; `framesRemoved`: of those that were not.
    package var framesKept = 0
    package var framesRemoved = 0
    /// The length of the archive in bytes before the rewrite. `lengthAfter`: the length now; nil if
    /// it was not written.
    package var lengthBefore: Int64 = 0
    package var lengthAfter: Int64?
  }

  private let context: Context

  /// - Parameter context: hears of what is lost, if damage is skipped.
  package init(context: Context) {
    self.context = context
  }

  /// Removes snapshots from an archive, which is replaced as a whole.
  ///
  /// - Parameters:
  ///   - path: the path of the archive.
  ///   - isDryRun: whether to find out the result without writing anything.
  ///   - waits: whether to wait while another process writes the archive.
  ///   - isKept: receives all snapshots, the oldest first, and returns the numbers of those to
  ///     keep, at least one.
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
      writing: path, lock: WriterLock(waits: waits, isStopped: context.interruption.isRequested))
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

  /// Writes all that is whole of all snapshots, and of a snapshot that cannot be kept as it was,
  /// what came with it.
  ///
  /// - Parameters:
  ///   - describe: finds the facts about posts whose index is lost.
  ///   - output: a file that nobody else writes.
  ///   - name: the name of the output, for messages.
  /// - Returns: the number of files in the newest snapshot.
  func salvage(
    _ history: DamagedHistory, describing describe: Describe?, to output: OpenFile,
    named name: String
  ) throws(StoreError) -> Int {
    let source = history.source
    let writing = try HistoryOutput(output, named: name, recipe: source.index.trailer.recipe)
    var run = RewriteRun(source, into: writing, context: context)
    for (place, snapshot) in history.snapshots.enumerated() {
      run.isLast = place == history.snapshots.count - 1
      try run.take(snapshot, describing: describe)
    }
    try writing.finish()
    return writing.view?.snapshot.counts.files ?? 0
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

  /// Finds the frames to keep: those that the snapshots need, and those that hard links in them
  /// lead to.
  private func plan(
    _ source: HistorySource, _ summary: inout Summary
  ) throws(StoreError) -> Set<Int> {
    guard !summary.removed.isEmpty else {
      summary.framesKept = source.frameCount
      return []
    }
    var run = RewriteRun(source, into: nil, context: context)
    for snapshot in summary.kept { try run.take(snapshot) }
    let linked = try LinkedFrames(
      of: source, threads: Parallelism.processors, interruption: context.interruption)
    let frames = linked.closed(run.needed)
    summary.framesKept = frames.count
    summary.framesRemoved = source.frameCount - frames.count
    return frames
  }

  /// - Parameter frames: the frames to keep.
  private func write(
    _ source: HistorySource, _ summary: inout Summary, keeping frames: Set<Int>,
    to output: OpenFile, named name: String
  ) throws(StoreError) {
    let writing = try HistoryOutput(output, named: name, recipe: source.index.trailer.recipe)
    var run = RewriteRun(source, keeping: frames, into: writing, context: context)
    for snapshot in summary.kept {
      run.isLast = snapshot == summary.kept.last
      try run.take(snapshot)
    }
    try writing.finish()
    summary.lengthAfter = try attempt(
      output.status().size,
      orThrow: { (error: Errno) in StoreError(error, .write, ArgumentText.bytes(of: name)) })
  }
}
