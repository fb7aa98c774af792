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
}
