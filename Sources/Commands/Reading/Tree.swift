import ArgumentParser
import Entries
import Posts
import Store
import Terminal

struct Tree: ReadingCommand {
  static let configuration = CommandConfiguration.command(
    "tree", "Draw folders and their contents as a tree.",
    examples: ["blogsh tree", "blogsh tree -d", "blogsh -C blog.tar.gz tree -L 2 post"])

  @Flag(name: .customShort("a"), help: "Include names that begin with a dot.")
  var all = false

  @Flag(name: .customShort("d"), help: "Draw only folders.")
  var foldersOnly = false

  @Option(
    name: .customShort("L", allowingJoined: true),
    help: ArgumentHelp("Draw at most this many levels.", valueName: "levels"))
  var levels: Int?

  @OptionGroup var limitOptions: LimitOptions

  @OptionGroup var colorOptions: ColorOptions

  @Argument(help: ArgumentHelp("What to draw; by default, the root.", valueName: "path"))
  var paths: [String] = []

  func validate() throws {
    if let levels, levels < 1 { throw ValidationError("The number of levels must be 1 or more.") }
  }

  func run(in session: Session) throws {
    let roots = paths.isEmpty ? [session.workingPath] : session.paths(paths)
    guard !roots.isEmpty else { return }
    let catalog = try session.collection().catalog(
      below: roots, depth: levels ?? .max, context: session.context())
    var drawing = TreeDrawing(
      children: Dictionary(grouping: catalog.listed.filter(isShown), by: \.entry.path.parent),
      console: session.console)
    for root in roots where root.isRoot || catalog[root] != nil {
      try session.console.print(name: session.names.name(of: root))
      try drawing.draw(below: root)
    }
    try session.console.print("")
    try session.console.print(drawing.summary)
  }

  private func isShown(_ item: ListedEntry) -> Bool {
    (all || !item.entry.path.isHidden) && (item.entry.isFolder || !foldersOnly)
  }
}

/// A tree that is printed to the console.
private struct TreeDrawing {
  let children: [Path: [ListedEntry]]
  let console: Console
  private var folders = 0
  private var posts = 0
  private var assets = 0

  init(children: [Path: [ListedEntry]], console: Console) {
    self.children = children
    self.console = console
  }

  /// Draws what is below a folder. It has a stack of its own, since an archive may nest folders to
  /// any depth.
  mutating func draw(below root: Path) throws(ConsoleError) {
    var stack = [(items: (children[root] ?? [])[...], indent: "")]
    while var level = stack.popLast() {
      guard let item = level.items.popFirst() else { continue }
      let isLast = level.items.isEmpty
      let indent = level.indent
      stack.append(level)
      let end = item.entry.isFolder ? "/" : ""
      try console.print(
        indent + (isLast ? "└── " : "├── "), name: Array(item.entry.path.lastComponent), end: end)
      count(item)
      if item.entry.isFolder {
        stack.append(((children[item.entry.path] ?? [])[...], indent + (isLast ? "    " : "│   ")))
      }
    }
  }

  private mutating func count(_ item: ListedEntry) {
    if item.entry.isFolder {
      folders += 1
    } else if item.entry.isPost {
      posts += 1
    } else {
      assets += 1
    }
  }

  /// The totals as text: `3 folders, 20 posts, 1 asset`.
  var summary: String {
    [(folders, "folder"), (posts, "post"), (assets, "asset")]
      .map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }
      .joined(separator: ", ")
  }
}
