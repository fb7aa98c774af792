/// The exit status of the process: the same for all commands.
package enum ExitStatus: Int32, Sendable {
  /// Success: everything was done.
  case done = 0
  /// The answer is no: no match, no such post, a difference, a damaged archive.
  case no = 1
  /// Failure: an I/O error, no permission, not an archive.
  case trouble = 2
  /// Partly done: everything that was left out was reported.
  case partial = 3
  /// The command line is wrong (sysexits.h, EX_USAGE).
  case usage = 64

  /// Returns the more serious of two statuses: wrong usage, trouble, no, partly done, done.
  package func combined(with other: ExitStatus) -> ExitStatus {
    let order: [ExitStatus] = [.usage, .trouble, .no, .partial, .done]
    return order.first { $0 == self || $0 == other } ?? self
  }

  /// The section of the help of the program.
  static let help = """
    EXIT STATUS:
      0   success: everything was done
      1   the answer is no: no match, no such post, a difference, a damaged archive
      2   failure: an I/O error, no permission, not an archive
      3   partly done: everything that was left out is reported
      64  wrong usage
    """
}
