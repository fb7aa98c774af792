import ProgramSupport
import TestSupport
import Testing

/// Runs every command that prints at a terminal, with names and texts that hold control sequences.
/// The terminal gets no control characters but line ends, and the styles and links of blogsh
/// itself.
struct EveryCommandTests {
  /// A command line with placeholders:
  ///
  /// | word | meaning |
  /// |---|---|
  /// | `NAME`, `LINK` | paths in the collection |
  /// | `TEXT` | hostile bytes that are the name of nothing |
  /// | `MESSAGE` | the same in UTF-8 |
  /// | `COLLECTION`, `OTHER` | two collections |
  /// | `TAR`, `ZST`, `HISTORY`, `BROKEN`, `EVIL` | archives, which have hostile names too |
  /// | `FRESH` | a name that does not exist |
  struct Line: CustomTestStringConvertible, Sendable {
    let words: [String]
    /// Whether the output must show the hostile text, made harmless.
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
      "-C COLLECTION cat NAME", "-C COLLECTION cat --raw NAME", "-C COLLECTION cat --body NAME",
      "-C COLLECTION cat --meta NAME",
      "-C COLLECTION cat post/toml.md", "-C COLLECTION cat post/json.md",
      "-C COLLECTION cat post/pelican.md",
      "-C COLLECTION cat --width 40 post/markdown.md",
      "-C COLLECTION cat --color always post/markdown.md",
      "-C COLLECTION cat --links footnote --facts post/markdown.md",
      "-C COLLECTION cat --links inline --color always --facts post/toml.md",
      "-C ZST cat NAME", "-C TAR cat NAME", "-C HISTORY@1 cat NAME", "-C COLLECTION cat TEXT",
      "-C COLLECTION cat LINK", "-C TEXT cat NAME",
      "-C COLLECTION ls post", "-C COLLECTION ls -l post", "-C COLLECTION ls -laRt",
      "-C COLLECTION ls --json -Ra", "-C COLLECTION ls --color always -laR",
      "-C COLLECTION tree --color always", "diff -u --color always COLLECTION OTHER",
      "-C COLLECTION ls -R --checksum", "-C ZST ls -laR", "-C EVIL ls -laR",
      "-C COLLECTION ls TEXT",
      "-C COLLECTION site -o FRESH -n", "-C COLLECTION site -o FRESH -n --json",
      "-C EVIL site -o FRESH", "-C COLLECTION site -o TEXT/x.md", "-C TEXT site -o FRESH",
      "-C COLLECTION site -o OTHER",
      "-C COLLECTION tree", "-C COLLECTION tree -a", "-C TAR tree -a", "-C COLLECTION tree TEXT",
      "-C COLLECTION head NAME NAME", "-C COLLECTION head -c 100 post/asset.bin",
      "-C COLLECTION head TEXT", "-C COLLECTION tail NAME NAME", "-C COLLECTION tail TEXT",
      "-C COLLECTION cat -n NAME", "-C COLLECTION ls -lF post", "-C COLLECTION ls -F post",
      "-C COLLECTION wc NAME", "-C COLLECTION wc TEXT", "-C COLLECTION find",
      "-C COLLECTION find -type l", "-C COLLECTION find -name *pwned*",
      "-C EVIL find", "-C COLLECTION find TEXT", "-C COLLECTION grep pwned",
      "-C COLLECTION grep -o .*", "-C COLLECTION grep --title x",
      "-C COLLECTION grep -c x", "-C COLLECTION grep -l x", "-C COLLECTION grep --json x",
      "-C COLLECTION grep --color always x",
      "-C ZST grep -C 2 x", "-C COLLECTION grep (TEXT", "-C COLLECTION grep -f TEXT",
      "-C COLLECTION grep --exclude-from TEXT x", "-C COLLECTION find -newer TEXT",
      "-C COLLECTION grep x TEXT", "-C COLLECTION tags", "-C COLLECTION tags TEXT",
      "-C COLLECTION authors", "-C ZST authors TEXT", "-C TEXT terms",
      "-C COLLECTION find --meta title",
      "-C COLLECTION new TEXT", "-C COLLECTION new --tag TEXT TEXT",
      "-C COLLECTION new --draft TEXT", "-C TEXT new x",
      "-C COLLECTION new --json TEXT", "-C TEXT init", "init --history TEXT",
      "-C COLLECTION pack -o TEXT/x.tar", "-C COLLECTION pack -o FRESH.tar.zst TEXT",
      "-C TEXT pack -o FRESH.tar",
      "-C BROKEN pack --salvage -o FRESH.tar.zst", "-C HISTORY pack -o HISTORY",
      "unpack -n ZST -d FRESH", "unpack EVIL -d FRESH", "unpack BROKEN -d FRESH",
      "unpack BROKEN --salvage -d FRESH", "unpack ZST -d OTHER", "unpack ZST TEXT -d FRESH",
      "unpack TEXT -d FRESH", "unpack ZST -d ZST", "-C ZST unpack TEXT --to FRESH",
      "reindex EVIL -o FRESH.tar.zst", "reindex BROKEN -o FRESH.tar.zst",
      "reindex TEXT -o FRESH.tar.zst",
      "reindex TAR -o TEXT/x.tar.zst", "index --members ZST", "index --members --json ZST",
      "index TAR", "index TEXT",
      "verify ZST", "verify TAR", "verify --json ZST", "verify BROKEN", "verify --json BROKEN",
      "verify EVIL", "verify TEXT", "-C TEXT verify", "verify HISTORY --snapshot TEXT",
      "diff COLLECTION OTHER", "diff -u COLLECTION OTHER", "diff --json COLLECTION OTHER",
      "diff ZST OTHER", "diff ZST OTHER --name-only", "diff ZST OTHER TEXT",
      "diff HISTORY@1 HISTORY", "diff COLLECTION TEXT",
      "-C OTHER backup --to HISTORY -m MESSAGE --json",
      "-C COLLECTION backup --to TEXT/x.tar.zst", "-C TEXT backup --to HISTORY",
      "-C COLLECTION backup --to TAR",
      "snapshots HISTORY", "snapshots --json HISTORY", "snapshots HISTORY NAME",
      "log HISTORY NAME", "log -u HISTORY NAME", "log --json HISTORY TEXT",
      "-C OTHER status HISTORY", "-C OTHER status --json HISTORY", "-C TEXT status HISTORY",
      "-C COLLECTION status TEXT/x.tar.zst", "-C OTHER backup -n --to HISTORY",
      "-C COLLECTION edit TEXT", "-C COLLECTION publish NAME", "-C COLLECTION publish TEXT",
      "snapshots HISTORY TEXT", "snapshots TEXT",
      "restore HISTORY --to FRESH -n", "restore HISTORY --to OTHER -n --delete",
      "restore HISTORY --to OTHER --json -n --delete",
      "restore HISTORY --to FRESH TEXT",
      "restore HISTORY@TEXT --to FRESH",
      "restore BROKEN --to FRESH --verify", "restore TEXT --to FRESH",
      "prune HISTORY --keep-last 1 --json -n", "prune TEXT --keep-last 1",
      "prune HISTORY --keep-last TEXT",
      "-C COLLECTION shell -c TEXT", "shell TEXT", "-C COLLECTION shell -c pwd|TEXT",
      "completion TEXT", "TEXT", "-C COLLECTION ls --color TEXT",
    ].map { Line($0) }
    // These print numbers, help, or folders whose names are not hostile.
    + [
      "-C COLLECTION cat post/asset.bin", "-C COLLECTION ls", "-C COLLECTION ls --tag TEXT post",
      "-C COLLECTION find -name TEXT",
      "-C COLLECTION tail -c 100 post/asset.bin", "version", "-V", "help limits",
      "-C COLLECTION find -iname TEXT", "cat --TEXT=x", "-C COLLECTION init -n",
      "-C COLLECTION init",
      "-C COLLECTION pack -o - --format tar", "index ZST", "-C ZST terms TEXT",
      "index BROKEN", "diff --stat COLLECTION OTHER",
      "-C COLLECTION backup --to HISTORY -m MESSAGE",
      "snapshots ZST",
      "restore HISTORY --to OTHER --delete",
      "restore HISTORY --to FRESH --json", "prune HISTORY --keep-last 1 -n",
      "-C COLLECTION shell -c ls", "-C COLLECTION site -o FRESH --url TEXT",
      "-C COLLECTION site -o FRESH --lang TEXT",
      "cat --TEXT", "help TEXT",
      "completion bash", "help", "help cat", "--version",
    ].map { Line($0, shows: false) }

  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `every command has a line`() throws {
    let help = try folder.blogsh("--help").lines
    let start = try #require(help.firstIndex(of: "SUBCOMMANDS:"))
    let commands = help[(start + 1)...].filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
      .compactMap { $0.split(separator: " ").first.map(String.init) }.filter { $0 != "See" }
    #expect(commands.count > 15)
    #expect(Set(commands).isSubset(of: Self.lines.map(\.command)))
  }

