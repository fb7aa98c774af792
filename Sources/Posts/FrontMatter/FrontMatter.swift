/// Holds what a post says of itself in the block at its head.
package struct FrontMatter: Sendable, Equatable {
  /// Names the forms that a block is written in.
  package enum Format: Sendable {
    /// Between `---` and `---` or `...`.
    case yaml
    /// Between `+++` and `+++`, or `---toml` and `---`.
    case toml
    /// An object on its own, or between `---json` and `---`.
    case json
    /// `Key: value` lines up to the first empty one.
    case pelican
  }

  /// Tells the form of the block.
  package var format: Format

  /// Lists the fields in written order. Of two with the same key the last is here; in TOML that is
  /// a problem. Empty where there is a problem.
  package var fields: [Value.Field]

  /// Says why the block does not parse; nil when it does.
  package var problem: FrontMatterProblem?

  /// Puts a front matter together from its parts.
  package init(
    format: Format, fields: [Value.Field], problem: FrontMatterProblem? = nil
  ) {
    self.format = format
    self.fields = fields
    self.problem = problem
  }

  /// Finds the value of a key, without case, as Hugo does; nil where there is none.
  package subscript(key: String) -> Value? { fields[key] }
}

/// Says why a front matter does not parse.
package struct FrontMatterProblem: Error, Equatable, Sendable, CustomStringConvertible {
  /// Gives the reason, on one line and in the parser's own words where it has some. It may quote
  /// the post.
  package var reason: String

  /// Counts the line in the post, from 1; nil where it is not known.
  package var line: Int?

  /// Gives line and reason: `line 3: could not find expected ':'`.
  package var description: String { line.map { "line \($0): \(reason)" } ?? reason }

  init(_ reason: String, line: Int? = nil) {
    self.reason = reason.foldingWhiteSpace()
    self.line = line
  }
}

/// Limits what a front matter may ask of the reader. Real ones hold a few hundred bytes; these are
/// for the ones made to use up memory or stack.
enum FrontMatterLimit {
  /// Limits the block, in bytes.
  static let size = 1 << 20

  /// Limits how deep lists and tables nest: each level is a few calls on the stack.
  static let depth = 64

  /// Limits the values and their text, in bytes and one for each value, once every YAML alias is
  /// written out: a few hundred bytes of aliases to aliases can stand for terabytes.
  static let weight = 4 << 20

  /// Says that the block goes deeper than `depth`.
  static func tooDeep(line: Int?) -> FrontMatterProblem {
    FrontMatterProblem("it nests more than \(depth) deep", line: line)
  }
}
