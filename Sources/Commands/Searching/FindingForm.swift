import Posts
import Terminal

/// What `grep` makes of the lines that it finds, and how it shows them.
struct FindingForm: Sendable {
  enum What {
    case lines
    /// Each match on a line of its own.
    case matches
    /// How many lines each file has, of those that have any.
    case counts
    case namesWithMatch
    case namesWithoutMatch
    /// Nothing: only whether there is one.
    case nothing
  }

  var what = What.lines
  var names = PathNames(in: .root)
  /// Whether a file's name stands once, over its lines.
  var hasHeadings = false
  var showsLineNumbers = true
  var isJSON = false
  /// What ends a name where it stands alone, and where text follows it.
  var nameEnd = NameEnd.newline
  /// How many lines before and behind each found one are shown too.
  var linesBefore = 0
  var linesAfter = 0
  /// After how many lines of a file the rest of it is left alone; nil for never.
  var greatestCount: Int?
  /// Whether a file with NUL bytes is shown as any other.
  var takesAllForText = false
  /// Whether the front matter of posts is left out.
  var isOfBodies = false

  /// Whether more than the found lines are shown, in groups.
  var showsContext: Bool { linesBefore > 0 || linesAfter > 0 }
}
