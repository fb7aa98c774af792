import Archives
import ArgumentParser
import Checking
import Entries
import Posts
import Store
import Terminal

struct Diff: ReadingCommand {
  static let configuration = CommandConfiguration.command(
    "diff", "Show what differs between two collections.",
    details: """
      Each of the two is a folder or an archive. Files are compared by content and mode, not by \
      time; hard links by the content they lead to. A file that is not empty and has another path \
      but the same bytes counts as renamed. With paths, only what is at and below them is \
      compared. Anything named .git is left out unless --with-git is given. The exit status is 1 \
      if anything differs. What cannot be read is reported and not compared; the exit status is \
      then 3 if anything else differs, and 2 if nothing does.
      """,
    examples: [
      "blogsh diff blog.tar.zst archive",
      "blogsh diff --stat old.tar.gz new.tar.zst",
      "blogsh diff history.tar.zst@-1 history.tar.zst post/letters",
      "blogsh diff --name-only blog.tar.zst archive",
      "blogsh diff -q blog.tar.zst archive || blogsh -C archive pack -o blog.tar.zst",
      "blogsh diff -u blog.tar.zst archive",
    ])

  @Flag(help: "Print only how many paths and bytes differ.")
  var stat = false

  @Flag(
    name: .customShort("u"), help: "Print the lines that changed in text files, as diff -u does.")
  var unified = false

  @Flag(help: "Print only the paths that differ; of a renamed file, the new one.")
  var nameOnly = false

  @Flag(name: .customShort("0"), help: "With --name-only, end each path with a NUL byte.")
  var zero = false

  @Flag(name: .shortAndLong, help: "Print nothing; the exit status is 1 if anything differs.")
  var quiet = false

  @Flag(help: "Print one JSON object per line.")
  var json = false

  @Flag(help: "Show a renamed file as one that was removed and one that was added.")
  var noRenames = false

  @Flag(help: "Include anything named .git.")
  var withGit = false

  @OptionGroup var colorOptions: ColorOptions

  @Argument(
    help: ArgumentHelp("The old collection; left out, it is that of -C.", valueName: "a"),
    completion: .file())
  var first: String

  @Argument(help: ArgumentHelp("The new collection.", valueName: "b"), completion: .file())
  var second: String?

  @Argument(
    help: ArgumentHelp("What to compare; by default, everything.", valueName: "path"))
  var paths: [String] = []

  func validate() throws {
    if [stat, unified, nameOnly, quiet, json].count(where: \.self) > 1 {
      throw ValidationError("Use only one of --stat, -u, --name-only, -q and --json.")
    }
    if zero, !nameOnly { throw ValidationError("-0 needs --name-only.") }
  }

  /// Returns the names of the two collections, and the words that are paths.
  private func operands(
    in session: Session
  ) throws -> (old: String, new: String, paths: [String]) {
    // In `-C blog.tar.zst diff @1 @2`, the archive is named, but neither of the collections.
    let areSnapshots = try [first, second].allSatisfy {
      try $0.flatMap { try session.snapshotAlone($0, true) } != nil
    }
    // A shell has a collection open, which is the old one if only one is named.
    let isNamed =
      session.shell == nil
      ? session.openCollection.isNamedByOption && !areSnapshots : second == nil
    var operands: (old: String, new: String, paths: [String])
    if isNamed {
      if let second, Session.isNameOfArchive(second) {
        throw ValidationError(
          "-C names the old collection, and '\(first)' another one: give only one of them.")
      }
      let old = try session.openCollection.chosen().name
      operands = (old, first, (second.map { [$0] } ?? []) + paths)
    } else {
      guard let second else {
        throw ValidationError("Name two collections, or the old one with -C before the command.")
      }
      operands = (first, second, paths)
    }
    operands.old = try session.snapshotAlone(operands.old, true) ?? operands.old
    operands.new = try session.snapshotAlone(operands.new, true) ?? operands.new
    if (operands.old, operands.new) == ("-", "-") {
      throw ValidationError("Only one of the two can come from standard input.")
    }
    return operands
  }

  func run(in session: Session) throws {
    let operands = try operands(in: session)
    let before = try PostCollection.open(naming: operands.old)
    let after = try PostCollection.open(naming: operands.new)
    let named = try operands.paths.map { try paths($0, before, after, in: session) }
    var isComplete = true
    let selection = Selection(paths: named.flatMap(\.self), includesGit: withGit)
    let progress = session.console.startProgress {
      var totals = Totals(posts: 0, bytes: 0)
      // Where there is an index, no content is read.
      for side in [before, after] where side.index == nil {
        guard let more = side.totals(of: selection, context: session.context()) else { return nil }
        totals = totals + more
      }
      return totals
    }
    let changes = try Comparison(
      before, after, selection: selection, names: named, findsRenames: !noRenames,
      context: session.context().reporting { error in
        if error.code == .unreadable { isComplete = false }
        session.omit(error)
      }
    ) {
      progress.advance(posts: $0.isPost ? 1 : 0, bytes: Int(clamping: $0.size))
    }.changes()
    if !changes.isEmpty {
      session.note(isComplete ? .no : .partial)
    } else if !isComplete {
      // Whether anything differs is not known.
      session.note(.trouble)
    }
    if !quiet { try print(changes, from: before, to: after, in: session) }
  }

