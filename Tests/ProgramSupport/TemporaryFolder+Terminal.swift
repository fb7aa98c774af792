package import TestSupport
import Testing

extension TemporaryFolder {
  /// Runs a line of the shell's language at a terminal and returns the bytes shown on it.
  package func atTerminal(
    _ line: String, environment: String = "", columns: Int = 60, status: Int = 0
  ) throws -> [UInt8] {
    let outcome = try atTerminal(
      ["sh", "-c", "env \(environment) \(line)"].map(\.bytes),
      environment: ["BLOGSH": Surroundings.blogsh], columns: columns)
    #expect(outcome.end == .status(Int32(status)), "\(outcome.testDescription)")
    return outcome.output
  }

  /// Runs a program at a terminal. The output has everything that it prints on either
  /// stream.
  ///
  /// - Parameter lines: The lines to type, one at each prompt.
  package func atTerminal(
    _ words: [[UInt8]], typing lines: [String] = [], environment: [String: String] = [:],
    columns: Int = 60
  ) throws -> Outcome {
    let script = """
      import fcntl, os, pty, struct, sys, termios
      count = int(sys.argv[1])
      lines, words = sys.argv[2:2 + count], sys.argv[2 + count:]
      pid, screen = pty.fork()
      if pid == 0:
          fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, \(columns), 0, 0))
          os.execvp(words[0], words)
      shown = new = b""
      while True:
          try:
              piece = os.read(screen, 65536)
          except OSError:
              break
          if not piece:
              break
          shown += piece
          new += piece
          if new.endswith(b"$ ") and lines:
              new = b""
              os.write(screen, os.fsencode(lines.pop(0)) + b"\\r")
      sys.stdout.buffer.write(shown)
      status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
      if status < 0:
          os.kill(os.getpid(), -status)
      sys.exit(status)
      """
    let arguments = ["-c", script, "\(lines.count)"] + lines
    let outcome = try Program.run(
      "python3", arguments.map(\.bytes) + words,
      environment: ["TERM": "xterm-256color", "PAGER": "cat", "BLOGSH_PAGER": "cat"]
        .merging(environment) { $1 },
      in: path)
    #expect(outcome.errors == "")
    return outcome
  }
}
