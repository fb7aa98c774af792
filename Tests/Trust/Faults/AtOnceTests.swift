import ProgramSupport
import TestSupport
import Testing

/// Runs a command twice at the same time. Neither run removes what the other is writing, and the
/// result is that of one run.
struct AtOnceTests {
  @Test(arguments: Work.allCases)
  func `two runs at the same time have the result of one`(work: Work) throws {
    let judge = try FaultJudge(work, asset: 1_000_000)
    for _ in 0..<Campaign.rounds(40, share: 2) { try judge.expectOneResultOfTwo() }
  }
}

extension Work {
  /// Whether one of two runs may fail because the other is running or has already done the work.
  fileprivate var isOneAtATime: Bool {
    switch self {
    case .firstBackup, .backup, .prune, .restore, .restoreOver, .new: true
    case .pack, .packAgain, .packGzip, .reindex, .unpack, .unpackOver, .unpackScanned: false
    }
  }
}

extension FaultJudge {
  /// Runs the command twice at the same time, and expects the result of one run.
  fileprivate func expectOneResultOfTwo() throws {
    try reset()
    let runs = try (0..<2).map { _ in
      try Program.start(Surroundings.blogsh, work.arguments.map(\.bytes), in: folder.path("now"))
    }
    let outcomes = try runs.map { try $0.wait() }
    let note: Comment =
      "\(work.rawValue): \(outcomes[0].testDescription) \(outcomes[1].testDescription)"
    let done = outcomes.count { $0.end == .status(0) && $0.errors == "" }
    #expect(done == 2 || work.isOneAtATime && done == 1, note)
    for outcome in outcomes where outcome.end != .status(0) {
      #expect(outcome.end == .status(2) && outcome.hasOneLineOfErrors, note)
    }
    #expect(try FolderState(of: "now", in: folder).temporaries == [], note)
    try expectNothingHalf(leavesOut: false, note)
    try expectNextRun(afterOneThatLeft: false, note)
  }
}
