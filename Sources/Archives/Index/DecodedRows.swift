package import ArchiveFormat
package import Entries
import Files
import Posts

/// All rows of an index in the order of their paths, decoded ahead on several threads.
package final class DecodedRows {
  /// A row as an object, since it is passed on several times, and copying a row takes time.
  package final class Row: Sendable {
    package let row: IndexRow

    init(_ row: IndexRow) { self.row = row }
  }

  private let workers: OrderedWorkers<RowPart, Result<[Row], StoreError>>
  private var parts: ArraySlice<RowPart>
  /// The rows of the current part; `position` is the index of the next one.
  private var rows: [Row] = []
  private var position = 0

  /// - Parameter threads: the number of parts that are decoded at once.
  package init(_ index: ArchiveIndex, with contents: RowCursor.Fields, threads: Int) {
    parts = index.parts(blocks: 1)[...]
    workers = OrderedWorkers(threads: threads) {
      { part in Self.rows(of: part, in: index, with: contents) }
    }
  }

  /// Returns the next row; nil after the last.
  ///
  /// - Throws: `StoreError.Code.indexUnusable`, after which there are no more rows.
  package func next() throws(StoreError) -> Row? {
    while position == rows.count {
      while !workers.isFull, let part = parts.popFirst() { workers.begin(part) }
      guard let (_, decoded) = workers.next() else { return nil }
      rows = try decoded.get()
      position = 0
    }
    position += 1
    return rows[position - 1]
  }

  private static func rows(
    of part: RowPart, in index: ArchiveIndex, with contents: RowCursor.Fields
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
