import Glibc

/// How much of a campaign against the program runs, and what it came to.
///
/// With the other tests a bounded share runs, always the same; with `BLOGSH_TRUST=whole`, as
/// `make trust` sets it, everything does. What was tried is counted in the file that
/// `BLOGSH_TRUST_LEDGER` names, a line `FIGURE<tab>NUMBER` for each report.
package enum Campaign {
  /// What is counted.
  package enum Figure: String, Sendable {
    /// A byte of an archive changed.
    case flips = "bytes changed"
    /// An archive cut short.
    case truncations = "archives cut short"
    /// An archive damaged at random, in one way or in several.
    case damages = "random damages"
    /// An archive that means harm, opened by each command that reads one.
    case hostileCases = "hostile archives opened"
    /// A run beside a process that swaps what it writes into.
    case raceRounds = "races with another process"
    /// A command line run at a pseudo-terminal.
    case terminalLines = "command lines at a terminal"
    /// A call of the system that failed, was interrupted, or did a part of what was asked.
    case faults = "faults injected"
    /// A run ended by SIGKILL.
    case kills = "runs killed"
    /// A run on a file system that became full.
    case fullDisks = "full file systems"
  }

  /// Whether all of it runs.
  package static let isWhole = environment("BLOGSH_TRUST") == "whole"

  /// The cases that run now: in a whole campaign all, else `count` of them, evenly spread.
  package static func share<Case>(of cases: [Case], atMost count: Int) -> [Case] {
    if isWhole || cases.count <= count { return cases }
    return (0..<count).map { cases[$0 * cases.count / count] }
  }

  /// How often something random is tried: `whole` times, or else `share` times.
  package static func rounds(_ whole: Int, share: Int) -> Int { isWhole ? whole : share }

  /// Adds to what was tried, whatever came of it: what failed, the test says.
  package static func count(_ figure: Figure, _ number: Int = 1) {
    guard let ledger = environment("BLOGSH_TRUST_LEDGER") else { return }
    // One write at the end of the file: tests of several processes may count at once.
    let line = "\(figure.rawValue)\t\(number)\n".bytes
    let file = open(ledger, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
    precondition(file >= 0 && write(file, line, line.count) == line.count, "cannot write \(ledger)")
    close(file)
  }

  private static func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }
}
