import ArchiveFormat
import Archives
import Checking
import CollectionSupport
import Glibc
import History
import Posts
import Store
import TestSupport
import Testing

/// Pruning a history of many months.
struct PruneTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Backs up `posts` at a time; returns the number of the snapshot.
  private func backUp(at time: Int64) throws -> Int {
    var options = Backup.Options(
      time: time,
      describe: { PostFacts(path: $0, frontMatter: PostSource($1).frontMatter) })
    options.isUnconditional = true
    let summary = try Backup(
      try folder.collection("posts"), options: options,
      context: .failing
    ).run(to: folder.path("h.tar.zst"))
    try #require(summary.isMade)
    return summary.record.number
  }

  /// Returns the tree of each snapshot of the archive when it is unpacked.
  private func trees() throws -> [Int: FileTree] {
    let archive = try folder.collection("h.tar.zst")
    var trees: [Int: FileTree] = [:]
    for snapshot in try archive.snapshots() {
      try #require(
        try folder.unpack(archive.at(snapshot, named: "h"), into: "out").isEmpty)
      trees[snapshot.record.number] = try folder.tree("out")
      _ = try Program.run("rm", "-r", folder.path("out"))
    }
    return trees
  }

  /// Edits at random: files are added, changed, linked, removed, and get other modes or times.
  private func edit(_ lot: inout FixedGenerator, _ step: Int) throws {
    for turn in 0..<Int.random(in: 1...4, using: &lot) {
      let name =
        "posts/\(Int.random(in: 0..<3, using: &lot))/\(Int.random(in: 0..<8, using: &lot)).md"
      let other = "posts/\(Int.random(in: 0..<3, using: &lot))/link-\(step)-\(turn).md"
      let isThere = folder.exists(name)
      switch Int.random(in: 0..<7, using: &lot) {
      case 0 where isThere: try folder.remove(name)
      case 1 where isThere: try folder.setMode(name.bytes, 0o600)
      case 2 where isThere: try folder.makeHardLink(other, to: name)
      case 3: try folder.makeSymbolicLink(other, to: "\(step)")
      case 4 where isThere: try folder.setTime(name, 1_100_000_000 + step)
      default:
        let size = Int.random(in: 1...3000, using: &lot)
        try folder.write(
          name, Array(repeating: UInt8(step), count: size), modified: 1_000_000_000 + step)
      }
    }
  }

  @Test(arguments: 1...6)
  func `the kept snapshots stay the same wherever the gaps are`(seed: Int) throws {
    var lot = FixedGenerator(state: UInt64(seed))
    for place in 0..<3 { try folder.makeFolder("posts/\(place)") }
    var time: Int64 = 1_600_000_000
    var meant: [Int: FileTree] = [:]
    var step = 0
    for _ in 0..<3 {
      for _ in 0..<15 {
        step += 1
        try edit(&lot, step)
        _ = try Program.run(
          "find", folder.path("posts"), "-type", "d", "-exec", "touch", "-d", "@\(step)", "{}", "+")
        // The clock goes back now and then.
        time += Int64.random(in: -100_000...2_000_000, using: &lot)
        let number = try backUp(at: time)
        #expect(number == step)
        meant[number] = try folder.tree("posts")
      }
      #expect(try trees() == meant, "step \(step)")
      let kept = Set(meant.keys.filter { _ in Int.random(in: 0..<3, using: &lot) == 0 } + [step])
      let before = try folder.status("h.tar.zst").st_size
      let summary = try HistoryRewrite(context: .failing)
        .prune(folder.path("h.tar.zst")) { _ in kept }
      #expect(summary.kept.map(\.record.number) == kept.sorted())
      #expect(summary.removed.count == meant.count - kept.count)
      #expect(try folder.status("h.tar.zst").st_size < before)
      meant = meant.filter { kept.contains($0.key) }
      #expect(try trees() == meant, "kept \(kept.sorted())")
      try expectCounts(of: meant)
      let verified = try Verification(
        try folder.collection("h.tar.zst"), context: .failing
      ).verify()
      #expect(!verified.isDamaged)
    }
  }

  /// Checks that each snapshot has the right counts against the snapshot that is now before it.
  private func expectCounts(of trees: [Int: FileTree]) throws {
    var before: FileTree?
    for snapshot in try folder.collection("h.tar.zst").snapshots() {
      let now = try #require(trees[snapshot.record.number])
      let files = { (tree: FileTree?) in
        (tree?.nodes ?? [:]).filter { $0.value.type != S_IFDIR }
      }
      let (old, new) = (files(before), files(now))
      let counts = snapshot.record.counts
      #expect(counts.files == new.count)
      #expect(counts.added == new.keys.count { old[$0] == nil })
      #expect(counts.removed == old.keys.count { new[$0] == nil })
      #expect(
        counts.changed
          == new.count { path, node in
            guard let earlier = old[path] else { return false }
            return (earlier.type, earlier.content) != (node.type, node.content)
          })
      before = now
    }
  }
}
