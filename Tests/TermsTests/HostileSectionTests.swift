import ArchiveFormat
import TestSupport
import Testing

@testable import Terms

/// Sections that break a rule of the format, with right checksums.
@Suite struct HostileSectionTests {
  private static let huge: UInt64 = 1 << 63

  /// A head with a block of `length` bytes that begins with "a", and parts replaced.
  private static func head(
    terms: UInt64 = 1, ranges: [UInt64] = [1, 0, 4], always: [UInt8] = [], binary: [UInt8] = [],
    blocks: UInt64 = 1, length: UInt64? = nil, first: [UInt8] = [0, 1, 0x61], rest: [UInt8] = []
  ) -> @Sendable (Int) -> [UInt8] {
    { blockLength in
      var bytes: [UInt8] = []
      for number in [terms] + ranges { bytes.append(varint: number) }
      bytes.append(counted: always)
      bytes.append(counted: binary)
      bytes.append(varint: blocks)
      if blocks > 0 {
        bytes.append(varint: length ?? UInt64(blockLength))
        bytes += first
      }
      return bytes + rest
    }
  }

  /// A block of the terms, each with its shared length, rest and list, and of the lists.
  private static func block(_ terms: [UInt8], _ lists: [UInt8] = []) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(counted: terms)
    return bytes + lists
  }

  private static let oneTerm = block([0, 1, 0x61, 2], [3])

  private static func section(
    _ block: [UInt8], _ head: (Int) -> [UInt8], rules: UInt32 = 1
  ) throws -> [UInt8] {
    let compressor = try FrameCompressor(level: 1)
    var section = try compressor.compress(block.span.bytes)
    let encoded = head(section.count)
    let stored = try compressor.compress(encoded.span.bytes)
    section += stored
    section.append(littleEndian: UInt32(stored.count))
    section.append(littleEndian: rules)
    return section
  }

  /// Reads all of a section that covers frames before frame 4.
  private static func read(_ section: [UInt8]) throws {
    let reader = try TermsReader(section, frames: 4)
    _ = try reader.terms()
  }

  @Test func `a section built by hand is read`() throws {
    let section = try Self.section(Self.oneTerm, Self.head())
    #expect(
      try TermsReader(section, frames: 4).terms() == [ListedTerm(term: [0x61], frames: [3])])
  }

  private static func varint(_ number: UInt64) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(varint: number)
    return bytes
  }

  @Test(arguments: [
    ("more terms than there are", head(terms: 2)), ("too many terms", head(terms: huge)),
    ("no terms", head(terms: 0)), ("a number of ranges", head(ranges: [huge])),
    ("no frames", head(ranges: [0])), ("an empty range", head(ranges: [1, 0, 0])),
    ("frames that are not before it", head(ranges: [1, 0, 5])),
    ("a range that begins there", head(ranges: [1, 4, 1])),
    ("a range of many frames", head(ranges: [1, 0, huge])),
    ("ranges that touch", head(ranges: [2, 0, 1, 0, 2])),
    ("a place that there is not", head(always: [4])),
    ("a place far away", head(always: varint(huge))),
    ("a list that ends within a number", head(binary: [0x80])),
    ("too many places", head(binary: [0, 0, 0, 0, 0])), ("a number of blocks", head(blocks: huge)),
    ("no blocks", head(blocks: 0)), ("a block that is too short", head(length: 3)),
    ("a block that is too long", head(length: huge)), ("an empty block", head(length: 0)),
    ("more blocks than fit", head(terms: 9, blocks: 9)),
    ("another first term", head(first: [0, 1, 0x62])),
    ("an empty first term", head(first: [0, 0])),
    ("a first term that shares", head(first: [1, 1, 0x61])),
    ("a first term that is cut off", head(first: [0, 9, 0x61])),
    ("more bytes at the end", head(rest: [0])),
  ])
  func `a head that breaks a rule is refused`(
    name: String, head: @Sendable (Int) -> [UInt8]
  ) throws {
    let section = try Self.section(Self.oneTerm, head)
    #expect(failure { try Self.read(section) }?.code == .damaged)
  }

  @Test(arguments: [
    ("nothing", []), ("no terms", block([])), ("terms that are cut off", [9, 0, 1, 0x61, 2, 3]),
    ("a length of terms", varint(huge)), ("another term", block([0, 1, 0x62, 2], [3])),
    ("a term that shares", block([1, 1, 0x61, 2], [3])), ("an empty term", block([0, 0, 2], [3])),
    ("a long term", block([0, 65] + [UInt8](repeating: 0x61, count: 65) + [2], [3])),
    ("an empty list", block([0, 1, 0x61, 1])), ("no list", block([0, 1, 0x61, 2])),
    ("a long list", block([0, 1, 0x61, 4], [3])),
    ("a huge list", block([0, 1, 0x61] + varint(huge))),
    ("too many bytes of lists", block([0, 1, 0x61, 2], [3, 0])),
    ("a place that there is not", block([0, 1, 0x61, 2], [4])),
    ("a place after the last", block([0, 1, 0x61, 4], [3, 0])),
    ("a place far away", block([0, 1, 0x61, 20], varint(huge))),
    ("a number in a list that is cut off", block([0, 1, 0x61, 2], [0x83])),
    ("a missing place that there is not", block([0, 1, 0x61, 3], [4])),
    ("a second term that is the first", block([0, 1, 0x61, 2, 1, 0, 2], [3, 3])),
    ("terms in the wrong order", block([0, 1, 0x61, 2, 0, 1, 0x41, 2], [3, 3])),
    ("a shared length that is too small", block([0, 1, 0x61, 2, 0, 2, 0x61, 0x61, 2], [3, 3])),
    ("more terms", block([0, 1, 0x61, 2, 0, 1, 0x62, 2], [3, 3])),
    ("a bomb", [UInt8](repeating: 0, count: 65 << 10)),
  ])
  func `a block that breaks a rule is refused`(name: String, block: [UInt8]) throws {
    let section = try Self.section(block, Self.head())
    #expect(failure { try Self.read(section) }?.code == .damaged)
    #expect(failure { try TermsReader(section, frames: 4).check() }?.code == .damaged)
  }

  @Test func `a check reads the lists that nobody asks for`() throws {
    let right = try TermsReader(Self.section(Self.oneTerm, Self.head()), frames: 4)
    try right.check()
    // A list of all frames as those that do not hold the term.
    let nowhere = try Self.section(Self.block([0, 1, 0x61, 9], [0, 0, 0, 0]), Self.head())
    #expect(failure { try TermsReader(nowhere, frames: 4).check() }?.code == .damaged)
    let second = Self.block([0, 1, 0x61, 2, 0, 1, 0x62, 2], [3, 9])
    let wrong = try TermsReader(Self.section(second, Self.head(terms: 2)), frames: 4)
    #expect(failure { try wrong.check() }?.code == .damaged)
    let hidden = failure { _ = try HiddenTerm.first(in: wrong, of: right) }
    #expect(hidden?.code == .damaged)
  }

  @Test func `a section by other rules is passed over, and one that is cut off is damaged`() throws
  {
    let other = try Self.section(Self.oneTerm, Self.head(), rules: 2)
    #expect(failure { try Self.read(other) }?.code == .unknownVersion)
    let right = try Self.section(Self.oneTerm, Self.head())
    for count in 1...right.count {
      #expect(failure { try Self.read(Array(right.dropFirst(count))) }?.code == .damaged)
    }
  }

  @Test func `a changed byte is found, or changes nothing`() throws {
    let listed = someTerms(60, frames: 4, seed: 12)
    let section = try encoded(listed, frames: 4)
    for index in section.indices {
      for bit in 0..<8 {
        var changed = section
        changed[index] ^= 1 << bit
        let read = try? TermsReader(changed, frames: 4).terms()
        #expect(read == nil || read == listed, "byte \(index), bit \(bit)")
      }
    }
  }

  @Test func `a look-up in a damaged block throws, and one in another does not`() throws {
    let listed = someTerms(9_000, frames: 4, seed: 13)
    var section = try encoded(listed, frames: 4)
    section[40] ^= 1
    let reader = try TermsReader(section, frames: 4)
    #expect(reader.head.blocks.count > 1)
    let lookups = [listed[0], listed[8_999]].map {
      TermLookup(form: .whole, bytes: $0.term, countsForBinary: true)
    }
    #expect(failure { _ = try reader.places(passing: lookups[0]) }?.code == .damaged)
    #expect(failure { _ = try reader.places(passing: lookups[1]) } == nil)
  }
}
