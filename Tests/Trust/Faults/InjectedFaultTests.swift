import ProgramSupport
import SystemPackage
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

  @Test(arguments: [
    ["pack", "-o", "x.tar"], ["pack", "-o", "x.tar.zst"], ["backup", "--to", "x.tar.zst"],
  ])
  func `a hard link is left out with a file that cannot be read`(words: [String]) throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("now/tmp")
    for name in ["a.md", "b.md"] { try folder.write("now/archive/\(name)", name) }
    try folder.makeHardLink("now/archive/z.md", to: "now/archive/b.md")
    let run = try FaultLibrary.run(
      words, in: "now", of: folder, at: "archive/b.md",
      fault: Fault(kind: .open, number: 1, effect: .error(.ioError)))
    #expect(run.outcome.end == .status(3), "\(run.outcome.testDescription)")
    #expect(
      run.outcome.errors
        == "blogsh: cannot read b.md: Input/output error\n"
        + "blogsh: cannot pack z.md: the file that it is a hard link to was not read\n")
    let listed = try folder.blogsh("-C", "now/\(words[2])", "ls")
    expect(listed, .done("a.md\n"))
  }
}
