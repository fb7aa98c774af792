/// The lines to look for.
package struct Query: Hashable, Sendable {
  /// The kinds of patterns.
  package enum Syntax: Hashable, Sendable {
    /// Regular expressions of PCRE2 (pcre2pattern(3)).
    case expression
    /// Texts that match only themselves.
    case fixed
  }

  /// The treatment of upper and lower case.
  package enum Case: Hashable, Sendable {
    case sensitive
    case ignored
    /// Ignored, unless a pattern has a capital letter.
    case smart
  }

  /// The part of a line that a pattern has to match.
  package enum Extent: Hashable, Sendable {
    case anything
    /// Whole words: text that is neither preceded nor followed by a letter, digit or underscore.
    case words
    case wholeLine
  }

  /// The patterns of which a line has to match at least one; if there are none, every line matches.
  ///
  /// A newline in a pattern separates two patterns, as in grep(1).
  package var patterns: [[UInt8]]
  /// The patterns that a line also has to match, each of them.
  package var others: [[UInt8]] = []
  /// The patterns that a line must not match.
  package var exclusions: [[UInt8]] = []
  package var syntax = Syntax.expression
  package var letterCase = Case.sensitive
  package var extent = Extent.anything
  /// Whether to find the lines that are not selected by all this.
  package var isInverted = false

  package init(_ patterns: [[UInt8]]) { self.patterns = patterns }
}
