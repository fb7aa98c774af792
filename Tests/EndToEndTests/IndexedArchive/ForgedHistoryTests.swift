import Foundation
import ProgramSupport
import TestSupport
import Testing

/// False histories with correct digests: no command uses more than it can check, and the
/// snapshots that are intact can still be read.
struct ForgedHistoryTests {
  let folder: TemporaryFolder
  static let victim = "post/n05.md"
  static let listing = ["ls", "-lRa", "--json"]
  static let reading = ["cat", "--raw", victim]

  init() throws { folder = try TemporaryFolder() }

  /// All forgeries, and the output of the commands for the genuine history.
  private struct Truth {
    let folder: TemporaryFolder
    /// The lists and the victim, of the archive and of each snapshot from the first.
    var lists: [[UInt8]] = []
    var contents: [[UInt8]] = []
    /// The same for the files that a tar without knowledge of history unpacks.
    let unpacked: [[UInt8]]

    init() throws {
      let folder = try TemporaryFolder()
      self.folder = folder
      try folder.makeFolder("all")
      try folder.forgeHistory("all", "all")
      try folder.write("f.tar.zst", folder.contents("all/whole"))
      try folder.makeFolder("c")
      try #require(try folder.run("tar", "-I", "zstd", "-xpf", "f.tar.zst", "-C", "c") == .done())
      unpacked = try [listing, reading].map { try folder.blogsh(["-C", "c"] + $0).output }
      for name in ["f.tar.zst", "f.tar.zst@1", "f.tar.zst@2", "f.tar.zst@3", "f.tar.zst@4"] {
        for command in [listing, reading] {
          let outcome = try folder.blogsh(["-C", name] + command)
          try #require(outcome.end == .status(0) && outcome.errors == "")
          if command == listing {
            lists.append(outcome.output)
          } else {
            contents.append(outcome.output)
          }
        }
      }
      lists.append(lists.removeFirst())
      contents.append(contents.removeFirst())
    }
  }

  private static let truth = Result { try Truth() }
  private var truth: Truth { get throws { try Self.truth.get() } }

  /// Returns the names of the forgeries of a kind, as the forger knows them.
  static func names(_ kind: String) -> [String] {
    let forger = Surroundings.judges + "/forge_history.py"
    return (try? Program.run("python3", forger, "names", kind))?.lines ?? []
  }

  @Test func `there are forgeries of every kind`() {
    for (kind, count) in [
      ("unusable", 60), ("chain", 30), ("older", 25), ("list", 20), ("lies", 10), ("disagrees", 3),
      ("old", 10), ("tar", 5), ("right", 10), ("hides", 2),
    ] {
      #expect(Self.names(kind).count >= count, "\(kind)")
    }
  }

  @Test(arguments: names("right"))
  func `a history that is unusual but valid is read correctly`(forgery: String) throws {
    try forge(forgery)
    _ = try folder.judgeHistory("check", "f.tar.zst")
    let last = forgery == "number-2^32-1" ? 4_294_967_295 : 5
    try expectSnapshots([1, 2, 3, 4, last], of: "f.tar.zst", are: [1, 2, 3, 4, 5])
    #expect(try folder.blogsh("snapshots", "f.tar.zst").end == .status(0))
    #expect(try folder.blogsh("verify", "f.tar.zst").end == .status(0))
    let backup = try addSnapshot()
    if forgery == "number-2^32-1" {
      #expect(backup.end == .status(2) && backup.hasOneLineOfErrors, "\(backup.testDescription)")
      #expect(backup.errors.contains("No snapshot can have the number 4294967296"))
    } else {
      #expect(backup.end == .status(0), "\(backup.testDescription)")
      #expect(try folder.blogsh("verify", "f.tar.zst").end == .status(0))
    }
    #expect(try folder.blogsh("prune", "--keep-last", "2", "f.tar.zst").end == .status(0))
    _ = try folder.judgeHistory("check", "f.tar.zst")
  }

