import Foundation

/// A program that has been started and has to be waited for.
final class RunningProgram {
  let pid: pid_t
  private let output: ScratchFile
  private let errors: ScratchFile
  private var isReaped = false

  init(pid: pid_t, output: ScratchFile, errors: ScratchFile) {
    self.pid = pid
    self.output = output
    self.errors = errors
  }

  deinit {
    guard !isReaped else { return }
    kill(pid, SIGKILL)
    waitpid(pid, nil, 0)
  }

  /// Sends a signal.
  func signal(_ number: CInt) { kill(pid, number) }

  /// Waits for the end.
  ///
  /// - Parameter seconds: how long the program may take before it is ended by `SIGKILL`.
  func wait(atMost seconds: Double = 60) throws -> Outcome {
    var status: CInt = 0
    var pause: UInt32 = 500
    let deadline = Date(timeIntervalSinceNow: seconds)
    while true {
      let reaped = waitpid(pid, &status, WNOHANG)
      if reaped == pid { break }
      if reaped < 0, errno != EINTR { throw SystemError(errno, "waitpid") }
      if Date() > deadline { kill(pid, SIGKILL) }
      usleep(pause)
      pause = min(pause * 2, 20_000)
    }
    isReaped = true
    let signal = status & 0x7F
    return Outcome(
      signal == 0 ? .status(status >> 8 & 0xFF) : .signal(signal), output: try output.contents(),
      errors: try errors.contents())
  }
}

/// A file without a name.
final class ScratchFile {
  let descriptor: CInt

  init() throws {
    let name = FileManager.default.temporaryDirectory.path + "/blogsh-test-\(UUID())"
    descriptor = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw SystemError(errno, name) }
    unlink(name)
  }

  deinit { close(descriptor) }

  /// Writes the bytes, and goes back to the first.
  func fill(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { throw SystemError(errno, "a scratch file") }
      rest = rest.dropFirst(count)
    }
    lseek(descriptor, 0, SEEK_SET)
  }

  /// Reads everything.
  func contents() throws -> [UInt8] {
    let size = Int(lseek(descriptor, 0, SEEK_END))
    var bytes = [UInt8](repeating: 0, count: size)
    var position = 0
    while position < size {
      let count = bytes.withUnsafeMutableBytes {
        pread(descriptor, $0.baseAddress! + position, size - position, off_t(position))
      }
      guard count > 0 else { throw SystemError(errno, "a scratch file") }
      position += count
    }
    return bytes
  }
}
