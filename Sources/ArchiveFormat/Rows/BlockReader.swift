package import Posts

/// Reads the rows of a block, one after the other.
///
/// Every number is checked as it is read, the order of the paths too, and at the end that rows and
/// files are as many as the directory says.
package struct BlockReader: Sendable {
  var cursor: BlockCursor
  let promise: BlockPromise
  let digests: [UInt8]?
  var before = RowBefore()
  var rowsRead = 0
  var filesRead = 0
  /// Holds the fields of the row that was read last, where it is not built yet.
  var fields = RowFields()

  /// Takes over the decoded bytes of a block.
  ///
  /// - Parameters:
  ///   - bytes: What the block decodes to.
  ///   - block: Its number, below `directory.count`.
  ///   - digests: The bytes that `directory.digestsExtent(of:)` names; nil leaves digests out.
  /// - Throws: `.damaged` where the digests are not as many as the block's files.
  package init(
    _ bytes: [UInt8], of block: Int, in directory: IndexDirectory, digests: [UInt8]? = nil
  ) throws(IndexError) {
    try self.init(bytes, as: BlockPromise(of: block, in: directory), digests: digests)
  }

  init(_ bytes: [UInt8], as promise: BlockPromise, digests: [UInt8]?) throws(IndexError) {
    guard digests == nil || digests?.count == promise.files.count * IndexedArchive.digestLength
    else { throw .damagedIndex("a block has not as many digests as files") }
    cursor = BlockCursor(bytes)
    self.promise = promise
    self.digests = digests
  }

  /// Gives the number of the file that the row last given is, its place among the digests; nil where
  /// it is not a file.
  package var fileNumber: Int? {
    rowsRead > 0 && fields.kind == .file ? promise.files.lowerBound + filesRead - 1 : nil
  }

  /// Reads the next row whose path is wanted; those before it are passed over, and not built.
  ///
  /// - Parameters:
  ///   - start: Rows of paths before this one are not wanted.
  ///   - withFacts: Whether the facts of a post are wanted; they cost half of the time.
  ///   - isWanted: Looks at the bytes of a row's path.
  /// - Returns: The row, its digest where there are digests; nil behind the last.
  /// - Throws: `.damaged`; there is no going on then.
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

  /// Finds the row of a path among those not read yet; those before it are passed over, and not
  /// built.
  ///
  /// - Returns: The row; nil where there is none.
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

/// Says what the directory tells of a block.
struct BlockPromise: Sendable {
  let version: IndexVersion
  let rows: Range<Int>
  let files: Range<Int>
  /// Counts the frames that rows may lie in.
  let frames: Int
  /// Limits the size of a file.
  let tarLength: Int64
  let firstPath: Path
  /// Gives the path that the block behind this one begins with; nil behind the last.
  let nextPath: Path?

  init(of block: Int, in directory: IndexDirectory) {
    version = directory.trailer.version
    rows = directory.rows(of: block)
    files = directory.files(of: block)
    frames = directory.trailer.frames
    tarLength = directory.trailer.tarLength
    firstPath = directory.firstPath(of: block)
    nextPath = block + 1 < directory.count ? directory.firstPath(of: block + 1) : nil
  }

  init(
    version: IndexVersion, rows: Range<Int>, files: Range<Int>, frames: Int, tarLength: Int64,
    firstPath: Path, nextPath: Path?
  ) {
    self.version = version
    self.rows = rows
    self.files = files
    self.frames = frames
    self.tarLength = tarLength
    self.firstPath = firstPath
    self.nextPath = nextPath
  }
}

/// Holds the fields of a row as they lie in the block; its path and time are those of `RowBefore`.
struct RowFields: Sendable {
  var kind = RowKind.folder
  var mode: UInt16 = 0
  var place = IndexRow.Place(frame: 0, position: 0)
  var size: Int64 = 0
  var target = 0..<0
  /// Says where the facts begin; nil where there are none.
  var facts: Int?
}