  @Test(arguments: names("unusable"))
  func `a history without a usable last index is read as a tar, and reported as damaged`(
    forgery: String
  ) throws {
    try forge(forgery)
    for (command, right) in try zip([Self.listing, Self.reading], truth.unpacked) {
      let outcome = try folder.blogsh(["-C", "f.tar.zst"] + command)
      #expect(outcome.end == .status(1), "\(command) \(outcome.testDescription)")
      #expect(outcome.output == right, "\(command) \(outcome.testDescription)")
      expectMixed(outcome)
    }
    try expectRefused(["snapshots", "f.tar.zst"])
    for number in [1, 5] { try expectRefused(["-C", "f.tar.zst@\(number)"] + Self.listing) }
    try expectDamaged()
    try expectUnwritten()
    try expectSalvaged([1, 2, 3, 4], are: [1, 2, 3, 4], status: 1)
  }

  @Test(arguments: names("chain"))
  func `the newest snapshot is read without its list of earlier ones, and nothing is added`(
    forgery: String
  ) throws {
    try forge(forgery)
    try expectReads("f.tar.zst", 5)
    try expectRefused(["snapshots", "f.tar.zst"])
    for number in [1, 3, 5] {
      try expectRefused(["-C", "f.tar.zst@\(number)"] + Self.listing)
      try expectRefused(["-C", "f.tar.zst@\(number)"] + Self.reading)
    }
    try expectDamaged()
    try expectUnwritten()
    // Each index shows what its snapshot holds; only a false number of its own is reported.
    let status: Int32 = forgery.hasPrefix("number") ? 1 : 0
    try expectSalvaged([1, 2, 3, 4, 5], are: [1, 2, 3, 4, 5], status: status)
    _ = try folder.judgeHistory("check", "s.tar.zst")
  }

  @Test(arguments: names("older"))
  func `a snapshot that is not as the newest index says is refused, and the others are read`(
    forgery: String
  ) throws {
    try forge(forgery)
    try expectReads("f.tar.zst", 5)
    for number in [1, 2, 4, 5] { try expectReads("f.tar.zst@\(number)", number) }
    for command in [Self.listing, Self.reading] {
      try expectRefused(["-C", "f.tar.zst@3"] + command)
    }
    try expectDamaged()
    try expectUnwritten()
    let renumbered = forgery == "number-above-that-of-the-next"
    if renumbered || forgery.contains("of-one-number") || forgery == "number-that-descends" {
      try expectSalvaged(
        renumbered ? [1, 2, 9, 10, 11] : [1, 2, 3, 4, 5], are: [1, 2, 3, 4, 5], status: 1)
    } else if forgery.contains("-with-") || forgery == "older-left-out" {
      try expectSalvaged([1, 2, 3, 4, 5], are: [1, 2, 3, 4, 5], status: 0)
    } else {
      try expectSalvaged([1, 2, 4, 5], are: [1, 2, 4, 5], status: 1)
    }
    _ = try folder.judgeHistory("check", "s.tar.zst")
  }

  @Test(arguments: names("list"))
  func `verify reports what nothing else reads, and prune makes it anew`(
    forgery: String
  ) throws {
    try forge(forgery)
    for number in 1...5 { try expectReads("f.tar.zst@\(number)", number) }
    try expectDamaged()
    try expectJudgedWrong()
    #expect(try folder.blogsh("prune", "--keep-last", "4", "f.tar.zst").end == .status(0))
    #expect(try folder.blogsh("verify", "f.tar.zst").end == .status(0))
    _ = try folder.judgeHistory("check", "f.tar.zst")
  }

