package import ArchiveFormat
package import Entries
import Files
import Posts

/// All rows of an index in the order of their paths, decoded ahead by several threads.
package final class DecodedRows {
  /// A row: a class, since it is handed on from place to place, and a row is much to be copied.
  package final class Row: Sendable {
    package let row: IndexRow

    init(_ row: IndexRow) { self.row = row }
  }

  private let workers: OrderedWorkers<RowPart, Result<[Row], StoreError>>
  private var parts: ArraySlice<RowPart>
  /// The rows of the part that is being gone through, and the next one's place in them.
  private var rows: [Row] = []
  private var position = 0

  /// - Parameter threads: how many parts are decoded at once.
  package init(_ index: ArchiveIndex, with contents: RowCursor.Contents, threads: Int) {
    parts = index.parts(blocks: 1)[...]
    workers = OrderedWorkers(threads: threads) {
      { part in Self.rows(of: part, in: index, with: contents) }
    }
  }

  /// The next row; nil behind the last.
  ///
  /// - Throws: `StoreError.Code.indexUnusable`; there is no going on then.
  package func next() throws(StoreError) -> Row? {
    while position == rows.count {
      while !workers.isFull, let part = parts.popFirst() { workers.begin(part) }
      guard let decoded = workers.next() else { return nil }
      rows = try decoded.get()
      position = 0
    }
    position += 1
    return rows[position - 1]
  }

  private static func rows(
    of part: RowPart, in index: ArchiveIndex, with contents: RowCursor.Contents
  ) -> Result<[Row], StoreError> {
    var cursor = index.rows(in: part, below: .root, with: contents)
    var rows: [Row] = []
    do throws(StoreError) {
      while let row = try cursor.next() { rows.append(Row(row)) }
      return .success(rows)
    } catch {
      return .failure(error)
    }
  }
}
