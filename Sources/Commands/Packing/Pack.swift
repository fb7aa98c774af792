import Archives
import ArgumentParser
import Entries
import Files
import History
import Packing
import Posts
import Store
import Terminal
import View

struct Pack: ReadingCommand, PathsCommand {
  static let name = "pack"
  static let lettersWithValue = "o"

  static let configuration = CommandConfiguration.command(
    name, "Pack the collection, or a part, into a tar archive.",
    details: """
      The suffix decides the format: \(ArchiveForm.suffixes). Everything is kept with its mode and \
      time, sorted by path; the same files give the same bytes. Anything named .git is left out, \
      and so is the archive itself. It appears complete or not at all.

      A .tar.zst also holds an index, in which blogsh finds any post at once. If the output \
      exists, files with the same size, mode and times are copied from it. Patterns work as in \
      GNU tar: * matches any bytes, and a pattern can match a whole path or the rest after any /.
      """,
    examples: [
      "blogsh pack -o blog.tar.zst",
      "blogsh pack -o letters.tgz post/letters",
      "blogsh pack -o - --format tar.xz | ssh attic 'cat > blog.tar.xz'",
      "blogsh ls -R -0 --tag boxes | blogsh pack -o boxes.tar --files-from - -0",
    ])

  @Option(
    name: [.customShort("o"), .customLong("to")],
    help: ArgumentHelp("Write this file, or for - standard output.", valueName: "file"))
  var output: String

  @Option(help: ArgumentHelp("Use this format, whatever the suffix.", valueName: "format"))
  var format: ArchiveForm?

  @OptionGroup var selected: SelectionOptions

  @Option(
    help: ArgumentHelp("Pack the paths in this file; - is standard input.", valueName: "file"))
  var filesFrom: String?

  @Flag(name: .customShort("0"), help: "The paths of --files-from end in NUL bytes.")
  var zero = false

  @Option(help: ArgumentHelp("Compress at this level; 1 is the fastest.", valueName: "number"))
  var level: Int?

  @OptionGroup var jobs: JobsOption

  @OptionGroup var terms: TermsOption

  @Flag(help: "Read every file, also one that seems unchanged.")
  var checksum = false

  @Flag(help: "Pack what is intact in a damaged archive.")
  var salvage = false

  @Flag(help: "Normal modes; no times after $SOURCE_DATE_EPOCH or 0.")
  var reproducible = false

  @Flag(help: "Leave the file alone if it has the same bytes.")
  var ifChanged = false

  @Flag(help: "Replace even an archive that keeps snapshots.")
  var force = false

  @Option(
    help: ArgumentHelp(
      "Write the packed paths to this file, for make.", valueName: "file"))
  var depfile: String?

  @OptionGroup var colorOptions: ColorOptions

  @Argument(help: ArgumentHelp("What to pack; by default, everything.", valueName: "path"))
  var paths: [String] = []

  func validate() throws {
    _ = try form
    if zero, filesFrom == nil { throw ValidationError("-0 needs --files-from.") }
    if output == "-", depfile != nil || ifChanged {
      throw ValidationError("--depfile and --if-changed need a file to write, not standard output.")
    }
    if let level { try form.requireLevel(level) }
    if jobs.count != nil, try form != .zstd {
      throw ValidationError("--jobs needs .tar.zst: other formats are compressed as one stream.")
    }
    if terms.rule != nil, try form != .zstd {
      throw ValidationError("--terms needs .tar.zst: other formats have no index.")
    }
    if checksum, try form != .zstd {
      throw ValidationError(
        "--checksum needs .tar.zst: other formats copy nothing from an existing archive.")
    }
  }

  private var form: ArchiveForm {
    get throws {
      if let format { return format }
      if output == "-" { throw ValidationError("-o - needs --format.") }
      guard let form = ArchiveForm(fileName: output) else {
        throw ValidationError(
          "'\(output)' does not end in a known suffix: \(ArchiveForm.suffixes).")
      }
      return form
    }
  }

  func run(in session: Session) throws {
    var options = Packer.Options(form: try form)
    options.level = level
    options.forces = force
    options.jobs = jobs.count
    options.terms = terms.rule ?? .auto
    options.readsEverything = checksum
    options.salvages = salvage
    options.describe = PostPage.facts
    if reproducible {
      options.latestTime = try SourceDateEpoch.seconds(environment: session.environment) ?? 0
    }
    let collection = try session.collection()
    let excluded = try session.openCollection.chosen().marker()?.configuration.exclude ?? []
    options.selection = try selection(in: session, without: excluded)
    if salvage, !collection.isArchive {
      throw ValidationError("--salvage needs an archive to pack, not a folder.")
    }
    if depfile != nil, collection.isArchive {
      throw ValidationError("--depfile needs a folder to pack, not an archive.")
    }
    if output == "-", session.console.output.isTerminal {
      throw ConsoleError.dataForTerminal("standard output")
    }
    var dependencies = DependencyFile(target: output, folder: collection.name)
    let progress = session.console.startProgress { [options] in
      collection.totals(of: options.selection, context: session.context())
    }
    var files = 0
    let packer = Packer(
      collection, options: options, context: session.contextHeld(for: output)
    ) { entry in
      if !entry.isFolder { files += 1 }
      progress.advance(posts: entry.isPost ? 1 : 0, bytes: Int(clamping: entry.size))
      if depfile != nil {
        do throws(StoreError) { try dependencies.add(entry) } catch { session.omit(error) }
      }
      session.warn(ofLinkOut: entry, from: collection)
    }
    let summary = try packer.pack(
      to: output == "-" ? .standardOutput : .file(output, ifChanged: ifChanged),
      salvagingHistory: packer.salvageHistory)
    if output != "-" {
      try session.printAccount(
        summary.isChanged ? "packed" : "unchanged:", files: files, bytes: summary.bytes, "as",
        output,
        end: PatternAccount.text(excluded))
    }
    if let depfile { try OutputFile.write(dependencies.bytes, writing: depfile) }
  }

  private func selection(
    in session: Session, without excluded: [String]
  ) throws -> Selection {
    var named = try session.selectedPaths(paths)
    if let filesFrom {
      let list = try OutsideFile.bytes(reading: filesFrom)
      let names = zero ? list.split(separator: 0).map { Array($0) } : OutsideFile.lines(of: list)
      let operands = try session.operands()
      // A name in a list is no pattern: it may be that of a file that is gone.
      named += try names.filter { !$0.isEmpty }.map { try operands.path($0) }
      guard !named.isEmpty else { throw ValidationError("'\(filesFrom)' lists no paths.") }
    }
    return try selected.selection(of: named, in: session.collection(), leavingOut: excluded)
  }
}