  @Test(arguments: names("hides"))
  func `verify names what the terms of any segment hide`(forgery: String) throws {
    try forge(forgery)
    for number in 1...5 { try expectReads("f.tar.zst@\(number)", number) }
    let outcome = try folder.blogsh("verify", "f.tar.zst")
    #expect(
      outcome.end == .status(1) && outcome.hasOneLineOfErrors
        && outcome.errors.contains("its terms hide that frame "), "\(outcome.testDescription)")
    try expectJudgedWrong()
  }

  /// A frame may hold members that no snapshot needs any more, so those are no fault by themselves.
  @Test(arguments: names("tar"))
  func `snapshots are right where other programs unpack something else`(forgery: String) throws {
    try forge(forgery)
    try expectJudgedWrong()
    for number in 1...5 { try expectReads("f.tar.zst@\(number)", number) }
    if forgery.hasPrefix("end-") { try expectDamaged() }
  }

  @Test(arguments: names("lies"))
  func `invalid rows give the right output or an error`(forgery: String) throws {
    try forge(forgery)
    for (command, right) in try zip([Self.listing, Self.reading], truth.unpacked) {
      let outcome = try folder.blogsh(["-C", "f.tar.zst"] + command)
      if forgery == "block-of-2-MiB-of-paths", command == Self.reading {
        // A look-up reads only the block that can hold the path.
        expect(outcome, .done(try truth.contents[4]))
        continue
      }
      switch outcome.end {
      case .status(0): #expect(outcome.output == right, "\(command) \(outcome.testDescription)")
      case .status(1) where outcome.output.isEmpty: break
      case .status(1):
        #expect(outcome.output == right, "\(command) \(outcome.testDescription)")
        expectMixed(outcome)
      default: Issue.record("\(command) \(outcome.testDescription)")
      }
      #expect(outcome.errors.hasPrefix("blogsh: "), "\(command) \(outcome.testDescription)")
      // The archive can be read without its index; the snapshot cannot.
      try expectRefused(["-C", "f.tar.zst@5"] + command)
    }
    for number in 1...4 { try expectReads("f.tar.zst@\(number)", number) }
    try expectDamaged()
    try expectUnwritten()
    try expectSalvaged([1, 2, 3, 4], are: [1, 2, 3, 4], status: 1)
  }

  @Test(arguments: names("disagrees") + names("old"))
  func `verify reports false claims that other commands may not notice`(forgery: String) throws {
    try forge(forgery)
    let isOld = Self.names("old").contains(forgery)
    if !isOld {
      let outcome = try folder.blogsh(["-C", "f.tar.zst"] + Self.reading)
      #expect(
        outcome.end == .status(1) && outcome.output.isEmpty && outcome.hasOneLineOfErrors,
        "\(outcome.testDescription)")
      #expect(outcome.errors.contains(Self.victim))
    }
    for number in 1...(forgery.hasPrefix("merged") ? 3 : 4) {
      try expectReads("f.tar.zst@\(number)", number)
    }
    try expectDamaged()
    for command in [
      ["-C", "f.tar.zst", "pack", "-o", "s.tar.zst", "--salvage"],
      ["prune", "f.tar.zst", "--keep-last", "2"],
    ] {
      let outcome = try folder.blogsh(command)
      #expect(outcome.end == .status(0) || outcome.end == .status(1), "\(outcome.testDescription)")
      #expect(outcome.end == .status(0) || outcome.errors.hasPrefix("blogsh: "))
    }
    let saved = forgery.hasPrefix("merged") ? [1, 2, 3] : [1, 2, 3, 4]
    for number in saved { try expectReads("s.tar.zst@\(number)", number) }
  }

  @Test(
    arguments: (names("unusable") + names("chain")).filter {
      $0.hasPrefix("2^63-segments") || $0.contains("unread") || $0.contains("message-of-2^")
        || $0.contains("count-of-posts") || $0.contains("expand") || $0.hasPrefix("65,537")
        || $0 == "record-of-17-MiB"
    })
  func `no number in the file determines how much memory is used`(forgery: String) throws {
    try forge(forgery)
    _ = try folder.run("cp", "-a", try truth.folder.path("c"), "c")
    for command in [
      ["snapshots", "f.tar.zst"], ["-C", "f.tar.zst@-1", "ls"], ["verify", "f.tar.zst"],
      ["-C", "c", "backup", "--to", "f.tar.zst"], ["prune", "--keep-last", "1", "f.tar.zst"],
      ["-C", "f.tar.zst", "pack", "-o", "s.tar.zst", "--salvage"],
    ] {
      let (status, mebibytes) = try folder.peak(command)
      // A salvage needs no list of earlier snapshots.
      #expect(status == 1 || status == 0 && command.last == "--salvage", "\(command)")
      #expect(Sanitizing.isOn || mebibytes < 64, "\(command) takes \(mebibytes) MiB")
    }
  }

  // MARK: Judging

  /// Writes a forgery as `f.tar.zst`.
  private func forge(_ forgery: String) throws {
    try folder.write("f.tar.zst", truth.folder.contents("all/" + forgery))
  }

  private func expectReads(_ archive: String, _ number: Int) throws {
    let truth = try truth
    expect(
      try folder.blogsh(["-C", archive] + Self.listing), .done(truth.lists[number - 1]),
      "\(archive)")
    expect(
      try folder.blogsh(["-C", archive] + Self.reading), .done(truth.contents[number - 1]),
      "\(archive)")
  }

  /// Expects an archive to have snapshots with the given numbers, equal to those of the genuine
  /// history. Those that were recovered from what is left of them are passed over.
  private func expectSnapshots(
    _ numbers: [Int], of archive: String, are places: [Int]
  ) throws {
    struct Object: Decodable {
      let snapshot: Int
      let message: String?
    }
    let listed = try folder.blogsh("snapshots", "--json", archive).lines.map {
      try JSONDecoder().decode(Object.self, from: Data($0.utf8))
    }
    let whole = listed.filter { $0.message?.contains("recovered") != true }
    #expect(whole.map(\.snapshot) == numbers)
    for (number, place) in zip(numbers, places) { try expectReads("\(archive)@\(number)", place) }
  }

  private func expectRefused(_ command: [String]) throws {
    let outcome = try folder.blogsh(command)
    #expect(outcome.end == .status(1) && outcome.output.isEmpty, "\(outcome.testDescription)")
    #expect(
      outcome.hasOneLineOfErrors && outcome.errors.hasPrefix("blogsh: "),
      "\(command) \(outcome.testDescription)")
  }

  private func expectJudgedWrong() throws {
    let judged = try folder.run(
      "python3", Surroundings.judges + "/snapshots.py", "check", "f.tar.zst")
    #expect(judged.end == .status(1), "\(judged.testDescription)")
  }

  private func expectDamaged() throws {
    let outcome = try folder.blogsh("verify", "f.tar.zst")
    #expect(outcome.end == .status(1), "\(outcome.testDescription)")
    #expect(outcome.errors.hasPrefix("blogsh: "), "\(outcome.testDescription)")
    let object = try folder.blogsh("verify", "--json", "f.tar.zst")
    #expect(!object.text.contains(#""whole":true"#), "\(object.testDescription)")
  }

  private func addSnapshot() throws -> Outcome {
    _ = try folder.run("cp", "-a", try truth.folder.path("c"), "c")
    try folder.write("c/new.md", "# New\n")
    return try folder.blogsh("-C", "c", "backup", "--to", "f.tar.zst")
  }

  /// Expects backup and prune to leave the archive alone and to say what helps.
  private func expectUnwritten() throws {
    let before = try folder.contents("f.tar.zst")
    for outcome in [
      try addSnapshot(), try folder.blogsh("prune", "--keep-last", "2", "f.tar.zst"),
    ] {
      #expect(
        outcome.end == .status(1) && outcome.hasOneLineOfErrors && outcome.output.isEmpty,
        "\(outcome.testDescription)")
      #expect(outcome.errors.contains("pack -o saved.tar.zst --salvage"))
    }
    #expect(try folder.contents("f.tar.zst") == before)
  }

  /// Expects a salvage to keep the given snapshots, and to report what is lost.
  private func expectSalvaged(_ numbers: [Int], are places: [Int], status: Int32) throws {
    let outcome = try folder.blogsh("-C", "f.tar.zst", "pack", "-o", "s.tar.zst", "--salvage")
    #expect(outcome.end == .status(status), "\(outcome.testDescription)")
    #expect(outcome.errors.isEmpty == (status == 0), "\(outcome.testDescription)")
    #expect(try folder.blogsh("verify", "s.tar.zst").end == .status(0))
    try expectSnapshots(numbers, of: "s.tar.zst", are: places)
  }
}
