import ProgramSupport
import TestSupport
import Testing

/// Runs every example of every help on the collection that ships.
struct ExampleTests {
  let prepared: PreparedCollection

  init() throws { prepared = try PreparedCollection() }

  private static func examples(_ help: String) -> [String] {
    help.split(separator: "\n", omittingEmptySubsequences: false)
      .drop { $0 != "EXAMPLES:" }.dropFirst().prefix { !$0.isEmpty }
      .map { String($0.dropFirst(2)) }
  }

  @Test(arguments: [""] + GoldenTests.commands)
  func `every example of a help works`(command: String) throws {
    let help = try prepared.folder.blogsh(
      command.isEmpty ? ["help"] : ["help", command], environment: ["COLUMNS": "1000"])
    let examples = Self.examples(help.text)
    #expect(!examples.isEmpty)
    // blogsh alone starts a shell, at a terminal.
    for example in examples where example != "blogsh" {
      let outcome = try prepared.run(example)
      // Everything intact comes out of a damaged archive, and the rest is reported. An index that
      // is damaged is reported, but it is no loss.
      let isDamaged = example.contains("damaged.")
      #expect(
        outcome.end == .status(isDamaged ? 1 : 0), "\(example): \(outcome.errors)")
      #expect(
        outcome.errors.isEmpty != example.contains("damaged"), "\(example): \(outcome.errors)")
    }
  }
}
