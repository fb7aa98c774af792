package import ArchiveFormat
package import Entries
import Files
import Posts

extension ArchiveIndex {
  /// Calls `body` with the rows of all snapshots, also of those before and after this one: with
  /// everything that the archive can restore. A row may come more than once.
  ///
  /// - Throws: `StoreError.Code.indexUnusable`.
  package func forEachSavedRow(_ body: (IndexRow) -> Void) throws(StoreError) {
    // This may be any snapshot, and only the newest one leads to all others.
    let newest = try Self.open(source, named: name) ?? self
    for segment in try newest.history() {
      try attempt(
        segment.checkBytes(),
        orThrow: { (error: IndexError) in StoreError(unusable: error, in: name) })
      var rows = RowCursor([segment], below: .root, with: .digests)
      while let row = try rows.next() { body(row) }
    }
  }
}
