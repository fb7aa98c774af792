package import ArchiveFormat
package import Entries
import Posts

extension ArchiveIndex {
  /// Goes through all that the archive can bring back: what each of its snapshots, older and newer than
  /// this one, has that the one before has not.
  ///
  /// - Throws: `StoreError.Code.indexUnusable`.
  package func forEachSavedRow(_ body: (IndexRow) -> Void) throws(StoreError) {
    // This may be any snapshot, and only the newest tells of all.
    let newest = try Self.open(file, named: name) ?? self
    for run in try newest.history() {
      do throws(IndexError) {
        try run.checkBytes()
      } catch {
        throw StoreError(unusable: error, in: name)
      }
      var rows = RowCursor([run], below: .root, with: .digests)
      while let row = try rows.next() { body(row) }
    }
  }
}
