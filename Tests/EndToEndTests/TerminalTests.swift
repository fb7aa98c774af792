import TestSupport
import Testing

/// What reaches a terminal, seen from behind a pseudo-terminal.
struct TerminalTests {
  let folder: TemporaryFolder
  /// OSC 52 (the clipboard), a window title, a raw C1 control, bidirectional overrides.
  static let hostile =
    "\u{1B}]52;c;aGFjaw==\u{7}\u{1B}]0;pwned\u{7}\u{9B}31m\u{202E}reversed\u{2066}x"

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("archive/post/plain.md", "# Plain\n\nsome *soft* words\n")
  }

  /// Runs a command line of the shell at a terminal of 60 columns and returns the bytes on it.
  private func atTerminal(_ line: String, environment: String = "", status: Int = 0) throws
    -> [UInt8]
  {
    try folder.write(
      "at-terminal.py",
      """
      import fcntl, os, pty, struct, sys, termios
      pid, screen = pty.fork()
      if pid == 0:
          fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 60, 0, 0))
          os.execvp("sh", ["sh", "-c", sys.argv[1]])
      shown = b""
      while True:
          try:
              piece = os.read(screen, 65536)
          except OSError:
              break
          if not piece:
              break
          shown += piece
      sys.stdout.buffer.write(shown)
      sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
      """)
    let outcome = try Program.run(
      "python3",
      [
        "at-terminal.py",
        "env TERM=xterm-256color PAGER=cat BLOGSH_PAGER=cat \(environment) \(line)",
      ],
      environment: ["BLOGSH": Surroundings.blogsh], in: folder.path)
    #expect(outcome.end == .status(Int32(status)), "\(outcome.testDescription)")
    #expect(outcome.errors == "")
    return outcome.output
  }

  /// Whether bytes hold nothing that a terminal obeys but line ends, and the styles and links that
  /// blogsh makes itself.
  private func isHarmless(_ bytes: [UInt8]) -> Bool {
    let text = String(decoding: bytes, as: UTF8.self)
      .replacing(/\u{1B}\[[0-9;]*m/, with: "").replacing(
        /\u{1B}\]8;[^\u{7}\u{1B}]*(\u{7}|\u{1B}\\)/, with: ""
      )
      .replacing("\r\n", with: "\n")
    return text.unicodeScalars.allSatisfy { scalar in
      switch scalar.value {
      case 0x0A, 0x09: true
      case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069: false
      default: true
      }
    }
  }

  @Test func `a hostile post reaches no terminal as controls, and a pipe as it is`() throws {
    try folder.write(
      "archive/post/h.md", "---\ntitle: \"T \\e]0;x\\a\\x9b\"\n---\n\n\(Self.hostile) end\n")
    for command in [
      "cat post/h.md", "cat --raw post/h.md", "cat --body post/h.md", "cat --meta post/h.md",
      "ls -l post", "ls --json -R", "head post/h.md",
    ] {
      let shown = try atTerminal("\"$BLOGSH\" \(command)")
      #expect(isHarmless(shown), "\(command): \(shown.map { String($0, radix: 16) })")
      #expect(!shown.isEmpty)
    }
    #expect(
      try folder.blogsh("cat", "--raw", "post/h.md").output == folder.contents("archive/post/h.md"))
    #expect(try folder.blogsh("cat", "post/h.md").text.contains(Self.hostile))
  }

  @Test func `a hostile name reaches no terminal as controls`() throws {
    let name = "post/\(Self.hostile.replacing("/", with: "")).md"
    try folder.write("archive/" + name, "# H\n")
    try #require(try folder.blogsh("pack", "-o", "a.tar") == .done())
    try folder.write("x/" + name, "other")
    for (command, status) in [
      ("ls post", 0), ("ls -R", 0), ("ls -l post", 0), ("tree", 0), ("ls --json -R", 0),
      ("-C a.tar ls -R", 0), ("unpack -n a.tar -d y", 0), ("diff archive x", 1),
      ("diff -u archive x", 1), ("unpack a.tar -d x", 3),
    ] {
      let shown = try atTerminal("\"$BLOGSH\" \(command)", status: status)
      #expect(
        isHarmless(shown), "\(command): \(String(decoding: shown, as: UTF8.self).debugDescription)")
    }
    let shown = try atTerminal("\"$BLOGSH\" cat \"$(printf 'post/\\033]0;x\\007.md')\"", status: 1)
    #expect(isHarmless(shown))
  }

  @Test func `styles are shown at a terminal, and not with NO_COLOR`() throws {
    let styled = String(decoding: try atTerminal("\"$BLOGSH\" cat post/plain.md"), as: UTF8.self)
    #expect(styled.contains("\u{1B}[3msoft"))
    for environment in ["NO_COLOR=1", "TERM=dumb"] {
      let plain = String(
        decoding: try atTerminal("\"$BLOGSH\" cat post/plain.md", environment: environment),
        as: UTF8.self)
      #expect(plain == "$ cat post/plain.md\r\n\r\nPlain\r\n\r\n\r\nsome soft words\r\n")
    }
    let never = try atTerminal("\"$BLOGSH\" cat --color never post/plain.md")
    #expect(String(decoding: never, as: UTF8.self).hasSuffix("some soft words\r\n"))
  }

  @Test func `at a terminal names stand in columns and paragraphs are wrapped`() throws {
    for name in ["one", "two", "three four"] { try folder.write("archive/post/\(name).md", "x\n") }
    #expect(
      String(decoding: try atTerminal("\"$BLOGSH\" ls post"), as: UTF8.self)
        == "one.md  plain.md  'three four.md'  two.md\r\n")
    try folder.write(
      "archive/post/long.md", "# L\n\n" + String(repeating: "word ", count: 30) + "\n")
    let shown = String(
      decoding: try atTerminal("\"$BLOGSH\" cat post/long.md", environment: "NO_COLOR=1"),
      as: UTF8.self)
    #expect(shown.split(separator: "\r\n").allSatisfy { $0.count <= 60 })
    #expect(shown.contains("word word"))
  }

  @Test func `an archive is not poured onto a terminal`() throws {
    let shown = try atTerminal("\"$BLOGSH\" pack -o - --format tar", status: 2)
    #expect(shown.count < 200 && String(decoding: shown, as: UTF8.self).hasPrefix("blogsh: "))
  }
}
