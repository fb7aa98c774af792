import Foundation
import ProgramSupport
import TestSupport
import Testing

/// Changes every byte of a small archive, one at a time, and cuts the archive at every offset.
/// Either all output is right, or the exit status says that it may not be, with a message.
struct EveryByteTests {
  /// The kinds of archive that are damaged.
  enum Form: CaseIterable { case packed, history }

  /// A command line, in which `@` is the archive and `%` a name that does not exist yet.
  enum Command: String, CaseIterable {
    case cat = "-C @ cat --raw post/a.md post/b.md post/c.png"
    case page = "-C @ cat post/a.md"
    case list = "-C @ ls -lRa --json"
    case checksums = "-C @ ls -Ra --checksum"
    case search = "-C @ grep e"
    case unpack = "unpack @ -d %"
    case salvage = "unpack --salvage @ -d %"
    case restore = "restore @ --to %"
    case reindex = "reindex @ -o %.tar.zst"
    case verify = "verify @"
    case diff = "diff archive @"
    case snapshots = "snapshots @"
    case versions = "snapshots @ post/a.md"
    case atFirst = "-C @@1 ls -Ra --checksum"
    case restoreFirst = "restore @@1 --to %"
  }

  /// A command, and a form of archive that it can be used on.
  struct Case: CustomTestStringConvertible {
    let form: Form
    let command: Command

    static let all = Form.allCases.flatMap { form in
      Command.allCases.filter { $0.suits(form) }.map { Case(form: form, command: $0) }
    }

    var testDescription: String { "\(form): \(command)" }
  }

  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: Case.all)
  func `a changed byte leads to right output or to an error`(tried: Case) throws {
    let judge = try Judge(tried, in: folder)
    var generator = FixedGenerator(state: 7)
    try judge.expectRight(judge.whole, "nothing changed")
    let places = Campaign.share(of: Array(judge.whole.indices), atMost: 80)
    for place in places {
      var damaged = judge.whole
      damaged[place] ^= UInt8(1 + generator.below(255))
      try judge.expectRightOrRefused(damaged, "byte \(place): \(damaged[place])")
    }
    Campaign.count(.flips, places.count)
  }

  @Test(arguments: Case.all)
  func `a cut leads to right output or to an error`(tried: Case) throws {
    let judge = try Judge(tried, in: folder)
    let lengths = Campaign.share(of: Array(judge.whole.indices), atMost: 40)
    for length in lengths {
      try judge.expectRightOrRefused(Array(judge.whole[..<length]), "cut to \(length) bytes")
    }
    Campaign.count(.truncations, lengths.count)
  }

  @Test(arguments: Case.all)
  func `added, removed, replaced and copied bytes lead to right output or to an error`(
    tried: Case
  ) throws {
    let judge = try Judge(tried, in: folder)
    var generator = FixedGenerator(state: 8)
    let rounds = Campaign.rounds(400, share: 20)
    for number in 0..<rounds {
      var damaged = judge.whole
      let place = generator.below(damaged.count)
      let count = 1 + generator.below(64)
      let range = place..<min(place + count, damaged.count)
      switch number % 4 {
      case 0: damaged.insert(contentsOf: generator.bytes(count), at: place)
      case 1: damaged.removeSubrange(range)
      case 2: damaged.replaceSubrange(range, with: generator.bytes(count))
      default:
        let from = generator.below(damaged.count - count)
        damaged.replaceSubrange(range, with: judge.whole[from..<(from + count)])
      }
      try judge.expectRightOrRefused(damaged, "case \(number): \(count) bytes at \(place)")
    }
    Campaign.count(.damages, rounds)
  }
}

/// Knows the right output of one command on one archive, and judges outcomes by it.
private struct Judge {
  typealias Command = EveryByteTests.Command

  private static let cat = ["post/a.md", "post/b.md", "post/c.png"]

