/// The look of a piece of text at a terminal; it has no effect elsewhere.
package struct Style: OptionSet, Hashable, Sendable {
  package let rawValue: UInt16

  package init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  /// Emphasis.
  package static let italic = Style(rawValue: 1 << 0)
  /// Strong emphasis.
  package static let bold = Style(rawValue: 1 << 1)
  /// Strike-through.
  package static let struck = Style(rawValue: 1 << 2)
  /// Code, in a line or as a block.
  package static let code = Style(rawValue: 1 << 3)
  /// The text of a link.
  package static let link = Style(rawValue: 1 << 4)
  /// What is said about a post rather than in it.
  package static let faint = Style(rawValue: 1 << 5)

  /// The number of levels that headings have.
  package static let headingLevels = 6

  /// Returns the look of a heading; that of level 1 is also the title's.
  ///
  /// - Parameter level: The level, 1 to 6.
  package static func heading(_ level: Int) -> Style { Style(rawValue: 1 << (9 + UInt16(level))) }

  /// The level of a heading; nil for other text.
  package var headingLevel: Int? { (1...Self.headingLevels).first { contains(.heading($0)) } }
}
