import ArgumentParser
import Entries

/// The `--max-ratio` option of commands that write what comes out of an archive.
struct RatioOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Stop if the contents exceed 1 GiB and this many times the size of the archive.",
      valueName: "number"))
  var maxRatio = Limits.standard.ratio

  func validate() throws {
    if maxRatio < 1 { throw ValidationError("--max-ratio must be 1 or more.") }
  }
}
