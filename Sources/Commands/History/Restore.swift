import ArgumentParser
import Entries
import Files
import Posts
import Store
import Terminal
import Unpacking

struct Restore: ReadingCommand, PathsCommand {
  static let configuration = CommandConfiguration.command(
    "restore", "Bring a folder to the state of a snapshot.",
    details: """
      Files that differ are written, each complete or not at all; what is equal is left untouched. \
      Files that the archive does not have stay, unless they are in the way or --delete is given, \
      which leaves anything named .git alone if the archive has none. Nothing is written through a \
      link, or into a file that has other names.

      If restore would destroy content that the archive does not have under any path, it names the \
      files and does nothing at all; --force overrides this. --overwrite says what becomes of a \
      file that differs, as in restic: never keeps it, if-newer overwrites it if it is older than \
      the archive says, and if-changed and always overwrite it; always also compares files of the \
      same size and time. What is in the way or goes by --delete still needs --force.
      """,
    examples: [
      "blogsh restore history.tar.zst --to copy",
      "blogsh restore history.tar.zst@1 post/letters --to archive",
      "blogsh restore --overwrite never history.tar.zst --to archive",
      "blogsh restore -n --delete history.tar.zst@-1 --to archive",
      "blogsh restore --delete --verify history.tar.zst@2026-10-01 --to archive",
    ])

  @Option(
    help: ArgumentHelp(
      "The folder; by default, the collection in .blogsh.",
      valueName: "folder"),
    completion: .directory)
  var to: String?

  @Option(
    help: ArgumentHelp("Which files that differ may be overwritten.", valueName: "when"))
  var overwrite: Restorer.Overwriting?

  @Flag(help: "Remove what the archive does not have there.")
  var delete = false

  @Flag(
    name: [.customShort("n"), .customLong("dry-run")],
    help: "Print what would be done, but do nothing.")
  var dryRun = false

  @Flag(help: "Read back what was written, and report what differs.")
  var verify = false

  @Flag(help: "Overwrite and remove even what no snapshot has.")
  var force = false

  @Flag(help: "Print figures as JSON, or with -n one object a step.")
  var json = false

  @OptionGroup var configuring: ConfigurationOption

  @OptionGroup var jobs: JobsOption

  @OptionGroup var colorOptions: ColorOptions

  @Argument(
    help: ArgumentHelp(
      "The archive or FILE@SNAPSHOT; by default, that of -C or the history in .blogsh, also for "
        + "@SNAPSHOT.",
      valueName: "file"),
    completion: .file())
  var archive: String?

  @Argument(help: ArgumentHelp("What to restore; by default, everything.", valueName: "path"))
  var paths: [String] = []

  func validate() throws {
    if dryRun, verify {
      throw ValidationError("Use only one of --verify and -n, which writes nothing.")
    }
  }

  func run(in session: Session) throws {
    var options = Restorer.Options()
    let operand = try session.archive(archive, paths: paths, usesHistory: true)
    let to = try to ?? session.folder(ofHistory: operand.name)
    options.deletes = delete
    options.forces = force
    options.overwriting = overwrite
    options.verifies = verify
    options.protectedName = configuring.protectedName
    if let count = jobs.count { options.threads = count }
    let collection = try PostCollection.open(naming: operand.name)
    options.selection = Selection(
      paths: try session.selectedPaths(operand.paths, in: collection), includesGit: true)
    if dryRun {
      try preview(collection, into: to, options, in: session)
    } else {
      try restore(collection, into: to, options, in: session)
    }
  }

  private func preview(
    _ collection: PostCollection, into to: String, _ options: Restorer.Options,
    in session: Session
  ) throws {
    var failure: (any Error)?
    var refused: Set<StoreError.Action> = []
    let restorer = Restorer(
      collection, options: options,
      context: session.context(),
      visit: { step in
        guard failure == nil else { return }
        do {
          if json {
            try session.console.print(step.json)
          } else {
            try session.console.printLine { line in
              line.append(part: step.word, as: step.look)
              line.append(namePart: step.entry.shownPath.span)
            }
          }
        } catch { failure = error }
      },
      refuse: { error in
        if error.code == .refused { refused.insert(error.action) }
        session.fail(error)
      })
    try restorer.preview(into: to)
    if let failure { throw failure }
    warn("nothing would be done", dueTo: refused, in: session)
  }

  private func restore(
    _ collection: PostCollection, into to: String, _ options: Restorer.Options,
    in session: Session
  ) throws {
    var written: Totals?
    let progress = session.console.startProgress {
      written ?? collection.totals(of: options.selection, context: session.context())
    }
    var refused: Set<StoreError.Action> = []
    let restorer = Restorer(
      collection, options: options, context: session.contextHeld(),
      begin: { written = $0 },
      visit: { step in
        progress.advance(
          posts: step.entry.isPost ? 1 : 0,
          bytes: step.kind == .write ? Int(clamping: step.entry.size) : 0)
      },
      refuse: { error in
        if error.code == .refused { refused.insert(error.action) }
        session.fail(error)
      })
    guard let summary = try restorer.restore(into: to) else {
      warn("nothing was done", dueTo: refused, in: session)
      return
    }
    try session.console.print(json ? summary.json : ArgumentText.bytes(of: summary.text))
  }

  /// Warns that content would have been lost, and says how to avoid that or to allow it.
  ///
  /// - Parameter actions: the actions that would lose it.
  private func warn(
    _ refusal: String, dueTo actions: Set<StoreError.Action>, in session: Session
  ) {
    guard !actions.isEmpty else { return }
    let choices =
      actions.contains(.overwrite)
      ? "--overwrite never brings back what is missing, --overwrite if-changed or --force "
        + "overwrites what differs"
      : "use --force to do it anyway"
    session.warn("\(refusal); \(choices)")
  }
}

extension Restorer.Step {
  /// The kind of the step, padded to the width of the widest.
  fileprivate var word: String {
    kind.rawValue
      + String(repeating: " ", count: Kind.remove.rawValue.count - kind.rawValue.count + 1)
  }

  fileprivate var look: Look {
    switch kind {
    case .write: .added
    case .set: .changed
    case .remove: .removed
    }
  }

  fileprivate var json: [UInt8] {
    var object = JSONObject()
    object.append("step", kind.rawValue)
    object.append("path", entry.path)
    object.append("kind", entry.kind.word)
    return object.bytes
  }
}

extension Restorer.Summary {
  /// The figures as text: `2 written, 1 with other times or modes, 3 removed, 99,997 equal`.
  fileprivate var text: String {
    ([
      (written, "written"), (set, "with other times or modes"), (removed, "removed"),
      (equal, "equal"),
    ] + (kept > 0 ? [(kept, "kept as they are")] : [])).map { "\(Figures.grouped($0)) \($1)" }
      .joined(separator: ", ")
  }

  fileprivate var json: [UInt8] {
    var object = JSONObject()
    object.append("written", Int64(written))
    object.append("set", Int64(set))
    object.append("removed", Int64(removed))
    object.append("equal", Int64(equal))
    if kept > 0 { object.append("kept", Int64(kept)) }
    object.append("bytes", bytes)
    return object.bytes
  }
}

extension Restorer.Overwriting: ExpressibleByArgument {}
