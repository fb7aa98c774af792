package import TestSupport
import Testing

extension TemporaryFolder {
  /// Runs a command line of the shell at a terminal of 60 columns and returns the bytes on it.
  package func atTerminal(_ line: String, environment: String = "", status: Int = 0) throws
    -> [UInt8]
  {
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
