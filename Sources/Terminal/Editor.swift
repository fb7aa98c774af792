import Files
import Glibc
import SystemPackage

/// A program that edits files at the terminal.
enum Editor {
  /// The way in which an editor ended.
  enum Outcome {
    case done
    /// There is no such program.
    case missing
    case failed(String)
  }

  /// Runs an editor, which has the keyboard until it ends.
  ///
  /// - Parameters:
  ///   - words: the program, searched for in `PATH`, and its first arguments; at least one word.
  ///   - files: the paths of the files.
  ///   - streams: its standard output and standard error.
  static func run(
    _ words: [String], on files: [[UInt8]], environment: [String: String],
    streams: [FileDescriptor]
  ) -> Outcome {
    let signals = IgnoredSignals()
    defer { signals.restore() }
    let process: pid_t
    do throws(Errno) {
      process = try ProcessStart.start(
        words.map(ArgumentText.bytes) + files, environment: environment,
        descriptors: [.standardInput] + streams)
    } catch {
      return error == .noSuchFileOrDirectory ? .missing : .failed(error.description)
    }
    var status: Int32 = 0
    while unsafe waitpid(process, &status, 0) == -1, errno == EINTR {}
    let signal = status & 0x7F
    if signal != 0 { return .failed("signal \(signal) ended it") }
    return status == 0 ? .done : .failed("it ended with status \(status >> 8 & 0xFF)")
  }
}
