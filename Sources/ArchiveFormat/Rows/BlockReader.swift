package import Posts

/// Reads the rows of a block one after the other.
///
/// It checks every number and the order of paths as it reads, and at the end that the numbers of
/// rows and files match the directory.
package struct BlockReader: Sendable {
  var cursor: BlockCursor
  let promise: BlockPromise
  let digests: [UInt8]?
  var before = RowBefore()
  var rowsRead = 0
  var filesRead = 0
  /// The length in bytes of the paths of the rows read.
  var pathLength = 0
  /// The fields of the last row read; the row may not have been built.
  var fields = RowFields()

  /// Begins to read the decoded bytes of a block.
  ///
  /// - Parameters:
  ///   - bytes: The decoded block.
  ///   - block: Its number, below `directory.count`.
  ///   - directory: The directory that lists the block.
  ///   - digests: The bytes at `directory.digestsExtent(of:)`; nil if no digests are wanted.
  /// - Throws: `.damaged` if there are not as many digests as files in the block.
  package init(
    _ bytes: [UInt8], of block: Int, in directory: IndexDirectory, digests: [UInt8]? = nil
  ) throws(IndexError) {
    try self.init(bytes, as: BlockPromise(of: block, in: directory), digests: digests)
  }

  init(_ bytes: [UInt8], as promise: BlockPromise, digests: [UInt8]?) throws(IndexError) {
    guard digests == nil || digests?.count == promise.files.count * IndexedArchive.digestLength
    else { throw .damagedIndex("a block does not have one digest for each file") }
    cursor = BlockCursor(bytes)
    self.promise = promise
    self.digests = digests
  }

  /// The number of the file in the last row read, which is its position among all digests; nil if
  /// the row is not a file.
  package var fileNumber: Int? {
    rowsRead > 0 && fields.kind == .file ? promise.files.lowerBound + filesRead - 1 : nil
  }

  /// Returns the next wanted row; rows before it are skipped and not built.
  ///
  /// - Parameters:
  ///   - start: The first path that is wanted; rows of smaller paths are skipped.
  ///   - withFacts: Whether the facts of posts are wanted; they take half of the time.
  ///   - isWanted: Returns whether a row is wanted, given the bytes of its path.
  /// - Returns: The row, with its digest if the reader has digests; nil after the last row.
  /// - Throws: `.damaged`; the reader cannot be used after that.
  package mutating func next(
    from start: Path = .root, withFacts: Bool = true,
    where isWanted: (Span<UInt8>) -> Bool = { _ in true }
  ) throws(IndexError) -> IndexRow? {
    while try readFields() {
      let isBefore = !start.isRoot && PathBytes.order(before.path.span, start.bytes.span) < 0
      if !isBefore, isWanted(before.path.span) { return try row(withFacts: withFacts) }
    }
    return nil
  }

  /// Returns the row of a path among the rows not read yet; rows before it are skipped and not
  /// built.
  ///
  /// - Returns: The row; nil if there is none.
  /// - Throws: `.damaged`.
  package mutating func row(at path: Path) throws(IndexError) -> IndexRow? {
    while try readFields() {
      let order = PathBytes.order(before.path.span, path.bytes.span)
      if order == 0 { return try row(withFacts: true) }
      if order > 0 { return nil }
    }
    return nil
  }
}

/// The properties of a block that its directory promises.
struct BlockPromise: Sendable {
  /// Whether the index is that of a snapshot, so that rows may mark removals and moved files.
  let isOfSnapshot: Bool
  let rows: Range<Int>
  let files: Range<Int>
  /// The number of frames that rows may point into.
  let frames: Int
  /// The greatest size of a file.
  let tarLength: Int64
  let firstPath: Path
  /// The first path of the next block; nil for the last block.
  let nextPath: Path?

  init(of block: Int, in directory: IndexDirectory) {
    isOfSnapshot = directory.trailer.hasRecord
    rows = directory.rows(of: block)
    files = directory.files(of: block)
    frames = directory.trailer.frames
    tarLength = directory.trailer.tarLength
    firstPath = directory.firstPath(of: block)
    nextPath = block + 1 < directory.count ? directory.firstPath(of: block + 1) : nil
  }

  init(
    isOfSnapshot: Bool, rows: Range<Int>, files: Range<Int>, frames: Int, tarLength: Int64,
    firstPath: Path, nextPath: Path?
  ) {
    self.isOfSnapshot = isOfSnapshot
    self.rows = rows
    self.files = files
    self.frames = frames
    self.tarLength = tarLength
    self.firstPath = firstPath
    self.nextPath = nextPath
  }
}

/// The fields of a row as the block stores them; the path and the time are in `RowBefore`.
struct RowFields: Sendable {
  var kind = RowKind.folder
  var mode: UInt16 = 0
  var nanoseconds: UInt32 = 0
  var place = IndexRow.Place(frame: 0, position: 0)
  var size: Int64 = 0
  var target = 0..<0
  /// The range of the path in the member's header; nil if it is that of the row.
  var member: Range<Int>?
  /// The position at which the facts begin; nil if there are none.
  var facts: Int?
}
