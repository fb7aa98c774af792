extension Unicode.Scalar {
  /// Whether a character beyond ASCII is invisible and controls a terminal or the order of text.
  ///
  /// Joiners, the zero-width space and variation selectors do not count: Persian, Khmer and emoji
  /// need them. (Unicode's general category Cc, and the part of Cf that can mislead.)
  package var isHiddenControl: Bool {
    switch value {
    case 0x80...0x9F: true  // C1, which terminals treat as escape sequences
    case 0x061C, 0x200E, 0x200F: true  // direction marks
    case 0x2028...0x202E: true  // line and paragraph separators, direction overrides
    case 0x2060...0x206F: true  // invisible operators, direction isolates
    case 0xFEFF: true  // byte-order mark
    case 0xFFF9...0xFFFB: true  // interlinear annotation
    case 0x1BCA0...0x1BCA3, 0x1D173...0x1D17A: true  // shorthand and musical formats
    case 0xE0100...0xE01EF: false  // variation selectors
    case 0xE0000...0xE0FFF: true  // tags
    default: false
    }
  }

  /// Whether a name shows this character by its bytes, because it would look like nothing there, or
  /// like a space: two names that differ in it would look the same.
  ///
  /// Joiners and variation selectors count only after characters that do not need them.
  ///
  /// - Parameter previous: The character before this one; nil if there is none.
  package func isHiddenInName(after previous: Unicode.Scalar?) -> Bool {
    guard value >= 0x80 else { return false }
    let before = previous?.value ?? 0
    switch value {
    case 0xAD, 0x34F, 0x180E, 0x200B: return true  // soft hyphen, joiner, separators
    case 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0: return true  // fillers, blanks
    case 0x200C, 0x200D: return before < 0x600  // Latin, Greek, Cyrillic, Hebrew
    case 0xFE00...0xFE0F: return before < 0x80 && !"#*0123456789".utf8.contains(UInt8(before))
    case 0xE0100...0xE01EF: return before < 0x2E80  // selectors for ideographs
    case 0x3000: return false  // the space of East Asian text, twice as wide
    default: return isHiddenControl || properties.isWhitespace
    }
  }
}
