import Checking
import Entries
import Posts
import Store
import Terminal
import View

/// A printer of changes in the format of `diff -u` (POSIX diff, "Diff -u Output Format"), in git's
/// colours.
struct UnifiedDiff {
  private let old: PostCollection
  private let new: PostCollection
  private let console: Console
  private let context: Context
  private var words = ChangedWords()

  init(from old: PostCollection, to new: PostCollection, in session: Session) {
    self.old = old
    self.new = new
    console = session.console
    // What is passed over was reported when the collections were compared.
    context = session.context().silenced
  }

  /// Prints the changed lines of texts, and one line for every other change; the renames last,
  /// since git and patch(1) take all that follows the head of a rename for a part of it.
  mutating func print(_ changes: [Change]) throws {
    try printContents(of: changes.filter { $0.oldPath == nil })
    for change in changes {
      if let oldPath = change.oldPath { try printRename(of: change, from: oldPath) }
    }
  }

  private mutating func printContents(of changes: [Change]) throws {
    let before = try old.contents(
      of: changes.filter { $0.old?.kind == .file }.map(\.path), context: context)
    let after = try new.contents(
      of: changes.filter { $0.new?.kind == .file }.map(\.path), context: context)
    for change in changes {
      let path = change.path
      if change.aspects.contains(.mode), let old = change.old?.mode, let new = change.new?.mode {
        try print("old mode \(String(old, radix: 8)) ", name: path.bytes)
        try print("new mode \(String(new, radix: 8)) ", name: path.bytes)
        guard change.aspects.contains(.content) else { continue }
      }
      let isText = change.old?.kind ?? .file == .file && change.new?.kind ?? .file == .file
      guard isText,
        let left = try Self.text(of: change.old, at: path, in: before),
        let right = try Self.text(of: change.new, at: path, in: after)
      else {
        try print(Self.remark(on: change), name: change.shownPath)
        continue
      }
      let comparison = LineComparison(left, right)
      guard change.kind != .changed || comparison.hasChanges else {
        // Only their encodings differ.
        try print(Self.remark(on: change), name: change.shownPath)
        continue
      }
      try print(
        "--- ", name: change.old == nil ? Self.nothing : Self.named("a/", path), tabbed: true)
      try print(
        "+++ ", name: change.new == nil ? Self.nothing : Self.named("b/", path), tabbed: true)
      try print(comparison)
    }
  }

  /// Prints a rename as git does (git-diff(1), "Generating patch text with -p"). A name with a
  /// space is quoted, since patch(1) would end it there.
  private func printRename(of change: Change, from oldPath: Path) throws(ConsoleError) {
    func print(_ parts: (text: String, name: [UInt8])...) throws(ConsoleError) {
      try console.printLine { line in
        for (text, name) in parts {
          line.append(part: text, as: .changeHead)
          if line.isSanitized {
            line.append(namePart: name.span, as: .changeHead)
          } else {
            line.append(part: PatchName.quoted(name, quotingSpaces: true).span, as: .changeHead)
          }
        }
      }
    }
    func print(_ text: String) throws(ConsoleError) {
      try console.printLine { $0.append(part: text, as: .changeHead) }
    }
    try print(
      ("diff --git ", Self.named("a/", oldPath)), (" ", Self.named("b/", change.path)))
    if change.aspects.contains(.mode), let old = change.old?.mode, let new = change.new?.mode {
      try print("old mode 100\(String(old, radix: 8))")
      try print("new mode 100\(String(new, radix: 8))")
    }
    try print("similarity index 100%")
    try print(("rename from ", oldPath.bytes))
    try print(("rename to ", change.path.bytes))
  }

  /// Prints a line with a name at its end: quoted for a shell at a terminal, else as git and
  /// patch(1) quote it.
  ///
  /// - Parameter tabbed: whether a tab goes after a name with a space, which patch(1) would end
  ///   there; git and GNU diff write one too.
  private func print(_ start: String, name: [UInt8], tabbed: Bool = false) throws(ConsoleError) {
    try console.printLine { line in
      line.append(part: start, as: .changeHead)
      guard !line.isSanitized else { return line.append(namePart: name.span, as: .changeHead) }
      line.append(part: PatchName.quoted(name).span)
      if tabbed, name.contains(.space) { line.append(part: "\t") }
    }
  }

  /// Reads the text of one side in UTF-8; nil if it is not text, or too long to compare by lines.
  static func text(
    of side: Change.Side?, at path: Path, in contents: LocatedContents
  ) throws(StoreError) -> [UInt8]? {
    guard let side else { return [] }
    guard side.size <= largestText else { return nil }
    var bytes = try contents.reader(for: path).all(limit: largestText)
    bytes = bytes.decodedFromUTF16 ?? bytes
    if case .binary = PostForm(path: path, content: bytes) { return nil }
    return bytes
  }

  private mutating func print(_ comparison: LineComparison) throws(ConsoleError) {
    for hunk in comparison.hunks(context: 3) {
      try console.printLine { $0.append(part: hunk.head, as: .changePlace) }
      let changed = console.output.showsStyles ? words.ranges(in: hunk.lines) : nil
      for (index, line) in hunk.lines.enumerated() {
        try print(line, changed: changed?[index] ?? [])
        if !line.isEnded { try console.print("\\ No newline at end of file") }
      }
    }
  }

  /// Prints a line with its mark.
  ///
  /// - Parameter changed: the ranges of the words that changed, in order.
  private func print(
    _ line: LineComparison.Line, changed: [Range<Int>]
  ) throws(ConsoleError) {
    let (look, wordLook): (Look?, Look?) =
      switch line.mark {
      case UInt8(ascii: "-"): (.removed, .removedWord)
      case UInt8(ascii: "+"): (.added, .addedWord)
      default: (nil, nil)
      }
    let text = [line.mark] + line.text
    try console.printLine { shown in
      var start = 0
      for range in changed {
        shown.append(part: text.span.extracting(start..<range.lowerBound + 1), as: look)
        shown.append(
          part: text.span.extracting(range.lowerBound + 1..<range.upperBound + 1), as: wordLook)
        start = range.upperBound + 1
      }
      shown.append(part: text.span.extracting(start..<text.count), as: look)
    }
  }

  /// Returns the words before the path of a change that is not shown by lines.
  private static func remark(on change: Change) -> String {
    switch change.kind {
    case .added: "Only in b: "
    case .removed: "Only in a: "
    case .changed, .renamed: "Files differ: "
    }
  }

  private static let nothing = Array("/dev/null".utf8)

  private static func named(_ side: String, _ path: Path) -> [UInt8] {
    Array(side.utf8) + path.bytes
  }

  /// The largest size of a text to compare, in bytes: both texts and tables of their lines are held
  /// in memory.
  private static let largestText = 4 * 1_048_576
}
