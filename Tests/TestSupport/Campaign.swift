import Glibc

/// A campaign against the program: how much of it runs, and how much was tried.
///
/// With the other tests a limited share runs, always the same; with `BLOGSH_TRUST=whole`, as `make
/// trust` sets it, everything does. The file that `BLOGSH_TRUST_LEDGER` names counts the tries, in
/// a line `FIGURE<tab>NUMBER` for each report.
package enum Campaign {
  /// The figures that are counted.
  package enum Figure: String, Sendable {
    /// A byte of an archive that was changed.
    case flips = "bytes changed"
    /// An archive that was cut short.
    case truncations = "archives cut short"
    /// An archive that was damaged at random, in one way or in several.
    case damages = "random damages"
    /// A hostile archive that was opened by each command that reads one.
    case hostileCases = "hostile archives opened"
    /// A run next to a process that swaps the files and folders that the run writes to.
    case raceRounds = "races with another process"
    /// A command line that was run at a pseudo-terminal.
    case terminalLines = "command lines at a terminal"
    /// A system call that failed, was interrupted, or did only a part of its work.
    case faults = "faults injected"
    /// A run that was ended by SIGKILL.
    case kills = "runs killed"
    /// A run on a file system that became full.
    case fullDisks = "full file systems"
    /// A random pattern that was searched for in a random text.
    case patterns = "random patterns searched for"
  }

  /// Whether the whole campaign runs.
  package static let isWhole = environment("BLOGSH_TRUST") == "whole"

  /// Returns the cases to run: all of them in a whole campaign, else `count` of them, evenly
  /// spread.
  package static func share<Case>(of cases: [Case], atMost count: Int) -> [Case] {
    if isWhole || cases.count <= count { return cases }
    return (0..<count).map { cases[$0 * cases.count / count] }
  }

  /// Returns how often to try something random: `whole` times in a whole campaign, else `share`
  /// times.
  package static func rounds(_ whole: Int, share: Int) -> Int { isWhole ? whole : share }

  /// Adds to the number of tries, whatever their results: the tests report failures.
  package static func count(_ figure: Figure, _ number: Int = 1) {
    guard let ledger = environment("BLOGSH_TRUST_LEDGER") else { return }
    // A single write at the end of the file, since tests in several processes may count at once.
    let line = "\(figure.rawValue)\t\(number)\n".bytes
    let file = open(ledger, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
    precondition(file >= 0 && write(file, line, line.count) == line.count, "cannot write \(ledger)")
    close(file)
  }

  private static func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }
}
