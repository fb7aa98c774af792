import ProgramSupport
import TestSupport
import Testing

/// The commands that show what they print in a pager.
struct PagingTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("archive/post/a.md", "# A\n\nold\n")
    try folder.write("b/post/a.md", "# A\n\nnew\n")
  }

  /// Command lines, whether they use a pager at a terminal, and their exit status.
  static let lines: [(line: String, isPaged: Bool, status: Int)] = [
    ("cat post/a.md", true, 0), ("cat --raw post/a.md", false, 0), ("grep old", true, 0),
    ("grep -l old", true, 0), ("grep nothing", false, 1), ("grep -q old", false, 0),
    ("grep --json old", false, 0), ("diff archive b", true, 1), ("diff -u archive b", true, 1),
    ("diff --stat archive b", true, 1), ("diff --json archive b", false, 1),
    ("diff archive archive", false, 0), ("help", true, 0), ("help grep", true, 0),
    ("ls --help", true, 0), ("--version", false, 0), ("ls", false, 0), ("tree", false, 0),
    ("shell -c 'help ls'", true, 0), ("shell -c 'grep old; diff archive b'", true, 1),
    ("shell -c 'grep old | cat'", false, 0),
  ]

  @Test(arguments: lines)
  func `long output is shown in the pager, at a terminal only`(
    line: String, isPaged: Bool, status: Int
  ) throws {
    let command = "\"$BLOGSH\" \(line)"
    let pager = "BLOGSH_PAGER='sed s/^/|/'"
    let shown = String(
      decoding: try folder.atTerminal(command, environment: pager, status: status), as: UTF8.self)
    let rows = shown.split(separator: "\r\n")
    #expect(!rows.isEmpty || line.hasPrefix("grep") || line == "diff archive archive")
    #expect(rows.allSatisfy { $0.hasPrefix("|") == isPaged }, "\(shown)")
    for environment in [pager + " TERM=dumb", "BLOGSH_PAGER="] {
      let plain = try folder.atTerminal(command, environment: environment, status: status)
      #expect(!plain.starts(with: "|".utf8))
    }
    let piped = try folder.shell("\(pager) \(command)")
    #expect(piped.end == .status(Int32(status)) && !piped.text.hasPrefix("|"))
  }
}
