import Foundation
import ProgramSupport
import TestSupport
import Testing

/// A small archive with every byte changed, one at a time, and cut at every offset: all output is right,
/// or the exit status is 1 or 2 with a message.
struct EveryByteTests {
  let folder: TemporaryFolder
  let whole: [UInt8]

  /// A command, run with the archive's name in place of `@`, and `%` for a folder that is not there.
  enum Command: String, CaseIterable {
    case cat = "-C @ cat --raw post/a.md post/b.md post/c.png"
    case page = "-C @ cat post/a.md"
    case list = "-C @ ls -lRa --json"
    case checksums = "-C @ ls -Ra --checksum"
    case unpack = "unpack @ -d %"
    case salvage = "unpack --salvage @ -d %"
    case verify = "verify @"
    case diff = "diff archive @"
  }

  static let files = ["post/a.md", "post/b.md", "post/c.png", "post/hard.md"]

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(
      "archive/post/a.md", "---\ntitle: A\ndate: 2024-01-02\ntags: [x]\n---\nSome text.\n",
      modified: 1_000_000_000)
    try folder.write("archive/post/b.md", "# B\n\nOther.\n", modified: 1_000_000_001)
    try folder.write("archive/post/c.png", [0, 1, 2, 3, 4, 5, 6, 7], modified: 1_000_000_002)
    try folder.makeHardLink("archive/post/hard.md", to: "archive/post/b.md")
    try folder.setTimes(ofFoldersIn: "archive")
    try #require(
      try folder.blogsh("pack", "-o", "a.tar.zst", "--level", "19") == .done())
    whole = try folder.contents("a.tar.zst")
  }

  @Test(arguments: Command.allCases)
  func `every byte changed`(command: Command) throws {
    let judge = try Judged(command, in: folder)
    var generator = FixedGenerator(state: 7)
    try judge.expectRight(whole, "nothing changed")
    for index in whole.indices {
      var damaged = whole
      damaged[index] ^= UInt8(1 + generator.below(255))
      try judge.expectRightOrRefused(damaged, "byte \(index) of \(whole.count): \(damaged[index])")
    }
  }

  @Test(arguments: Command.allCases)
  func `cut at every offset`(command: Command) throws {
    let judge = try Judged(command, in: folder)
    for length in whole.indices {
      try judge.expectRightOrRefused(Array(whole[..<length]), "\(length) of \(whole.count)")
    }
  }

  @Test(arguments: Command.allCases)
  func `bytes added, left out, or moved`(command: Command) throws {
    let judge = try Judged(command, in: folder)
    var generator = FixedGenerator(state: 8)
    for number in 0..<120 {
      var damaged = whole
      let place = generator.below(whole.count)
      let count = 1 + generator.below(64)
      switch number % 4 {
      case 0: damaged.insert(contentsOf: generator.bytes(count), at: place)
      case 1: damaged.removeSubrange(place..<min(place + count, damaged.count))
      case 2:
        damaged.replaceSubrange(
          place..<min(place + count, damaged.count), with: generator.bytes(count))
      default:
        let from = generator.below(whole.count - count)
        damaged.replaceSubrange(
          place..<min(place + count, damaged.count), with: whole[from..<(from + count)])
      }
      try judge.expectRightOrRefused(damaged, "case \(number): \(count) bytes at \(place)")
    }
  }
}

/// One command, and what is right for it.
private struct Judged {
  let command: EveryByteTests.Command
  let folder: TemporaryFolder
  private let right: Outcome
  private let contents: [String: [UInt8]]

  init(_ command: EveryByteTests.Command, in folder: TemporaryFolder) throws {
    self.command = command
    self.folder = folder
    try folder.write("x.tar.zst", try folder.contents("a.tar.zst"))
    right = try Self.run(command, in: folder)
    contents = try Dictionary(
      uniqueKeysWithValues: EveryByteTests.files.map { ($0, try folder.contents("archive/" + $0)) })
  }

  private static func run(_ command: EveryByteTests.Command, in folder: TemporaryFolder) throws
    -> Outcome
  {
    try? FileManager.default.removeItem(atPath: folder.path("out"))
    let words = command.rawValue.split(separator: " ").map { word in
      switch word {
      case "@": folder.path("x.tar.zst")
      case "%": folder.path("out")
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
    #expect(command == .diff || command.unpacks || !outcome.output.isEmpty)
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
    if command.unpacks { #expect(holdsNothingWrong, "\(comment) \(outcome.testDescription)") }
  }

  /// Whether what was printed before the trouble was told is right as far as it goes.
  private func isPart(_ outcome: Outcome) -> Bool {
    switch command {
    case .cat:
      // Each file as a whole, or not at all.
      return (0..<8).contains { chosen in
        let parts = EveryByteTests.files.prefix(3).enumerated()
          .filter { chosen >> $0.offset & 1 == 1 }.map { contents[$0.element] ?? [] }
        return outcome.output == Array(parts.joined())
      }
    case .page: return outcome.output.isEmpty || outcome.output == right.output
    case .list, .checksums: return Set(outcome.lines).isSubset(of: right.lines)
    case .unpack, .salvage: return outcome.output.isEmpty
    case .verify: return !outcome.text.contains("whole: ") || outcome.text.contains("damaged")
    case .diff: return true
    }
  }

  /// Whether all files were unpacked.
  private var isWhole: Bool {
    contents.allSatisfy { (try? folder.contents("out/" + $0.key)) == $0.value }
  }

  /// Whether what was unpacked is part of what was packed, and nothing is half-written.
  private var holdsNothingWrong: Bool {
    for name in (try? folder.names("out/post")) ?? [] {
      guard let content = contents["post/" + name],
        (try? folder.contents("out/post/" + name)) == content
      else { return false }
    }
    return Set((try? folder.names("out")) ?? []).isSubset(of: ["post"])
  }
}

extension EveryByteTests.Command {
  fileprivate var unpacks: Bool { self == .unpack || self == .salvage }
}
