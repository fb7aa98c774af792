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
  /// Returns whether rows with members in a frame are wanted; nil if all are.
  private let isFrameWanted: ((Int) -> Bool)?

  /// - Parameters:
  ///   - part: the range of paths to read.
  ///   - beginning: the bytes with which the wanted paths begin.
  ///   - isFrameWanted: returns whether rows with members in a frame are wanted. Of the others,
  ///     those in blocks of their own are passed over.
  package init(
    _ segment: IndexSegment, in part: RowPart, beginningWith beginning: [UInt8],
    with contents: RowCursor.Fields, where isFrameWanted: ((Int) -> Bool)? = nil
  ) {
    self.segment = segment
    // In a history, the rows of a block may be in any frames.
    self.isFrameWanted = segment.trailer.hasRecord ? nil : isFrameWanted
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

  /// Returns whether no row of a block is wanted.
  private func isUnwanted(_ block: Int) -> Bool {
    guard let isFrameWanted else { return false }
    let directory = segment.directory
    let next = block + 1
    let last =
      next < directory.count ? directory.firstFrame(of: next) : segment.trailer.frames - 1
    let first = directory.firstFrame(of: block)
    return first <= last && !(first...last).contains(where: isFrameWanted)
  }

  private mutating func openNextBlock() throws(IndexError) -> Bool {
    while nextBlock < endBlock, isUnwanted(nextBlock) { nextBlock += 1 }
    guard nextBlock < endBlock else { return false }
    if decompressor == nil { decompressor = try FrameDecompressor() }
    guard let decompressor else { return false }
    reader = try segment.blockReader(
      nextBlock, by: decompressor, withDigests: contents.contains(.digests))
    nextBlock += 1
    return true
  }
}
