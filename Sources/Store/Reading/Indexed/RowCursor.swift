import Index
import Posts

/// Rows of an index, one after the other, in the order of their paths.
struct RowCursor {
  private let index: ArchiveIndex
  private let folder: Path
  private let contents: Contents
  private var decompressor: FrameDecompressor?
  private var reader: BlockReader?
  private var nextBlock: Int
  private let endBlock: Int
  /// Rows before this path are passed over.
  private var start: Path

  /// What a row is wanted with, each of which takes time.
  struct Contents: OptionSet {
    let rawValue: Int
    static let facts = Contents(rawValue: 1)
    static let digests = Contents(rawValue: 2)
  }

  /// - Parameter blocks: where to look; nil for wherever such rows lie.
  init(
    _ index: ArchiveIndex, in blocks: Range<Int>? = nil, below folder: Path,
    with contents: Contents
  ) {
    self.index = index
    self.folder = folder
    self.contents = contents
    endBlock = blocks?.upperBound ?? index.blockCount
    start = folder.isRoot ? folder : Path(uncheckedBytes: folder.bytes + [UInt8(ascii: "/")])
    nextBlock = blocks?.lowerBound ?? index.block(holding: start) ?? 0
  }

  /// - Parameter isWanted: looks at the bytes of paths; rows of others are passed over, and not made.
  /// - Returns: nil behind the last row below the folder.
  /// - Throws: `StoreError.Code.indexUnusable`.
  mutating func next(
    where isWanted: (Span<UInt8>) -> Bool = { _ in true }
  ) throws(StoreError) -> IndexRow? {
    do throws(IndexError) {
      while true {
        guard
          let row = try reader?.next(withFacts: contents.contains(.facts), where: isWanted) ?? nil
        else {
          guard try openNextBlock() else { return nil }
          continue
        }
        if row.entry.path < start { continue }
        return folder.contains(row.entry.path) ? row : nil
      }
    } catch {
      throw StoreError(unusable: error, in: index.name)
    }
  }

  /// Goes on behind all that lies below `folder`, without reading the blocks between.
  mutating func skip(below folder: Path) {
    // No path holds a zero byte, so this comes behind the folder's content and before all else.
    start = Path(uncheckedBytes: folder.bytes + [0])
    guard let block = index.block(holding: start), block >= nextBlock else { return }
    nextBlock = block
    reader = nil
  }

  private mutating func openNextBlock() throws(IndexError) -> Bool {
    guard nextBlock < endBlock else { return false }
    if decompressor == nil { decompressor = try FrameDecompressor() }
    guard let decompressor else { return false }
    reader = try index.blockReader(
      nextBlock, by: decompressor, withDigests: contents.contains(.digests))
    nextBlock += 1
    return true
  }
}
