import ProgramSupport
import TestSupport
import Testing

/// Two runs of one command at once: neither takes away what the other is writing, and what comes of it is
/// what comes of one.
struct AtOnceTests {
  @Test(arguments: Work.allCases)
  func `two at once`(work: Work) throws {
    let judge = try FaultJudge(work, asset: 1_000_000)
    for _ in 0..<Campaign.rounds(40, share: 2) { try judge.expectOneResultOfTwo() }
  }
}

extension Work {
  /// Whether one of two is told that the other is there, or has been.
  fileprivate var isOneAtATime: Bool {
    switch self {
    case .firstBackup, .backup, .prune, .restore, .restoreOver, .new: true
    case .pack, .packAgain, .packGzip, .reindex, .unpack, .unpackOver, .unpackScanned: false
    }
  }
}

extension FaultJudge {
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
