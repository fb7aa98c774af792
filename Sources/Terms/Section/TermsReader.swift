package import ArchiveFormat

/// Reads the terms of a section.
package struct TermsReader: Sendable {
  /// Reads a range of the section's bytes.
  package typealias Read = @Sendable (Range<Int>) throws(IndexError) -> [UInt8]

  let head: TermsHead
  private let read: Read

  /// Opens a section.
  ///
  /// - Parameters:
  ///   - length: The length of the section in bytes.
  ///   - frames: The number of frames that it can cover: those before it in the archive.
  ///   - read: Reads a range of the section's bytes.
  /// - Throws: `.damaged`, `.unknownVersion` if its texts were cut into terms by other rules,
  ///   `.tooLarge`, `.outOfMemory`, and what `read` throws.
  package init(
    length: Int, frames: Int, read: @escaping Read
  ) throws(IndexError) {
    let end = length - TermsSection.footerLength
    guard end >= 0 else { throw .damagedTerms("they are cut off") }
    let footer = try read(end..<length)
    let (headLength, rules) = unsafe (
      Int(footer.span.bytes.littleEndian(at: 0, as: UInt32.self)),
      footer.span.bytes.littleEndian(at: 4, as: UInt32.self)
    )
    guard rules == TermsSection.rules else {
      throw IndexError(.unknownVersion, "The terms were made by rules that are not known here")
    }
    guard headLength <= end else { throw .damagedTerms("they are cut off") }
    let blocksEnd = end - headLength
    let decoded = try Self.decode(
      blocksEnd..<end, atMost: IndexedArchive.maximumFrame, FrameDecompressor(), read)
    head = try TermsHead(decoded, frames: frames, length: blocksEnd)
    self.read = read
  }

  /// Opens a section that is in memory.
  ///
  /// - Throws: As the other initialiser.
  package init(_ section: [UInt8], frames: Int) throws(IndexError) {
    try self.init(length: section.count, frames: frames) { Array(section[$0]) }
  }

  /// The frames that the section says something about.
  package var covered: CoveredFrames { head.covered }

  /// The number of terms.
  package var count: Int { head.terms }

  /// The number of frames that every search has to read.
  package var alwaysCount: Int { head.always.count }

  /// The number of frames with files that are no text.
  package var binaryCount: Int { head.binary.count }

  /// Goes through the whole section.
  ///
  /// - Throws: `.damaged`, `.outOfMemory`, and what reading the section throws.
  package func check() throws(IndexError) {
    var cursor = TermCursor(self, try FrameDecompressor())
    while try cursor.advanceCheckingList() {}
  }

  /// Calls `body` with each term that begins with some bytes, in their order, and the number of
  /// frames that may hold it.
  ///
  /// - Parameter prefix: Text in UTF-8, which is folded as terms are.
  /// - Throws: `IndexError` as `TermCursor` does, and what `body` throws.
  package func forEachTerm(
    beginningWith prefix: [UInt8], _ body: ([UInt8], _ frames: Int) throws -> Void
  ) throws {
    let prefix = String(decoding: prefix, as: UTF8.self).unicodeScalars.flatMap {
      Array(String(Unicode.Scalar(CharacterTable.shared[$0.value].folded) ?? $0).utf8)
    }
    var cursor = TermCursor(self, try FrameDecompressor())
    cursor.move(before: prefix)
    while try cursor.advanceCheckingList() {
      if cursor.bytes.precedes(prefix) { continue }
      let term = cursor.term
      guard term.starts(with: prefix) else { return }
      try body(term, cursor.frameCount())
    }
  }

  /// Decodes a block.
  fileprivate func block(
    _ number: Int, _ decompressor: FrameDecompressor
  ) throws(IndexError) -> TermBlock {
    try TermBlock(
      Self.decode(
        head.blocks[number].extent, atMost: TermsSection.maximumBlock, decompressor, read))
  }

  /// Decodes a zstd frame of the section, of no more bytes than some limit.
  private static func decode(
    _ extent: Range<Int>, atMost limit: Int, _ decompressor: FrameDecompressor, _ read: Read
  ) throws(IndexError) -> [UInt8] {
    guard extent.count <= TermsSection.maximumStored(limit) else {
      throw .damagedTerms("a part of them is too long")
    }
    let stored = try read(extent)
    do throws(IndexError) {
      return try decompressor.decompress(unsafe stored.span.bytes, limit: limit)
    } catch {
      if error.code == .outOfMemory { throw error }
      throw .damagedTerms("a part of them is damaged, or decodes to too much")
    }
  }

  /// Returns the number of the last block whose first term is not after a term; 0 if there is none.
  fileprivate func block(holding term: [UInt8]) -> Int {
    var (low, high) = (0, head.blocks.count)
    while low < high {
      let middle = (low + high) / 2
      if term.lexicographicallyPrecedes(head.blocks[middle].first) {
        high = middle
      } else {
        low = middle + 1
      }
    }
    return max(low - 1, 0)
  }
}

