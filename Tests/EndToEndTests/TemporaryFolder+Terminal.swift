import TestSupport
import Testing

extension TemporaryFolder {
  /// Runs a command line of the shell at a terminal of 60 columns and returns the bytes on it.
  func atTerminal(_ line: String, environment: String = "", status: Int = 0) throws -> [UInt8] {
    try write(
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
      environment: ["BLOGSH": Surroundings.blogsh], in: path)
    #expect(outcome.end == .status(Int32(status)), "\(outcome.testDescription)")
    #expect(outcome.errors == "")
    return outcome.output
  }
}

/// What a hostile post or name would have a terminal do, and whether one was told to.
enum HostileText {
  /// OSC 52 (the clipboard), a window title, a raw C1 control, bidirectional overrides.
  static let sample =
    "\u{1B}]52;c;aGFjaw==\u{7}\u{1B}]0;pwned\u{7}\u{9B}31m\u{202E}reversed\u{2066}x"

  /// Whether bytes hold nothing that a terminal obeys but line ends, and the styles and links that
  /// blogsh makes itself.
  static func isHarmless(_ bytes: [UInt8]) -> Bool {
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
}
