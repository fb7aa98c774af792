import Glibc
import SystemPackage

/// A program that has been started and has to be waited for.
package final class RunningProgram {
  private let process: pid_t
  private let output: FileDescriptor
  private let errors: FileDescriptor
  private var isReaped = false

  init(process: pid_t, output: FileDescriptor, errors: FileDescriptor) {
    self.process = process
    self.output = output
    self.errors = errors
  }

  deinit {
    if !isReaped {
      kill(process, SIGKILL)
      waitpid(process, nil, 0)
    }
    try? output.close()
    try? errors.close()
  }

  /// Sends a signal.
  package func signal(_ number: CInt) { kill(process, number) }

  /// Waits until the program ends.
  ///
  /// - Parameter seconds: The time after which the program is killed with `SIGKILL`; longer if it
  ///   has a sanitizer in it.
  package func wait(atMost seconds: Int = 60) throws -> Program.Outcome {
    var status: CInt = 0
    var pause: UInt32 = 200
    let deadline = ContinuousClock.now + .seconds(seconds * Sanitizing.patience)
    while true {
      let reaped = waitpid(process, &status, WNOHANG)
      if reaped == process { break }
      if reaped < 0, errno != EINTR { throw Errno(rawValue: errno) }
      if ContinuousClock.now > deadline { kill(process, SIGKILL) }
      usleep(pause)
      pause = min(pause + pause / 4, 20_000)
    }
    isReaped = true
    let signal = status & 0x7F
    return Program.Outcome(
      signal == 0 ? .status(status >> 8 & 0xFF) : .signal(signal),
      output: try Program.contents(of: output),
      errors: String(decoding: try Program.contents(of: errors), as: UTF8.self))
  }
}
