import Archives
import ArgumentParser
import Entries
import Files
import Packing
import Posts
import Store
import Terminal
import View

struct Reindex: ReadingCommand {
  static let lettersWithValue = "o"

  static let configuration = CommandConfiguration.command(
    "reindex", "Convert any tar archive into one with an index.",
    details: """
      Reads a tar in any format that libarchive knows and writes everything in it, .git included, \
      as a .tar.zst in which any post is found at once. Members are sorted by path; of several \
      members with the same path, the last is kept. The result is the archive that pack would \
      make of the unpacked folder.
      """,
    examples: [
      "blogsh reindex blog.tar.gz -o blog.tar.zst",
      "blogsh reindex damaged-index.tar.zst -o blog.tar.zst",
      "ssh attic 'cat blog.tar.xz' | blogsh reindex - -o blog.tar.zst",
    ])

  @Option(
    name: [.customShort("o"), .customLong("to")],
    help: ArgumentHelp("Write the .tar.zst to this file; - is standard output.", valueName: "file"))
  var output: String

  @Option(help: ArgumentHelp("Compress at this level; 1 is the fastest.", valueName: "number"))
  var level: Int?

  @OptionGroup var jobs: JobsOption

  @OptionGroup var terms: TermsOption

  @Flag(help: "Leave the file alone if it already has the same bytes.")
  var ifChanged = false

  @Flag(help: "Replace the file even if it keeps snapshots, which are then lost.")
  var force = false

  @OptionGroup var colorOptions: ColorOptions

  @OptionGroup var operand: ArchiveArgument

  func validate() throws {
    if output == "-" {
      if ifChanged { throw ValidationError("--if-changed needs a file to write.") }
    } else if ArchiveForm(fileName: output) != .zstd {
      throw ValidationError("'\(output)' does not end in .tar.zst or .tzst.")
    }
    if let level { try ArchiveForm.zstd.requireLevel(level) }
  }

  func run(in session: Session) throws {
    var options = Packer.Options(form: .zstd)
    options.selection = .everything
    options.level = level
    options.forces = force
    options.jobs = jobs.count
    options.terms = terms.rule ?? .auto
    options.describe = PostPage.facts
    let archive = try session.archive(operand.archive).name
    let collection = try PostCollection.open(naming: archive)
    // An index is only a claim, and may be what is wrong with the archive; but in a history, only
    // the indexes record what a snapshot holds.
    options.readsEverything = !collection.hasHistory
    guard collection.isArchive else {
      throw StoreError(
        .notAnArchive, .read, ArgumentText.bytes(of: archive),
        cause: "it is a folder, not an archive; pack makes an archive of a folder")
    }
    if output == "-", session.console.output.isTerminal {
      throw ConsoleError.dataForTerminal("standard output")
    }
    session.warn(ofOneSnapshotOf: collection)
    let progress = session.console.startProgress { [options] in
      collection.totals(of: options.selection, context: session.context())
    }
    let packer = Packer(
      collection, options: options, context: session.contextHeld(for: output)
    ) { progress.advance(posts: $0.isPost ? 1 : 0, bytes: Int(clamping: $0.size)) }
    _ = try packer.pack(to: output == "-" ? .standardOutput : .file(output, ifChanged: ifChanged))
  }
}
