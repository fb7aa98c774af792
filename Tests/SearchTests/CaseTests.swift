import Search
import TestSupport
import Testing

@testable import Terms

/// The table of characters, judged by PCRE2.
@Suite struct CaseTests {
  /// All characters but the newline and the byte-order mark, which searches pass over, each on a
  /// line.
  private static let all = (1...0x10_FFFF as ClosedRange<UInt32>).compactMap(Unicode.Scalar.init)
    .filter { $0 != "\n" && $0 != "\r" && $0 != "\u{FEFF}" }
  private static let text = all.flatMap { Array("\($0)\n".utf8) }

  /// Returns the characters that a pattern matches alone, with or without regard to case.
  private func matched(
    _ pattern: String, ignoringCase: Bool = false, among text: [UInt8] = text
  ) throws -> Set<Unicode.Scalar> {
    var query = Query(pattern).with { $0.extent = .wholeLine }
    if ignoringCase { query.letterCase = .ignored }
    let searcher = try Searcher(CompiledQuery(query))
    return try text.withUnsafeBytes { bytes in
      var cursor = searcher.lines(of: bytes)
      var found: Set<Unicode.Scalar> = []
      while let line = try cursor.next() {
        let character = String(decoding: bytes[line], as: UTF8.self)
        if let scalar = character.unicodeScalars.first { found.insert(scalar) }
      }
      return found
    }
  }

  private func properties(_ scalar: Unicode.Scalar) -> CharacterProperties {
    CharacterTable.shared[scalar.value]
  }

  @Test func `every letter is a part of a word`() throws {
    let words = try matched("\\w")
    #expect(words.count > 100_000)
    let wrong = Self.all.filter { properties($0).kind == .letter && !words.contains($0) }
    #expect(wrong == [])
  }

  @Test func `white space separates`() throws {
    let spaces = try matched("\\s|\\h|\\v|\\R")
    #expect(spaces.count > 20)
    #expect(spaces.filter { properties($0).kind != .separator } == [])
  }

  @Test func `all cases of a certain letter are folded to one`() throws {
    let certain = Self.all.filter {
      properties($0).isCaseCertain && properties($0).kind == .letter
        && properties($0).folded < 0xAC00
    }
    #expect(certain.count > 1_000)
    // All characters that may be another case of any of them.
    let near = try matched("[\(certain.map(String.init).joined())]", ignoringCase: true)
    for (folded, letters) in Dictionary(grouping: certain, by: { properties($0).folded }) {
      let others = near.filter { properties($0).folded != folded }
      let strange = try matched(
        "[\(letters.map(String.init).joined())]", ignoringCase: true,
        among: others.flatMap { Array("\($0)\n".utf8) })
      #expect(
        strange.allSatisfy { $0.value == CharacterTable.iotaMark }, "\(letters): \(strange)")
    }
  }

  @Test func `characters of other kinds have no case, and certain separators that of separators`()
    throws
  {
    for kind in [CharacterKind.joined, .two, .three, .separator] {
      let certain = Self.all.filter { properties($0).kind == kind && properties($0).isCaseCertain }
      var ranges: [ClosedRange<UInt32>] = []
      for scalar in certain.map(\.value) {
        if let last = ranges.last, last.upperBound + 1 == scalar {
          ranges[ranges.count - 1] = last.lowerBound...scalar
        } else {
          ranges.append(scalar...scalar)
        }
      }
      let members = ranges.map {
        "\\x{\(String($0.lowerBound, radix: 16))}-\\x{\(String($0.upperBound, radix: 16))}"
      }
      let found = try matched("[\(members.joined())]", ignoringCase: true)
      #expect(found.count >= certain.count - 2)
      #expect(found.filter { properties($0).kind != kind } == [])
    }
  }

  @Test func `folding keeps the kind of a character, and folds no further`() {
    for scalar in Self.all {
      let folded = CharacterTable.shared[properties(scalar).folded]
      #expect(folded.kind == properties(scalar).kind && folded.folded == properties(scalar).folded)
    }
  }
}
