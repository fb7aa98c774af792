import Posts
import Terminal

/// The form in which `grep` prints what it finds.
struct FindingForm: Sendable {
  enum What {
    case lines
    /// Each match on a line of its own.
    case matches
    /// The number of matching lines of each file that has any, or that a path names.
    case counts
    case namesWithMatch
    case namesWithoutMatch
    /// Nothing: only the exit status says whether something matches.
    case nothing
  }

  var what = What.lines
  var names = PathNames(in: .root)
  /// Whether names of files are printed before lines and counts.
  var showsNames = true
  var files = FileChoice()
  /// The files that paths name, if their counts are shown even where nothing is found.
  var namedFiles: Set<Path> = []
  /// Whether a file's name is printed once, above its lines.
  var hasHeadings = false
  var showsLineNumbers = true
  var isJSON = false
  /// The end of a name, whether it is alone on its line or before text.
  var nameEnd = NameEnd.newline
  /// The numbers of lines to show before and after each found line.
  var linesBefore = 0
  var linesAfter = 0
  /// The number of found lines after which the rest of a file is skipped; nil for no limit.
  var maximumCount: Int?
  /// Whether files with NUL bytes are treated as text.
  var takesAllForText = false
  /// Whether files with NUL bytes are passed over.
  var skipsBinaryFiles = false
  /// Whether what is found is written at once.
  var flushesLines = false
  /// Whether the front matter of posts is skipped.
  var isOfBodies = false

  /// Whether files must be searched in which the pattern does not occur.
  var needsAllFiles: Bool { what == .namesWithoutMatch || !namedFiles.isEmpty }

  /// Whether lines around the found ones are shown, in groups.
  var showsContext: Bool { linesBefore > 0 || linesAfter > 0 }
}
