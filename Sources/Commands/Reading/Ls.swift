import ArgumentParser
import Posts
import Store

struct Ls: SessionCommand {
  static let configuration = CommandConfiguration.command(
    "ls", "List posts, assets and folders by path.",
    details: """
      Folders end in /. The date is the post's own or, where it has none, that of its last change in \
      UTC. With --tag, --since or --drafts only posts are listed that fit.
      """,
    examples: [
      "blogsh ls -l post",
      "blogsh ls -R --tag boxes",
      "blogsh ls -Rlt --since 2024-01-01",
      "blogsh ls -R -0 | xargs -0 -n 1 blogsh cat",
      "blogsh -C blog.tar.gz ls --json -R",
    ])

  @Flag(name: .customShort("l"), help: "Show date, size, name and title.")
  var long = false

  @Flag(
    name: .customShort("R"), help: "List every post below by its full path; with -a, every file.")
  var recursive = false

  @Flag(name: .customShort("a"), help: "List names that begin with a dot too.")
  var all = false

  @Flag(name: .customShort("t"), help: "Sort by date, the newest first.")
  var byDate = false

  @Flag(name: .customShort("r"), help: "Reverse the order.")
  var reverse = false

  @Flag(name: .customShort("1"), help: "List one name a line at a terminal too.")
  var one = false

  @Flag(name: .customShort("0"), help: "End each name with a zero byte.")
  var zero = false

  @Flag(help: "Print one JSON object a line.")
  var json = false

  @Option(
    help: ArgumentHelp("List posts with this tag alone; may be given again.", valueName: "tag"))
  var tag: [String] = []

  @Option(help: ArgumentHelp("List posts dated this day or later alone.", valueName: "yyyy-mm-dd"))
  var since: String?

  @Flag(help: "List drafts alone.")
  var drafts = false

  @OptionGroup var colorOptions: ColorOptions

  @Argument(help: ArgumentHelp("What to list; the root, if nothing is named.", valueName: "path"))
  var paths: [String] = []

  func validate() throws {
    if let since, PostDate(since) == nil {
      throw ValidationError("'\(since)' is not a date of the form 2024-12-31.")
    }
  }

  private var filter: PostFilter {
    PostFilter(tags: tag, since: since.flatMap { PostDate($0)?.day }, drafts: drafts)
  }

  func run(in session: Session) throws {
    let roots = paths.isEmpty ? [session.workingPath] : session.paths(paths)
    guard !roots.isEmpty else { return }
    let needsFacts = long || json || byDate || filter.isNarrow
    let describe: Describe? = needsFacts ? { PostPage.facts(path: $0, content: $1) } : nil
    let catalog = try session.collection().catalog(
      below: roots, depth: recursive ? .max : 1, describe: describe, report: session.omit)
    let listing = Listing(session.console, style: style)
    let named = roots.filter { !$0.isRoot && catalog[$0] != nil }
    let single = named.compactMap { catalog[$0] }.filter { !$0.entry.isFolder }
    try listing.print(chosen(single), below: nil)
    var isFirst = single.isEmpty
    for folder in roots where folder.isRoot || catalog[folder]?.entry.isFolder == true {
      let items = chosen(
        recursive
          ? catalog.below(folder).filter { isShown($0, below: folder) }
          : catalog.children(of: folder).filter { isShown($0, below: folder) })
      if roots.count > 1, !recursive, style != .json, !zero {
        if !isFirst { try session.console.write("\n".utf8.span) }
        try session.console.print(
          "", name: folder.isRoot ? Array("/".utf8) : folder.bytes, end: ":")
      }
      isFirst = false
      try listing.print(items, below: recursive ? nil : folder)
    }
  }

  private var style: Listing.Style {
    if json { return .json }
    if zero { return .names(end: .nul) }
    if long { return .long }
    return one || recursive ? .names(end: .newline) : .columns
  }

  /// Whether an entry is listed at all, whatever the post says.
  private func isShown(_ item: Listed, below folder: Path) -> Bool {
    if recursive, item.entry.isFolder || !(all || item.entry.isPost) { return false }
    guard !all else { return true }
    // A dot at the beginning of a component, of those below the folder.
    let bytes = item.entry.path.bytes[(folder.isRoot ? 0 : folder.bytes.count + 1)...]
    var last = UInt8(ascii: "/")
    for byte in bytes {
      if byte == UInt8(ascii: "."), last == UInt8(ascii: "/") { return false }
      last = byte
    }
    return true
  }

  private func chosen(_ items: [Listed]) -> [Listed] {
    var items = filter.isNarrow ? items.filter(filter.fits) : items
    if byDate {
      // Dates as keys, once each; entries of one day stay in the order of their paths.
      items = items.map { (ListedDate($0), $0) }
        .enumerated()
        .sorted { ($1.element.0, $0.offset) < ($0.element.0, $1.offset) }
        .map(\.element.1)
    }
    return reverse ? items.reversed() : items
  }
}

/// Which posts are listed.
struct PostFilter {
  var tags: [String] = []
  var since: PostDate.Day?
  var drafts = false

  /// Whether anything is left out.
  var isNarrow: Bool { !tags.isEmpty || since != nil || drafts }

  /// Whether an entry is a post that has every tag asked for, without regard to case, and a date.
  func fits(_ item: Listed) -> Bool {
    guard let facts = item.facts else { return false }
    let own = Set(facts.tags.map { $0.lowercased() })
    if !tags.allSatisfy({ own.contains($0.lowercased()) }) { return false }
    if let since {
      guard let day = facts.date?.day, day >= since else { return false }
    }
    return facts.draft || !drafts
  }
}
