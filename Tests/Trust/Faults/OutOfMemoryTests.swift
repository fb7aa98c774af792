import ProgramSupport
import TestSupport
import Testing

/// Lets runs have less and less memory (setrlimit(2), RLIMIT_AS), so that brk(2) and mmap(2) fail.
///
/// Libraries report that they get no memory, and the run ends with a sentence and 2. Swift's own
/// memory cannot be had that way: its runtime ends the process where an allocation fails. That is
/// like a kill from outside: nothing is half done, and the next run finishes the work.
@Suite(.disabled(if: Sanitizing.isOn, "the sanitizer itself needs the memory"))
struct OutOfMemoryTests {
  /// The amounts that are tried, in MiB. With the least, not even the libraries can be loaded; the
  /// most is enough.
  private static let amounts = Array(stride(from: 8, through: 240, by: 4))

  @Test(arguments: Work.allCases)
  func `too little memory leaves nothing half done`(work: Work) throws {
    let judge = try FaultJudge(work)
    let tried = Campaign.share(of: Self.amounts, atMost: 4)
    for amount in tried {
      let limited = ["-c", "ulimit -v $1; shift; exec \"$@\"", "sh", "\(amount << 10)"]
      let outcome = try judge.expectNothingHalf("with \(amount) MiB") {
        try Program.run(
          "sh", limited + [Surroundings.blogsh] + work.arguments, in: judge.folder.path("now"))
      }
      let isAllowed =
        switch outcome.end {
        case .status(0): outcome.errors == ""
        case .status(2), .status(3): outcome.errors.contains(": Cannot allocate memory")
        // The loader of libraries ends with 127.
        case .status(127), .signal: true
        default: false
        }
      #expect(isAllowed, "\(work.rawValue), \(amount) MiB: \(outcome.testDescription)")
    }
    Campaign.count(.faults, tried.count)
  }
}
