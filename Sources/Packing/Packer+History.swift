import ArchiveFormat
import Archives
import Entries
import Files
import SystemPackage

extension Packer {
  /// Refuses to replace an archive that keeps snapshots: a pack holds one state of a collection, so
  /// the snapshots would be lost.
  func requireNoHistory(_ output: borrowing OutputFile, _ path: String) throws(StoreError) {
    guard output.replaced?.kind == .file, let file = try? OpenFile.open(path),
      let index = try? ArchiveIndex.open(file, named: path), index.trailer.version == .history
    else { return }
    let count = (try? index.history().count) ?? 1
    throw StoreError(
      .refused, .write, ArgumentText.bytes(of: path),
      cause: "it keeps snapshots (\(count)) that would be lost", remedy: .backUp)
  }
}
