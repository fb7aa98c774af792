import ArgumentParser
import Entries
import Posts
import Store
import Terminal

struct Tree: ReadingCommand, PathsCommand {
  static let lettersWithValue = "L"

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

  @OptionGroup var colorOptions: ColorOptions

  @Argument(help: ArgumentHelp("What to draw; by default, the root.", valueName: "path"))
  var paths: [String] = []

  func validate() throws {
    if let levels, levels < 1 { throw ValidationError("The number of levels must be 1 or more.") }
  }

  func run(in session: Session) throws {
    let roots = try session.roots(paths)
    guard !roots.isEmpty else { return }
    let catalog = try session.collection().catalog(
      below: roots, depth: levels ?? .max, context: session.context())
    var drawing = TreeDrawing(
      children: Dictionary(grouping: catalog.listed.filter(isShown), by: \.entry.path.parent),
      console: session.console)
    let found = roots.filter { $0.isRoot || catalog[$0] != nil }
    guard !found.isEmpty else { return }
    for root in found {
      try session.console.printLine { line in
        line.append(namePart: session.names.name(of: root).span, as: .folder)
      }
      try drawing.draw(below: root)
    }
    try session.console.print("")
    try session.console.print(drawing.summary)
  }

  private func isShown(_ item: ListedEntry) -> Bool {
    (all || !item.entry.path.isHidden) && (item.entry.isFolder || !foldersOnly)
  }
}

/// A tree that is printed to the console, with the lines of tree(1).
private struct TreeDrawing {
  /// The lines before an entry, before the last one of its folder, and below those two.
  private struct Branches {
    let entry, lastEntry, below, belowLast: String

    static let drawn = Branches(
      entry: "├── ", lastEntry: "└── ", below: "│   ", belowLast: "    ")
    static let ascii = Branches(
      entry: "|-- ", lastEntry: "`-- ", below: "|   ", belowLast: "    ")
  }

  private let branches: Branches
  let children: [Path: [ListedEntry]]
  let console: Console
  /// The numbers of folders, posts and assets drawn so far.
  private var counts = [0, 0, 0]

  init(children: [Path: [ListedEntry]], console: Console) {
    self.children = children
    self.console = console
    branches = console.output.isASCII ? .ascii : .drawn
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
      let isFolder = item.entry.isFolder
      try console.printLine { line in
        line.append(part: indent + (isLast ? branches.lastEntry : branches.entry))
        line.append(
          namePart: Array(item.entry.path.lastComponent).span, as: isFolder ? .folder : nil)
        line.append(part: isFolder ? "/" : "")
      }
      counts[isFolder ? 0 : item.entry.isPost ? 1 : 2] += 1
      if isFolder {
        let below = indent + (isLast ? branches.belowLast : branches.below)
        stack.append(((children[item.entry.path] ?? [])[...], below))
      }
    }
  }

  /// The totals as text: `3 folders, 20 posts, 1 asset`.
  var summary: String {
    zip(counts, ["folder", "post", "asset"]).map { Figures.count($0, $1) }
      .joined(separator: ", ")
  }
}
