package import Posts

/// Finds the block that can hold a path without reading other blocks.
///
/// Entries are decoded only when they are needed: a million rows have some four thousand blocks,
/// and one look-up reads a dozen entries.
///
///     at          size  what, for each block
///     52 i           4  offset in the payload
///     52 i + 4       4  number of its first row
///     52 i + 8       4  number of files in the rows before it
///     52 i + 12      4  end of its first path in the heap
///     52 i + 16      4  number of the frame of its first row; 0 if that row has no member
///     52 i + 20     16  first bytes of the SHA-256 of the block, as stored
///     52 i + 36     16  first bytes of the SHA-256 of its files' digests
///     52 n              the heap: the first path of each block, one after the other
package struct IndexDirectory: Sendable {
  package let trailer: IndexTrailer
  private let bytes: [UInt8]

  /// Takes a directory, and checks that the blocks follow one another.
  ///
  /// - Parameters:
  ///   - bytes: The bytes of the payload at `trailer.directory`.
  ///   - trailer: The trailer of the same index.
  /// - Throws: `.damaged`.
  package init(_ bytes: [UInt8], trailer: IndexTrailer) throws(IndexError) {
    guard unsafe Digest(of: bytes.span.bytes) == trailer.section(.directory)?.digest else {
      throw .damagedIndex("its directory does not match its trailer")
    }
    self.bytes = bytes
    self.trailer = trailer
    guard isAscending else {
      throw .damagedIndex("its blocks do not follow one another")
    }
  }

  /// The number of blocks.
  package var count: Int { trailer.blocks }

  /// Returns the range of a block in the payload.
  ///
  /// - Parameter block: Below `count`.
  package func extent(of block: Int) -> Range<Int> { range(of: block, .offset) }

  /// Returns the numbers of a block's rows, at least one.
  ///
  /// - Parameter block: Below `count`.
  package func rows(of block: Int) -> Range<Int> { range(of: block, .row) }

  /// Returns the numbers of the files in a block, which are their positions among the digests.
  ///
  /// - Parameter block: Below `count`.
  package func files(of block: Int) -> Range<Int> { range(of: block, .file) }

  /// Returns the range in the payload of the digests of a block's files.
  ///
  /// - Parameter block: Below `count`.
  package func digestsExtent(of block: Int) -> Range<Int> {
    let files = files(of: block)
    let start = digestExtent(ofFile: files.lowerBound).lowerBound
    return start..<(start + files.count * IndexedArchive.digestLength)
  }

  /// Returns the range in the payload of the digest of a file.
  ///
  /// - Parameter file: The number of the file, below `trailer.files`.
  package func digestExtent(ofFile file: Int) -> Range<Int> {
    let start = trailer.contents.lowerBound + file * IndexedArchive.digestLength
    return start..<(start + IndexedArchive.digestLength)
  }

  /// Returns the number of the frame of a block's first row; 0 if that row has no member.
  ///
  /// - Parameter block: Below `count`.
  package func firstFrame(of block: Int) -> Int { number(.frame, of: block) }

  /// Returns whether a block, and the digests of its files, are those that the directory commits
  /// to.
  ///
  /// - Parameters:
  ///   - block: The bytes at `extent(of:)`.
  ///   - digests: The bytes at `digestsExtent(of:)`.
  ///   - number: The number of the block, below `count`.
  package func commits(to block: RawSpan, _ digests: RawSpan, of number: Int) -> Bool {
    let start = number * IndexedArchive.directoryStride + Self.digestsOffset
    let half = IndexedArchive.digestLength / 2
    let written = Digest(of: block).bytes.prefix(half) + Digest(of: digests).bytes.prefix(half)
    return written.elementsEqual(bytes[start..<(start + 2 * half)])
  }

  /// The offset of the two halves of digests in an entry.
  private static let digestsOffset = 20

  /// Returns the path of a block's first row, as stored in the directory.
  ///
  /// - Parameter block: Below `count`.
  package func firstPath(of block: Int) -> Path {
    Path(uncheckedBytes: Array(bytes[firstPathExtent(of: block)]))
  }

  /// Returns the only block that can hold a path: the last one whose first path is not greater.
  ///
  /// - Returns: Its number; nil if the path is smaller than all blocks.
  package func block(holding path: Path) -> Int? {
    // Each block below `low` begins at or before the path; no block from `high` on does.
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if PathBytes.order(bytes.span.extracting(firstPathExtent(of: middle)), path.bytes.span) > 0 {
        high = middle
      } else {
        low = middle + 1
      }
    }
    return low == 0 ? nil : low - 1
  }

  /// Returns the blocks that can hold a folder or anything in it.
  ///
  /// - Returns: Their numbers; all blocks for the root.
  package func blocks(holding folder: Path) -> Range<Int> {
    if folder.isRoot { return 0..<count }
    let first = block(holding: folder) ?? 0
    var (low, high) = (first, count)
    while low < high {
      let middle = (low + high) / 2
      let path = firstPath(of: middle)
      if path < folder || folder.contains(path) { low = middle + 1 } else { high = middle }
    }
    return first..<low
  }
}

extension IndexDirectory {
  /// The fields of an entry, by their offsets in it.
  private enum Field: Int {
    case offset = 0
    case row = 4
    case file = 8
    case pathEnd = 12
    case frame = 16
  }

  private func number(_ field: Field, of block: Int) -> Int {
    let offset = block * IndexedArchive.directoryStride + field.rawValue
    return unsafe Int(bytes.span.bytes.littleEndian(at: offset, as: UInt32.self))
  }

  /// Returns the range from a block's number to the next block's; for the last block, to the
  /// trailer's.
  private func range(of block: Int, _ field: Field) -> Range<Int> {
    let start = number(field, of: block)
    guard block == count - 1 else { return start..<number(field, of: block + 1) }
    switch field {
    case .offset: return start..<rowsEnd
    case .row: return start..<trailer.rows
    case .file: return start..<trailer.files
    case .pathEnd, .frame: return start..<start
    }
  }

  /// The end of the blocks in the payload. They begin at 0.
  private var rowsEnd: Int { trailer.section(.rows)?.extent.upperBound ?? 0 }

  private func firstPathExtent(of block: Int) -> Range<Int> {
    let heap = count * IndexedArchive.directoryStride
    let start = block == 0 ? 0 : number(.pathEnd, of: block - 1)
    return (heap + start)..<(heap + number(.pathEnd, of: block))
  }

  /// Whether all numbers ascend from 0 to those of the trailer, so that every range above is valid.
  private var isAscending: Bool {
    var (offset, row, file, pathEnd) = (0, 0, 0, 0)
    let rowsEnd = rowsEnd
    for block in 0...count {
      let isEnd = block == count
      let next =
        isEnd
        ? (rowsEnd, trailer.rows, trailer.files)
        : (number(.offset, of: block), number(.row, of: block), number(.file, of: block))
      if block == 0 {
        guard next.0 == 0, next.1 == 0, next.2 == 0 else { return false }
      } else {
        guard next.0 > offset, next.1 > row, next.1 - row <= IndexedArchive.maximumBlockRows,
          next.2 >= file, next.2 - file <= next.1 - row
        else { return false }
      }
      (offset, row, file) = next
      if isEnd { break }
      guard number(.pathEnd, of: block) > pathEnd,
        number(.frame, of: block) < max(trailer.frames, 1)
      else { return false }
      pathEnd = number(.pathEnd, of: block)
    }
    return pathEnd == bytes.count - count * IndexedArchive.directoryStride
  }
}
