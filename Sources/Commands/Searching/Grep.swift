import ArgumentParser
import Files
import Search

struct Grep: SessionCommand {
  static let configuration = CommandConfiguration.command(
    "grep", "Find lines in posts and other files.",
    details: """
      Every line that matches is printed behind its path and its number in the post, front matter \
      counted. Patterns are regular expressions of PCRE2 (pcre2pattern(3)). Of several patterns, -e and \
      -f, any has to match; of --and all have to besides, of --not none may. Without a path all below \
      the working path is searched, but for what is named .git. Symbolic links are followed only where \
      a path names one. A file with zero bytes is no text: that it matches is told on standard error. \
      The status is 1 if nothing is found, and 2 if something could not be searched.
      """,
    examples: [
      "blogsh grep timeout",
      "blogsh grep -i -w 'box(es)?' post/letters",
      "blogsh -C blog.tar.zst grep -F -C 2 '...'",
      "blogsh grep -l --tag boxes --not kettle tea",
      "blogsh grep --title 'key|lock'",
      "blogsh grep -l0 FUSES | xargs -0 blogsh cat",
    ])

  @OptionGroup(title: "Patterns") var patterns: PatternOptions

  @OptionGroup(title: "What is searched") var scope: GrepScope

  @OptionGroup(title: "What is printed") var printing: GrepPrinting

  @OptionGroup var colorOptions: ColorOptions

  @Argument(
    help: ArgumentHelp(
      "The pattern, unless -e or -f gives one, then where to look.", valueName: "pattern-or-path"))
  var words: [String] = []

  func validate() throws {
    if words.isEmpty, patterns.areMissing {
      throw ValidationError("A pattern is missing.")
    }
  }

  func run(in session: Session) throws {
    var paths = words[...]
    var query = try patterns.query()
    if patterns.areMissing, let pattern = paths.popFirst() {
      query.patterns = [ArgumentText.bytes(of: pattern)]
    }
    let compiled = try CompiledQuery(query)
    let roots = paths.isEmpty ? [session.workingPath] : session.paths(Array(paths))
    if roots.count < paths.count { session.note(.trouble) }
    guard !roots.isEmpty else { return }
    let search = GrepSearch(
      session: session, form: printing.form(for: session, scope),
      posts: scope.posts, query: compiled)
    let hasFound = try scope.title ? search.titles(below: roots) : search.lines(below: roots)
    if !hasFound {
      session.note(.no)
    } else if printing.quiet {
      // Whatever could not be searched, the answer is known (grep(1)).
      session.forgive()
    }
  }
}

/// Which lines `grep` looks for.
struct PatternOptions: ParsableArguments {
  @Option(
    name: .customShort("e", allowingJoined: true), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("A pattern; again for each further one.", valueName: "pattern"))
  var expression: [String] = []

  @Option(
    name: .customShort("f", allowingJoined: true),
    help: ArgumentHelp(
      "A file outside of the collection with a pattern on each line; - is standard input.",
      valueName: "file"))
  var file: [String] = []

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Only lines that match this too.", valueName: "pattern"))
  var and: [String] = []

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Only lines that do not match this.", valueName: "pattern"))
  var not: [String] = []

  @Flag(name: [.customShort("F"), .long], help: "Take patterns as they stand, not as expressions.")
  var fixedStrings = false

  @Flag(name: .shortAndLong, help: "Take capital and small letters for the same.")
  var ignoreCase = false

  @Flag(name: [.customShort("S"), .long], help: "So too, unless a pattern has a capital letter.")
  var smartCase = false

  @Flag(name: [.customShort("w"), .long], help: "Match whole words only.")
  var wordRegexp = false

  @Flag(name: [.customShort("x"), .long], help: "Match whole lines only.")
  var lineRegexp = false

  @Flag(name: [.customShort("v"), .long], help: "Find the lines that do not match.")
  var invertMatch = false

  /// Whether the first word of the command is the pattern.
  var areMissing: Bool { expression.isEmpty && file.isEmpty }

  /// What is asked for, without a pattern that stands among the paths.
  ///
  /// - Throws: `StoreError` where a file of patterns cannot be read.
  func query() throws -> Query {
    var query = Query(expression.map(ArgumentText.bytes))
    for file in file { query.patterns += try PatternFile.patterns(of: file) }
    query.others = and.map(ArgumentText.bytes)
    query.exclusions = not.map(ArgumentText.bytes)
    // Files without a line give no pattern, which nothing matches: as for grep(1).
    if query.patterns.isEmpty, !areMissing { query.exclusions.append([]) }
    query.syntax = fixedStrings ? .fixed : .expression
    query.letterCase = ignoreCase ? .ignored : smartCase ? .smart : .sensitive
    query.extent = lineRegexp ? .wholeLine : wordRegexp ? .words : .anything
    query.isInverted = invertMatch
    return query
  }
}

/// Which files `grep` looks into, and what of them.
struct GrepScope: ParsableArguments {
  @Option(
    help: ArgumentHelp("Only posts with this tag; again for each further one.", valueName: "tag"))
  var tag: [String] = []

  @Flag(help: "Search the titles of posts, and nothing else.")
  var title = false

  @Flag(help: "Leave front matter out.")
  var body = false

  @Flag(name: [.customShort("a"), .long], help: "Take files with zero bytes for text.")
  var text = false

  func validate() throws {
    if title, body { throw ValidationError("Of --title and --body only one can be asked for.") }
  }

  var posts: PostFilter { PostFilter(tags: tag) }
}
