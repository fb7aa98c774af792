import Files
import Glibc
import SystemPackage

/// A program that shows its input one page at a time.
package struct Pager: ~Copyable {
  /// The pipe that the pages are written to; `finish` closes it.
  let input: FileDescriptor

  private let process: pid_t
  private let signals: IgnoredSignals

  /// Starts a program that reads the pages and shows them at `output`.
  ///
  /// - Parameter words: The program, searched for in `PATH`, and its arguments; at least one word.
  /// - Throws: The system's reason: `Errno.noSuchFileOrDirectory` if there is no such program.
  static func start(
    _ words: [String], environment: [String: String], output: FileDescriptor,
    errors: FileDescriptor
  ) throws(Errno) -> Pager {
    // No other program may inherit the ends, or the pager would wait for ever for the end of input.
    let pipe = try FileDescriptor.pipe(options: .closeOnExec)
    // From here on the pager has the keyboard, and Ctrl-C is a command to it.
    let signals = IgnoredSignals()
    do throws(Errno) {
      let process = try ProcessStart.start(
        words.map(ArgumentText.bytes), environment: environment,
        descriptors: [pipe.readEnd, output, errors])
      try? pipe.readEnd.close()
      return Pager(input: pipe.writeEnd, process: process, signals: signals)
    } catch {
      signals.restore()
      try? pipe.readEnd.close()
      try? pipe.writeEnd.close()
      throw error
    }
  }

  /// Ends the pages, then waits until the person has quit the pager.
  consuming func finish() {
    try? input.close()
    var status: Int32 = 0
    while unsafe waitpid(process, &status, 0) == -1, errno == EINTR {}
    signals.restore()
  }
}