/// Goes through the terms of a section in their order.
package struct TermCursor {
  private let reader: TermsReader
  private let decompressor: FrameDecompressor
  private var block: TermBlock?
  /// The number of the block after the open one.
  private var next = 0
  /// The number of terms passed, if all have been from the first on.
  private var passed = 0

  /// Begins before the first term.
  ///
  /// - Parameter decompressor: One of the thread; several cursors can share it.
  package init(_ reader: TermsReader, _ decompressor: FrameDecompressor) {
    self.reader = reader
    self.decompressor = decompressor
  }

  /// Goes before the first term of the block that can hold a term, unless that block is open and
  /// the term comes after the last one that was passed.
  mutating func move(before term: [UInt8]) {
    let number = reader.block(holding: term)
    if let block, number == next - 1, block.term.precedes(term) { return }
    block = nil
    (next, passed) = (number, number == 0 ? 0 : .min)
  }

  /// Goes to the next term.
  ///
  /// - Returns: False after the last one.
  /// - Throws: `.damaged`, `.tooLarge`, `.outOfMemory`, and what reading the section throws.
  package mutating func advance() throws(IndexError) -> Bool {
    if try block?.next() == true {
      passed += 1
      return true
    }
    let blocks = reader.head.blocks
    guard next < blocks.count else {
      guard passed < 0 || passed == reader.count else {
        throw .damagedTerms("there are not as many as their head says")
      }
      return false
    }
    guard block?.term.precedes(blocks[next].first) ?? true else {
      throw .damagedTerms("they are not sorted")
    }
    var opened = try reader.block(next, decompressor)
    guard try opened.next(), opened.term.array == blocks[next].first else {
      throw .damagedTerms("a block does not begin as their head says")
    }
    block = opened
    next += 1
    passed += 1
    return true
  }

  /// Goes to the next term, and reads its list whole.
  ///
  /// - Returns: False after the last one.
  /// - Throws: As `advance` does.
  mutating func advanceCheckingList() throws(IndexError) -> Bool {
    guard try advance() else { return false }
    try block?.checkList(below: reader.covered.count)
    return true
  }

  /// The bytes of the term, 1 to 64; none before the first call of `advance`.
  package var term: [UInt8] { block?.term.array ?? [] }

  /// The term, to be compared.
  var bytes: TermBytes { block?.term ?? TermBytes() }

  /// Gives the places of the frames that may hold the term, ascending.
  ///
  /// - Throws: `.damaged`.
  package func forEachPlace(_ take: (Int) -> Void) throws(IndexError) {
    try block?.forEachPlace(below: reader.covered.count, take: take)
  }

  /// The number of frames that may hold the term.
  ///
  /// - Throws: `.damaged`.
  package func frameCount() throws(IndexError) -> Int {
    var count = 0
    try forEachPlace { _ in count += 1 }
    return count
  }
}
