/// The facts that a post states about itself in the block at its head.
package struct FrontMatter: Sendable, Equatable {
  /// The forms in which a block can be written.
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

  /// The form of the block.
  package var format: Format

  /// The fields in written order. Of two with the same key, the last value counts; in TOML that is
  /// a problem. Empty if there is a problem.
  package var fields: [Value.Field]

  /// The reason why the block does not parse; nil if it does.
  package var problem: FrontMatterProblem?

  /// Creates a front matter from its parts.
  package init(format: Format, fields: [Value.Field], problem: FrontMatterProblem? = nil) {
    self.format = format
    self.fields = fields
    self.problem = problem
  }

  /// The value of a key, ignoring case as Hugo does; nil if there is none.
  package subscript(key: String) -> Value? { fields[key] }
}

/// The reason why a front matter does not parse.
package struct FrontMatterProblem: Error, Equatable, Sendable, CustomStringConvertible {
  /// The reason on one line, in the parser's own words if it has any. It may quote the post.
  package var reason: String

  /// The line in the post, from 1; nil if it is not known.
  package var line: Int?

  /// The line and the reason: `line 3: could not find expected ':'`.
  package var description: String { line.map { "line \($0): \(reason)" } ?? reason }

  init(_ reason: String, line: Int? = nil) {
    self.reason = reason.foldingWhiteSpace()
    self.line = line
  }
}

/// Limits on what a front matter may demand of the reader. Real ones have a few hundred bytes; the
/// limits stop those that are made to exhaust memory or the stack.
enum FrontMatterLimit {
  /// The greatest size of the block, in bytes.
  static let size = 1 << 20

  /// The greatest depth of nested lists and tables; each level takes a few calls on the stack.
  static let depth = 64

  /// The greatest weight of all values, which is one for each value plus the bytes of its text,
  /// with every YAML alias expanded. A few hundred bytes of aliases to aliases can expand to
  /// terabytes.
  static let weight = 4 << 20

  /// Returns the problem of a block that nests deeper than `depth`.
  static func tooDeep(line: Int?) -> FrontMatterProblem {
    FrontMatterProblem("it is nested more than \(depth) levels deep", line: line)
  }
}
