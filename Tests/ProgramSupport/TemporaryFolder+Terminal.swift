package import TestSupport
import Testing

extension TemporaryFolder {
  /// Runs a command line of the shell at a terminal of 60 columns and returns the bytes on it.
  package func atTerminal(_ line: String, environment: String = "", status: Int = 0) throws
    -> [UInt8]
  {
    let outcome = try atTerminal(
      ["sh", "-c", "env \(environment) \(line)"].map(\.bytes),
      environment: ["BLOGSH": Surroundings.blogsh])
    #expect(outcome.end == .status(Int32(status)), "\(outcome.testDescription)")
    return outcome.output
  }

  /// Runs a program at a terminal: what it prints on either stream is the output.
  ///
  /// - Parameter columns: how wide the terminal is.
  package func atTerminal(
    _ words: [[UInt8]], columns: Int = 60, environment: [String: String] = [:]
  ) throws -> Outcome {
    let script = """
      import fcntl, os, pty, struct, sys, termios
      pid, screen = pty.fork()
      if pid == 0:
          fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, int(sys.argv[1]), 0, 0))
          os.execvp(os.fsencode(sys.argv[2]), [os.fsencode(word) for word in sys.argv[2:]])
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
      status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
      if status < 0:
          os.kill(os.getpid(), -status)
      sys.exit(status)
      """
    let outcome = try Program.run(
      "python3", ["-c".bytes, script.bytes, "\(columns)".bytes] + words,
      environment: ["TERM": "xterm-256color", "PAGER": "cat", "BLOGSH_PAGER": "cat"]
        .merging(environment) { $1 },
      in: path)
    #expect(outcome.errors == "")
    return outcome
  }
}
