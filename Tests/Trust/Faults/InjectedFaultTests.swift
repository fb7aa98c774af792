import ProgramSupport
import TestSupport
import Testing

/// Lets every system call fail, do less or be interrupted, and kills the run at every call. The
/// status reports the failure, nothing is half done, and the next run finishes the work.
@Suite(.disabled(if: Sanitizing.isOn, "the calls of a sanitizer would be counted as well"))
struct InjectedFaultTests {
  @Test(arguments: Work.allCases)
  func `a call that fails leaves nothing half done`(work: Work) throws {
    let judge = try FaultJudge(work)
    let faults = Campaign.share(of: judge.faults.filter { $0.effect != .kill }, atMost: 14)
    for fault in faults { try judge.expectNothingHalf(fault) }
    Campaign.count(.faults, faults.count)
  }

  @Test(arguments: Work.allCases)
  func `a run that is killed at a call leaves nothing half done`(work: Work) throws {
    let judge = try FaultJudge(work)
    let kills = Campaign.share(of: judge.faults.filter { $0.effect == .kill }, atMost: 6)
    for kill in kills { try judge.expectNothingHalf(kill) }
    Campaign.count(.kills, kills.count)
  }
}
