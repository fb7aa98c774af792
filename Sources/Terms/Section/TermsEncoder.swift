package import ArchiveFormat

/// Encodes a section from its terms in their order.
///
/// The section is: blocks, each a zstd frame (see `TermBlock`); the head, a zstd frame (see
/// `TermsHead`); and the footer:
///
///     at   size  what
///     0       4  number of bytes of the head in the section
///     4       4  number of the rules by which texts are cut into terms
package struct TermsEncoder {
  private var head = TermsHead()
  private let compressor: FrameCompressor
  private var section: [UInt8] = []
  /// The terms and the lists of the open block.
  private var terms: [UInt8] = []
  private var lists: [UInt8] = []
  /// The first term of the open block; nil if it has none.
  private var first: [UInt8]?
  private var before: [UInt8] = []

  /// Begins a section.
  ///
  /// - Parameters:
  ///   - covered: The frames that it says something about.
  ///   - always: The places of those that every search has to read, ascending.
  ///   - binary: The places of those with files that are no text, ascending.
  /// - Throws: `.outOfMemory`.
  package init(
    covering covered: CoveredFrames, always: [UInt32], binary: [UInt32]
  ) throws(IndexError) {
    compressor = try FrameCompressor(level: TermsSection.level)
    head.covered = covered
    head.always = always
    head.binary = binary
  }

  /// Adds a term.
  ///
  /// - Parameters:
  ///   - term: 1 to 64 bytes, after those of the term before.
  ///   - places: The places of the frames that hold it, ascending, at least one.
  /// - Throws: `.notSorted`, `.tooLarge`, `.outOfMemory`.
  package mutating func append(
    _ term: [UInt8], places: ArraySlice<UInt32>
  ) throws(IndexError) {
    guard head.terms == 0 || before.lexicographicallyPrecedes(term) else {
      throw IndexError(.notSorted, "A term does not follow the one before it")
    }
    guard head.terms < TermsSection.maximumTerms else {
      throw IndexError(.tooLarge, "There are more than \(TermsSection.maximumTerms) terms")
    }
    terms.append(term: term, after: first == nil ? [] : before)
    if first == nil { first = term }
    let list = PlaceList.append(places, below: head.covered.count, to: &lists)
    terms.append(varint: list.number)
    head.terms += 1
    before = term
    if terms.count + lists.count >= TermsSection.blockLength { try endBlock() }
  }

  private mutating func endBlock() throws(IndexError) {
    guard let first else { return }
    var block: [UInt8] = []
    block.append(counted: terms)
    block += lists
    let stored = try compressor.compress(unsafe block.span.bytes)
    let start = section.count
    section += stored
    head.blocks.append(TermsHead.Block(extent: start..<section.count, first: first))
    terms.removeAll(keepingCapacity: true)
    lists.removeAll(keepingCapacity: true)
    self.first = nil
  }

  /// Ends the section.
  ///
  /// - Returns: Its bytes.
  /// - Throws: `.tooLarge`, `.outOfMemory`.
  package mutating func finish() throws(IndexError) -> [UInt8] {
    try endBlock()
    let head = head.encode()
    guard head.count <= IndexedArchive.maximumFrame else {
      throw IndexError(.tooLarge, "The terms have too many blocks")
    }
    let stored = try compressor.compress(unsafe head.span.bytes)
    section += stored
    section.append(littleEndian: UInt32(stored.count))
    section.append(littleEndian: TermsSection.rules)
    return section
  }
}
