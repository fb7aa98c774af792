import Entries
import Posts
import Search
import Store
import Terminal
import Terms

/// One search of `grep` through a collection.
struct GrepSearch {
  let session: Session
  let form: FindingForm
  let posts: PostFilter
  let query: CompiledQuery
  /// The rules of the `.gitignore` files above the collection, if such files count; nil if not.
  let ignoreRules: [IgnoreRules]?
  /// Whether files that cannot be searched only change the exit status.
  let isQuietAboutTrouble: Bool

  /// Searches the lines of all files at and below some paths.
  ///
  /// - Returns: whether any were found.
  func lines(below roots: [Path]) throws -> Bool {
    let progress = session.console.startProgress()
    var printer = FindingsPrinter(form, session)
    let none = session.console.noLines
    do {
      try session.collection().visitFiles(
        below: roots, ignoreRules: ignoreRules,
        where: form.needsAllFiles ? .nothing : query.needs,
        context: session.context().reporting(to: noteTrouble)
      ) {
        [query, form, posts] in
        LineFinder(query, form, posts, none: none)
      } take: { findings in
        progress.advance(posts: findings.files)
        try printer.print(findings)
      }
    } catch is FindingsPrinter.HasSeenEnough {}
    return printer.hasFound
  }

  /// Searches the titles of posts, each as a line.
  ///
  /// - Returns: whether any were found.
  func titles(below roots: [Path]) throws -> Bool {
    var posts = posts
    try posts.readFields(below: roots, in: session)
    var printer = FindingsPrinter(form, session)
    let finder = LineFinder(query, form, PostFilter(), none: session.console.noLines)
    do {
      try EntriesBelow(roots, needsFacts: true).forEach(in: session, into: [ListedEntry]()) {
        [posts] titled, item in
        if item.facts != nil, !posts.isNarrow || posts.fits(item) { titled.append(item) }
      } take: { titled in
        for item in titled {
          finder.begin(item.entry)
          unsafe (item.title ?? "").utf8.span.withUnsafeBytes {
            if unsafe !$0.isEmpty { _ = unsafe finder.visit($0, isLast: true) }
          }
          _ = finder.end()
        }
        try printer.print(finder.takeOutput())
      }
    } catch is FindingsPrinter.HasSeenEnough {}
    return printer.hasFound
  }

  /// Reports what could not be searched; the answer may then be incomplete.
  private func noteTrouble(_ error: StoreError) {
    if isQuietAboutTrouble {
      session.note(Failure(omitting: error).status)
    } else {
      session.omit(error)
    }
    if error.code != .indexUnusable { session.note(.trouble) }
  }
}

/// A printer of findings, in order.
private struct FindingsPrinter {
  private let form: FindingForm
  private let session: Session
  private(set) var hasFound = false
  private var hasPrinted = false

  /// Ends a search that only asks whether anything matches.
  struct HasSeenEnough: Error {}

  init(_ form: FindingForm, _ session: Session) {
    self.form = form
    self.session = session
  }

  mutating func print(_ findings: Findings) throws {
    let console = session.console
    if !findings.lines.isEmpty {
      // The pager starts with the first line, so that a search without one shows none.
      if !form.isJSON, !hasPrinted { console.startPager() }
      if findings.beginsGroup, hasPrinted {
        try console.print(FindingWriter.separator(form, none: console.noLines, betweenFiles: true))
      }
      try console.print(findings.lines)
      if form.flushesLines { try console.output.finish() }
      hasPrinted = true
    }
    for remark in findings.remarks { tell(remark) }
    hasFound = hasFound || findings.hasFound
    if hasFound, form.what == .nothing { throw HasSeenEnough() }
  }

  private func tell(_ remark: Findings.Remark) {
    switch remark {
    case .binaryMatches(let path):
      session.console.report(
        form.names.name(of: path) + Array(": binary file matches".utf8), as: .note)
    case .brokenFrontMatter(let path): session.warn(ofBrokenFrontMatterAt: [path])
    case .cannotSearch(let path, let error):
      session.console.report(
        Array("cannot search ".utf8) + form.names.name(of: path) + Array(": \(error.message)".utf8))
      session.note(.trouble)
    }
  }
}
