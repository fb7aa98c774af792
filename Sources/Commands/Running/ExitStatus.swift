/// What the process tells its caller in the end: the same everywhere, and listed in every help.
package enum ExitStatus: Int32, Sendable {
  /// Yes: all of it was done.
  case done = 0
  /// The answer is no: no such post, they differ, the archive is damaged.
  case no = 1
  /// It could not be done: an I/O error, not an archive, no permission.
  case trouble = 2
  /// It was done, but not all of it; each omission was named.
  case partial = 3
  /// The command line makes no sense (sysexits.h, EX_USAGE).
  case usage = 64

  /// The status that tells of both: trouble before no, no before an omission.
  package func combined(with other: ExitStatus) -> ExitStatus {
    let order: [ExitStatus] = [.usage, .trouble, .no, .partial, .done]
    return order.first { $0 == self || $0 == other } ?? self
  }

  /// The section that ends every help text.
  static let help = """
    EXIT STATUS:
      0   success: everything was done
      1   the answer is no: no match, no such post, a difference, a damaged archive
      2   failure: an I/O error, no permission, not an archive
      3   partly done: everything that was left out is reported
      64  wrong usage
    """
}
