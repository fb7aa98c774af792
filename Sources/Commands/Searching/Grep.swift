import Archives
import ArgumentParser
import Entries
import Files
import Posts
import Search

struct Grep: ReadingCommand, PathsCommand {
  static let configuration = CommandConfiguration.command(
    "grep", "Find matching lines in posts and other files.",
    details: """
      Prints every matching line after its path and its number in the file, counting the front \
      matter. Patterns are PCRE2 regular expressions (pcre2pattern(3)). A line matches if it \
      matches at least one pattern of -e and -f, all patterns of --and, and no pattern of --not. \
      Without a path, everything below the working path is searched, except what is named .git. \
      Symbolic links are followed only if a path names them. A binary file (one with NUL bytes) \
      is only reported as matching, on standard error. The exit status is 1 if nothing is found, \
      and 2 if something could not be searched.
      """,
    examples: [
      "blogsh grep timeout",
      "blogsh grep -i -w 'box(es)?' post/letters",
      "blogsh -C blog.tar.zst grep -F -C 2 '...'",
      "blogsh grep -l --tag boxes --not kettle tea",
      "blogsh grep --title 'key|lock'",
      "blogsh grep --meta category=keeping --body disk",
      "blogsh grep -l0 FUSES | xargs -0 blogsh cat",
    ], hasOwnH: true)

  @OptionGroup(title: "Patterns") var patterns: PatternOptions

  @OptionGroup(title: "Scope") var scope: GrepScope

  @OptionGroup(title: "Output") var printing: GrepPrinting

  @Flag(
    name: [
      .customShort("r"), .customShort("R"), .customShort("E"), .customShort("P"), .customShort("H"),
    ],
    help: "Accepted, because grep(1) has them; they change nothing here.")
  var habits = false

  @OptionGroup var colorOptions: ColorOptions

  @Argument(
    help: ArgumentHelp(
      "The pattern, unless -e or -f gives one; then where to look.", valueName: "pattern-or-path"))
  var paths: [String] = []

  func validate() throws {
    if paths.isEmpty, patterns.areMissing {
      throw ValidationError("A pattern is missing.")
    }
  }

  static func words(fromTyped words: [String]) -> [String] {
    self.words(words, withNumberAs: "-C", exceptAfter: "efmABC")
  }

  func run(in session: Session) throws {
    var paths = paths[...]
    var query = try patterns.query()
    if patterns.areMissing, let pattern = paths.popFirst() {
      query.patterns = [ArgumentText.bytes(of: pattern)]
    }
    let compiled = try CompiledQuery(query)
    let roots = try session.roots(Array(paths), refusal: .trouble)
    guard !roots.isEmpty else { return }
    let search = GrepSearch(
      session: session, form: try printing.form(for: session, scope),
      posts: scope.posts, query: compiled, isQuietAboutTrouble: scope.noMessages)
    let hasFound = try scope.title ? search.titles(below: roots) : search.lines(below: roots)
    if !hasFound {
      session.note(.no)
    } else if printing.quiet {
      // The answer is known even if something could not be searched (grep(1)).
      session.forgive()
    }
  }
}

/// The options that say which lines `grep` looks for.
struct PatternOptions: ParsableArguments {
  @Option(
    name: .customShort("e", allowingJoined: true), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("A pattern; can be repeated.", valueName: "pattern"))
  var expression: [String] = []

  @Option(
    name: .customShort("f", allowingJoined: true),
    help: ArgumentHelp(
      "A file outside the collection with a pattern on each line; - is standard input.",
      valueName: "file"))
  var file: [String] = []

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Only lines that also match this.", valueName: "pattern"))
  var and: [String] = []

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Only lines that do not match this.", valueName: "pattern"))
  var not: [String] = []

  @Flag(name: [.customShort("F"), .long], help: "Match patterns literally, not as expressions.")
  var fixedStrings = false

  @Flag(name: .shortAndLong, help: "Ignore case.")
  var ignoreCase = false

  @Flag(
    name: [.customShort("S"), .long], help: "Ignore case unless a pattern has a capital letter.")
  var smartCase = false

  @Flag(name: [.customShort("w"), .long], help: "Match only whole words.")
  var wordRegexp = false

  @Flag(name: [.customShort("x"), .long], help: "Match only whole lines.")
  var lineRegexp = false

  @Flag(name: [.customShort("v"), .long], help: "Find the lines that do not match.")
  var invertMatch = false

  /// Whether no option gives a pattern, so that the first argument is the pattern.
  var areMissing: Bool { expression.isEmpty && file.isEmpty }

  /// Returns the query of these options, without a pattern that is an argument.
  ///
  /// - Throws: `StoreError` if a file of patterns cannot be read.
  func query() throws -> Query {
    var query = Query(expression.map(ArgumentText.bytes))
    for file in file { query.patterns += try Self.patterns(readFrom: file) }
    query.others = and.map(ArgumentText.bytes)
    query.exclusions = not.map(ArgumentText.bytes)
    // If all files of patterns are empty, nothing matches, as in grep(1).
    if query.patterns.isEmpty, !areMissing { query.exclusions.append([]) }
    query.syntax = fixedStrings ? .fixed : .expression
    query.letterCase = ignoreCase ? .ignored : smartCase ? .smart : .sensitive
    query.extent = lineRegexp ? .wholeLine : wordRegexp ? .words : .anything
    query.isInverted = invertMatch
    return query
  }

  /// Reads the patterns; an empty line is one that every line matches (grep(1)).
  ///
  /// - Parameter name: a file outside of the collection; `-` for standard input.
  /// - Throws: `StoreError.Code.unreadable`.
  private static func patterns(readFrom name: String) throws(StoreError) -> [[UInt8]] {
    OutsideFile.lines(of: try OutsideFile.bytes(reading: name))
  }
}

/// The options that say which files `grep` searches, and which parts of them.
struct GrepScope: ParsableArguments {
  @Option(help: ArgumentHelp("Only posts with this tag; can be repeated.", valueName: "tag"))
  var tag: [String] = []

  @Option(
    help: ArgumentHelp(
      "Only posts whose front matter has this field, or this value in it; can be repeated.",
      valueName: "key[=value]"))
  var meta: [FieldCondition] = []

  @Flag(help: "Search only the titles of posts.")
  var title = false

  @Flag(help: "Skip the front matter.")
  var body = false

  @Option(help: ArgumentHelp("Only files whose name matches; can be repeated.", valueName: "glob"))
  var include: [String] = []

  @Option(help: ArgumentHelp("No files whose name matches; can be repeated.", valueName: "glob"))
  var exclude: [String] = []

  @Flag(
    name: [.customShort("s"), .long],
    help: "Do not report what cannot be searched; the exit status still does.")
  var noMessages = false

  @Flag(name: [.customShort("a"), .long], help: "Treat files with NUL bytes as text.")
  var text = false

  func validate() throws {
    if title, body { throw ValidationError("Use only one of --title and --body.") }
  }

  var posts: PostFilter { PostFilter(tags: tag, fields: meta) }
}
