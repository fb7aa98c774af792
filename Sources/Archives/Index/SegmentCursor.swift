package import ArchiveFormat
import Posts

/// The rows of one segment, one after another, in the order of their paths.
package struct SegmentCursor {
  private let segment: IndexSegment
  /// The bytes with which the paths of all wanted rows begin.
  private let beginning: [UInt8]
  private let contents: RowCursor.Fields
  private var decompressor: FrameDecompressor?
  private var reader: BlockReader?
  private var nextBlock: Int
  private let endBlock: Int
  /// The path before which rows are passed over.
  private var start: Path
  /// The path from which on rows are not wanted; nil if the last block ends before it.
  private let end: Path?

  /// - Parameters:
  ///   - part: the range of paths to read.
  ///   - beginning: the bytes with which the wanted paths begin.
  package init(
    _ segment: IndexSegment, in part: RowPart, beginningWith beginning: [UInt8],
    with contents: RowCursor.Fields
  ) {
    self.segment = segment
    self.contents = contents
    self.beginning = beginning
    start = Path(uncheckedBytes: beginning)
    if let first = part.start, start < first { start = first }
    let directory = segment.directory
    nextBlock = directory.block(holding: start) ?? 0
    guard let end = part.end, let last = directory.block(holding: end) else {
      endBlock = part.end == nil ? directory.count : 0
      self.end = nil
      return
    }
    let isBorder = directory.firstPath(of: last) == end
    endBlock = isBorder ? last : last + 1
    self.end = isBorder ? nil : end
  }

  /// Returns the next row, even if it marks a removal.
  ///
  /// - Parameter isWanted: returns whether the row with these bytes as its path is wanted. The
  ///   others are passed over without being made.
  /// - Returns: nil after the last row that is wanted.
  package mutating func next(where isWanted: (Span<UInt8>) -> Bool) throws(IndexError) -> IndexRow?
  {
    while true {
      let row = try reader?.next(from: start, withFacts: contents.contains(.facts), where: isWanted)
      if let row = row ?? nil {
        if let end, !(row.entry.path < end) { return nil }
        return row.entry.path.bytes.starts(with: beginning) ? row : nil
      }
      guard try openNextBlock() else { return nil }
    }
  }

  /// Continues at a path, without reading the blocks in between.
  mutating func skip(to path: Path) {
    start = path
    guard let block = segment.directory.block(holding: start), block >= nextBlock else { return }
    nextBlock = block
    reader = nil
  }

  private mutating func openNextBlock() throws(IndexError) -> Bool {
    guard nextBlock < endBlock else { return false }
    if decompressor == nil { decompressor = try FrameDecompressor() }
    guard let decompressor else { return false }
    reader = try segment.blockReader(
      nextBlock, by: decompressor, withDigests: contents.contains(.digests))
    nextBlock += 1
    return true
  }
}
