import Glibc
import ProgramSupport
import TestSupport
import Testing

/// Kills runs from outside. Each file is the old or the new one, and the next run finishes the
/// work.
struct KilledTests {
  /// Kills the program at calls that strace(1) counts, among them those that libc makes internally.
  @Test(
    .disabled(if: Sanitizing.isOn, "LeakSanitizer does not work under strace"),
    arguments: Work.allCases)
  func `a kill at any system call leaves nothing half done`(work: Work) throws {
    let judge = try FaultJudge(work)
    let counts = try judge.systemCalls()
    let places = counts.sorted { $0.key < $1.key }.flatMap { call, count in
      (1...count).map { (call: call, number: $0) }
    }
    #expect(places.count > 50 && counts["openat"] != nil, "\(counts.keys)")
    let tried = Campaign.share(of: places, atMost: 4)
    var killed = 0
    for place in tried {
      let outcome = try judge.expectNothingHalf("\(place)") {
        try judge.trace(
          "-o", "/dev/null", "-e", "inject=\(place.call):signal=KILL:when=\(place.number)")
      }
      // A thread may make fewer calls than in the counted run, so not every kill happens.
      if outcome.end == .signal(SIGKILL) { killed += 1 }
    }
    #expect(killed >= tried.count / 8)
    Campaign.count(.kills, killed)
  }

  @Test(arguments: Work.allCases)
  func `a kill at a random moment leaves nothing half done`(work: Work) throws {
    let judge = try FaultJudge(work, asset: 4_000_000)
    let start = ContinuousClock.now
    try judge.expectNothingHalf("not killed") { try judge.start().wait() }
    let longest = Int((ContinuousClock.now - start) / .microseconds(1)) / 2
    var generator = FixedGenerator(state: 3)
    let rounds = Campaign.rounds(40, share: 2)
    for _ in 0..<rounds {
      let moment = generator.below(longest)
      try judge.expectNothingHalf("after \(moment) microseconds") {
        let run = try judge.start()
        usleep(UInt32(moment))
        run.signal(SIGKILL)
        return try run.wait()
      }
    }
    Campaign.count(.kills, rounds)
  }
}

extension FaultJudge {
  /// Starts the command.
  fileprivate func start() throws -> RunningProgram {
    try Program.start(
      Surroundings.blogsh, work.arguments.map(\.bytes), in: folder.path("now"))
  }

  /// Runs the command under strace(1).
  fileprivate func trace(_ options: String...) throws -> Outcome {
    try Program.run(
      "strace", ["-f", "-qq"] + options + [Surroundings.blogsh] + work.arguments,
      in: folder.path("now"))
  }

  /// Returns the greatest number of times that one thread makes each call: strace counts by thread.
  fileprivate func systemCalls() throws -> [String: Int] {
    try reset()
    let traced = try trace("-o", folder.path("calls"))
    try #require(traced.end == .status(0), "\(traced.testDescription)")
    var counts: [String: [Substring: Int]] = [:]
    for line in try folder.content("calls").split(separator: "\n") {
      guard let match = line.firstMatch(of: #/^(\d+) +([a-z0-9_]+)\(/#) else { continue }
      counts[String(match.2), default: [:]][match.1, default: 0] += 1
    }
    return counts.mapValues { $0.values.max() ?? 0 }
  }

  /// Expects a run to have done nothing or all of its work, and the next one to finish it.
  ///
  /// - Parameters:
  ///   - what: What is done to the run, for messages.
  ///   - body: Runs the command.
  @discardableResult
  func expectNothingHalf(
    _ what: String, _ body: () throws -> Outcome
  ) throws -> Outcome {
    try reset()
    let outcome = try body()
    let note: Comment = "\(work.rawValue), \(what): \(outcome.testDescription)"
    try expectNothingHalf(leavesOut: false, note)
    try expectNextRun(afterOneThatLeft: false, note)
    return outcome
  }
}
