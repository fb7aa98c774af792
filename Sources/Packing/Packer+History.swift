import ArchiveFormat
import Archives
import Entries
import Files
import Salvaging
import SystemPackage

extension Packer {
  /// Refuses to replace an archive that keeps snapshots or ever kept any: a pack holds one state of
  /// a collection, so the snapshots would be lost.
  func requireNoHistory(_ output: borrowing OutputFile, _ path: String) throws(StoreError) {
    guard !options.forces, output.replaced?.kind == .file else { return }
    let file = try attempt(
      OpenFile.open(path),
      orThrow: { (error: Errno) in StoreError(error, .write, ArgumentText.bytes(of: path)) })
    if let index = try? ArchiveIndex.open(file, named: path) {
      guard index.isHistory || index.hasHistory else { return }
      let count = (try? index.history().count) ?? 1
      throw StoreError(
        .refused, .write, ArgumentText.bytes(of: path),
        cause: "it keeps snapshots (\(count)) that would be lost", remedy: .backUp)
    }
    guard try file.historyTrace(named: path) != nil else { return }
    throw StoreError(
      .refused, .write, ArgumentText.bytes(of: path),
      cause: "it looks like a damaged archive of snapshots, which would be lost; to keep them",
      remedy: .salvageOrReplace)
  }
}
