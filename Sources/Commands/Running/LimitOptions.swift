import ArgumentParser
import Entries

/// The options for the limits on what may come out of an archive, of every command that reads one.
struct LimitOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How many times as large as the archive contents above 1 GiB may be; 1000 by default.",
      valueName: "number"))
  var maxRatio: Int64?

  @Option(
    help: ArgumentHelp(
      "The largest zstd window, which takes as much memory; 128M by default. 2G reads what zstd "
        + "--long=31 wrote.",
      valueName: "size"))
  var maxWindow: ByteCount?

  @Option(
    help: ArgumentHelp(
      "The most members, counting folders that only paths imply; by default a million, or one for "
        + "each 16 bytes of the archive.",
      valueName: "number"))
  var maxMembers: Int?

  @Option(
    help: ArgumentHelp(
      "The most bytes of all paths, those of folders that only paths imply included; by default "
        + "256M, or 16 times the size of the archive.",
      valueName: "size"))
  var maxPaths: ByteCount?

  /// The windows that can be allowed; libzstd reads none that is larger.
  private static let windows: ClosedRange<Int64> = 1 << 20...1 << 31

  func validate() throws {
    if let maxRatio, maxRatio < 1 { throw ValidationError("--max-ratio must be 1 or more.") }
    if let maxWindow, !Self.windows.contains(maxWindow.bytes) {
      throw ValidationError("--max-window must be from 1M to 2G.")
    }
    if maxMembers ?? 0 < 0 { throw ValidationError("--max-members must be 0 or more.") }
  }

  /// Returns the limits that these options ask for, and others where they do not.
  func limits(or others: Limits) -> Limits {
    var limits = others
    if let maxRatio { limits.ratio = maxRatio }
    if let maxWindow { limits.window = maxWindow.bytes }
    if let maxMembers { limits.members = maxMembers }
    if let maxPaths { limits.paths = maxPaths.bytes }
    return limits
  }
}

extension LimitOptions {
  /// The word after `help` for the options, which every command has that reads archives.
  static let topic = "limits"

  /// The section of the help of the program.
  static let help: String = {
    let lines = LimitOptions.helpMessage(includeHidden: false, columns: 80)
      .split(separator: "\n", omittingEmptySubsequences: false)
    let options = lines.drop { $0 != "OPTIONS:" }.dropFirst()
      .prefix { !$0.isEmpty && !$0.contains("-h, --help") }
    return (["LIMITS: options of every command that reads an archive"] + options)
      .joined(separator: "\n")
  }()
}

/// A command that reads a collection, and so has the options for the limits of archives.
///
/// Hardly anybody gives them, and the parser would inspect their types at each start. So it first
/// parses the command without them.
protocol ReadingCommand: SessionCommand {}

extension ReadingCommand {
  static func parsed(_ words: [String]) throws -> any SessionCommand {
    let words = self.words(fromTyped: words)
    if let command = try? parse(words) { return command }
    return try Limited<Self>.parse(words)
  }

  static var whole: any SessionCommand.Type { Limited<Self>.self }
}

/// A command with the options for limits.
struct Limited<Command: SessionCommand>: SessionCommand {
  static var configuration: CommandConfiguration { Command.configuration }

  @OptionGroup var command: Command

  @OptionGroup(visibility: .hidden) var limitOptions: LimitOptions

  var colorOptions: ColorOptions { command.colorOptions }

  func limits(insteadOf usual: Limits) -> Limits {
    command.limits(insteadOf: limitOptions.limits(or: usual))
  }

  func run(in session: Session) throws { try command.run(in: session) }
}

extension Limited: PathsCommand where Command: PathsCommand {
  var paths: [String] {
    get { command.paths }
    set { command.paths = newValue }
  }
}

/// The options for the limits on what may be written into a folder.
struct UnpackingLimitOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Stop if the contents are larger; k, M or G can follow.",
      valueName: "size"))
  var maxSize: ByteCount?

  @Option(help: ArgumentHelp("Refuse paths that are deeper.", valueName: "number"))
  var maxDepth = 1000

  func validate() throws {
    if maxDepth < 1 { throw ValidationError("--max-depth must be 1 or more.") }
  }

  /// Returns limits with these added.
  func added(to limits: Limits) -> Limits {
    var limits = limits
    limits.size = maxSize?.bytes
    limits.depth = maxDepth
    return limits
  }
}
