import ProgramSupport
import TestSupport
import Testing

/// Posts and names with control sequences for a terminal.
struct TerminalHostileTests {
  let folder: TemporaryFolder
  /// The text without the bytes that a name cannot have.
  static let name = HostileText.sample.replacing("/", with: "")

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("archive/post/\(Self.name)/\(Self.name).md", "# H\n")
    try folder.write("archive/post/h.md", "# \(HostileText.sample)\n\n\(HostileText.sample) end\n")
    try folder.write(
      "archive/post/raw\u{1B}c".bytes + [0x9B, 0x9D, 0xFF], "\u{1B}]2;pwned\u{1B}\\\n".bytes)
  }

  /// Lines that show the text in all possible ways.
  static let lines = [
    "ls -R", "ls -l post", "cat post/h.md", "cat --raw post/h.md", "cat --meta post/h.md",
    "cat post/raw*",
    "head post/*.md", "grep reversed", "find", "tree", "wc post/*.md post/raw*", "ls --json -R",
    "cat post/*/*",
    "cd post/*pwned*", "pwd", "cat *", "cat nope*", "cd nope*", "cd -", "cd /",
    "cat $'\\e]0;pwned\\a'",
    "$'\\e]0;pwned\\a'", "ls | $'\\e]0;pwned\\a'", "ls >$'/\\e]0;pwned\\a/x'",
    "help $'\\e]0;pwned\\a'",
    "grep $'(\\e]0;pwned\\a'", "ls --$'\\e]0;pwned\\a'", "lcd $'\\e]0;pwned\\a'", "history",
  ]

  @Test(arguments: ["archive", "a.tar.zst"])
  func `hostile text does not act on a terminal`(collection: String) throws {
    try #require(try folder.blogsh("pack", "-o", "a.tar.zst") == .done())
    let terminal = try Terminal(
      folder, [Surroundings.blogsh, "-C", collection, "shell"], columns: 200, rows: 50)
    try terminal.waitForPrompt("\(collection) $")
    let title = try terminal.variable("pane_title")
    for (number, line) in Self.lines.enumerated() {
      // The prompt may contain a hostile path: typed text after it marks the end.
      try terminal.type(line)
      try terminal.press("Enter")
      try terminal.type("#\(number)")
      try terminal.waitFor("the next prompt") { $0.rows.last?.hasSuffix("$ #\(number)") ?? false }
      try terminal.press("Enter")
    }
    #expect(try terminal.variable("pane_title") == title)
    #expect(try terminal.clipboard() == "")
    #expect(!title.contains("pwned"))
  }

  @Test func `no byte of hostile text reaches a terminal as a control`() throws {
    let shown = try folder.typedAtTerminal(Self.lines + ["exit 0"])
    let visible = withoutEditing(shown)
    #expect(
      HostileText.isHarmless(visible),
      "\(String(decoding: visible, as: UTF8.self).debugDescription)")
    let text = String(decoding: shown, as: UTF8.self)
    // The text was shown at all.
    #expect(text.contains("^[]52;c;aGFjaw==^G") && text.contains("<U+202E>reversed"))
    #expect(text.contains(#"$'post/\033]52;"#))
  }

  @Test func `in a pipe, hostile text is unchanged`() throws {
    let shown = try folder.typedAtTerminal([
      "cat --raw post/h.md | cat >copy.md", "ls -R -0 | cat >names", "exit",
    ])
    #expect(HostileText.isHarmless(withoutEditing(shown)))
    #expect(try folder.contents("copy.md") == folder.contents("archive/post/h.md"))
    #expect(try folder.content("names").contains("post/\(Self.name)/\(Self.name).md\0"))
  }

  /// Removes the bytes with which lines are edited: backspaces, carriage returns, moves within the
  /// line, and the request to mark pasted text.
  private func withoutEditing(_ bytes: [UInt8]) -> [UInt8] {
    String(decoding: bytes, as: UTF8.self)
      .replacing(/\u{1B}\[([0-9]*[ABCDJKP@]|\?2004[hl])/, with: "").replacing("\u{8}", with: "")
      .replacing("\r", with: "").bytes
  }
}

extension TemporaryFolder {
  /// Types lines into the shell under test, and returns the bytes on the terminal.
  fileprivate func typedAtTerminal(_ lines: [String]) throws -> [UInt8] {
    let outcome = try atTerminal(
      [Surroundings.blogsh.bytes], typing: lines, environment: ["HOME": path])
    #expect(outcome.end == .status(0), "\(outcome.testDescription)")
    return outcome.output
  }
}
