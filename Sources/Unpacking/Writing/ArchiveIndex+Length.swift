import ArchiveFormat
import Archives
import Entries
import Files
import Posts

extension ArchiveIndex {
  /// Returns the length in bytes of all contents, if it is known to fit in a folder before any of
  /// them is written: the index is whole, and a tenth of the file system stays free.
  ///
  /// Then the archive may expand to any size: it cannot fill the disk, and what was packed from a
  /// person's own folder comes back. Nil also if the archive is within the limits.
  func lengthThatFits(in root: FolderDescriptor, within limits: Limits) -> Int64? {
    guard !limits.allows(Int64(clamping: trailer.tarLength), from: length),
      (try? checkBytes()) != nil, let space = try? root.space(), let sum = try? contentLength()
    else { return nil }
    return sum <= space.free - space.total / 10 ? sum : nil
  }

  private func contentLength() throws(StoreError) -> Int64 {
    var rows = rows()
    var sum: Int64 = 0
    while let row = try rows.next() {
      let (longer, overflows) = sum.addingReportingOverflow(row.entry.size)
      sum = overflows ? .max : longer
    }
    return sum
  }
}
