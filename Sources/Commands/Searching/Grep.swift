import Archives
import ArgumentParser
import Entries
import Files
import Posts
import Search
import Store

struct Grep: ReadingCommand, PathsCommand {
  static let name = "grep"

  static let configuration = CommandConfiguration.command(
    name, "Find matching lines in posts and other files.",
    details: """
      Prints each matching line after its path and its number; lines of front matter count. \
      Patterns are those of PCRE2 (pcre2pattern(3)). A line matches if it matches any pattern of \
      -e and -f, all of --and, and none of --not. Everything but .git is searched; links are \
      followed only if a path names them. Also as in grep(1): -a, -I, -s, -x, --exclude-from, \
      --line-buffered, and -r, -R, -E, -P and -H, which change nothing.
      """,
    examples: [
      "blogsh grep -i -w 'box(es)?' post/letters",
      "blogsh -C blog.tar.zst grep -F -C 2 '...'",
      "blogsh grep -l0 FUSES | xargs -0 blogsh cat",
    ], hasOwnH: true)

  @OptionGroup(title: "Patterns") var patterns: PatternOptions

  @OptionGroup(title: "Scope") var scope: GrepScope

  @OptionGroup(title: "Output") var printing: GrepPrinting

  /// Options of grep(1) that ask for what is done anyway.
  @Flag(
    name: [
      .customShort("r"), .customShort("R"), .customShort("E"), .customShort("P"), .customShort("H"),
      .customLong("recursive"), .customLong("dereference-recursive"),
      .customLong("extended-regexp"), .customLong("perl-regexp"), .customLong("with-filename"),
    ],
    help: ArgumentHelp("As in grep(1); changes nothing.", visibility: .hidden))
  var habits = false

  @OptionGroup var colorOptions: ColorOptions

  @Argument(
    help: ArgumentHelp(
      "The pattern, unless -e or -f gives it, and paths.", valueName: "pattern-or-path"))
  var paths: [String] = []

  func validate() throws {
    if paths.isEmpty, patterns.areMissing {
      throw ValidationError("A pattern is missing.")
    }
  }

  static let lettersWithValue = "efgmABC"
  static let optionOfNumber: String? = "-C"

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
      session: session, form: try printing.form(for: session, scope, below: roots),
      posts: scope.posts, query: compiled, ignoreRules: try scope.ignoreRules(in: session),
      isQuietAboutTrouble: scope.noMessages)
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
    name: [.customShort("e", allowingJoined: true), .customLong("regexp")],
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("A pattern; can be repeated.", valueName: "pattern"))
  var expression: [String] = []

  @Option(
    name: [.customShort("f", allowingJoined: true), .long],
    help: ArgumentHelp("A file of the system with a pattern on each line.", valueName: "file"))
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

  @Flag(
    name: [.customShort("x"), .long],
    help: ArgumentHelp("Match only whole lines.", visibility: .hidden))
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
  @Option(help: ArgumentHelp("Only posts with this tag.", valueName: "tag"))
  var tag: [String] = []

  @Option(
    help: ArgumentHelp("Only posts with this field, or value of it.", valueName: "key[=value]"))
  var meta: [FieldCondition] = []

  @Option(help: ArgumentHelp("Only posts dated this day or later.", valueName: "yyyy-mm-dd"))
  var since: String?

  @Option(help: ArgumentHelp("Only posts dated this day or earlier.", valueName: "yyyy-mm-dd"))
  var until: String?

  @Flag(help: "Search only the titles of posts.")
  var title = false

  @Flag(help: "Skip the front matter.")
  var body = false

  @Option(help: ArgumentHelp("Only files with such a name.", valueName: "glob"))
  var include: [String] = []

  @Option(help: ArgumentHelp("No files with such a name.", valueName: "glob"))
  var exclude: [String] = []

  @Option(help: ArgumentHelp("Nothing in folders with such a name.", valueName: "glob"))
  var excludeDir: [String] = []

  @Option(
    help: ArgumentHelp(
      "--exclude each line of a file of the system.", valueName: "file", visibility: .hidden))
  var excludeFrom: [String] = []

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Only such names or paths; with ! none, as in rg.", valueName: "glob"))
  var glob: [String] = []

  @Flag(help: "Nothing that .gitignore files ignore.")
  var gitignore = false

  @Flag(
    name: [.customShort("s"), .long],
    help: ArgumentHelp("Do not report what cannot be searched.", visibility: .hidden))
  var noMessages = false

  @Flag(
    name: [.customShort("a"), .long],
    help: ArgumentHelp("Take files with NUL bytes for text.", visibility: .hidden))
  var text = false

  @Flag(
    name: .customShort("I"),
    help: ArgumentHelp("Pass over files with NUL bytes.", visibility: .hidden))
  var skipBinary = false

  func validate() throws {
    for day in [since, until] { _ = try PostDate.Day.argument(day) }
    if title, body { throw ValidationError("Use only one of --title and --body.") }
    if title, gitignore { throw ValidationError("Use only one of --title and --gitignore.") }
  }

  /// Returns the choice of files below some paths.
  ///
  /// - Throws: `SearchError` for a glob that is wrong, `StoreError.Code.unreadable` for a file of
  ///   globs.
  func files(below roots: [Path], in session: Session) throws -> FileChoice {
    func globs(_ words: [String]) throws -> [NameGlob] {
      try words.map { try NameGlob(ArgumentText.bytes(of: $0)) }
    }
    var files = FileChoice(roots: roots)
    files.included = try globs(include)
    files.excluded = try globs(exclude)
    for file in excludeFrom {
      files.excluded += try OutsideFile.lines(of: OutsideFile.bytes(reading: file))
        .filter { !$0.isEmpty }.map { try NameGlob($0) }
    }
    files.excludedFolders = try globs(
      excludeDir.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 })
    if !glob.isEmpty {
      files.setGlobs(glob.map(ArgumentText.bytes), in: session.workingPath)
    }
    return files
  }

  /// Returns the rules of the `.gitignore` files above the collection; nil if none counts.
  func ignoreRules(in session: Session) throws -> [IgnoreRules]? {
    gitignore ? try session.collection().rulesOfGit() : nil
  }

  var posts: PostFilter {
    PostFilter(
      tags: tag, since: since.flatMap { PostDate($0)?.day },
      until: until.flatMap { PostDate($0)?.day }, fields: meta)
  }
}
