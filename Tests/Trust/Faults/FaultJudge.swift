import ProgramSupport
import SystemPackage
import TestSupport
import Testing

/// What is right for one command: what it finds, what it leaves, and whether anything is half done.
struct FaultJudge {
  let work: Work
  /// The calls of a run that nothing befalls.
  private(set) var calls: [FaultLibrary.Call] = []
  let folder: TemporaryFolder
  private let before: FolderState
  private var after: FolderState
  /// What each snapshot of the history that is written holds.
  private let snapshotsBefore: Snapshots
  private var snapshotsAfter: Snapshots

  /// - Parameter asset: the size of the one large file, in bytes.
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

  /// Every fault that the command can meet.
  var faults: [Fault] {
    Fault.Kind.allCases.flatMap { kind in
      let count = calls.count { kind == .any || $0.kind == kind }
      return (0..<count).flatMap { number in
        kind.effects.map { Fault(kind: kind, number: number + 1, effect: $0) }
      }
    }
  }

  /// Runs the command with a fault, and again without, and expects each to be as it should.
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

  /// Expects each thing to be the old or the new one, whole, and every snapshot there was to be there.
  ///
  /// - Parameter leavesOut: whether a new archive may hold less than there is.
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

  /// Expects a run that nothing befalls to do all that is left to do, and to leave nothing else.
  ///
  /// - Parameter leavesOut: whether the run before told of what it left out.
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
      work.leavesWhatIsThere ? state.asIfUnpacked(afterOneThat: leavesOut) : state
    }
  }

  /// Expects nothing to be left to do.
  ///
  /// - Parameter answerable: what of a folder the command is answerable for.
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

  /// Expects status and message to say what became of a call.
  private func expectFit(
    _ outcome: Outcome, _ fault: Fault, _ calls: [FaultLibrary.Call], _ note: Comment
  ) throws {
    if calls.isEmpty { return #expect(outcome.end == .status(0), note) }
    let lines = outcome.errors.split(separator: "\n")
    #expect(lines.allSatisfy { $0.hasPrefix("blogsh: ") }, note)
    let isOnTemporary = calls.contains { $0.path.contains("/.blogsh-") }
    // Who cannot look at a file, or remove it, leaves it to the next run.
    let isRemovable = ![.any, .unlink, .status, .lock].contains(fault.kind)
    if !isOnTemporary || outcome.end != .status(0) && isRemovable {
      #expect(try FolderState(of: "now", in: folder).temporaries == [], note)
    }
    if outcome.end == .status(0) {
      // An index is not needed to read an archive.
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
    // What of an archive cannot be read is damaged.
    let isDamage = calls.contains { $0.kind == .read && $0.path.contains(".tar") }
    #expect(
      outcome.end == .status(2) || outcome.end == .status(3)
        || isDamage && outcome.end == .status(1), note)
    #expect(
      lines.contains { line in
        line.contains(": \(errno)") && calls.contains { names(in: line, $0.path) }
      }, note)
  }

  /// Whether a message names what a call was made on, or what that is a part of.
  private func names(in message: Substring, _ path: String) -> Bool {
    let own = path.dropFirst(folder.path("now").utf8.count).split(separator: "/")
      .filter { $0 != "." }
    // What has a temporary name stands for whatever is written, and so does the folder itself.
    let isOfOthers = own.isEmpty || own.contains { $0.hasPrefix(".blogsh-") || $0 == "tmp" }
    let possible =
      isOfOthers ? after.items.keys.map { $0.split(separator: "/").last ?? "" } : own
    return (possible + ["a temporary file", "the collection"]).contains { message.contains($0) }
  }

  /// Puts everything back as it was.
  func reset() throws { try Self.reset(folder) }

  private static func reset(_ folder: TemporaryFolder) throws {
    expect(try folder.shell("rm -rf now && cp -a before now"), .done())
  }

  /// What the snapshots of a history hold.
  private struct Snapshots: Equatable {
    /// Whether verify finds nothing amiss.
    let isWhole: Bool
    /// Listings with digests, the newest last.
    let all: [Outcome]

    /// Those before the newest.
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
  /// What the program is told; nil where it is told nothing.
  fileprivate var errno: Errno? {
    switch effect {
    case .error(let errno): errno
    case .gone: .ioError
    case .short, .kill: nil
    }
  }

  /// Whether the system has told that what was written, and is to stay, may be lost.
  fileprivate func loses(by calls: [FaultLibrary.Call]) -> Bool {
    guard let errno, errno != .interrupted else { return false }
    return calls.contains {
      ($0.kind == .sync || $0.kind == .close) && !$0.path.hasSuffix("/.blogsh-journal.tmp")
    }
  }
}
