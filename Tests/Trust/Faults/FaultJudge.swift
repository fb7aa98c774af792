import ProgramSupport
import SystemPackage
import TestSupport
import Testing

/// Knows the folder before and after a command, and judges whether a run left anything half done.
struct FaultJudge {
  let work: Work
  /// The calls of a run without a fault.
  private(set) var calls: [FaultLibrary.Call] = []
  let folder: TemporaryFolder
  private let before: FolderState
  private var after: FolderState
  /// The snapshots of the history that the command writes, before and after a run.
  private let snapshotsBefore: Snapshots
  private var snapshotsAfter: Snapshots

  /// Prepares the folder, and runs the command once without a fault.
  ///
  /// - Parameter asset: The size of the one large file in bytes.
  init(_ work: Work, asset: Int = 150_000) throws {
    self.work = work
    folder = try TemporaryFolder()
    try work.prepare(in: folder, asset: asset)
    before = try FolderState(of: "before", in: folder)
    after = before
    try Self.reset(folder)
    snapshotsBefore = try Snapshots(of: work, in: folder)
    snapshotsAfter = snapshotsBefore
    let run = try FaultLibrary.run(work.arguments, in: "now", of: folder)
    try #require(
      run.outcome.end == .status(0) && run.outcome.errors == "", "\(run.outcome.testDescription)")
    calls = run.calls
    after = try FolderState(of: "now", in: folder)
    snapshotsAfter = try Snapshots(of: work, in: folder)
    try #require(after != before && after.temporaries.isEmpty)
  }

  /// Every fault that can be injected into a run of the command.
  var faults: [Fault] {
    Fault.Kind.allCases.flatMap { kind in
      let count = calls.count { kind == .any || $0.kind == kind }
      return (0..<count).flatMap { number in
        kind.effects.map { Fault(kind: kind, number: number + 1, effect: $0) }
      }
    }
  }

  /// Runs the command with a fault, and then again without one, and expects both outcomes to be
  /// right.
  func expectNothingHalf(_ fault: Fault) throws {
    try reset()
    let run = try FaultLibrary.run(work.arguments, in: "now", of: folder, fault: fault)
    let note: Comment = "\(work.rawValue), \(fault): \(run.calls) \(run.outcome.testDescription)"
    if fault.effect == .kill {
      #expect(run.outcome.end == .signal(9) || run.calls.isEmpty, note)
    } else {
      try expectFit(run.outcome, fault, run.calls, note)
    }
    let leavesOut = run.outcome.end == .status(3)
    try expectNothingHalf(leavesOut: leavesOut, note)
    try expectNextRun(afterOneThatLeft: leavesOut, note)
  }

  /// Expects each file to be wholly old or wholly new, and every earlier snapshot to be there
  /// still.
  ///
  /// - Parameter leavesOut: Whether a new archive may hold less than the collection, because the
  ///   command reported what it left out.
  func expectNothingHalf(leavesOut: Bool, _ note: Comment) throws {
    let now = try FolderState(of: "now", in: folder)
    var archives: Set<String> = []
    if let history = work.history {
      archives = [history]
      let held = try Snapshots(of: work, in: folder)
      let isNew =
        leavesOut ? held.isWhole && held.earlier == snapshotsBefore.all : held == snapshotsAfter
      #expect(isNew || held == snapshotsBefore, "\(note)")
    } else if leavesOut, let archive = work.archive {
      archives = [archive, "x.d"]
      #expect(try folder.blogsh("verify", "now/\(archive)").end == .status(0), note)
    }
    let halves = now.without(archives).halves(
      between: before.without(archives), and: after.without(archives))
    #expect(halves == [], note)
  }

  /// Runs the command without a fault, and expects it to finish the work and to leave no temporary
  /// file.
  ///
  /// - Parameter leavesOut: Whether the run before reported that it left something out.
  func expectNextRun(afterOneThatLeft leavesOut: Bool, _ note: Comment) throws {
    let again = try Program.run(
      Surroundings.blogsh, work.arguments, in: folder.path("now"))
    if work == .new, again.status == 2 {
      #expect(again.errors.hasSuffix(": File exists\n"), note)
    } else {
      #expect(
        again.end == .status(0) && again.errors == "", "\(note), again: \(again.testDescription)")
    }
    #expect(try FolderState(of: "now", in: folder).temporaries == [], "\(note), again")
    try expectAllDone("\(note), again") { state in
      work.leavesWhatIsThere ? state.asIfUnpacked(afterRunThatReported: leavesOut) : state
    }
  }

  /// Expects the work to be finished.
  ///
  /// - Parameter answerable: Returns the part of a folder's state that the command determines.
  private func expectAllDone(
    _ note: Comment, answerable: (FolderState) -> FolderState = { $0 }
  ) throws {
    let found = try FolderState(of: "now", in: folder)
    var (now, new) = (found.without(Set(found.temporaries)), after)
    if let history = work.history {
      let held = try Snapshots(of: work, in: folder)
      #expect(held.isWhole && held.all.last == snapshotsAfter.all.last, note)
      (now, new) = (now.without([history]), new.without([history]))
    }
    #expect(answerable(now).differences(from: answerable(new)) == [], note)
  }

  /// Expects status and message to report a call that failed.
  private func expectFit(
    _ outcome: Outcome, _ fault: Fault, _ calls: [FaultLibrary.Call], _ note: Comment
  ) throws {
    if calls.isEmpty { return #expect(outcome.end == .status(0), note) }
    // Without another thread, those that there are do its work; what is not shared is copied.
    if fault.kind == .thread || fault.kind == .clone {
      #expect(outcome.end == .status(0) && outcome.errors == "", note)
      return try expectAllDone(note)
    }
    let lines = outcome.errors.split(separator: "\n")
    #expect(lines.allSatisfy { $0.hasPrefix("blogsh: ") }, note)
    let isOnTemporary = calls.contains { $0.path.contains("/.blogsh-") }
    // A run that cannot examine or remove a temporary file leaves it to the next run. It names the
    // journal, or else has failed for the same reason.
    let isRemovable = ![.any, .unlink, .status, .lock].contains(fault.kind)
    let isNamed = outcome.errors.contains("/.blogsh-journal.tmp: ")
    if !isOnTemporary || !isNamed && (outcome.end == .status(0) || isRemovable) {
      #expect(try FolderState(of: "now", in: folder).temporaries == [], note)
    }
    if outcome.end == .status(0) {
      // An archive can be read without its index.
      #expect(
        lines.allSatisfy { $0.hasPrefix("blogsh: warning: ") && $0.contains("without its index") },
        note)
      #expect(!fault.loses(by: calls), note)
      return try expectAllDone(note)
    }
    guard let errno = fault.errno else {
      Issue.record(note)
      return
    }
    // An archive that cannot be read counts as damaged.
    let isDamage = calls.contains { $0.kind == .read && $0.path.contains(".tar") }
    #expect(
      outcome.end == .status(2) || outcome.end == .status(3)
        || isDamage && outcome.end == .status(1), note)
    #expect(
      lines.contains { line in
        line.contains(": \(errno)") && calls.contains { names(in: line, $0.path) }
      }, note)
  }

  /// Whether a message names the path of a call, or a folder on that path.
  private func names(in message: Substring, _ path: String) -> Bool {
    let own = path.dropFirst(folder.path("now").utf8.count).split(separator: "/")
      .filter { $0 != "." }
    // For a temporary name, and for the folder itself, the message names the file that is written.
    let isOfOthers = own.isEmpty || own.contains { $0.hasPrefix(".blogsh-") || $0 == "tmp" }
    let possible =
      isOfOthers ? after.items.keys.map { $0.split(separator: "/").last ?? "" } : own
    return (possible + ["a temporary file", "the collection"]).contains { message.contains($0) }
  }

  /// Copies `before` to `now`, in place of what is there.
  func reset() throws { try Self.reset(folder) }

  private static func reset(_ folder: TemporaryFolder) throws {
    expect(try folder.shell("rm -rf now && cp -a before now"), .done())
  }

  /// The snapshots of a history, by their listings.
  private struct Snapshots: Equatable {
    /// Whether `verify` finds no damage. True without a history.
    let isWhole: Bool
    /// The listings with digests, from the oldest to the newest.
    let all: [Outcome]

    /// The listings of all snapshots but the newest.
    var earlier: [Outcome] { Array(all.dropLast()) }

    init(of work: Work, in folder: TemporaryFolder) throws {
      guard let history = work.history, folder.exists("now/\(history)") else {
        isWhole = true
        all = []
        return
      }
      isWhole = try folder.blogsh("verify", "now/\(history)").end == .status(0)
      all = try folder.snapshots("now/\(history)").map {
        try folder.blogsh("-C", "now/\(history)@\($0.snapshot)", "ls", "-lRa", "--checksum")
      }
    }
  }
}

extension Fault {
  /// The error that the call returns, or nil where it returns none.
  fileprivate var errno: Errno? {
    switch effect {
    case .error(let errno): errno
    case .gone: .ioError
    case .short, .kill, .written, .rewritten: nil
    }
  }

  /// Whether an error of sync or close means that written bytes which must last may be lost.
  fileprivate func loses(by calls: [FaultLibrary.Call]) -> Bool {
    guard let errno, errno != .interrupted else { return false }
    return calls.contains {
      ($0.kind == .sync || $0.kind == .close) && !$0.path.hasSuffix("/.blogsh-journal.tmp")
    }
  }
}
