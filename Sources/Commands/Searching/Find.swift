import Archives
import ArgumentParser
import Entries
import Files
import Posts
import Search
import Store
import Terminal

struct Find: ReadingCommand, PathsCommand {
  static let configuration = CommandConfiguration.command(
    "find", "Find posts and files by name, date, tag or any field.",
    details: """
      Lists what matches all options, at and below the paths. Of several -g, -iname, -e or -type, \
      one must match; of --tag or --meta, all. In a glob, * and ? do not match /, and ** matches \
      anything; a glob with a / is matched with the path.

      --meta KEY finds posts whose front matter has that field, and --meta KEY=VALUE those in \
      which it is the value or a list with it, in any case; a dot leads into a table: \
      extra.author. An index holds titles, dates, tags and draft marks; for other fields, the \
      posts of an archive are read.
      """,
    examples: [
      "blogsh find -g '*.png'",
      "blogsh find -g 'post/**/old-*.md' --until 2020-12-31",
      "blogsh find post --tag boxes -0 | xargs -0 blogsh cat",
      "blogsh -C blog.tar.zst find -type f --size +1M",
      "blogsh find --meta author=ada --meta draft=true",
      "blogsh find -q --drafts && echo 'Something is left to write.'",
    ])

  @Option(
    name: [.customShort("g"), .customLong("name", withSingleDash: true)],
    help: ArgumentHelp("Only such names, or with a / such paths.", valueName: "glob"))
  var glob: [String] = []

  @Option(
    name: .customLong("iname", withSingleDash: true),
    help: ArgumentHelp("As -name, in any case.", valueName: "glob"))
  var iname: [String] = []

  @Option(
    name: .customShort("e"), help: ArgumentHelp("Only names with this extension.", valueName: "ext")
  )
  var ext: [String] = []

  @Option(
    name: .customLong("type", withSingleDash: true),
    help: ArgumentHelp("Only files, folders or links.", valueName: "letter"))
  var type: [EntryKindName] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Only N bytes, +N or more, -N or less; k, M or G.", valueName: "size"))
  var size: SizeRange?

  @Option(
    name: .customLong("size", withSingleDash: true), parsing: .unconditional,
    help: ArgumentHelp("As in find(1), which rounds sizes up to units.", valueName: "size"),
    transform: SizeRange.init(roundedUp:))
  var roundedSize: SizeRange?

  @Option(
    name: .customLong("newer", withSingleDash: true),
    help: ArgumentHelp("Only what has changed later than this file.", valueName: "file"))
  var newer: String?

  @Option(help: ArgumentHelp("Only posts with this tag.", valueName: "tag"))
  var tag: [String] = []

  @Option(
    help: ArgumentHelp("Only posts with this field, or value of it.", valueName: "key[=value]"))
  var meta: [FieldCondition] = []

  @Option(help: ArgumentHelp("Only posts dated this day or later.", valueName: "yyyy-mm-dd"))
  var since: String?

  @Option(help: ArgumentHelp("Only posts dated this day or earlier.", valueName: "yyyy-mm-dd"))
  var until: String?

  @Flag(help: "Only drafts.")
  var drafts = false

  @Flag(
    name: [.customShort("0"), .customLong("print0", withSingleDash: true)],
    help: "End each path with a NUL byte.")
  var zero = false

  @Flag(name: .shortAndLong, help: "Print nothing; the status says if anything is found.")
  var quiet = false

  @OptionGroup var colorOptions: ColorOptions

  @Argument(help: ArgumentHelp("Where to look; by default, the root.", valueName: "path"))
  var paths: [String] = []

  func validate() throws {
    _ = try PostDate.Day.argument(since)
    _ = try PostDate.Day.argument(until)
  }

  func run(in session: Session) throws {
    let roots = try session.roots(paths)
    guard !roots.isEmpty else { return }
    var filter = try filter(in: session)
    try filter.posts.readFields(below: roots, in: session)
    let end: NameEnd = zero ? .nul : .newline
    let names = session.names
    var hasFound = false
    let lines = session.console.noLines
    // Only a style tells whether a path is that of a folder.
    let isOfNames = filter.isOfNames && !lines.showsStyles
    try EntriesBelow(roots, needsFacts: filter.posts.needsFacts).forEach(
      in: session, into: Matches(lines: lines, names: names)
    ) { [filter] in
      let matcher = Result { () throws(SearchError) in try NameMatcher(filter.names) }
      return { found, path in
        found.wants(path, by: matcher, isEnough: isOfNames, end: end)
      }
    } add: { [filter] in
      if filter.fitsBesidesName($1) {
        $0.append($1.entry.path.bytes.span, as: $1.entry.isFolder ? .folder : nil, end: end)
      }
    } take: { found in
      if let trouble = found.trouble { throw trouble }
      hasFound = hasFound || !found.lines.isEmpty
      if !quiet { try session.console.print(found.lines) }
    }
    if quiet, !hasFound { session.note(.no) }
  }

  private func filter(in session: Session) throws -> EntryFilter {
    var filter = EntryFilter()
    for (glob, ignoresCase) in glob.map({ ($0, false) }) + iname.map({ ($0, true) }) {
      let bytes = ArgumentText.bytes(of: glob)
      let compiled = try NameGlob(bytes, ignoresCase: ignoresCase)
      if bytes.contains(UInt8(ascii: "/")) {
        filter.names.globsOfPaths.append(compiled)
      } else {
        filter.names.globs.append(compiled)
      }
    }
    filter.names.extensions = ext.map {
      ArgumentText.bytes(of: $0.hasPrefix(".") ? String($0.dropFirst()) : $0)
        .map(\.asciiLowercased)
    }
    filter.kinds = Set(type)
    filter.sizes = [size, roundedSize].compactMap(\.self)
    filter.modifiedAfter = try newer.map { try time(of: $0, in: session) }
    filter.posts = PostFilter(
      tags: tag,
      since: try PostDate.Day.argument(since), until: try PostDate.Day.argument(until),
      drafts: drafts, fields: meta)
    return filter
  }

  /// Returns the time of the last change of a file of the system, or else of the collection.
  private func time(of word: String, in session: Session) throws -> FileTime {
    if let status = try? FileStatus.ofFile(named: word) { return status.time }
    let path = try session.operands().path(ArgumentText.bytes(of: word))
    let collection = try session.collection()
    let entry = try PathLookup(in: collection, context: session.context()).entry(at: path)
    guard let time = entry?.modified else {
      throw StoreError(
        .notFound, .read, ArgumentText.bytes(of: word), cause: "No such file or directory")
    }
    return time
  }

  /// The paths that were found in one part of the collection.
  private struct Matches: Sendable {
    var lines: ReadyLines
    let names: PathNames
    var trouble: SearchError?

    /// Appends a path if its name matches and only names decide.
    ///
    /// - Parameter isEnough: whether only names decide.
    /// - Returns: whether the other conditions must be checked.
    mutating func wants(
      _ path: Span<UInt8>, by matcher: Result<NameMatcher, SearchError>, isEnough: Bool,
      end: NameEnd
    ) -> Bool {
      guard trouble == nil else { return false }
      do throws(SearchError) {
        guard try matcher.get().fits(path) else { return false }
      } catch {
        trouble = error
        return false
      }
      if isEnough { append(path, end: end) }
      return !isEnough
    }

    mutating func append(_ path: Span<UInt8>, as look: Look? = nil, end: NameEnd) {
      names.withName(of: path) { lines.append(namePart: $0, as: look) }
      lines.append(end: end)
    }
  }
}

extension EntryKindName: ExpressibleByArgument {}
