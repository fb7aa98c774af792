import ArgumentParser
import Entries
import Files
import Posts
import Search
import Terminal

struct Find: ReadingCommand, PathsCommand {
  static let configuration = CommandConfiguration.command(
    "find", "Find posts, files and folders by name, kind, size, date, tag or any other field.",
    details: """
      Searches the given paths and everything below them, and lists what matches all of the \
      options. If -g, -e or -type is repeated, one of its values must match; if --tag or --meta is \
      repeated, all of them must. In a glob, * and ? do not match /, and ** matches anything. \
      Only posts have dates and tags; the time of a file is not the date of a post. To run a \
      program on what is found, use -0 and xargs(1).

      --meta KEY finds the posts whose front matter has that field, and --meta KEY=VALUE those in \
      which it is the value or a list with it. Case does not matter. A dot leads into a table: \
      extra.author. An index holds titles, dates, tags and draft marks, and nothing else; for any \
      other field, the posts of an archive are read. As in grep, posts that are links are passed \
      over.
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
    help: ArgumentHelp(
      "Only names that match; if the glob has a /, only paths that match.", valueName: "glob"))
  var glob: [String] = []

  @Option(
    name: .customShort("e"), help: ArgumentHelp("Only names with this extension.", valueName: "ext")
  )
  var ext: [String] = []

  @Option(
    name: .customLong("type", withSingleDash: true),
    help: ArgumentHelp("Only files (f), folders (d) or links (l).", valueName: "letter"))
  var type: [EntryKindName] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Only files of at least (+N), at most (-N) or exactly (N) bytes; N can end in k, M or G.",
      valueName: "size"))
  var size: SizeRange?

  @Option(help: ArgumentHelp("Only posts with this tag; can be repeated.", valueName: "tag"))
  var tag: [String] = []

  @Option(
    help: ArgumentHelp(
      "Only posts whose front matter has this field, or this value in it; can be repeated.",
      valueName: "key[=value]"))
  var meta: [FieldCondition] = []

  @Option(help: ArgumentHelp("Only posts dated this day or later.", valueName: "yyyy-mm-dd"))
  var since: String?

  @Option(help: ArgumentHelp("Only posts dated this day or earlier.", valueName: "yyyy-mm-dd"))
  var until: String?

  @Flag(help: "Only drafts.")
  var drafts = false

  @Flag(name: .customShort("0"), help: "End each path with a NUL byte.")
  var zero = false

  @Flag(name: .shortAndLong, help: "Print nothing; the exit status is 1 if nothing is found.")
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
    var filter = try filter()
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

  private func filter() throws -> EntryFilter {
    var filter = EntryFilter()
    for glob in glob {
      let bytes = ArgumentText.bytes(of: glob)
      let compiled = try NameGlob(bytes)
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
    filter.size = size
    filter.posts = PostFilter(
      tags: tag,
      since: try PostDate.Day.argument(since), until: try PostDate.Day.argument(until),
      drafts: drafts, fields: meta)
    return filter
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
