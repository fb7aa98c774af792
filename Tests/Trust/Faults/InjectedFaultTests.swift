import ProgramSupport
import TestSupport
import Testing

/// Every call that the system can refuse, cut short or interrupt, and every moment at which a run can be
/// killed: the status says what became of it, nothing is half done, and the next run ends it.
@Suite(.disabled(if: Sanitizing.isOn, "a sanitizer makes calls of its own, which would be counted"))
struct InjectedFaultTests {
  @Test(arguments: Work.allCases)
  func `each call fails, one at a time`(work: Work) throws {
    let judge = try FaultJudge(work)
    let faults = Campaign.share(of: judge.faults.filter { $0.effect != .kill }, atMost: 14)
    for fault in faults { try judge.expectNothingHalf(fault) }
    Campaign.count(.faults, faults.count)
  }

  @Test(arguments: Work.allCases)
  func `a run is killed at each call`(work: Work) throws {
    let judge = try FaultJudge(work)
    let kills = Campaign.share(of: judge.faults.filter { $0.effect == .kill }, atMost: 6)
    for kill in kills { try judge.expectNothingHalf(kill) }
    Campaign.count(.kills, kills.count)
  }
}
