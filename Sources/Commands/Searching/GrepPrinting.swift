import ArgumentParser
import Files
import Search
import Terminal

/// The options that say what `grep` prints.
struct GrepPrinting: ParsableArguments {
  @Flag(
    name: [.customShort("n"), .customLong("line-number")], inversion: .prefixedNo,
    help: "Print line numbers.")
  var lineNumber = true

  @Flag(name: [.customShort("l"), .long], help: "Print only the names of files with a match.")
  var filesWithMatches = false

  @Flag(name: [.customShort("L"), .long], help: "Print only the names of files without a match.")
  var filesWithoutMatch = false

  @Flag(name: .shortAndLong, help: "Print the number of matching lines of each file that has any.")
  var count = false

  @Flag(name: .shortAndLong, help: "Print each match on a line of its own.")
  var onlyMatching = false

  @Flag(name: .shortAndLong, help: "Print nothing; the exit status is 1 if nothing is found.")
  var quiet = false

  @Option(
    name: [.customShort("m", allowingJoined: true), .long],
    help: ArgumentHelp("Stop searching a file after this many matching lines.", valueName: "number")
  )
  var maxCount: Int?

  @Option(
    name: [.customShort("A", allowingJoined: true), .long],
    help: ArgumentHelp("Also print this many lines after each match.", valueName: "number"))
  var afterContext: Int?

  @Option(
    name: [.customShort("B", allowingJoined: true), .long],
    help: ArgumentHelp("Also print this many lines before each match.", valueName: "number"))
  var beforeContext: Int?

  @Option(
    name: [.customShort("C", allowingJoined: true), .long],
    help: ArgumentHelp(
      "Also print this many lines before and after each match.", valueName: "number"))
  var context: Int?

  @Flag(name: [.customShort("h"), .customLong("no-filename")], help: "Print no names of files.")
  var noFilename = false

  @Flag(
    name: [.customShort("0"), .customShort("Z"), .customLong("null")],
    help: "End each path with a NUL byte.")
  var zero = false

  @Flag(help: "Print a JSON object for each line.")
  var json = false

  func validate() throws {
    let numbers = [maxCount, afterContext, beforeContext, context]
    if numbers.contains(where: { $0.map { $0 < 0 } ?? false }) {
      throw ValidationError("The number must be 0 or more.")
    }
    let forms = [filesWithMatches, filesWithoutMatch, count, onlyMatching, quiet]
    if forms.count(where: \.self) > 1 {
      throw ValidationError("Use only one of -l, -L, -c, -o and -q.")
    }
  }

  /// Returns the form that the options ask for in a session.
  ///
  /// - Throws: `SearchError` for a glob that is wrong.
  func form(for session: Session, _ scope: GrepScope) throws -> FindingForm {
    let output = session.console.output
    var form = FindingForm()
    form.names = session.names
    if filesWithMatches { form.what = .namesWithMatch }
    if filesWithoutMatch { form.what = .namesWithoutMatch }
    if count { form.what = .counts }
    if onlyMatching { form.what = .matches }
    if quiet { form.what = .nothing }
    form.showsNames = !noFilename
    form.hasHeadings = output.isTerminal && !noFilename && !zero && !json && !scope.title
    form.showsLineNumbers = lineNumber && !scope.title
    form.isJSON = json
    form.nameEnd = zero ? .nul : .newline
    if form.what == .lines {
      form.linesBefore = beforeContext ?? context ?? 0
      form.linesAfter = afterContext ?? context ?? 0
    }
    form.maximumCount = maxCount
    form.takesAllForText = scope.text
    form.isOfBodies = scope.body
    form.included.globs = try scope.include.map { try NameGlob(ArgumentText.bytes(of: $0)) }
    form.excluded.globs = try scope.exclude.map { try NameGlob(ArgumentText.bytes(of: $0)) }
    return form
  }
}
