import ArgumentParser
import Entries

/// How much may come out of an archive.
struct LimitOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Stop where all contents are larger: a number of bytes, or with k, M or G.",
      valueName: "size"))
  var maxSize: ByteCount?

  @Option(help: ArgumentHelp("Stop at more members.", valueName: "number"))
  var maxMembers: Int?

  @OptionGroup var ratio: RatioOption

  @Option(
    help: ArgumentHelp("Refuse paths of more components.", valueName: "number"))
  var maxDepth = 1000

  func validate() throws {
    if maxMembers ?? 0 < 0 { throw ValidationError("--max-members takes 0 or more.") }
    if maxDepth < 1 { throw ValidationError("--max-depth takes 1 or more.") }
  }

  var limits: Limits {
    var limits = Limits()
    limits.size = maxSize?.bytes
    limits.members = maxMembers
    limits.ratio = ratio.maxRatio
    limits.depth = maxDepth
    return limits
  }
}
