import Foundation
import TestSupport
import Testing

/// Archives with history, read by a judge that knows them from their specification alone: each snapshot
/// is the collection as it was, and so say the commands.
struct JudgedHistoryTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// What one snapshot should be: the collection as find and sha256sum saw it.
  private typealias Copies = [Int: String]

  /// Makes a history of edits, and gives what the collection was like at each snapshot.
  private func makeHistory(seed: UInt64, snapshots: Int) throws -> Copies {
    var editor = Editor(folder: folder, generator: FixedGenerator(state: seed))
    try editor.begin()
    var copies: Copies = [:]
    for number in 1...snapshots {
      for _ in 0..<(number == 1 ? 0 : 1 + editor.generator.below(6)) { _ = try editor.edit() }
      let made = try folder.blogsh("-C", "archive", "backup", "--to", "a.tar.zst", "--always")
      try #require(made.end == .status(0) && made.errors == "", "\(made.testDescription)")
      copies[number] = try wholeSeconds(folder.listing("archive"))
    }
    return copies
  }

  /// A listing with the times that a tar keeps.
  private func wholeSeconds(_ listing: String) -> String {
    listing.replacing(#/(?m)^(. [0-7]+ -?\d+)\.\d{10} /#) { "\($0.1).0000000000 " }
  }

  /// Holds what the judge reads against the copies, and what the commands say against the judge.
  private func expectRight(_ copies: Copies) throws {
    expect(
      try folder.blogsh("snapshots", "--json", "a.tar.zst"),
      try folder.judgeHistory("snapshots", "a.tar.zst"))
    _ = try folder.run("rm", "-rf", "judged")
    try folder.makeFolder("judged")
    expect(try folder.judgeHistory("write", "a.tar.zst", "judged"), .done())
    let written = try FileManager.default.contentsOfDirectory(atPath: folder.path("judged"))
    #expect(written.count == 3 * copies.count)
    for (number, copy) in copies {
      let listing = try folder.contents("judged/listing-\(number)")
      #expect(String(decoding: listing, as: UTF8.self) == copy, "\(number)")
      let archive = "a.tar.zst@\(number)"
      expect(
        try folder.blogsh("index", "--members", "--json", archive),
        .done(try folder.contents("judged/index-\(number)")), "\(number)")
      // A symbolic link has no facts of its own, and what is no post has none.
      let listed = try folder.shell(
        "\"$BLOGSH\" -C \"$1\" ls -Ra --json | grep -v -e '\"kind\":' -e '\"post/link.md\"'",
        archive)
      let posts = try folder.contents("judged/posts-\(number)").split(separator: UInt8(ascii: "\n"))
      #expect(
        listed.lines.sorted() == posts.map { String(decoding: $0, as: UTF8.self) }.sorted(),
        "\(number)")
    }
  }

  private func runs() throws -> [JudgedRun] {
    try folder.judgeHistory("runs", "a.tar.zst").lines.map {
      try JSONDecoder().decode(JudgedRun.self, from: Data($0.utf8))
    }
  }

  @Test(arguments: [1, 2] as [UInt64])
  func `every snapshot is the collection as it was`(seed: UInt64) throws {
    try expectRight(try makeHistory(seed: seed, snapshots: 30))
    let runs = try runs()
    // Look-ups stay cheap, since runs are merged; and nothing is kept that no snapshot has.
    #expect(runs.allSatisfy { $0.runs.count <= 6 })
    #expect(runs.contains { $0.runs.count > 2 } && runs.contains { $0.removals > 0 })
    #expect(runs.allSatisfy { $0.untold == 0 })
  }

  @Test func `what prune keeps is as it was`() throws {
    var copies = try makeHistory(seed: 3, snapshots: 24)
    for last in [11, 4, 1] {
      let pruned = try folder.blogsh("prune", "a.tar.zst", "--keep-last", "\(last)")
      #expect(pruned.end == .status(0) && pruned.errors == "", "\(pruned.testDescription)")
      copies = copies.filter { $0.key > 24 - last }
      try expectRight(copies)
      #expect(try runs()[0].version == 2)
    }
  }

  @Test func `a history that began with pack is one`() throws {
    var editor = Editor(folder: folder, generator: FixedGenerator(state: 4))
    try editor.begin()
    expect(try folder.blogsh("-C", "archive", "pack", "-o", "a.tar.zst"), .done())
    let whole = try folder.contents("a.tar.zst")
    var copies = [1: wholeSeconds(try folder.listing("archive"))]
    for number in 2...6 {
      for _ in 0..<4 { _ = try editor.edit() }
      let made = try folder.blogsh("-C", "archive", "backup", "--to", "a.tar.zst", "--always")
      try #require(made.end == .status(0), "\(made.testDescription)")
      copies[number] = wholeSeconds(try folder.listing("archive"))
    }
    // The frames and the index of what was packed are still there.
    let index = try #require(try runs().first)
    #expect(index.version == 1)
    let length = try #require(try folder.judgeHistory("snapshots", "a.tar.zst").lines.first)
    let first = try JSONDecoder().decode(JudgedSize.self, from: Data(length.utf8))
    #expect(try folder.contents("a.tar.zst").starts(with: whole.prefix(first.bytes)))
    try expectRight(copies)
    let pruned = try folder.blogsh("prune", "a.tar.zst", "--keep-last", "3")
    #expect(pruned.end == .status(0) && pruned.errors == "", "\(pruned.testDescription)")
    try expectRight(copies.filter { $0.key > 3 })
  }
}

/// What the judge tells of the runs of a snapshot.
private struct JudgedRun: Decodable {
  let version: Int
  /// How many rows each has, the newest first.
  let runs: [Int]
  let removals: Int
  /// How many members its frames hold that no run tells of.
  let untold: Int
}

private struct JudgedSize: Decodable {
  let bytes: Int
}
