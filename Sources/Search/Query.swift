/// Says which lines are looked for.
package struct Query: Hashable, Sendable {
  /// Says what the patterns are.
  package enum Syntax: Hashable, Sendable {
    /// Regular expressions of PCRE2 (pcre2pattern(3)).
    case expression
    /// Texts as they stand there.
    case fixed
  }

  /// Says whether letters of either case are the same.
  package enum Case: Hashable, Sendable {
    case sensitive
    case ignored
    /// Ignored, unless a pattern has a capital letter.
    case smart
  }

  /// Says what of a line a pattern has to match.
  package enum Extent: Hashable, Sendable {
    case anything
    /// Whole words: what is neither preceded nor followed by a letter, digit or underscore.
    case words
    case wholeLine
  }

  /// Lists patterns of which a line has to match one; none is as good as one that every line matches.
  ///
  /// A newline in a pattern separates two, as for grep(1).
  package var patterns: [[UInt8]]
  /// Lists patterns that a line has to match besides, each of them.
  package var others: [[UInt8]] = []
  /// Lists patterns that a line may not match.
  package var exclusions: [[UInt8]] = []
  package var syntax = Syntax.expression
  package var letterCase = Case.sensitive
  package var extent = Extent.anything
  /// Says whether the lines are looked for that all this does not select.
  package var isInverted = false

  package init(_ patterns: [[UInt8]]) { self.patterns = patterns }
}
