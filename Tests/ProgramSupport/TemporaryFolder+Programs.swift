package import TestSupport
import Testing

extension TemporaryFolder {
  /// Runs the program under test in the folder.
  package func blogsh(
    _ arguments: String..., input: Program.Input = .nothing, environment: [String: String] = [:]
  ) throws -> Outcome {
    try blogsh(arguments, input: input, environment: environment)
  }

  /// Runs the program under test in the folder.
  package func blogsh(
    _ arguments: [String], input: Program.Input = .nothing, environment: [String: String] = [:]
  ) throws -> Outcome {
    try Program.run(
      Surroundings.blogsh, arguments, input: input, environment: environment, in: path)
  }

  /// Runs another program in the folder.
  package func run(
    _ program: String, _ arguments: String..., environment: [String: String] = [:]
  ) throws -> Outcome {
    try Program.run(program, arguments, environment: environment, in: path)
  }

  /// Runs a shell script in the folder, in which `$BLOGSH` is the program under test, and `$1` and
  /// so on are the words.
  package func shell(
    _ script: String, _ words: String..., environment: [String: String] = [:]
  ) throws -> Outcome {
    try Program.run(
      "sh", ["-c", script, "sh"] + words,
      environment: environment.merging(["BLOGSH": Surroundings.blogsh]) { $1 }, in: path)
  }

  /// Runs a Python script in the folder.
  package func python(_ script: String, _ words: String...) throws -> Outcome {
    try Program.run("python3", ["-c", script] + words, in: path)
  }

  /// Returns everything below a folder as `find` and `sha256sum` see it: kind, mode, time, link
  /// target, path, and content.
  ///
  /// - Parameter times: Whether to include times.
  package func listing(_ name: String = ".", times: Bool = true) throws -> String {
    let format = "%y %m \(times ? "%T@ " : "")%l %P\\n"
    let found = try shell(
      """
      cd "$1" || exit
      find . -mindepth 1 -printf "$2" | LC_ALL=C sort
      find . -type f -print0 | LC_ALL=C sort -z | xargs -0 -r sha256sum
      """, name, format)
    try #require(found.end == .status(0), "\(found.errors)")
    return found.text
  }
}
