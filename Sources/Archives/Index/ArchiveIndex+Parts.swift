package import ArchiveFormat
package import Entries
package import Posts

extension ArchiveIndex {
  /// Cuts what lies below a folder into parts, each of which is about so many blocks of rows.
  package func parts(below folder: Path = .root, blocks count: Int) -> [RowPart] {
    // The borders are those of the run that tells of most.
    guard let longest = runs.max(by: { $0.trailer.blocks < $1.trailer.blocks }) else { return [] }
    let blocks = longest.directory.blocks(holding: folder)
    var parts: [RowPart] = []
    var part = RowPart()
    for block in stride(from: blocks.lowerBound, to: blocks.upperBound, by: count).dropFirst() {
      let border = longest.directory.firstPath(of: block)
      part.end = border
      parts.append(part)
      part = RowPart(start: border)
    }
    return parts + [part]
  }

  /// The last of the rows below a folder whose first component there begins with some bytes; nil for
  /// none.
  ///
  /// - Throws: `StoreError.Code.indexUnusable`.
  package func lastRow(below folder: Path, beginningWith name: [UInt8]) throws(StoreError)
    -> IndexRow?
  {
    let beginning = folder.appending(component: name).bytes
    // No UTF-8 holds such a byte, and no name so many: behind all that begins so.
    let end = Path(uncheckedBytes: beginning + [UInt8](repeating: 0xFF, count: 256))
    let directory = own.directory
    // Only where there is one run, its last block is enough.
    let start = runs.count == 1 ? directory.block(holding: end).map(directory.firstPath(of:)) : nil
    var rows = RowCursor(
      runs, in: RowPart(start: start), below: folder, beginningWith: name, with: [])
    var last: IndexRow?
    while let row = try rows.next() { last = row }
    return last
  }
}