  @Test(arguments: lines)
  func `no control sequence of a name or a text reaches the terminal`(line: Line) throws {
    let things = try HostileThings(in: folder, text: HostileText.sample.bytes)
    let outcome = try things.run(line.words)
    Campaign.count(.terminalLines)
    #expect(
      HostileText.isHarmless(outcome.output),
      "\(line.testDescription): \(outcome.text.debugDescription)")
    #expect(outcome.status != nil, "\(line.testDescription) \(outcome.testDescription)")
    #expect(
      !line.shows || outcome.text.contains("pwned"),
      "\(line.testDescription) \(outcome.testDescription)")
  }

  @Test(arguments: 0..<Campaign.rounds(40, share: 2))
  func `no control sequence reaches the terminal from random names and texts`(number: Int) throws {
    var generator = FixedGenerator(state: UInt64(number))
    let things = try HostileThings(
      in: folder, text: HostileText.random(atMost: 90, &generator),
      outside: HostileText.random(atMost: 90, &generator))
    // Some lines write files that others read, so their order matters, and is random.
    let lines = Self.lines.shuffled(using: &generator).prefix(30)
    for line in lines {
      let outcome = try things.run(line.words)
      #expect(
        HostileText.isHarmless(outcome.output),
        "\(line.testDescription): \(outcome.text.debugDescription)")
      #expect(outcome.status != nil, "\(line.testDescription) \(outcome.testDescription)")
    }
    Campaign.count(.terminalLines, lines.count)
  }
}
