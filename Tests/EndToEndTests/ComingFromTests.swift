import Foundation
import ProgramSupport
import TestSupport
import Testing

/// Runs each command of docs/coming-from.md, whose tables say what takes the place of commands of
/// other tools.
struct ComingFromTests {
  /// A blog with a history of two snapshots, in the working directory.
  private static let preparation = """
    mkdir blog && cd blog && cp -R ../archive content && cp -R ../archive folder || exit 90
    mkdir content/2024 && printf '# A box\\n' > content/2024/box.md || exit 91
    printf 'collection = "content"\\nhistory = "blog.tar.zst"\\n' > .blogsh || exit 92
    blogsh -C folder pack -o b.tar && blogsh backup > /dev/null || exit 93
    printf 'More.\\n' >> content/post/box-23.md && blogsh backup > /dev/null || exit 94
    """

  /// What the words in capital letters are here.
  private static let meanings = [
    ("FOLDER", "folder"), ("MESSAGE", "words"), ("WORD", "box"), ("@ID", "@1"), ("@A", "@1"),
    ("@B", "@2"), (#"\|"#, "|"),
  ]

  /// The command lines in the tables.
  static let commandLines: [String] = {
    let page = Surroundings.package + "/docs/coming-from.md"
    let text = (try? String(contentsOfFile: page, encoding: .utf8)) ?? ""
    return text.matches(of: /`(blogsh [^`]*)`/).map { match in
      let line = String(match.output.1)
      let file = line.contains("publish") ? "how-to-pack-a-piano.md" : "where-the-key-is.md"
      return (meanings + [("FILE", "post/\(file)")]).reduce(line) {
        $0.replacing($1.0, with: $1.1)
      }
    }
  }()

  @Test func `the page names many commands`() { #expect(Self.commandLines.count > 30) }

  @Test func `each command works in a blog`() throws {
    let prepared = try PreparedCollection()
    for line in Self.commandLines {
      let isFirst = line.hasPrefix("blogsh init")
      let outcome = try prepared.run(
        Self.preparation + "\n\(isFirst ? "rm .blogsh;" : "") { \(line); } < /dev/null")
      // These say by their status whether there is a difference.
      let asks = line.contains(" diff ") || line.hasSuffix(" status")
      #expect(
        outcome.errors.isEmpty
          && [.status(0), asks ? .status(1) : .status(0)].contains(outcome.end),
        "\(line): \(outcome.testDescription)")
    }
  }
}
