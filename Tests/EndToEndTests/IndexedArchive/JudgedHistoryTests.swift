import Foundation
import ProgramSupport
import TestSupport
import Testing

/// Archives with history, read by a judge that knows only their specification: each snapshot is the
/// collection as it was, and the commands agree.
struct JudgedHistoryTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Makes a history of edits, and records the output of find and sha256sum at each snapshot.
  ///
  /// - Parameter rule: when snapshots have terms, which the judge proves.
  private func makeHistory(seed: UInt64, snapshots: Int, terms rule: String = "auto") throws {
    var editor = Editor(folder: folder, generator: FixedGenerator(state: seed))
    try editor.begin(posts: 100)
    for number in 1...snapshots {
      try add(number, edits: number == 1 ? 0 : 4, by: &editor, terms: rule)
    }
  }

  private func add(
    _ number: Int, edits: Int, by editor: inout Editor, terms rule: String = "auto"
  ) throws {
    for _ in 0..<edits { _ = try editor.edit() }
    let made = try folder.blogsh(
      "-C", "archive", "backup", "--to", "a.tar.zst", "--always", "--terms", rule)
    try #require(made.end == .status(0) && made.errors == "", "\(made.testDescription)")
    try keepCopy(number)
  }

  /// Records the state of the collection.
  private func keepCopy(_ number: Int) throws {
    try folder.write("all", folder.listing("archive"))
    expect(
      try folder.shell("mkdir -p copies && LC_ALL=C sort all > \"copies/$1\"", "\(number)"), .done()
    )
  }

  /// Compares what the judge reads with the copies, and the output of the commands with the judge.
  private func expectRight(_ numbers: ClosedRange<Int>) throws {
    expect(
      try folder.blogsh("snapshots", "--json", "a.tar.zst"),
      try folder.judgeHistory("snapshots", "a.tar.zst"))
    _ = try folder.run("rm", "-rf", "judged")
    try folder.makeFolder("judged")
    expect(try folder.judgeHistory("write", "a.tar.zst", "judged"), .done())
    #expect(try folder.run("ls", "judged").lines.count == 3 * numbers.count)
    for number in numbers {
      // A symbolic link has no facts of its own, and only posts have any. Some edits break a front
      // matter, and ls warns of that.
      expect(
        try folder.shell(
          """
          export LC_ALL=C
          sort "judged/listing-$1" | diff "copies/$1" - || exit
          "$BLOGSH" index --members --json "a.tar.zst@$1" | diff - "judged/index-$1" || exit
          sort "judged/posts-$1" > posts
          "$BLOGSH" -C "a.tar.zst@$1" ls -Ra --json 2>/dev/null \
            | grep -v -e '"kind":' -e '"post/link.md"' | sort | diff - posts
          """, "\(number)"), .done(), "\(number)")
    }
  }

  private func judgedSnapshots() throws -> [JudgedSnapshot] {
    try folder.judgeHistory("segments", "a.tar.zst").lines.map {
      try JSONDecoder().decode(JudgedSnapshot.self, from: Data($0.utf8))
    }
  }

  @Test(arguments: [1, 2] as [UInt64])
  func `every snapshot is the collection as it was`(seed: UInt64) throws {
    try makeHistory(seed: seed, snapshots: 30, terms: seed == 2 ? "always" : "auto")
    try expectRight(1...30)
    let judged = try judgedSnapshots()
    // Look-ups stay cheap, since segments are merged; and nothing is kept that no snapshot has.
    #expect(judged.allSatisfy { $0.segments.count <= 6 })
    #expect(judged.contains { $0.segments.count > 2 } && judged.contains { $0.removals > 0 })
    #expect(judged.allSatisfy { $0.unlisted == 0 })
  }

  @Test func `snapshots that prune keeps are as they were`() throws {
    try makeHistory(seed: 3, snapshots: 20, terms: "always")
    for first in [11, 17, 20] {
      let pruned = try folder.blogsh("prune", "a.tar.zst", "--keep-last", "\(21 - first)")
      #expect(pruned.end == .status(0) && pruned.errors == "", "\(pruned.testDescription)")
      try expectRight(first...20)
    }
  }

  @Test func `snapshots with gaps between them after prune are as they were`() throws {
    try folder.forgeHistory("long", "a.tar.zst")
    try folder.makeFolder("before")
    expect(try folder.judgeHistory("write", "a.tar.zst", "before"), .done())
    var numbers = Array(1...40)
    for rules in [
      ["--keep-last", "4", "--keep-weekly", "6", "--keep-monthly", "9"],
      ["--keep-daily", "3", "--keep-monthly", "9"], ["--keep-yearly", "2"],
    ] {
      let pruned = try folder.blogsh(["prune", "a.tar.zst"] + rules)
      #expect(pruned.end == .status(0) && pruned.errors == "", "\(pruned.testDescription)")
      let kept = try folder.judgeHistory("snapshots", "a.tar.zst").lines.map {
        try JSONDecoder().decode(JudgedNumber.self, from: Data($0.utf8)).snapshot
      }
      #expect(kept.count < numbers.count && Set(kept).isSubset(of: numbers))
      numbers = kept
      for number in numbers {
        expect(
          try folder.shell(
            """
            python3 "$2" listing a.tar.zst "$1" | cmp - "before/listing-$1"
            "$BLOGSH" -C "a.tar.zst@$1" ls -Ra --json 2>/dev/null | grep -v '"kind":' \\
              | grep -v symbolic.md | cmp - "before/posts-$1"
            """, "\(number)", Surroundings.judges + "/snapshots.py"), .done(), "\(number)")
      }
      #expect(try folder.blogsh("verify", "a.tar.zst").end == .status(0))
    }
    #expect(numbers == [32, 40])
  }

  /// A frame that is still needed may hold a link to a file that was in a frame that is not.
  @Test func `tar unpacks a pruned archive with links that are no longer needed`() throws {
    var generator = FixedGenerator(state: 5)
    try folder.write("archive/a.bin", generator.bytes(5 << 20), modified: 1_000_000_000)
    try folder.write("archive/large.bin", generator.bytes(5 << 20), modified: 1_000_000_000)
    try folder.makeHardLink("archive/z.bin", to: "archive/large.bin")
    try folder.write("archive/zz.md", "# Beside the link\n", modified: 1_000_000_000)
    for number in 1...4 {
      let made = try folder.blogsh("-C", "archive", "backup", "--to", "a.tar.zst")
      #expect(made.end == .status(0), "\(made.testDescription)")
      // Another content of the same file, so that both names have it.
      try folder.write("new", generator.bytes(5 << 20))
      expect(
        try folder.shell("cat new > archive/large.bin && echo \"$1\" > archive/y.md", "\(number)"),
        .done())
    }
    for last in [3, 2, 1] {
      let pruned = try folder.blogsh("prune", "a.tar.zst", "--keep-last", "\(last)")
      #expect(pruned.end == .status(0), "\(pruned.testDescription)")
      _ = try folder.judgeHistory("check", "a.tar.zst")
      for options in [[], ["--quick"]] {
        #expect(try folder.blogsh(["verify", "a.tar.zst"] + options).end == .status(0))
      }
      for tar in ["tar -I zstd", "bsdtar"] {
        expect(
          try folder.shell(
            "rm -rf x && mkdir x && $1 -xpf a.tar.zst -C x && \"$BLOGSH\" diff a.tar.zst x", tar),
          .done(), "\(tar)")
      }
    }
    // Anything that is not needed, and that no kept link leads to, is removed.
    #expect(try folder.contents("a.tar.zst").count < 17 << 20)
  }

  @Test func `a history can begin with pack`() throws {
    var editor = Editor(folder: folder, generator: FixedGenerator(state: 4))
    try editor.begin(posts: 100)
    expect(try folder.blogsh("-C", "archive", "pack", "-o", "a.tar.zst"), .done())
    let packed = try folder.contents("a.tar.zst")
    let frames = try folder.frames("a.tar.zst")
    try keepCopy(1)
    for number in 2...6 { try add(number, edits: 4, by: &editor) }
    // The packed bytes are still there, except for their end.
    let kept = try #require(frames.last { $0.kind == .index }).end
    #expect(try folder.contents("a.tar.zst").starts(with: packed[..<kept]))
    #expect(try judgedSnapshots().map(\.isPacked) == [true] + Array(repeating: false, count: 5))
    try expectRight(1...6)
    let pruned = try folder.blogsh("prune", "a.tar.zst", "--keep-last", "3")
    #expect(pruned.end == .status(0) && pruned.errors == "", "\(pruned.testDescription)")
    try expectRight(4...6)
  }
}

/// The judge's report on the segments of a snapshot.
private struct JudgedSnapshot: Decodable {
  let isPacked: Bool
  /// The number of rows of each segment, the newest first.
  let segments: [Int]
  let removals: Int
  /// The number of members in its frames for which its segment has no row.
  let unlisted: Int

  private enum CodingKeys: String, CodingKey {
    case isPacked = "packed"
    case segments, removals, unlisted
  }
}

private struct JudgedNumber: Decodable {
  let snapshot: Int
}