  /// Returns the paths that a word can name on either side.
  private func paths(
    _ word: String, _ old: PostCollection, _ new: PostCollection, in session: Session
  ) throws -> [Path] {
    let (before, after) = (
      Result { try session.selectedPaths([word], in: old) },
      Result { try session.selectedPaths([word], in: new) }
    )
    let found = ((try? before.get()) ?? []) + ((try? after.get()) ?? [])
    return found.isEmpty ? try after.get() : found
  }

  private func print(
    _ changes: [Change], from before: PostCollection, to after: PostCollection, in session: Session
  ) throws {
    let console = session.console
    if !json, !zero, !changes.isEmpty { console.startPager() }
    if stat {
      try console.printLine { ChangeSummary(changes).append(to: &$0) }
    } else if unified {
      var difference = UnifiedDiff(from: before, to: after, in: session)
      try difference.print(changes)
    } else {
      for change in changes {
        if json {
          try console.print(change.json)
        } else if nameOnly {
          try console.print(name: change.shownPath, end: zero ? .nul : .newline)
        } else {
          try console.printLine { line in
            line.append(part: change.kind.rawValue, as: change.kind.look)
            line.append(spaces: 2 + Change.Kind.removed.rawValue.count - change.kind.rawValue.count)
            if let oldPath = change.oldPath {
              line.append(namePart: oldPath.bytes.span)
              line.append(part: " -> ")
            }
            line.append(namePart: change.shownPath.span)
            line.append(part: change.remark)
          }
        }
      }
    }
  }
}

/// The numbers of paths and bytes that differ.
private struct ChangeSummary {
  private let changes: [Change]

  init(_ changes: [Change]) { self.changes = changes }

  /// Appends the numbers: `2 added, 1 removed, 3 changed, 1,234 bytes more`.
  func append(to line: inout ReadyLines) {
    for kind in [Change.Kind.added, .removed, .changed, .renamed] {
      let count = changes.count { $0.kind == kind }
      if kind == .renamed, count == 0 { continue }
      line.append(
        part: "\(Figures.grouped(count)) \(kind.rawValue)", as: count == 0 ? nil : kind.look)
      line.append(part: ", ")
    }
    // The sizes that an index claims may overflow when they are added.
    let growth = changes.reduce(Int64(0)) { growth, change in
      let (sum, isTooLarge) = growth.addingReportingOverflow(
        (change.new?.size ?? 0) - (change.old?.size ?? 0))
      return isTooLarge ? growth : sum
    }
    let bytes = Figures.count(Int(clamping: growth.magnitude), "byte")
    line.append(part: "\(bytes) \(growth < 0 ? "less" : "more")")
  }
}

extension Change.Kind {
  fileprivate var look: Look {
    switch self {
    case .added: .added
    case .removed: .removed
    case .changed: .changed
    case .renamed: .renamed
    }
  }
}

extension Change {
  /// The path, with a `/` at the end for a folder.
  var shownPath: [UInt8] {
    path.bytes + ((new ?? old)?.kind == .folder ? [UInt8(ascii: "/")] : [])
  }

  /// The two modes, if they are not the same: `mode 644 -> 755`.
  var modes: String? {
    guard aspects.contains(.mode), let old = old?.octalMode, let new = new?.octalMode else {
      return nil
    }
    return "mode \(old) -> \(new)"
  }

  /// What changed: `  (content, mode 644 -> 755)`; empty if nothing did but the path.
  fileprivate var remark: String {
    guard !aspects.isEmpty else { return "" }
    var parts: [String] = []
    if aspects.contains(.type), let old, let new { parts.append("\(old.kind) -> \(new.kind)") }
    if aspects.contains(.content) { parts.append("content") }
    if let modes { parts.append(modes) }
    return "  (\(parts.joined(separator: ", ")))"
  }

  fileprivate var json: [UInt8] {
    var object = JSONObject()
    object.append("path", path)
    object.append("change", kind.rawValue)
    if let oldPath { object.append("from", oldPath) }
    if !aspects.isEmpty {
      let names: [(Aspects, String)] = [(.type, "type"), (.content, "content"), (.mode, "mode")]
      object.append("aspects", names.filter { aspects.contains($0.0) }.map(\.1))
    }
    object.append("old", old?.json)
    object.append("new", new?.json)
    return object.bytes
  }
}

extension Change.Side {
  fileprivate var octalMode: String? { mode.map { String($0, radix: 8) } }

  fileprivate var json: Value {
    var fields = [Value.Field("kind", .string(kind.rawValue))]
    if let octalMode { fields.append(Value.Field("mode", .string(octalMode))) }
    if kind == .file { fields.append(Value.Field("size", .integer(size))) }
    return .table(fields)
  }
}
