import ArgumentParser
import Entries
import Posts
import Store
import Terminal
import Unpacking

struct Unpack: ReadingCommand, PathsCommand {
  static let lettersWithValue = "d"

  static let configuration = CommandConfiguration.command(
    "unpack", "Unpack an archive, or a part of it, into a folder.",
    details: """
      Nothing is written outside the folder or through a symbolic link. Devices, FIFOs, set-ID \
      bits, absolute paths and paths with .. are refused and reported. A folder that does not \
      exist appears once everything in it is written. A damaged archive is unpacked up to the \
      damage, or with --salvage also after it. If an omission, a limit or damage ends the work, \
      what was written stays, each file complete.
      """,
    examples: [
      "blogsh unpack blog.tar.zst --to copy",
      "blogsh unpack blog.tar.zst 'post/letters/*' --to copy --strip-components 1",
      "blogsh unpack -n --overwrite if-changed blog.tar.zst --to copy",
      "blogsh unpack --salvage damaged.tar.zst --to saved",
      "blogsh unpack --strict --max-size 100M stranger.tar.gz --to stranger",
      "ssh attic 'cat blog.tar.xz' | blogsh unpack - --to copy",
    ])

  static let adviceOnCollection =
    "--to names the folder to unpack into, where tar has -C: blogsh unpack <file> --to <folder>"

  @Option(
    name: [.customLong("to"), .customShort("d")],
    help: ArgumentHelp("Unpack into this folder.", valueName: "folder"))
  var folder = "."

  @Option(
    help: ArgumentHelp("When to replace a file.", valueName: "when"))
  var overwrite = Overwriting.never

  @Option(
    name: [.customLong("strip-components"), .customLong("strip")],
    help: ArgumentHelp("Drop leading folders.", valueName: "number"))
  var strip = 0

  @Flag(
    name: [.customShort("n"), .customLong("dry-run")],
    help: "List what would be written; write nothing.")
  var dryRun = false

  @Flag(help: "Go on after damage, and unpack what is intact.")
  var salvage = false

  @Flag(help: "Stop at the first member that is not written as it is.")
  var strict = false

  @OptionGroup var configuring: ConfigurationOption

  @OptionGroup var unpackingLimitOptions: UnpackingLimitOptions

  @OptionGroup var jobs: JobsOption

  @OptionGroup var colorOptions: ColorOptions

  @OptionGroup var operand: ArchiveArgument

  @Argument(help: ArgumentHelp("What to unpack; by default, everything.", valueName: "path"))
  var paths: [String] = []

  func validate() throws {
    if strip < 0 { throw ValidationError("--strip-components must be 0 or more.") }
    if strict, salvage { throw ValidationError("Use only one of --salvage and --strict.") }
  }

  func limits(insteadOf usual: Limits) -> Limits {
    unpackingLimitOptions.added(to: usual)
  }

  func run(in session: Session) throws {
    var options = Unpacker.Options()
    let named = try session.archive(
      operand.archive, paths: paths, advice: " --to names the folder to unpack into.")
    options.overwriting = overwrite
    options.strip = strip
    options.salvages = salvage
    options.isStrict = strict
    options.protectedName = configuring.protectedName
    if let count = jobs.count { options.threads = count }
    // Salvaging needs several passes, and so do patterns.
    let isOnePass = !salvage && !named.paths.contains { PathOperands.isPattern($0) }
    let collection = try PostCollection.open(naming: named.name, forOnePass: isOnePass)
    options.selection = Selection(
      paths: try session.selectedPaths(named.paths, in: collection), includesGit: true)
    let console = session.console
    if dryRun {
      var failure: (any Error)?
      let unpacker = Unpacker(
        collection, options: options, context: session.context()
      ) { entry in
        do {
          try console.printLine {
            $0.append(namePart: entry.shownPath.span, as: entry.isFolder ? .folder : nil)
          }
        } catch { failure = failure ?? error }
      }
      try unpacker.preview(into: folder)
      if let failure { throw failure }
    } else {
      let isWhole = named.paths.isEmpty && !collection.hasHistory
      let progress = console.startProgress {
        isWhole ? Totals(bytes: collection.tarLength) : nil
      }
      var files = 0
      let unpacker = Unpacker(
        collection, options: options, context: session.contextHeld()
      ) {
        if !$0.isFolder { files += 1 }
        progress.advance(posts: $0.isPost ? 1 : 0, bytes: Int(clamping: $0.tarLength))
      }
      let summary = try unpacker.unpack(into: folder)
      try session.printAccount(
        "unpacked", files: files, bytes: summary.bytes, "into", folder)
    }
  }
}

extension Overwriting: ExpressibleByArgument {}

extension Entry {
  /// The path, with a `/` at the end for a folder.
  var shownPath: [UInt8] { path.bytes + (isFolder ? [UInt8(ascii: "/")] : []) }
}
