import ArgumentParser
import Entries

/// The options that limit what may come out of an archive.
struct LimitOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Stop if the contents are larger than this many bytes; k, M or G can follow.",
      valueName: "size"))
  var maxSize: ByteCount?

  @Option(help: ArgumentHelp("Stop if there are more members than this.", valueName: "number"))
  var maxMembers: Int?

  @OptionGroup var ratio: RatioOption

  @Option(
    help: ArgumentHelp(
      "Allow zstd windows up to this size, which is taken in memory; 128M by default, and 2G reads "
        + "what zstd --long=31 wrote.",
      valueName: "size"))
  var maxWindow: ByteCount?

  /// The windows that can be allowed; libzstd reads none that is larger.
  private static let windows: ClosedRange<Int64> = 1 << 20...1 << 31

  @Option(help: ArgumentHelp("Refuse paths with more components than this.", valueName: "number"))
  var maxDepth = 1000

  func validate() throws {
    if maxMembers ?? 0 < 0 { throw ValidationError("--max-members must be 0 or more.") }
    if let maxWindow, !Self.windows.contains(maxWindow.bytes) {
      throw ValidationError("--max-window must be from 1M to 2G.")
    }
    if maxDepth < 1 { throw ValidationError("--max-depth must be 1 or more.") }
  }

  var limits: Limits {
    var limits = Limits()
    limits.size = maxSize?.bytes
    limits.members = maxMembers
    limits.ratio = ratio.maxRatio
    if let maxWindow { limits.window = maxWindow.bytes }
    limits.depth = maxDepth
    return limits
  }
}

/// The `--max-ratio` option of commands that read all that comes out of an archive.
struct RatioOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Stop if the contents exceed 1 GiB and this many times the size of the archive.",
      valueName: "number"))
  var maxRatio = Limits.standard.ratio

  func validate() throws {
    if maxRatio < 1 { throw ValidationError("--max-ratio must be 1 or more.") }
  }

  /// The standard limits with this ratio.
  var limits: Limits {
    var limits = Limits.standard
    limits.ratio = maxRatio
    return limits
  }
}
