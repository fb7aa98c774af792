import Archives
import ArgumentParser
import Checking
import Entries
import Posts
import Store
import Terminal

struct Diff: ReadingCommand {
  static let configuration = CommandConfiguration.command(
    "diff", "Show what was added, removed and changed between two collections.",
    details: """
      Each of the two is a folder or an archive. Files are compared by content and mode, not by \
      time; hard links by the content they lead to. Anything named .git is left out unless \
      --with-git is given. The exit status is 1 if anything differs. What cannot be read is \
      reported and not compared; the exit status is then 3 if anything else differs, and 2 if \
      nothing does.
      """,
    examples: [
      "blogsh diff blog.tar.zst archive",
      "blogsh diff --stat old.tar.gz new.tar.zst",
      "blogsh diff -u blog.tar.zst archive",
    ])

  @Flag(help: "Print only how many paths and bytes differ.")
  var stat = false

  @Flag(
    name: .customShort("u"), help: "Print the lines that changed in text files, as diff -u does.")
  var unified = false

  @Flag(help: "Print one JSON object per line.")
  var json = false

  @Flag(help: "Include anything named .git.")
  var withGit = false

  @OptionGroup var colorOptions: ColorOptions

  @Argument(
    help: ArgumentHelp("The old collection; left out, it is that of -C.", valueName: "a"),
    completion: .file())
  var first: String

  @Argument(help: ArgumentHelp("The new collection.", valueName: "b"), completion: .file())
  var second: String?

  func validate() throws {
    if [stat, unified, json].count(where: \.self) > 1 {
      throw ValidationError("Use only one of --stat, -u and --json.")
    }
  }

  /// Returns the names of the two collections.
  private func names(in session: Session) throws -> (old: String, new: String) {
    let isNamed = session.openCollection.isNamedByOption
    let names: (old: String, new: String)
    if let second {
      guard !isNamed || session.shell != nil else {
        throw ValidationError(
          "-C names the old collection, and '\(first)' another one: give only one of them.")
      }
      names = (first, second)
    } else {
      guard isNamed else {
        throw ValidationError("Name two collections, or the old one with -C before the command.")
      }
      names = (try session.openCollection.chosen().name, first)
    }
    if names == ("-", "-") {
      throw ValidationError("Only one of the two can come from standard input.")
    }
    return names
  }

  func run(in session: Session) throws {
    let names = try names(in: session)
    let before = try PostCollection.open(naming: names.old)
    let after = try PostCollection.open(naming: names.new)
    var isComplete = true
    let selection = Selection(includesGit: withGit)
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
      before, after, selection: selection,
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
    let console = session.console
    if !json, !changes.isEmpty { console.startPager() }
    if stat {
      try console.printLine { ChangeSummary(changes).append(to: &$0) }
    } else if unified {
      var difference = UnifiedDiff(from: before, to: after, in: session)
      try difference.print(changes)
    } else {
      for change in changes {
        if json {
          try console.print(change.json)
        } else {
          try console.printLine { line in
            line.append(part: change.kind.rawValue, as: change.kind.look)
            line.append(spaces: 2 + Change.Kind.removed.rawValue.count - change.kind.rawValue.count)
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
    for kind in [Change.Kind.added, .removed, .changed] {
      let count = changes.count { $0.kind == kind }
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
    }
  }
}

extension Change {
  /// The path, with a `/` at the end for a folder.
  var shownPath: [UInt8] {
    path.bytes + ((new ?? old)?.kind == .folder ? [UInt8(ascii: "/")] : [])
  }

  /// What changed: `  (content, mode 644 -> 755)`; empty if something was added or removed.
  fileprivate var remark: String {
    guard kind == .changed else { return "" }
    var parts: [String] = []
    if aspects.contains(.type), let old, let new { parts.append("\(old.kind) -> \(new.kind)") }
    if aspects.contains(.content) { parts.append("content") }
    if aspects.contains(.mode), let old = old?.octalMode, let new = new?.octalMode {
      parts.append("mode \(old) -> \(new)")
    }
    return "  (\(parts.joined(separator: ", ")))"
  }

  fileprivate var json: [UInt8] {
    var object = JSONObject()
    object.append("path", path)
    object.append("change", kind.rawValue)
    if kind == .changed {
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
