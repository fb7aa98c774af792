import Foundation
import ProgramSupport
import TestSupport
import Testing

/// A small archive with every byte changed, one at a time, and cut at every offset: all output is right,
/// or the exit status says that it may not be, with a message.
struct EveryByteTests {
  /// A command, with `@` for the archive, and `%` for what is not there yet.
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
  }

  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: Command.allCases)
  func `every byte changed`(command: Command) throws {
    let judge = try Judge(command, in: folder)
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

  @Test(arguments: Command.allCases)
  func `cut at every offset`(command: Command) throws {
    let judge = try Judge(command, in: folder)
    let lengths = Campaign.share(of: Array(judge.whole.indices), atMost: 40)
    for length in lengths {
      try judge.expectRightOrRefused(Array(judge.whole[..<length]), "cut to \(length) bytes")
    }
    Campaign.count(.truncations, lengths.count)
  }

  @Test(arguments: Command.allCases)
  func `bytes added, left out, or moved`(command: Command) throws {
    let judge = try Judge(command, in: folder)
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

/// What is right for one command on one archive.
private struct Judge {
  typealias Command = EveryByteTests.Command

  private static let files = ["post/a.md", "post/b.md", "post/c.png", "post/hard.md"]

  let command: Command
  let folder: TemporaryFolder
  let whole: [UInt8]
  private let right: Outcome
  /// The content of each file, by path.
  private let contents: [String: [UInt8]]

  init(_ command: Command, in folder: TemporaryFolder) throws {
    self.command = command
    self.folder = folder
    try folder.write(
      "archive/post/a.md", "---\ntitle: A\ndate: 2024-01-02\ntags: [x]\n---\nSome text.\n",
      modified: 1_000_000_000)
    try folder.write("archive/post/b.md", "# B\n\nOther.\n", modified: 1_000_000_001)
    try folder.write("archive/post/c.png", [0, 1, 2, 3, 4, 5, 6, 7], modified: 1_000_000_002)
    try folder.makeHardLink("archive/post/hard.md", to: "archive/post/b.md")
    try folder.setTimes(ofFoldersIn: "archive")
    try #require(try folder.blogsh("pack", "-o", "x.tar.zst", "--level", "19") == .done())
    whole = try folder.contents("x.tar.zst")
    right = try Self.run(command, in: folder)
    contents = try Dictionary(
      uniqueKeysWithValues: Self.files.map { ($0, try folder.contents("archive/" + $0)) })
  }

  private static func run(_ command: Command, in folder: TemporaryFolder) throws -> Outcome {
    for made in ["out", "out.tar.zst"] {
      try? FileManager.default.removeItem(atPath: folder.path(made))
    }
    let words = command.rawValue.split(separator: " ").map { word in
      switch word {
      case "@": folder.path("x.tar.zst")
      case "%": folder.path("out")
      case "%.tar.zst": folder.path("out.tar.zst")
      case "archive": folder.path("archive")
      default: String(word)
      }
    }
    // No shell and no env in between: these are thousands of runs.
    return try Program.start(Surroundings.blogsh, words.map(\.bytes)).wait(atMost: 20)
  }

  func expectRight(_ bytes: [UInt8], _ comment: Comment) throws {
    try folder.write("x.tar.zst", bytes)
    let outcome = try Self.run(command, in: folder)
    #expect(outcome == right && outcome.end == .status(0) && outcome.errors == "", comment)
    #expect(command == .diff || command.writes || !outcome.output.isEmpty)
    #expect(!command.unpacks || isWhole)
  }

  func expectRightOrRefused(_ bytes: [UInt8], _ comment: Comment) throws {
    try folder.write("x.tar.zst", bytes)
    let outcome = try Self.run(command, in: folder)
    switch outcome.end {
    case .status(0):
      #expect(outcome.output == right.output, "\(comment) \(outcome.testDescription)")
      if command.unpacks { #expect(isWhole, "\(comment) \(outcome.testDescription)") }
    case .status(1), .status(2):
      #expect(
        outcome.errors.hasPrefix("blogsh: ") && outcome.errors.hasSuffix("\n"),
        "\(comment) \(outcome.testDescription)")
      #expect(isPart(outcome), "\(comment) \(outcome.testDescription)")
    default: Issue.record("\(comment) \(outcome.testDescription)")
    }
    if command.writes { try expectNothingWrong(outcome, comment) }
  }

  /// Whether what was printed before the trouble was told is right as far as it goes.
  private func isPart(_ outcome: Outcome) -> Bool {
    switch command {
    case .cat:
      // Each file as a whole, or not at all.
      return (0..<8).contains { chosen in
        let parts = Self.files.prefix(3).enumerated()
          .filter { chosen >> $0.offset & 1 == 1 }.map { contents[$0.element] ?? [] }
        return outcome.output == Array(parts.joined())
      }
    case .page: return outcome.output.isEmpty || outcome.output == right.output
    case .list, .checksums, .search: return Set(outcome.lines).isSubset(of: right.lines)
    case .unpack, .salvage, .reindex: return outcome.output.isEmpty
    // It tells what it did.
    case .restore: return true
    case .verify: return !outcome.text.contains("whole: ") || outcome.text.contains("damaged")
    case .diff: return true
    }
  }

  /// Whether all files were unpacked.
  private var isWhole: Bool {
    contents.allSatisfy { (try? folder.contents("out/" + $0.key)) == $0.value }
  }

  /// Expects what was written to be part of what the archive held, and nothing to be half-written.
  private func expectNothingWrong(_ outcome: Outcome, _ comment: Comment) throws {
    var isRight = Set((try? folder.names("out")) ?? []).isSubset(of: ["post"])
    for name in (try? folder.names("out/post")) ?? [] {
      let content = try folder.contents("out/post/" + name)
      isRight = isRight && contents["post/" + name] == content
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
  fileprivate var unpacks: Bool { self == .unpack || self == .salvage || self == .restore }
  fileprivate var writes: Bool { unpacks || self == .reindex }
}
