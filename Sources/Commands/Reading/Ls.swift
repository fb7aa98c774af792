import ArchiveFormat
import Archives
import ArgumentParser
import Checking
import Entries
import Posts
import Store
import Terminal
import View

struct Ls: ReadingCommand, PathsCommand {
  static let name = "ls"

  static let configuration = CommandConfiguration.command(
    name, "List posts, assets and folders by path.",
    details: """
      Folders end in /. The date is the post's own. A post without one shows the last change of \
      its file in UTC, marked with a *; it comes last with -t, does not match --since or --until, \
      and has no date in JSON. sha256sum -c checks the output of --checksum if the collection is a \
      folder or has been unpacked.
      """,
    examples: [
      "blogsh ls -l post",
      "blogsh ls -Rlt --since 2024-01-01",
      "blogsh ls -R -0 | xargs -0 -n 1 blogsh cat",
      "blogsh -C blog.tar.gz ls --json -R",
      "blogsh -C blog.tar.zst ls -R -a --checksum > SHA256SUMS",
    ], hasOwnH: true)

  @Flag(name: .customShort("l"), help: "Show date, size, name and title.")
  var long = false

  @Flag(name: .customShort("h"), help: "With -l, show sizes in kB, MB and so on.")
  var humanReadable = false

  @Flag(name: .customShort("d"), help: "List folders themselves, not what is in them.")
  var directory = false

  @Flag(name: .customShort("F"), help: "Mark links with @, and files that can be run with *.")
  var classify = false

  @Flag(name: .customShort("R"), help: "List all posts below; with -a, all files.")
  var recursive = false

  @Flag(name: .customShort("a"), help: "Include names that begin with a dot.")
  var all = false

  @Flag(name: .customShort("t"), help: "Sort by date, newest first.")
  var byDate = false

  @Flag(name: .customShort("S"), help: "Sort by size, largest first.")
  var bySize = false

  @Flag(name: .customShort("r"), help: "Reverse the order.")
  var reverse = false

  @Flag(name: .customShort("1"), help: "List one name per line, even at a terminal.")
  var one = false

  @Flag(name: .customShort("0"), help: "End each name with a NUL byte.")
  var zero = false

  @Flag(help: "Print one JSON object per line.")
  var json = false

  @Flag(help: "Print the SHA-256 of each file, also with --json.")
  var checksum = false

  @Option(help: ArgumentHelp("List only posts with this tag.", valueName: "tag"))
  var tag: [String] = []

  @Option(help: ArgumentHelp("List only posts dated this day or later.", valueName: "yyyy-mm-dd"))
  var since: String?

  @Option(help: ArgumentHelp("List only posts dated this day or earlier.", valueName: "yyyy-mm-dd"))
  var until: String?

  @Flag(help: "List only drafts.")
  var drafts = false

  @OptionGroup var colorOptions: ColorOptions

  @Argument(help: ArgumentHelp("What to list; by default, the root.", valueName: "path"))
  var paths: [String] = []

  func validate() throws {
    for day in [since, until] { _ = try PostDate.Day.argument(day) }
    if byDate, bySize { throw ValidationError("Use only one of -t and -S.") }
    if directory, recursive { throw ValidationError("Use only one of -d and -R.") }
  }

  private var filter: PostFilter {
    PostFilter(
      tags: tag, since: since.flatMap { PostDate($0)?.day },
      until: until.flatMap { PostDate($0)?.day }, drafts: drafts)
  }

  func run(in session: Session) throws {
    let roots = try session.roots(paths)
    guard !roots.isEmpty else { return }
    if try printAsItComes(roots, in: session) { return }
    let needsFacts = long || json || byDate || filter.isNarrow
    let catalog = try session.collection().catalog(
      below: roots, depth: recursive ? .max : 1, describe: needsFacts ? PostPage.facts : nil,
      context: session.context())
    session.warn(
      ofBrokenFrontMatterAt: catalog.listed.lazy.filter(\.hasBrokenFrontMatter).map(\.entry.path))
    let groups = groups(of: catalog, below: roots)
    var digests: [Path: Digest] = [:]
    if checksum {
      let files = groups.lazy.flatMap(\.items).filter(\.entry.hasContent).map(\.entry.path)
      digests = try session.collection().digests(of: Array(files), context: session.context())
    }
    let listing = Listing(
      for: session, style: style, marksKinds: classify, humanSizes: humanReadable, digests: digests)
    let hasTitles = roots.count > 1 && !directory && !recursive && !json && !zero && !checksum
    var isFirst = true
    for group in groups {
      if hasTitles, let folder = group.folder {
        if !isFirst { try session.console.write("\n".utf8.span) }
        try session.console.printLine { line in
          let name = folder.isRoot ? Array("/".utf8) : session.names.name(of: folder)
          line.append(namePart: name.span, as: .folder)
          line.append(part: ":")
        }
      }
      isFirst = false
      try listing.print(group.items, below: recursive ? nil : group.folder, on: session.console)
    }
  }

