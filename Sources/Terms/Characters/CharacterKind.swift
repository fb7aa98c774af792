/// The part that a character has in a text that is cut into terms (Terms.md, Characters).
enum CharacterKind: UInt32, Sendable {
  /// Ends a term, and is in none.
  case separator
  /// A letter, digit or underscore that every version of PCRE2 takes for a part of a word (`\w`).
  case letter
  /// A letter or sign of a script that is written with spaces. PCRE2 does not take all of its signs
  /// for parts of words.
  case joined
  /// A character of a script without spaces that has some thousand characters: two neighbours are a
  /// term.
  case two
  /// A character of a script without spaces that has few characters: three neighbours are a term.
  case three

  /// The number of neighbours that are a term; 0 if whole runs are.
  var neighbours: Int {
    switch self {
    case .separator, .letter, .joined: 0
    case .two: 2
    case .three: 3
    }
  }
}

/// The properties of a character: what it is for the splitter, what it is folded to, and whether a
/// search that ignores case can rely on that.
///
///     bits 0…20   the folded character
///     bits 24…26  the kind
///     bit 31      whether every character that differs only in case is folded to the same
struct CharacterProperties: Sendable {
  private let bits: UInt32

  fileprivate init(_ scalar: UInt32, _ kind: CharacterKind, isCertain: Bool) {
    bits = scalar | kind.rawValue << 24 | (isCertain ? 1 << 31 : 0)
  }

  /// The character itself, or the one that stands for it and for its other cases.
  var folded: UInt32 { bits & 0x1F_FFFF }

  var kind: CharacterKind { CharacterKind(rawValue: bits >> 24 & 7) ?? .separator }

  var isCaseCertain: Bool { bits >> 31 != 0 }
}

/// The properties of all characters.
struct CharacterTable: Sendable {
  /// The table, which is made at the first use.
  static let shared = CharacterTable()

  /// U+0345, a mark that PCRE2 takes for a small iota when it ignores case, but not for a letter.
  static let iotaMark: UInt32 = 0x345

  /// The properties of the characters of 16 bits; those of the others are found by their ranges.
  private var properties: [CharacterProperties]
  private static let listed: UInt32 = 0x10000

  private init() {
    let separator = CharacterProperties(0, .separator, isCertain: false)
    properties = Array(repeating: separator, count: Int(Self.listed))
    for range in CharacterRanges.plainSeparators { list(range, .separator, isCertain: true) }
    for (kind, ranges) in CharacterRanges.kinds {
      for range in ranges { list(range, kind, isCertain: kind != .letter) }
    }
    for range in CharacterRanges.caseless { list(range, .letter, isCertain: true) }
    for folding in CharacterRanges.foldings {
      for scalar in folding.range {
        let folded = folding.folded(scalar)
        let both = CharacterProperties(folded, .letter, isCertain: true)
        (properties[Int(scalar)], properties[Int(folded)]) = (both, both)
      }
    }
  }

  private mutating func list(
    _ range: ClosedRange<UInt32>, _ kind: CharacterKind, isCertain: Bool
  ) {
    for scalar in range where scalar < Self.listed {
      properties[Int(scalar)] = CharacterProperties(scalar, kind, isCertain: isCertain)
    }
  }

  /// Returns the properties of a character by its number in Unicode.
  subscript(scalar: UInt32) -> CharacterProperties {
    if scalar < Self.listed { return properties[Int(scalar)] }
    let isTwo = CharacterRanges.largeTwos.contains { $0 ~= scalar }
    return CharacterProperties(scalar, isTwo ? .two : .separator, isCertain: isTwo)
  }
}