  let command: Command
  let folder: TemporaryFolder
  private(set) var whole: [UInt8] = []
  private var right = Outcome.done()
  /// The outcomes of the command while an earlier snapshot was the newest.
  private var earlier: [Outcome] = []
  /// The content of each file, by path.
  private var contents: [String: [UInt8]] = [:]
  /// Every content that a file had in any snapshot, by path.
  private var versions: [String: Set<[UInt8]>] = [:]
  /// The arguments that list the whole archive with digests.
  private static let list = ["-C", "x.tar.zst", "ls", "-Ra", "--checksum"]
  /// The outcome of `list` on the whole archive.
  private var listing = Outcome.done()

  init(_ tried: EveryByteTests.Case, in folder: TemporaryFolder) throws {
    command = tried.command
    self.folder = folder
    try folder.write(
      "archive/post/a.md", "---\ntitle: A\ndate: 2024-01-02\ntags: [x]\n---\nSome text.\n",
      modified: 1_000_000_000)
    try folder.write("archive/post/b.md", "# B\n\nOther.\n", modified: 1_000_000_001)
    try folder.write("archive/post/c.png", [0, 1, 2, 3, 4, 5, 6, 7], modified: 1_000_000_002)
    try folder.makeHardLink("archive/post/hard.md", to: "archive/post/b.md")
    if tried.form == .history {
      try folder.write("archive/post/old.md", "# Removed\n", modified: 1_000_000_003)
      try addSnapshot()
      try folder.write("archive/post/a.md", "# Another A\n", modified: 1_000_000_004)
      _ = try folder.run("rm", "archive/post/old.md")
      try addSnapshot()
      try folder.write("archive/post/c.png", [8, 9], modified: 1_000_000_005)
    }
    try folder.setTimes(ofFoldersIn: "archive")
    let made =
      switch tried.form {
      case .packed: try folder.blogsh("pack", "-o", "x.tar.zst", "--level", "19")
      case .history: try folder.blogsh("backup", "--to", "x.tar.zst")
      }
    try #require(made.end == .status(0), "\(made.testDescription)")
    whole = try folder.contents("x.tar.zst")
    right = try Self.run(command, in: folder)
    listing = try folder.blogsh(Self.list)
    contents = try Self.contents(in: folder)
    keep(contents)
  }

  /// Adds a snapshot, and remembers the right output and the contents at that time.
  private mutating func addSnapshot() throws {
    try folder.setTimes(ofFoldersIn: "archive")
    let outcome = try folder.blogsh("backup", "--to", "x.tar.zst")
    try #require(outcome.end == .status(0), "\(outcome.testDescription)")
    earlier.append(try Self.run(command, in: folder))
    keep(try Self.contents(in: folder))
  }

  private mutating func keep(_ contents: [String: [UInt8]]) {
    for (path, content) in contents { versions[path, default: []].insert(content) }
  }

  private static func contents(in folder: TemporaryFolder) throws -> [String: [UInt8]] {
    let paths = try folder.names("archive/post").map { "post/" + $0 }
    return try Dictionary(
      uniqueKeysWithValues: paths.map { ($0, try folder.contents("archive/" + $0)) })
  }

  private static func run(_ command: Command, in folder: TemporaryFolder) throws -> Outcome {
    for made in ["out", "out.tar.zst"] {
      try? FileManager.default.removeItem(atPath: folder.path(made))
    }
    let words = command.rawValue.split(separator: " ").map { word in
      switch word {
      case "@": folder.path("x.tar.zst")
      case "@@1": folder.path("x.tar.zst@1")
      case "%": folder.path("out")
      case "%.tar.zst": folder.path("out.tar.zst")
      case "archive": folder.path("archive")
      default: String(word)
      }
    }
    // Started directly, without a shell or env, because there are thousands of runs.
    return try Program.start(Surroundings.blogsh, words.map(\.bytes)).wait(atMost: 20)
  }

