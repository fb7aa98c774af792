import ProgramSupport
import TestSupport
import Testing

/// Line editing: keys, history, characters of any script, and windows of any width.
struct TerminalEditingTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for name in ["a.md", "箱.md", "буркани.md"] {
      try folder.write("archive/post/\(name)", "# \(name)\n")
    }
  }

  private func terminal(
    _ words: String..., environment: [String: String] = [:]
  ) throws -> Terminal {
    let terminal = try Terminal(
      folder, [Surroundings.blogsh] + words, environment: environment)
    try terminal.waitForPrompt()
    return terminal
  }

  /// Presses keys, and waits for the resulting line.
  private func press(
    _ keys: [String], _ line: String, at terminal: Terminal,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for key in keys { try terminal.press(key) }
    try terminal.waitFor("\(keys) to make \(line)", sourceLocation: sourceLocation) {
      $0.rows.last == "archive $ \(line)".trimmed
    }
  }

  // MARK: Keys

  @Test func `emacs keys edit the line`() throws {
    let terminal = try terminal()
    try terminal.write("one two three")
    try press(["C-a", "X"], "Xone two three", at: terminal)
    try press(["C-e", "Y"], "Xone two threeY", at: terminal)
    try press(["C-w"], "Xone two", at: terminal)
    try press(["C-y"], "Xone two threeY", at: terminal)
    try press(["M-b", "M-b", "Z"], "Xone Ztwo threeY", at: terminal)
    try press(["M-f", "Z"], "Xone ZtwoZ threeY", at: terminal)
    try press(["C-k"], "Xone ZtwoZ", at: terminal)
    try press(["Left", "Left", "BSpace"], "Xone ZwoZ".replacing("Zwo", with: "Zto"), at: terminal)
    try press(["C-d"], "Xone ZtZ", at: terminal)
    try press(["Home", "DC"], "one ZtZ", at: terminal)
    try press(["End", "!"], "one ZtZ!", at: terminal)
    try press(["C-b", "C-f", "?"], "one ZtZ!?", at: terminal)
    try press(["C-u"], "", at: terminal)
    #expect(try terminal.run("pwd").rows == ["archive $ pwd", "/", "archive $"])
  }

  @Test(arguments: [true, false])
  func `vi keys edit the line, set by the option or by editrc`(isOption: Bool) throws {
    if !isOption { try folder.write(".editrc", "blogsh:bind -v\n") }
    let terminal =
      try isOption ? terminal("shell", "--keys", "vi") : terminal("shell")
    try terminal.write("one two three")
    try press(["Escape", "b", "x"], "one two hree", at: terminal)
    try press(["0", "d", "w"], "two hree", at: terminal)
    try press(["A", "!"], "two hree!", at: terminal)
    try press(["Escape", "b", "C", "x"], "two x", at: terminal)
    try press(["Escape", "d", "d"], "", at: terminal)
    try terminal.press("i")
    #expect(try terminal.run("pwd").rows == ["archive $ pwd", "/", "archive $"])
    try press(["Escape", "k"], "pwd", at: terminal)
  }

  @Test func `the option overrides editrc`() throws {
    try folder.write(".editrc", "blogsh:bind -v\n")
    let terminal = try terminal("shell", "--keys", "emacs")
    try terminal.write("pw")
    try press(["C-a", "X"], "Xpw", at: terminal)
  }

  @Test func `characters of any script are typed, shown and edited`() throws {
    let terminal = try terminal()
    try terminal.write("ls 箱 буркани é😀")
    try press(["BSpace", "BSpace", "BSpace"], "ls 箱 буркани", at: terminal)
    try press(["M-b", "BSpace", "Left", "字"], "ls 字箱буркани", at: terminal)
    try press(["DC"], "ls 字буркани", at: terminal)
    try press(["C-a", "C-k"], "", at: terminal)
    try terminal.run("cat --raw post/箱.md post/буркани.md")
    #expect(
      try terminal.screen().rows == [
        "archive $ cat --raw post/箱.md post/буркани.md", "# 箱.md", "# буркани.md", "archive $",
      ])
  }

  @Test(arguments: ["C", "POSIX", "", "xx_YY.UTF-8"])
  func `characters of any script are typed in any locale`(locale: String) throws {
    let terminal = try terminal(environment: ["LC_ALL": locale, "LANG": locale])
    try terminal.type("ls post/箱.md буркани")
    // tmux shows underscores for characters that it cannot draw, but has their bytes.
    try terminal.press("C-w", "Enter")
    try terminal.waitForPrompt()
    let history = try folder.content("state/blogsh/history")
    #expect(history == "ls post/箱.md \n" || history == "ls post/箱.md\n")
  }

  // MARK: History

  @Test func `earlier lines are recalled, in this session and in the next`() throws {
    let first = try terminal()
    for line in ["pwd", "ls post", "ls post", " cat --raw post/a.md"] { try first.run(line) }
    try press(["Up"], " cat --raw post/a.md", at: first)
    try press(["Up"], "ls post", at: first)
    try press(["Up"], "pwd", at: first)
    try press(["Down"], "ls post", at: first)
    try press(["C-c"], "", at: first)
    let second = try Terminal(
      try sibling(), [Surroundings.blogsh, "-C", folder.path("archive")],
      environment: ["XDG_STATE_HOME": folder.path("state")])
    try second.waitForPrompt()
    try press(["Up", "Up", "Up"], "pwd", at: second)
    try press(["C-c"], "", at: second)
    try second.press("C-r")
    try second.type("post")
    try second.waitFor("bck:post")
    try second.press("Enter")
    try second.waitForPrompt()
    #expect(
      try second.screen().rows.suffix(3) == [
        "archive $  cat --raw post/a.md", "# a.md", "archive $",
      ])
    try second.run("history 2 | cat")
    #expect(
      try second.screen().rows.suffix(3) == [
        "5   cat --raw post/a.md", "6  history 2 | cat", "archive $",
      ])
  }

  /// Another folder: each terminal has one of its own.
  private func sibling() throws -> TemporaryFolder { try TemporaryFolder() }

  @Test func `nobody else can read the history, and it has only typed lines`() throws {
    try folder.write("state/blogsh/history", "pwd\n", mode: 0o666)
    let terminal = try terminal()
    try terminal.run("ls nowhere")
    try terminal.write("ls po")
    try terminal.press("C-c")
    try terminal.waitForPrompt()
    try terminal.run("  ")
    try terminal.run("frobnicate")
    #expect(try folder.content("state/blogsh/history") == "pwd\nls nowhere\nfrobnicate\n")
    #expect(try folder.permissions("state/blogsh/history") == 0o600)
  }

  @Test func `only the owner can enter the folders of the history`() throws {
    let terminal = try terminal()
    try terminal.run("pwd")
    #expect(try folder.permissions("state") == 0o700)
    #expect(try folder.permissions("state/blogsh") == 0o700)
    #expect(try folder.permissions("state/blogsh/history") == 0o600)
    let other = try TemporaryFolder()
    let home = try Terminal(
      other, [Surroundings.blogsh, "-C", folder.path("archive")],
      environment: ["XDG_STATE_HOME": ""])
    try home.waitForPrompt()
    try home.run("pwd")
    #expect(try other.content(".local/state/blogsh/history") == "pwd\n")
  }

  @Test func `with --no-history nothing is written or read`() throws {
    try folder.write("state/blogsh/history", "ls nowhere\n")
    let terminal = try terminal("shell", "--no-history")
    try terminal.run("pwd")
    try press(["Up", "Up", "Up"], "pwd", at: terminal)
    #expect(try folder.content("state/blogsh/history") == "ls nowhere\n")
  }

  @Test(arguments: ["state", "state/blogsh", "state/blogsh/history"])
  func `a history that cannot be kept is a warning`(place: String) throws {
    if place == "state/blogsh/history" {
      try folder.makeFolder(place)
    } else {
      try folder.write(place, "a file\n")
    }
    let terminal = try terminal()
    let screen = try terminal.run("pwd")
    #expect(
      screen.rows[0].hasPrefix("blogsh: warning: cannot keep a history in "), "\(screen.text)")
    #expect(screen.rows.suffix(3) == ["archive $ pwd", "/", "archive $"])
    try press(["Up"], "pwd", at: terminal)
  }

  @Test func `invalid lines of a history are skipped`() throws {
    try folder.write(
      "state/blogsh/history".bytes,
      "pwd\n\u{1B}]0;pwned\u{7}\n\u{202E}x\n".bytes + [0xFF, 0x0A, 0x00, 0x0A] + "ls post".bytes)
    let terminal = try terminal()
    try press(["Up"], "ls post", at: terminal)
    try press(["Up"], "pwd", at: terminal)
    try press(["Up"], "pwd", at: terminal)
    try press(["C-c"], "", at: terminal)
    #expect(try terminal.variable("pane_title") != "pwned")
    // A line without an end is not the beginning of the next.
    try terminal.run("pwd")
    #expect(try folder.content("state/blogsh/history").hasSuffix("\nls post\npwd\n"))
  }

  // MARK: The window

  @Test func `a new width of the window is used by the next command`() throws {
    for name in 10..<40 { try folder.write("archive/many/post-\(name).md", "") }
    let terminal = try terminal()
    try terminal.run("ls many")
    try Golden.expect(try terminal.screen().text, matches: "shell/columns-80.txt")
    try terminal.run("clear")
    try terminal.resize(columns: 40)
    try terminal.run("ls many")
    try Golden.expect(try terminal.screen().text, matches: "shell/columns-40.txt")
  }

  @Test func `a new width of the window is used while a line is typed`() throws {
    let terminal = try terminal()
    let words = (1...9).map { "word\($0)" }.joined(separator: " ")
    try terminal.write("ls | echo \(words)")
    try terminal.resize(columns: 40)
    try terminal.waitFor("two rows") {
      $0.rows.suffix(2) == [
        "archive $ ls | echo word1 word2 word3 wo", "rd4 word5 word6 word7 word8 word9",
      ]
    }
    try terminal.type(" end")
    try terminal.waitFor("word9 end")
    try terminal.press("C-a", "C-d", "C-d", "C-k")
    try terminal.waitForPrompt()
    try terminal.write("ls | echo \(words)")
    try terminal.resize(columns: 100)
    try terminal.waitFor("one row") { $0.rows.last == "archive $ ls | echo \(words)" }
    try terminal.press("Enter")
    #expect(try terminal.waitForPrompt().rows.suffix(2) == [words, "archive $"])
  }

  @Test func `a line of many rows is edited at its beginning and its end`() throws {
    let terminal = try terminal()
    let words = (100..<160).map { "w\($0)" }.joined(separator: " ")
    try terminal.write("ls | echo \(words)")
    try terminal.press("C-a", "C-k")
    try terminal.waitForPrompt()
    try terminal.press("C-y", "x", "C-a")
    try terminal.type("  ")
    try terminal.press("Enter")
    let screen = try terminal.waitForPrompt()
    // A blank at the end of a row is not visible.
    let printed = screen.rows.dropLast().suffix(4).joined().filter { $0 != " " }
    #expect(printed == words.filter { $0 != " " } + "x")
  }
}

extension String {
  /// The text without trailing blanks, as a screen is compared.
  fileprivate var trimmed: String { String(reversed().drop { $0 == " " }.reversed()) }
}
