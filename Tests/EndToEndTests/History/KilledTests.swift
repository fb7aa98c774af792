import Glibc
import ProgramSupport
import TestSupport
import Testing

/// Writers of a history that are killed: the archive is what it was, or what it was to be.
struct KilledTests {
  /// What is killed, and how many snapshots there are when it is done.
  enum Work: String, CaseIterable, CustomTestStringConvertible {
    case first, next, prune

    var testDescription: String { rawValue }

    var arguments: [String] {
      switch self {
      case .first, .next: ["backup", "--to", "h.tar.zst", "--jobs", "2"]
      case .prune: ["prune", "h.tar.zst", "--keep-last", "1"]
      }
    }

    var snapshots: (before: Int, after: Int) {
      switch self {
      case .first: (0, 1)
      case .next: (2, 3)
      case .prune: (2, 1)
      }
    }
  }

  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Makes two snapshots as `old.tar.zst`, and what the next one is to have.
  private func prepare(posts: Int) throws {
    try folder.makeBlog("archive", posts: posts)
    try folder.makeHardLink("archive/hard.md", to: "archive/post/2000/number-0000.md")
    try folder.makeSymbolicLink("archive/link.md", to: "hard.md")
    #expect(try folder.blogsh("backup", "--to", "h.tar.zst").end == .status(0))
    try folder.write("archive/post/2000/number-0000.md", "# Other\n", modified: 1_100_000_000)
    try folder.write("archive/new.md", "# New\n", modified: 1_100_000_001)
    #expect(try folder.blogsh("backup", "--to", "h.tar.zst").end == .status(0))
    expect(try folder.run("mkdir", "kept"), .done())
    expect(try folder.run("mv", "h.tar.zst", "kept/old.tar.zst"), .done())
    try folder.write("archive/newer.md", "# Newer\n", modified: 1_100_000_002)
    try folder.remove("archive/new.md")
  }

  private func reset(for work: Work) throws {
    expect(
      try folder.shell(work == .first ? "rm -f h.tar.zst" : "cp kept/old.tar.zst h.tar.zst"),
      .done())
  }

  /// Expects what was killed to have done nothing or all of it, and a further run to be as if nothing
  /// had happened.
  private func expectNothingHalf(
    _ work: Work, _ comment: Comment, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let isThere = folder.exists("h.tar.zst")
    let isOld =
      work == .first
      ? !isThere : try folder.contents("h.tar.zst") == folder.contents("kept/old.tar.zst")
    if !isOld {
      #expect(
        try folder.snapshots("h.tar.zst").count == work.snapshots.after, comment,
        sourceLocation: sourceLocation)
    }
    let again = try folder.blogsh(work.arguments)
    #expect(
      again.end == .status(0) && again.errors == "", "\(comment): \(again.testDescription)",
      sourceLocation: sourceLocation)
    #expect(
      try folder.names() == ["archive", "h.tar.zst", "kept"], comment,
      sourceLocation: sourceLocation)
    #expect(
      try folder.snapshots("h.tar.zst").count == work.snapshots.after, comment,
      sourceLocation: sourceLocation)
    #expect(
      try folder.blogsh("verify", "h.tar.zst").end == .status(0), comment,
      sourceLocation: sourceLocation)
    if work != .prune {
      expect(
        try folder.blogsh("diff", "h.tar.zst", "archive"), .done(), comment,
        sourceLocation: sourceLocation)
    }
  }

  private func trace(_ work: Work, _ options: String...) throws -> Outcome {
    try Program.run(
      "strace", ["-f", "-qq"] + options + [Surroundings.blogsh] + work.arguments, in: folder.path)
  }

  @Test(arguments: Work.allCases, 0..<4)
  func `at every system call`(work: Work, part: Int) throws {
    try prepare(posts: 3)
    // How often the thread makes each call that makes it most often: a rule counts for each alone.
    try reset(for: work)
    let traced = try trace(work, "-o", "kept/calls")
    #expect(traced.end == .status(0), "\(traced.testDescription)")
    var counts: [String: [Substring: Int]] = [:]
    for line in try folder.content("kept/calls").split(separator: "\n") {
      guard let match = line.firstMatch(of: #/^(\d+) +([a-z0-9_]+)\(/#) else { continue }
      counts[String(match.2), default: [:]][match.1, default: 0] += 1
    }
    let places = counts.mapValues { $0.values.max() ?? 0 }.sorted { $0.key < $1.key }
      .flatMap { call, count in (1...count).map { (call, $0) } }
    #expect(places.count > 100 && counts["renameat"] != nil, "\(counts.keys)")
    var killed = 0
    for (number, (call, count)) in places.enumerated() where number % 4 == part {
      try reset(for: work)
      let outcome = try trace(
        work, "-o", "/dev/null", "-e", "inject=\(call):signal=KILL:when=\(count)")
      // One thread or the other may come to do less than it did before.
      if outcome.end == .signal(SIGKILL) { killed += 1 }
      try expectNothingHalf(work, "\(call) \(count)")
    }
    #expect(killed > places.count / 8)
  }

  @Test(arguments: 0..<4)
  func `at fifty random moments`(part: Int) throws {
    try prepare(posts: 150)
    try reset(for: .next)
    let start = ContinuousClock.now
    #expect(try folder.blogsh(Work.next.arguments).end == .status(0))
    let longest = Int((ContinuousClock.now - start) / .microseconds(1)) * 5 / 4
    var generator = FixedGenerator(state: UInt64(part))
    for _ in 0..<50 {
      try reset(for: .next)
      let run = try Program.start(
        Surroundings.blogsh, Work.next.arguments.map(\.bytes), in: folder.path)
      usleep(UInt32(Int.random(in: 0...longest, using: &generator)))
      run.signal(SIGKILL)
      let outcome = try run.wait()
      try expectNothingHalf(.next, "\(outcome.end)")
    }
  }
}
