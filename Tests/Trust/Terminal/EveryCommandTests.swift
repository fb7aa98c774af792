import ProgramSupport
import TestSupport
import Testing

/// Every command that prints, at a terminal, over names and texts that would have it obey them: the bytes
/// that reach it hold no control but line ends, and blogsh's own styles and links.
struct EveryCommandTests {
  /// A command line, with what stands for the hostile things in the folder:
  ///
  /// | word | stands for |
  /// |---|---|
  /// | `NAME`, `FOLDER`, `LINK` | paths in the collection |
  /// | `TEXT` | words that are hostile and name nothing |
  /// | `c`, `other` | two collections |
  /// | `tar`, `zst`, `history`, `broken`, `evil` | archives with hostile names of their own |
  /// | `new` | what is not there |
  struct Line: CustomTestStringConvertible, Sendable {
    let words: [String]
    /// Whether something hostile is to be seen, made harmless.
    let shows: Bool

    init(_ line: String, shows: Bool = true) {
      words = line.split(separator: " ").map(String.init)
      self.shows = shows
    }

    var testDescription: String { words.joined(separator: " ") }

    /// The name of the command.
    var command: String { words[words[0] == "-C" ? 2 : 0] }
  }

  static let lines: [Line] =
    [
      "-C c cat NAME", "-C c cat --raw NAME", "-C c cat --body NAME", "-C c cat --meta NAME",
      "-C c cat post/toml.md", "-C c cat post/json.md", "-C c cat post/pelican.md",
      "-C c cat --width 40 post/markdown.md", "-C c cat --color always post/markdown.md",
      "-C zst cat NAME", "-C tar cat NAME", "-C history@1 cat NAME", "-C c cat TEXT",
      "-C c cat LINK", "-C TEXT cat NAME",
      "-C c ls post", "-C c ls -l post", "-C c ls -laRt", "-C c ls --json -Ra",
      "-C c ls -R --checksum", "-C zst ls -laR", "-C evil ls -laR", "-C c ls TEXT",
      "-C c tree", "-C c tree -a", "-C tar tree -a", "-C c tree TEXT",
      "-C c head NAME NAME", "-C c head -c 100 post/asset.bin", "-C c head TEXT",
      "-C c wc NAME", "-C c wc TEXT", "-C c find", "-C c find -type l",
      "-C evil find", "-C c find TEXT", "-C c grep pwned", "-C c grep -o .*", "-C c grep --title x",
      "-C c grep -c x", "-C c grep -l x", "-C c grep --json x", "-C c grep --color always x",
      "-C zst grep -C 2 x", "-C c grep (TEXT", "-C c grep -f TEXT", "-C c grep x TEXT",
      "-C c new TEXT", "-C TEXT new x",
      "-C c pack -o TEXT/x.tar", "-C c pack -o new.tar.zst TEXT", "-C TEXT pack -o new.tar",
      "-C broken pack --salvage -o new.tar.zst", "-C history pack -o history",
      "unpack -n zst -d new", "unpack evil -d new", "unpack broken -d new",
      "unpack broken --salvage -d new", "unpack zst -d other", "unpack zst TEXT -d new",
      "unpack TEXT -d new", "unpack zst -d zst",
      "reindex evil -o new.tar.zst", "reindex broken -o new.tar.zst", "reindex TEXT -o new.tar.zst",
      "reindex tar -o TEXT/x.tar.zst", "index --members zst", "index --members --json zst",
      "index tar", "index TEXT",
      "verify zst", "verify tar", "verify --json zst", "verify broken", "verify --json broken",
      "verify evil", "verify TEXT", "verify history --snapshot TEXT",
      "diff c other", "diff -u c other", "diff --json c other",
      "diff zst other", "diff history@1 history", "diff c TEXT",
      "-C other backup --to history -m TEXT --json",
      "-C c backup --to TEXT/x.tar.zst", "-C TEXT backup --to history", "-C c backup --to tar",
      "snapshots history", "snapshots --json history", "snapshots history NAME",
      "snapshots history TEXT", "snapshots TEXT",
      "restore history --to new -n --delete",
      "restore history --to new TEXT",
      "restore history@TEXT --to new",
      "restore broken --to new --verify", "restore TEXT --to new",
      "prune history --keep-last 1 --json -n", "prune TEXT --keep-last 1",
      "prune history --keep-last TEXT",
      "-C c shell -c TEXT", "shell TEXT", "-C c shell -c pwd|TEXT",
      "completion TEXT", "TEXT", "-C c ls --color TEXT",
    ].map { Line($0) }
    // What prints nothing of what is in the collection.
    + [
      "-C c cat post/asset.bin", "-C c ls", "-C c ls --tag TEXT post", "-C c find -name TEXT",
      "-C c new --tag TEXT TEXT", "-C c new --draft TEXT", "-C c pack -o -", "index zst",
      "index broken", "diff --stat c other", "-C c backup --to history -m TEXT", "snapshots zst",
      "restore history@1 --to other -n --delete", "restore history@1 --to other --delete",
      "restore history --to new --json", "prune history --keep-last 1 -n", "-C c shell -c ls",
      "cat --TEXT", "help TEXT",
      "completion bash", "help", "help cat", "--version",
    ].map { Line($0, shows: false) }

  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `every command is driven`() throws {
    let help = try folder.blogsh("--help").lines
    let start = try #require(help.firstIndex(of: "SUBCOMMANDS:"))
    let commands = help[(start + 1)...].filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
      .compactMap { $0.split(separator: " ").first.map(String.init) }.filter { $0 != "See" }
    #expect(commands.count > 15)
    #expect(Set(commands).isSubset(of: Self.lines.map(\.command)))
  }

  @Test(arguments: lines)
  func `nothing that a terminal obeys comes through`(line: Line) throws {
    let things = try HostileThings(in: folder, text: HostileText.sample.bytes)
    let outcome = try things.run(line.words)
    try expectHarmless(outcome, line)
    let text = outcome.text
    #expect(
      !line.shows || text.contains("pwned"), "\(line.testDescription) \(outcome.testDescription)")
  }

  private func expectHarmless(_ outcome: Outcome, _ line: Line) throws {
    Campaign.count(.terminalLines)
    #expect(
      HostileText.isHarmless(outcome.output),
      "\(line.testDescription): \(outcome.text.debugDescription)")
    #expect(outcome.status != nil, "\(line.testDescription) \(outcome.testDescription)")
    #expect(!outcome.output.isEmpty || !line.shows, "\(line.testDescription)")
  }
}
