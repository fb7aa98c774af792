/// The look of a piece of text at a terminal; it has no effect elsewhere.
package struct Style: OptionSet, Hashable, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// Emphasis.
  package static let italic = Style(rawValue: 1 << 0)
  /// Strong emphasis.
  package static let bold = Style(rawValue: 1 << 1)
  /// Strike-through.
  package static let struck = Style(rawValue: 1 << 2)
  /// The page's title, or a heading in its body.
  package static let heading = Style(rawValue: 1 << 3)
  /// Code, in a line or as a block.
  package static let code = Style(rawValue: 1 << 4)
}
