import ProgramSupport
import TestSupport
import Testing

extension TemporaryFolder {
  /// Runs commands in the shell under test, given with `-c`.
  func session(
    on collection: String = "archive", _ commands: String, environment: [String: String] = [:]
  ) throws -> Outcome {
    try blogsh("-C", collection, "shell", "-c", commands, environment: environment)
  }

  /// Makes an indexed archive and a plain tar of the collection, and returns the names of all
  /// three.
  func packBoth(_ collection: String = "archive") throws -> [String] {
    // It may warn of links out of the collection.
    try #require(try blogsh("-C", collection, "pack", "-o", "indexed.tar.zst").status == 0)
    try #require(try run("tar", "-C", collection, "-cf", "plain.tar", ".") == .done())
    return [collection, "indexed.tar.zst", "plain.tar"]
  }
}
