import ArchiveFormat
import Archives
package import Entries
import Files
package import Packing
import Posts
import Store
import SystemPackage

extension Packer {
  /// Salvages all snapshots of a damaged history, where `pack` would keep only one state.
  ///
  /// - Returns: nil if there is no history, or the options ask for anything but all of it as it is.
  /// - Throws: `StoreError`; the file is then as it was.
  package func salvageHistory(
    to path: String, ifChanged: Bool
  ) throws(StoreError) -> Summary? {
    guard options.salvages, options.form == .zstd, options.latestTime == nil,
      options.selection.paths == [.root], options.selection.excluded.isEmpty,
      let archive = collection.archiveBytes, !collection.isPinned
    else { return nil }
    let output = try OutputFile.create(writing: path)
    try collection.requireOther(than: output, path)
    guard let source = try HistorySource(salvaging: archive, named: collection.name, report: report)
    else { return nil }
    if let trouble = collection.indexTrouble { report(trouble) }
    let salvaged = try HistoryRewrite(interruption: interruption, report: report)
      .salvage(source, to: output.file, named: path)
    try output.commit(writing: path, ifChanged: ifChanged)
    var summary = Summary()
    summary.members = salvaged.kept.last?.record.counts.files ?? 0
    return summary
  }
}
