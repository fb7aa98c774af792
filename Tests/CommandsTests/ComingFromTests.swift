import Foundation
import Testing

@testable import Commands

/// docs/coming-from.md, whose tables name commands that people of other tools look for.
struct ComingFromTests {
  /// The command lines of blogsh in the tables.
  static let commandLines: [String] = {
    let page = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../docs/coming-from.md").standardizedFileURL
    let text = (try? String(contentsOf: page, encoding: .utf8)) ?? ""
    return text.matches(of: /`blogsh ([^`]*)`/).map { String($0.output.1) }
  }()

  @Test func `the page names many commands`() { #expect(Self.commandLines.count > 30) }

  @Test(arguments: commandLines) func `each command is understood`(line: String) throws {
    let command = line.split(separator: #"\|"#).first ?? ""
    let words = command.matches(of: /'([^']*)'|[^ ]+/).map {
      String($0.output.1 ?? $0.output.0)
    }
    _ = try Invocation(words, Vocabulary.commandLine { true })
  }
}
