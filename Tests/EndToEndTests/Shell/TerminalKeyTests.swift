import ProgramSupport
import TestSupport
import Testing

/// The keys that terminals send as sequences, and pasted text.
struct TerminalKeyTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("archive/post/a.md", "# A\n")
  }

  private func terminal(keys: String) throws -> Terminal {
    let terminal = try Terminal(folder, [Surroundings.blogsh, "shell", "--keys", keys])
    try terminal.waitForPrompt()
    return terminal
  }

  private func expect(
    _ line: String, at terminal: Terminal, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try terminal.waitFor("\(line)", sourceLocation: sourceLocation) {
      $0.rows.last == "archive $ \(line)"
    }
  }

  /// What a terminal sends, and the line that `one two/three` then becomes with an X typed after
  /// it.
  static let keys: [(sent: [String], line: String)] = [
    (["[1;5D"], "one two/Xthree"), (["Od"], "one two/Xthree"), (["[5D"], "one two/Xthree"),
    (["[1;3D"], "one two/Xthree"), (["[1;5D", "[1;5D", "[1;5D", "Oc"], "oneX two/three"),
    (["[H", "[1;5C"], "oneX two/three"), (["[1~", "[5C"], "oneX two/three"),
    (["OH"], "Xone two/three"), (["[7~"], "Xone two/three"), (["[H", "[F"], "one two/threeX"),
    (["[H", "OF"], "one two/threeX"), (["[H", "[4~"], "one two/threeX"),
    (["[H", "[8~"], "one two/threeX"), (["[H", "[3~"], "Xne two/three"),
    (["[H", "[3;5~"], "X two/three"), (["[3~"], "one two/threeX"),
    (["[D", "[3~"], "one two/threX"),
    (["[D"], "one two/threXe"), (["OD", "OD", "OC"], "one two/threXe"),
    (["[D", "[C", "[C"], "one two/threeX"),
    // Keys without a meaning type nothing.
    (["[1;2D"], "one two/threeX"), (["[15~", "[24;5~", "OP"], "one two/threeX"),
    (["[[A", "[Z", "[200;5R"], "one two/threeX"), (["\u{1B}[D"], "one two/threXe"),
  ]

  @Test(arguments: ["emacs", "vi"])
  func `keys that are sequences edit the line, and never type their letters`(set: String) throws {
    let terminal = try terminal(keys: set)
    for (sent, line) in Self.keys {
      try terminal.type("one two/three")
      for key in sent { try terminal.type("\u{1B}\(key)") }
      try terminal.type("X")
      try expect(line, at: terminal)
      try terminal.press("C-c")
      try terminal.waitForPrompt()
    }
  }

  @Test(arguments: ["emacs", "vi"])
  func `the keys of a keyboard are those sequences`(set: String) throws {
    let terminal = try terminal(keys: set)
    try terminal.run("pwd")
    try terminal.write("one two")
    try terminal.press("C-Left", "X", "End", "Y", "Home", "Z", "DC", "C-Right", "Q")
    try expect("ZneQ XtwoY", at: terminal)
    try terminal.press("C-c")
    try terminal.waitForPrompt()
    try terminal.press("Up")
    try expect("pwd", at: terminal)
    try terminal.press("Down")
    try terminal.waitForPrompt()
  }

  @Test func `Delete on an empty line does not end the shell`() throws {
    for set in ["emacs", "vi"] {
      let terminal = try terminal(keys: set)
      try terminal.press("DC")
      #expect(try terminal.run("pwd").rows == ["archive $ pwd", "/", "archive $"])
    }
  }

  @Test func `a binding in editrc comes first`() throws {
    try folder.write(
      ".editrc",
      "blogsh:bind ^[[1;5D ed-move-to-beg\nblogsh:bind ^[[1;2D ed-move-to-beg\n"
        + "blogsh:bind ^[. ed-move-to-beg\n")
    for key in ["[1;5D", "[1;2D", "."] {
      let terminal = try Terminal(folder)
      try terminal.waitForPrompt()
      try terminal.type("one two\u{1B}\(key)X")
      try expect("Xone two", at: terminal)
    }
  }

  @Test func `the last word of earlier lines is inserted, quoted as it was`() throws {
    let terminal = try terminal(keys: "emacs")
    for line in ["ls post/a.md", "ls 'post/two words' | cat", "pwd # a comment"] {
      try terminal.run(line)
    }
    try terminal.type("!echo sum")
    try terminal.press("Enter")
    try terminal.waitForPrompt()
    try terminal.type("cat ")
    for line in ["cat sum", "cat pwd", "cat cat", "cat post/a.md", "cat post/a.md"] {
      try terminal.press("M-.")
      try expect(line, at: terminal)
    }
    try terminal.type(" ")
    try terminal.press("M-_")
    try expect("cat post/a.md sum", at: terminal)
  }

  // MARK: Pasted text

  @Test(arguments: ["emacs", "vi"])
  func `pasted lines wait for the return key, as one edit`(set: String) throws {
    let terminal = try terminal(keys: set)
    try terminal.type("pwd; ")
    try terminal.paste("cd post\npwd\n\nls |\n  tr a-z A-Z")
    try terminal.waitFor("the text") { $0.rows.last == "  tr a-z A-Z" }
    #expect(try terminal.screen().rows.first == "archive $ pwd; cd post")
    try terminal.press("Enter")
    #expect(
      try terminal.waitForPrompt("archive post $").rows.suffix(4) == [
        "/", "/post", "A.MD", "archive post $",
      ])
    #expect(
      try folder.content("state/blogsh/history") == "pwd; cd post\npwd\nls |\n  tr a-z A-Z\n")
    try terminal.press("Up")
    try terminal.waitFor("the text") { $0.rows.last == "  tr a-z A-Z" }
  }

  @Test func `a pasted line end does not run the line`() throws {
    let terminal = try terminal(keys: "emacs")
    try terminal.paste("new x\n")
    try terminal.type("pwd")
    try terminal.waitFor("pwd")
    #expect(!folder.exists("archive/post/x.md"))
    try terminal.press("C-c")
    try terminal.waitForPrompt()
    #expect(!folder.exists("archive/post/x.md"))
  }

  @Test func `an interrupt ends a pasted text that does not end`() throws {
    let terminal = try terminal(keys: "emacs")
    try terminal.write("x")
    try terminal.type("\u{1B}[200~ls")
    try terminal.press("Enter", "C-c")
    try terminal.waitFor("another prompt") { $0.rows == ["archive $ x^C", "archive $"] }
    #expect(try terminal.run("pwd").rows.suffix(3) == ["archive $ pwd", "/", "archive $"])
  }

  @Test func `an error in pasted lines runs none of them`() throws {
    let terminal = try terminal(keys: "emacs")
    try terminal.paste("pwd\nls )")
    try terminal.waitFor("ls )")
    try terminal.press("Enter")
    #expect(try terminal.waitForPrompt().text.contains("cannot understand the line: ')'"))
    #expect(!(try terminal.screen().rows.contains("/")))
  }

  @Test func `a pasted text of many screens is one line, with any characters`() throws {
    let terminal = try terminal(keys: "emacs")
    let file = "pwd #\t\u{1}" + String(repeating: "箱 x", count: 50_000)
    try folder.write("big", file)
    try terminal.pasteFile("big")
    try terminal.press("C-a")
    try terminal.type("pwd; ")
    try terminal.press("Enter")
    try terminal.type("exit")
    try terminal.press("Enter")
    #expect(try terminal.exitStatus() == "0")
    let kept = try folder.content("state/blogsh/history")
    #expect(kept == "pwd; \(file)\nexit\n", "\(kept.count), \(kept.prefix(40)), \(kept.suffix(10))")
  }

  @Test func `the terminal is asked to mark pasted text only while a line is typed`() throws {
    let outcome = try folder.atTerminal(
      [Surroundings.blogsh.bytes], typing: ["!echo begun", "exit 0"],
      environment: ["HOME": folder.path])
    let text = String(decoding: outcome.output, as: UTF8.self)
    let parts = text.split(separator: "\u{1B}[?2004h", omittingEmptySubsequences: false)
    #expect(parts.count == 3 && parts[0] == "")
    #expect(parts.dropFirst().allSatisfy { $0.contains("\u{1B}[?2004l") })
    #expect(parts[1].contains("\u{1B}[?2004lbegun\r\n"), "\(text.debugDescription)")
    let dumb = try folder.atTerminal(
      [Surroundings.blogsh.bytes], typing: ["exit 0"],
      environment: ["HOME": folder.path, "TERM": "dumb"])
    #expect(!dumb.output.contains(0x1B))
  }
}