  func expectRight(_ bytes: [UInt8], _ comment: Comment) throws {
    try folder.write("x.tar.zst", bytes)
    let outcome = try Self.run(command, in: folder)
    #expect(outcome == right && outcome.end == .status(0), comment)
    let mayWarn = command == .reindex && outcome.errors.contains("only the newest one is written")
    #expect((outcome.errors == "") != mayWarn && (!mayWarn || outcome.hasOneLineOfErrors), comment)
    #expect(command == .diff || command.writes || !outcome.output.isEmpty)
    #expect(try isWhole)
  }

  func expectRightOrRefused(_ bytes: [UInt8], _ comment: Comment) throws {
    try folder.write("x.tar.zst", bytes)
    let outcome = try Self.run(command, in: folder)
    switch outcome.end {
    case .status(0):
      #expect(outcome.output == right.output, "\(comment) \(outcome.testDescription)")
      #expect(try isWhole, "\(comment) \(outcome.testDescription)")
    case .status(1), .status(2):
      #expect(
        outcome.errors.hasPrefix("blogsh: ") && outcome.errors.hasSuffix("\n"),
        "\(comment) \(outcome.testDescription)")
      #expect(isPart(outcome), "\(comment) \(outcome.testDescription)")
    default: Issue.record("\(comment) \(outcome.testDescription)")
    }
    if command.writes { try expectNothingWrong(outcome, comment) }
  }

  /// Whether the output of a run that failed is part of the right output.
  ///
  /// It may be that of an earlier snapshot: with a damaged end, the newest one cannot be known.
  private func isPart(_ outcome: Outcome) -> Bool {
    switch command {
    case .cat:
      // Each file is printed whole or not at all.
      return Self.cat.reduce([[]]) { outputs, path in
        outputs + outputs.flatMap { output in versions[path, default: []].map { output + $0 } }
      }.contains(outcome.output)
    case .page:
      return outcome.output.isEmpty || ([right] + earlier).contains { $0.output == outcome.output }
    case .list, .checksums, .search, .snapshots, .versions, .atFirst:
      return Set(outcome.lines).isSubset(of: ([right] + earlier).flatMap(\.lines))
    case .unpack, .salvage, .reindex: return outcome.output.isEmpty
    // These print what they did.
    case .restore, .restoreFirst: return true
    case .verify: return !outcome.text.contains("whole: ") || outcome.text.contains("damaged")
    case .diff: return true
    }
  }

  /// Whether the command wrote exactly what it has to write.
  private var isWhole: Bool {
    get throws {
      switch command {
      case .unpack, .salvage, .restore:
        try Set(folder.names("out/post").map { "post/" + $0 }) == Set(contents.keys)
          && contents.allSatisfy { try folder.contents("out/" + $0.key) == $0.value }
      case .reindex:
        try folder.blogsh(Self.list.map { $0 == "x.tar.zst" ? "out.tar.zst" : $0 }) == listing
      default: true
      }
    }
  }

  /// Expects each written file to have a content that the archive held, and none to be
  /// half-written.
  private func expectNothingWrong(_ outcome: Outcome, _ comment: Comment) throws {
    var isRight = Set((try? folder.names("out")) ?? []).isSubset(of: ["post"])
    for name in (try? folder.names("out/post")) ?? [] {
      let content = try folder.contents("out/post/" + name)
      isRight = isRight && versions["post/" + name]?.contains(content) == true
    }
    if folder.exists("out.tar.zst") {
      isRight = try isRight && folder.blogsh("verify", "out.tar.zst").status == 0
    }
    #expect(isRight, "\(comment) \(outcome.testDescription)")
    #expect(
      try Set(folder.names()).isSubset(of: ["archive", "out", "out.tar.zst", "x.tar.zst"]), comment)
  }
}

extension EveryByteTests.Command {
  /// Whether the command writes files.
  fileprivate var writes: Bool {
    switch self {
    case .unpack, .salvage, .restore, .restoreFirst, .reindex: true
    default: false
    }
  }

  /// Whether the command can be used on an archive of this form.
  fileprivate func suits(_ form: EveryByteTests.Form) -> Bool {
    switch self {
    case .snapshots, .versions, .atFirst, .restoreFirst: form == .history
    default: true
    }
  }
}
