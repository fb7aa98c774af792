package import ArchiveFormat
package import Entries
package import Posts

extension ArchiveIndex {
  /// Divides the rows below a folder into parts of about `count` blocks each.
  package func parts(below folder: Path = .root, blocks count: Int) -> [RowPart] {
    // The borders are those of the segment with the most blocks.
    guard let longest = segments.max(by: { $0.trailer.blocks < $1.trailer.blocks }) else {
      return []
    }
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

  /// Returns the last row below a folder whose first component there begins with `name`; nil if
  /// there is none.
  ///
  /// - Throws: `StoreError.Code.indexUnusable`.
  package func lastRow(below folder: Path, beginningWith name: [UInt8]) throws(StoreError)
    -> IndexRow?
  {
    let beginning = folder.appending(component: name).bytes
    // No UTF-8 holds such a byte, and no name is that long, so this comes after all with this
    // beginning.
    let end = Path(uncheckedBytes: beginning + [UInt8](repeating: 0xFF, count: 256))
    let directory = own.directory
    // If there is only one segment, its last block is enough.
    let start =
      segments.count == 1 ? directory.block(holding: end).map(directory.firstPath(of:)) : nil
    var rows = RowCursor(
      segments, in: RowPart(start: start), below: folder, beginningWith: name, with: [])
    var last: IndexRow?
    while let row = try rows.next() { last = row }
    return last
  }
}
