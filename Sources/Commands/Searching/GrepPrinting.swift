import ArgumentParser
import Files
import Posts
import Search
import Store
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

  @Flag(name: .shortAndLong, help: "Count the lines of each file that has any or is named.")
  var count = false

  @Flag(name: .shortAndLong, help: "Print each match on a line of its own.")
  var onlyMatching = false

  @Flag(name: .shortAndLong, help: "Print nothing; the status says if anything is found.")
  var quiet = false

  @Option(
    name: [.customShort("m", allowingJoined: true), .long],
    help: ArgumentHelp("Stop after this many lines of a file.", valueName: "number")
  )
  var maxCount: Int?

  @Option(
    name: [.customShort("A", allowingJoined: true), .long],
    help: ArgumentHelp("Also print lines after.", valueName: "number", visibility: .hidden))
  var afterContext: Int?

  @Option(
    name: [.customShort("B", allowingJoined: true), .long],
    help: ArgumentHelp("Also print lines before.", valueName: "number", visibility: .hidden))
  var beforeContext: Int?

  @Option(
    name: [.customShort("C", allowingJoined: true), .long],
    help: ArgumentHelp("Also print lines around; -A after, -B before.", valueName: "number"))
  var context: Int?

  @Flag(name: [.customShort("h"), .customLong("no-filename")], help: "Print no names of files.")
  var noFilename = false

  @Flag(
    name: [.customShort("0"), .customShort("Z"), .customLong("null")],
    help: "End each path with a NUL byte.")
  var zero = false

  @Flag(help: ArgumentHelp("Write what is found at once.", visibility: .hidden))
  var lineBuffered = false

  @Flag(help: "Print a JSON object for each line.")
  var json = false

  func validate() throws {
    let numbers = [maxCount, afterContext, beforeContext, context]
    if numbers.contains(where: { $0.map { $0 < 0 } ?? false }) {
      throw ValidationError("The number must be 0 or more.")
    }
    if filesWithMatches, filesWithoutMatch { throw ValidationError("Use only one of -l and -L.") }
  }

  /// Returns the form that the options ask for in a session.
  ///
  /// - Throws: `SearchError` for a glob that is wrong.
  func form(
    for session: Session, _ scope: GrepScope, below roots: [Path]
  ) throws -> FindingForm {
    let output = session.console.output
    var form = FindingForm()
    form.names = session.names
    // Of several, grep(1) takes the one that prints least.
    if onlyMatching { form.what = .matches }
    if count { form.what = .counts }
    if filesWithMatches { form.what = .namesWithMatch }
    if filesWithoutMatch { form.what = .namesWithoutMatch }
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
    form.skipsBinaryFiles = scope.skipBinary && !scope.text
    form.flushesLines = lineBuffered
    form.isOfBodies = scope.body
    form.files = try scope.files(below: roots, in: session)
    if form.what == .counts, !scope.title {
      form.namedFiles = try session.files(among: roots)
    }
    return form
  }
}

extension Session {
  /// Returns those of some paths that are not folders; all of them where it takes long to tell.
  fileprivate func files(among paths: [Path]) throws -> Set<Path> {
    let lookup = PathLookup(in: try collection(), context: context())
    guard lookup.isFast else { return Set(paths.filter { !$0.isRoot }) }
    return Set(paths.filter { (try? lookup.entry(at: $0))?.isFolder != true && !$0.isRoot })
  }
}
