import Archives
import ArgumentParser
import Entries
import Files
import History
import Packing
import Posts
import Store
import Terminal

struct Pack: SessionCommand {
  static let configuration = CommandConfiguration.command(
    "pack", "Write the collection, or a part of it, as a tar archive.",
    details: """
      The form comes from the suffix: \(ArchiveForm.suffixes). Every file, folder, symbolic link and \
      hard link is kept, with mode and time, sorted by path; the same files make the same bytes. What \
      is named .git is left out unless --with-git is given, and so is the archive itself where it \
      lies in the folder. The archive appears whole or not at all.

      A .tar.zst holds an index besides, by which blogsh finds any post at once; to every other tar it \
      is a tar. Written where one is already, it takes over what has not changed since: same size, \
      mode and time, and a time at least two seconds before that archive was begun.

      Patterns are as those of GNU tar's --exclude: * matches any bytes, and a pattern may match a \
      whole path or any end of it behind a /.
      """,
    examples: [
      "blogsh pack -o blog.tar.zst",
      "blogsh -C archive pack -o letters.tgz post/letters",
      "blogsh pack -o - --format tar.xz | ssh attic 'cat > blog.tar.xz'",
      "blogsh pack -o blog.tar --exclude '*.png' --reproducible",
      "blogsh -C damaged.tar.zst pack -o saved.tar.zst --salvage",
      "blogsh ls -R -0 --tag boxes | blogsh pack -o boxes.tar --files-from - -0",
    ])

  @Option(
    name: .customShort("o"),
    help: ArgumentHelp(
      "Write this archive; - is standard output, with --format.", valueName: "file"))
  var output: String

  @Option(help: ArgumentHelp("Write this form, whatever the suffix.", valueName: "form"))
  var format: ArchiveForm?

  @Option(
    help: ArgumentHelp(
      "Leave out what this pattern matches; may be given again.", valueName: "glob"))
  var exclude: [String] = []

  @Option(
    help: ArgumentHelp(
      "Pack the paths that this file lists, one a line; - is standard input.", valueName: "file"))
  var filesFrom: String?

  @Flag(name: .customShort("0"), help: "The paths of --files-from end in zero bytes.")
  var zero = false

  @Option(help: ArgumentHelp("Compress at this level, from 1, the fastest.", valueName: "number"))
  var level: Int?

  @OptionGroup var jobs: JobsOption

  @Flag(help: "Read every file, though an archive that is there has it with this size and time.")
  var checksum = false

  @Flag(help: "Of a damaged archive pack all that is whole, and name what is lost.")
  var salvage = false

  @Flag(help: "Make modes 0644 or 0755, and times no later than $SOURCE_DATE_EPOCH, or 0.")
  var reproducible = false

  @Flag(help: "Leave a file alone that has the very same bytes.")
  var ifChanged = false

  @Option(help: ArgumentHelp("Write what was packed as prerequisites for make.", valueName: "file"))
  var depfile: String?

  @Flag(help: "Pack what is named .git too.")
  var withGit = false

  @OptionGroup var colorOptions: ColorOptions

  @Argument(help: ArgumentHelp("What to pack; everything, if nothing is named.", valueName: "path"))
  var paths: [String] = []

  func validate() throws {
    _ = try form
    if zero, filesFrom == nil { throw ValidationError("-0 goes with --files-from.") }
    if output == "-", depfile != nil || ifChanged {
      throw ValidationError("--depfile and --if-changed need a file to write, not standard output.")
    }
    if let level { try form.requireLevel(level) }
    if jobs.count != nil, try form != .zstd {
      throw ValidationError("--jobs goes with .tar.zst: other forms are compressed as one stream.")
    }
    if checksum, try form != .zstd {
      throw ValidationError("--checksum goes with .tar.zst: other forms take nothing over.")
    }
  }

  private var form: ArchiveForm {
    get throws {
      if let format { return format }
      if output == "-" { throw ValidationError("-o - needs --format.") }
      guard let form = ArchiveForm(fileName: output) else {
        throw ValidationError(
          "'\(output)' does not end in a suffix that tells its form: \(ArchiveForm.suffixes).")
      }
      return form
    }
  }

  func run(in session: Session) throws {
    var options = Packer.Options(form: try form)
    options.selection = try selection(in: session)
    options.level = level
    options.jobs = jobs.count
    options.readsEverything = checksum
    options.salvages = salvage
    options.describe = { PostPage.facts(path: $0, content: $1) }
    if reproducible {
      options.latestTime = try SourceDateEpoch.seconds(environment: session.environment) ?? 0
    }
    let collection = try session.collection()
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
    let progress = session.console.startProgress()
    let packer = Packer(
      collection, options: options,
      interruption: output == "-" ? .never : session.interruptionHeld(),
      visit: { entry in
        progress.advance(posts: entry.isPost ? 1 : 0, bytes: Int(clamping: entry.size))
        if depfile != nil { dependencies.add(entry) }
      }, report: session.omit)
    if output == "-" {
      _ = try packer.pack(to: .standardOutput)
    } else if try packer.salvageHistory(to: output, ifChanged: ifChanged) == nil {
      _ = try packer.pack(to: .file(output, ifChanged: ifChanged))
    }
    if let depfile { try OutputFile.write(dependencies.bytes, writing: depfile) }
  }

  private func selection(in session: Session) throws -> Selection {
    var selected = try paths.map { try session.path($0) }
    if let filesFrom {
      let list = try OutsideFile.bytes(reading: filesFrom)
      let end = zero ? 0 : UInt8(ascii: "\n")
      selected += try list.split(separator: end).map { try session.path(bytes: $0) }
      guard !selected.isEmpty else { throw ValidationError("'\(filesFrom)' lists no paths.") }
    }
    return Selection(paths: selected, excluded: exclude, includesGit: withGit)
  }
}
