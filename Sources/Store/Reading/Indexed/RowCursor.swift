import Index
import Posts

/// Rows of an index, one after the other, in the order of their paths.
struct RowCursor {
  private let index: ArchiveIndex
  /// What the paths of all rows that are wanted begin with.
  private let beginning: [UInt8]
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

  /// - Parameters:
  ///   - blocks: where to look; nil for wherever such rows lie.
  ///   - name: what the first component below the folder begins with.
  init(
    _ index: ArchiveIndex, in blocks: Range<Int>? = nil, below folder: Path,
    beginningWith name: [UInt8] = [], with contents: Contents
  ) {
    self.index = index
    self.contents = contents
    beginning = folder.appending(component: name).bytes
    endBlock = blocks?.upperBound ?? index.blockCount
    start = Path(uncheckedBytes: beginning)
    nextBlock = blocks?.lowerBound ?? index.block(holding: start) ?? 0
  }

  /// - Parameter isWanted: looks at the bytes of paths; rows of others are passed over, and not made.
  /// - Returns: nil behind the last row that is wanted.
  /// - Throws: `StoreError.Code.indexUnusable`.
  mutating func next(
    where isWanted: (Span<UInt8>) -> Bool = { _ in true }
  ) throws(StoreError) -> IndexRow? {
    do throws(IndexError) {
      while true {
        let row = try reader?.next(
          from: start, withFacts: contents.contains(.facts), where: isWanted)
        if let row = row ?? nil { return row.entry.path.bytes.starts(with: beginning) ? row : nil }
        guard try openNextBlock() else { return nil }
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
