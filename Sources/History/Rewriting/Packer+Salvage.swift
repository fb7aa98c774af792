import ArchiveFormat
import Archives
package import Entries
package import Files
package import Packing
import Posts
import Store
import SystemPackage

extension Packer {
  /// Salvages all snapshots of a damaged history, where `pack` would keep only one state: what
  /// `pack(to:salvagingHistory:)` is given.
  ///
  /// - Parameters:
  ///   - output: the file to write; it is not committed.
  ///   - path: its path, for messages.
  /// - Returns: nil if there is no history, or the options ask for anything but all of it as it is;
  ///   nothing has been written then.
  package func salvageHistory(
    to output: borrowing OutputFile, named path: String
  ) throws(StoreError) -> Summary? {
    guard options.salvages, options.form == .zstd, options.latestTime == nil,
      options.selection.paths == [.root], options.selection.excluded.isEmpty,
      let archive = collection.archiveBytes, !collection.isPinned,
      let history = try DamagedHistory(archive, named: collection.name, report: context.report)
    else { return nil }
    if let trouble = collection.indexTrouble { context.report(trouble) }
    var summary = Summary()
    summary.members = try HistoryRewrite(context: context)
      .salvage(history, describing: options.describe, to: output.file, named: path)
    return summary
  }
}
