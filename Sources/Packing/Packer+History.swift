import Index
import Posts
import SystemPackage

extension Packer {
  /// Keeps of a damaged archive with history all snapshots as far as they are whole.
  ///
  /// - Returns: nil where there is none, or only a part of the newest is asked for.
  func salvageHistory(
    to output: borrowing OutputFile, named path: String
  ) throws(StoreError) -> Summary? {
    guard options.salvages, options.form == .zstd, options.latestTime == nil,
      options.selection.paths == [.root], options.selection.excluded.isEmpty,
      let file = collection.archiveFile, !collection.isPinned,
      let source = try HistorySource(
        salvaging: file, named: collection.name, report: report)
    else { return nil }
    if let trouble = collection.indexTrouble { report(trouble) }
    let salvaged = try HistoryRewrite(interruption: interruption, report: report)
      .salvage(source, to: output.file, named: path)
    var summary = Summary()
    summary.members = salvaged.kept.last?.record.counts.files ?? 0
    return summary
  }

  /// A pack has one state of a collection, and would throw the snapshots away that are there.
  func requireNoHistory(
    _ output: borrowing OutputFile, _ path: String
  ) throws(StoreError) {
    guard output.replaced?.kind == .file, let file = try? OpenFile.open(path),
      let index = try? ArchiveIndex.open(file, named: path), index.trailer.version == .history
    else { return }
    let count = (try? index.history().count) ?? 1
    throw StoreError(
      .refused, .write, ArgumentText.bytes(of: path),
      cause: "it keeps snapshots (\(count)), which would be lost; blogsh backup adds to them")
  }
}