  /// Lists all below one folder, in order, where that need not be held as a whole.
  ///
  /// - Returns: whether it was listed; otherwise nothing was printed.
  private func printAsItComes(_ roots: [Path], in session: Session) throws -> Bool {
    guard recursive, !byDate, !bySize, !reverse, !checksum, let root = roots.first,
      roots.count == 1,
      let parts = try session.collection().parts(listedBelow: root)
    else { return false }
    let (filter, visibility) = (filter, visibility)
    let isListed: @Sendable (ListedEntry) -> Bool = { item in
      visibility.shows(item, below: root) && (!filter.isNarrow || filter.fits(item))
    }
    var listing = Listing(
      for: session, style: style, marksKinds: classify, humanSizes: humanReadable)
    if long {
      try parts.forEach(
        describe: filter.isNarrow || listing.measuresTitles ? PostPage.facts : nil,
        interruption: session.interruption, into: listing
      ) {
        if isListed($1) { $0.measure($1, below: nil) }
      } take: {
        listing.measure(asDid: $0)
      }
    }
    let describe: Describe? = long || json || filter.isNarrow ? PostPage.facts : nil
    try parts.forEach(
      describe: describe, interruption: session.interruption,
      into: ListedPart(session.console.noLines)
    ) { [listing] in
      if describe != nil { $0.note($1) }
      if isListed($1) { listing.append($1, below: nil, to: &$0.output) }
    } take: {
      session.warn(ofBrokenFrontMatterAt: $0.broken)
      try session.console.print($0.output)
    }
    return true
  }

  /// Entries that are listed together: those of a folder, or the files that were named.
  private struct Group {
    let folder: Path?
    let items: [ListedEntry]
  }

  private func groups(of catalog: Catalog, below roots: [Path]) -> [Group] {
    let visibility = visibility
    let named = roots.filter { !$0.isRoot }.compactMap { catalog[$0] }
    if directory {
      let root = roots.contains(.root) ? [ListedEntry(entry: .impliedFolder(.root))] : []
      return [Group(folder: nil, items: chosen(root + named))]
    }
    let files = named.filter { !$0.entry.isFolder }
    let folders = roots.filter { $0.isRoot || catalog[$0]?.entry.isFolder == true }
    return (files.isEmpty ? [] : [Group(folder: nil, items: chosen(files))])
      + folders.map { folder in
        let items = recursive ? Array(catalog.below(folder)) : catalog.children(of: folder)
        return Group(
          folder: folder, items: chosen(items.filter { visibility.shows($0, below: folder) }))
      }
  }

  private var style: Listing.Style {
    if json { return .json }
    if checksum { return .checksums(end: zero ? .nul : .newline) }
    if zero { return .names(end: .nul) }
    if long { return .long }
    return one || recursive ? .names(end: .newline) : .columns
  }

  /// The flags as plain values, since a flag of the argument parser is slow to read for each of a
  /// million entries.
  private var visibility: Visibility { Visibility(recursive: recursive, all: all) }

  private func chosen(_ items: [ListedEntry]) -> [ListedEntry] {
    var items = filter.isNarrow ? items.filter(filter.fits) : items
    if byDate {
      // Each date is computed once; entries of one date stay in the order of their paths.
      items = items.map { (ListedDate($0), $0) }
        .enumerated()
        .sorted { ($1.element.0, $0.offset) < ($0.element.0, $1.offset) }
        .map(\.element.1)
    }
    if bySize {
      items = items.enumerated()
        .sorted { ($1.element.entry.size, $0.offset) < ($0.element.entry.size, $1.offset) }
        .map(\.element)
    }
    return reverse ? items.reversed() : items
  }
}

/// The rule that decides which entries are listed, whatever is in a post.
private struct Visibility {
  let recursive: Bool
  let all: Bool

  func shows(_ item: ListedEntry, below folder: Path) -> Bool {
    if recursive, item.entry.isFolder || !(all || item.entry.isPost) { return false }
    guard !all else { return true }
    // Looks for a dot at the beginning of a component below the folder.
    let bytes = item.entry.path.bytes[(folder.isRoot ? 0 : folder.bytes.count + 1)...]
    var last = UInt8(ascii: "/")
    for byte in bytes {
      if byte == UInt8(ascii: "."), last == UInt8(ascii: "/") { return false }
      last = byte
    }
    return true
  }
}
