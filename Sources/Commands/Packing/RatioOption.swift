import ArgumentParser
import Entries

/// `--max-ratio`, for commands that write what comes out of an archive.
struct RatioOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Stop at more than 1 GiB that is so many times the archive's size.", valueName: "number"))
  var maxRatio = Limits.standard.ratio

  func validate() throws {
    if maxRatio < 1 { throw ValidationError("--max-ratio takes 1 or more.") }
  }
}
