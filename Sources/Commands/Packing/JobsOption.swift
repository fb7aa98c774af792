import ArgumentParser

/// How many threads work at once.
struct JobsOption: ParsableArguments {
  @Option(
    name: .customLong("jobs"),
    help: ArgumentHelp(
      "Work on this many threads; as many as there are processors, if not said.",
      valueName: "number"))
  var count: Int?

  /// Each thread has frames of its own in memory.
  private static let most = 256

  func validate() throws {
    if let count, !(1...Self.most ~= count) {
      throw ValidationError("--jobs is from 1 to \(Self.most).")
    }
  }
}
