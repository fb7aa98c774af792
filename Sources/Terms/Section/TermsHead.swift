import ArchiveFormat

/// The head of a section: which frames it covers, and where its blocks are.
///
///     terms       varint: number of terms
///     ranges      varint with their number, at least 1 if there are blocks; for each
///                   gap      varint: the first frame, less the one after the range before
///                   length   varint: number of frames, at least 1
///     always      counted list: places of the frames that every search has to read
///     binary      counted list: places of the frames with files that are no text
///     blocks      varint with their number; for each
///                   length   varint: bytes of the block in the section
///                   shared   varint: bytes that its first term shares with that of the one before
///                   rest     counted: the other bytes of the term
struct TermsHead: Equatable, Sendable {
  /// A block of terms.
  struct Block: Equatable, Sendable {
    /// Its place in the section.
    var extent: Range<Int>
    /// Its first term.
    var first: [UInt8]
  }

  var terms = 0
  var covered = CoveredFrames()
  var always: [UInt32] = []
  var binary: [UInt32] = []
  var blocks: [Block] = []

  init() {}

  func encode() -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(varint: UInt64(terms))
    bytes.append(varint: UInt64(covered.ranges.count))
    var next = 0
    for range in covered.ranges {
      bytes.append(varint: UInt64(range.lowerBound - next))
      bytes.append(varint: UInt64(range.count))
      next = range.upperBound
    }
    for list in [always, binary] {
      var encoded: [UInt8] = []
      PlaceList.append(list[...], to: &encoded)
      bytes.append(counted: encoded)
    }
    bytes.append(varint: UInt64(blocks.count))
    var before: [UInt8] = []
    for block in blocks {
      bytes.append(varint: UInt64(block.extent.count))
      bytes.append(term: block.first, after: before)
      before = block.first
    }
    return bytes
  }

  /// Decodes a head.
  ///
  /// - Parameters:
  ///   - bytes: The decoded head.
  ///   - frames: The number of frames that can be covered.
  ///   - length: The length in bytes of all blocks in the section.
  /// - Throws: `.damaged`.
  init(_ bytes: [UInt8], frames: Int, length: Int) throws(IndexError) {
    var cursor = BlockCursor(bytes)
    terms = try cursor.count(upTo: TermsSection.maximumTerms)
    // Each range takes two bytes.
    let ranges = try cursor.count(upTo: bytes.count / 2)
    var next = 0
    for range in 0..<ranges {
      let first = next + (try cursor.count(upTo: frames - 1 - next))
      let count = try cursor.count(upTo: frames - first)
      guard count > 0, range == 0 || first > next else {
        throw .damagedTerms("its frames are not in order")
      }
      covered.append(first..<(first + count))
      next = first + count
    }
    always = try Self.list(&cursor, below: covered.count)
    binary = try Self.list(&cursor, below: covered.count)
    try readBlocks(&cursor, length: length)
    guard cursor.isAtEnd else { throw .damagedTerms("its head is too long") }
  }

  private static func list(
    _ cursor: inout BlockCursor, below limit: Int
  ) throws(IndexError) -> [UInt32] {
    let range = try cursor.counted()
    var places: [UInt32] = []
    try PlaceList.read(range, of: &cursor, below: limit) { places.append(UInt32($0)) }
    return places
  }

  private mutating func readBlocks(
    _ cursor: inout BlockCursor, length: Int
  ) throws(IndexError) {
    let count = try cursor.count(upTo: min(terms, length / TermsSection.minimumBlock))
    guard (terms == 0) == (count == 0), count == 0 || covered.count > 0 else {
      throw .damagedTerms("it has terms without blocks or frames")
    }
    var start = 0
    var term = TermBytes()
    for _ in 0..<count {
      let end = start + (try cursor.count(upTo: length - start))
      try term.readNext(&cursor)
      blocks.append(Block(extent: start..<end, first: term.array))
      start = end
    }
    guard start == length else { throw .damagedTerms("its blocks do not fill it") }
  }
}
