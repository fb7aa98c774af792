import ArgumentParser

/// The `--jobs` option: the number of threads.
struct JobsOption: ParsableArguments {
  @Option(
    name: .customLong("jobs"),
    help: ArgumentHelp(
      "Use this many threads; one a processor by default.",
      valueName: "number"))
  var count: Int?

  /// The largest number of threads: each has frames of its own in memory.
  private static let most = 256

  func validate() throws {
    if let count, !(1...Self.most ~= count) {
      throw ValidationError("--jobs must be from 1 to \(Self.most).")
    }
  }
}
