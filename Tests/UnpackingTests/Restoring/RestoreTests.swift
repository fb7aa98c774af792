import CollectionSupport
import Entries
import Foundation
import Glibc
import Posts
import TestSupport
import Testing
import Unpacking

/// Restoring a folder to the state of an archive.
@Suite struct RestoreTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("in/a.md", "first", modified: 1_000)
    try folder.write("in/post/b.md", "second", mode: 0o600, modified: 2_000)
    try folder.write("in/post/c.md", "third", modified: 3_000)
    try folder.makeHardLink("in/post/d.md", to: "in/post/c.md")
    try folder.makeSymbolicLink("in/post/link", to: "b.md")
    try folder.setTime("in/post/link", 4_000)
    try folder.makeFolder("in/post/empty", mode: 0o750, modified: 5_000)
    try folder.makeFolder("in/post", mode: 0o700, modified: 6_000)
    try folder.packEverything()
  }

  private static let everything = [
    "write a.md", "write post", "write post/b.md", "write post/c.md", "write post/d.md",
    "write post/empty", "write post/link",
  ]

  private func expectEqual(_ name: String = "out") throws {
    #expect(try folder.tree(name).differences(from: folder.tree("in")) == [])
  }

  @Test(arguments: [false, true])
  func `a missing or empty folder gets everything`(isThere: Bool) throws {
    if isThere { try folder.makeFolder("out") }
    #expect(try folder.restore(previews: true).steps == Self.everything)
    #expect(folder.exists("out") == isThere)
    let restored = try folder.restore { $0.verifies = true }
    #expect(restored.isSilent)
    #expect(restored.steps == Self.everything)
    #expect(restored.summary == Restorer.Summary(written: 5, bytes: 16))
    try expectEqual()
  }

  @Test func `the folder is unlocked afterwards even if a child still has its descriptor`()
    throws
  {
    // A child process has such copies until it becomes another program.
    var copies: [CInt] = []
    defer { for copy in copies { close(copy) } }
    let restored = try folder.restore { _ in
    } meanwhile: { _ in
      if copies.isEmpty { copies = try folder.copiesOfDescriptors(of: "out") }
    }
    #expect(restored.isSilent && !copies.isEmpty)
    #expect(try folder.restore().isSilent)
  }

  @Test func `equal files and the folder itself are not touched`() throws {
    try folder.restore()
    try folder.setTime("out", 7_000)
    let names = ["out", "out/a.md", "out/post", "out/post/c.md", "out/post/link", "out/post/empty"]
    let before = try names.map(folder.changed)
    for deletes in [false, true] {
      let restored = try folder.restore { $0.deletes = deletes }
      #expect(restored.isSilent)
      #expect(restored.steps == [])
      #expect(restored.summary == Restorer.Summary(equal: 5))
    }
    #expect(try names.map(folder.changed) == before)
    #expect(try folder.modified("out") == 7_000)
  }

  @Test func `a different time or mode is set without replacing the file`() throws {
    try folder.restore()
    let names = ["out/a.md", "out/post/b.md", "out/post/c.md", "out/post/link"]
    let before = try names.map(folder.inode)
    try folder.setMode("out/a.md".bytes, 0o4640)
    try folder.setTime("out/post/b.md", 99)
    try folder.setTime("out/post/c.md", 99)
    try folder.setTime("out/post/link", 99)
    try folder.setMode("out/post".bytes, 0o755)
    let restored = try folder.restore()
    #expect(restored.isSilent)
    #expect(
      restored.steps == [
        "set a.md", "set post", "set post/b.md", "set post/c.md", "set post/d.md", "set post/link",
      ])
    #expect(restored.summary == Restorer.Summary(set: 5))
    #expect(try names.map(folder.inode) == before)
    try expectEqual()
  }

  @Test func `different content is written and the folder keeps its time`() throws {
    try folder.restore()
    try folder.write("out/post/b.md", "other!", mode: 0o600)
    #expect(try folder.restore().refusals == [Reports.Brief(.refused, "post/b.md")])
    #expect(try folder.content("out/post/b.md") == "other!")
    let inode = try folder.inode("out/post/b.md")
    let restored = try folder.restore { $0.forces = true }
    #expect(restored.isSilent)
    #expect(restored.steps == ["write post/b.md"])
    #expect(restored.summary == Restorer.Summary(written: 1, equal: 4, bytes: 6))
    #expect(try folder.inode("out/post/b.md") != inode)
    try expectEqual()
  }

  /// The time of a file that was changed when the archive was begun, or just before, proves
  /// nothing.
  @Test(arguments: [(-3, "equal"), (-2, "equal"), (-1, "write"), (0, "write"), (1_000, "write")])
  func `a file whose time could hide a change is read`(age: Int, expected: String) throws {
    let begun = 1_700_000_000
    try folder.write("in/a.md", "first", modified: begun + age)
    try folder.packEverything()
    try folder.setTime("a.tar.zst", begun)
    try folder.restore()
    try folder.write("out/a.md", "FIRST", modified: begun + age)
    let restored = try folder.restore { $0.forces = true }
    #expect(restored.steps == (expected == "equal" ? [] : ["write a.md"]))
    #expect(try folder.content("out/a.md") == (expected == "equal" ? "FIRST" : "first"))
  }

  @Test func `paths that are not in the archive stay and are not examined`() throws {
    try folder.restore()
    try folder.write("out/mine.md", "mine")
    try folder.write("out/other/mine.md", "mine")
    try folder.write("out/post/mine.md", "mine")
    try folder.setTime("out/post", 6_000)
    let restored = try folder.restore()
    #expect(restored.isSilent)
    #expect(restored.steps == [])
    #expect(try folder.content("out/other/mine.md") == "mine")
  }

  @Test func `a selected path is restored with its content and its parent folders`() throws {
    #expect(try folder.restore(to: "out", ["post/empty", "post/b.md"]).isSilent)
    #expect(try folder.names("out") == ["post"])
    #expect(try folder.names("out/post".bytes) == ["b.md".bytes, "empty".bytes])
    #expect(try folder.permissions("out/post") == 0o700)
    #expect(try folder.modified("out/post") == 6_000)
    // An existing parent folder belongs to the user and keeps its mode.
    try folder.makeFolder("other/post", mode: 0o755)
    #expect(try folder.restore(to: "other", ["post/b.md"]).steps == ["write post/b.md"])
    #expect(try folder.permissions("other/post") == 0o755)
  }

  @Test(arguments: [["nothing"], ["post", "post/b.md/c"], ["pos"], [".git"]])
  func `a path that is not in the archive stops the restore before it writes`(
    paths: [String]
  ) throws {
    for previews in [true, false] {
      let restored = try folder.restore(to: "out", paths, previews: previews)
      #expect(restored.refusals == [Reports.Brief(.notFound, paths.last!)])
      #expect(restored.steps == [])
    }
    #expect(!folder.exists("out"))
  }

  @Test(arguments: ["in", "a.tar", "damaged.tar.zst"])
  func `only an archive with a whole index is restored`(name: String) throws {
    try folder.pack("in", as: "a.tar")
    var bytes = try folder.contents("a.tar.zst")
    // In the middle of the index, from which everything is planned.
    bytes[bytes.count - 200] ^= 0xFF
    try folder.write("damaged.tar.zst", bytes)
    let expected: [String: StoreError.Code] = [
      "in": .notAnArchive, "a.tar": .notFound, "damaged.tar.zst": .indexUnusable,
    ]
    let error = #expect(throws: StoreError.self) { try folder.restore(from: name) }
    #expect(error?.code == expected[name])
    #expect(!folder.exists("out"))
  }

  @Test(arguments: ["a.tar.zst", "a.tar.zst/x", "loop"])
  func `a path that is not a folder is refused as the target`(name: String) throws {
    try folder.makeSymbolicLink("loop", to: "loop")
    for previews in [true, false] {
      let error = #expect(throws: StoreError.self) {
        try folder.restore(to: name, previews: previews)
      }
      #expect(error?.action == .write)
    }
  }

  @Test func `a link to a folder is treated as the folder`() throws {
    try folder.makeFolder("real")
    try folder.makeSymbolicLink("out", to: "real")
    #expect(try folder.restore().isSilent)
    try expectEqual("real")
  }

  @Test func `names may have any bytes`() throws {
    for name in [[0xFF, 0x0A], "\u{1B}[31m".bytes, "-n".bytes, "a\\b".bytes] {
      try folder.write("in/".bytes + name, name, modified: 1_000)
    }
    try folder.packEverything()
    #expect(try folder.restore().isSilent)
    try expectEqual()
    try folder.write("out/".bytes + [0xFF, 0x0A], "x".bytes)
    try folder.write("out/".bytes + [0xFE, 0x0A], "y".bytes)
    let restored = try folder.restore {
      $0.deletes = true
      $0.forces = true
    }
    #expect(restored.summary?.written == 1 && restored.summary?.removed == 1)
    try expectEqual()
  }

  @Test func `set-user-ID bits are reported and not restored`() throws {
    try folder.write("in/a.md", "first", mode: 0o4755, modified: 1_000)
    try folder.packEverything()
    let expected = [Reports.Brief(.leftOut, "a.md")]
    #expect(try folder.restore().reports == expected)
    #expect(try folder.permissions("out/a.md") == 0o755)
    let again = try folder.restore()
    #expect(again.reports == expected)
    #expect(again.steps == [])
    // The file itself may have them.
    try folder.setMode("out/a.md".bytes, 0o4755)
    let equal = try folder.restore()
    #expect(equal.isSilent && equal.steps == [])
  }

  @Test func `a lost frame loses only its own members`() throws {
    for number in 0..<40 {
      let bytes = (0..<40_000).map { UInt8(truncatingIfNeeded: $0 &* (number + 7) ^ ($0 >> 8)) }
      try folder.write("in/many/\(number).bin", bytes, modified: 1_000)
    }
    try folder.packEverything()
    var bytes = try folder.contents("a.tar.zst")
    bytes[60_000] ^= 0xFF
    try folder.write("a.tar.zst", bytes)
    try folder.write("out/many/10.bin", "old")
    let restored = try folder.restore { $0.forces = true }
    #expect(restored.reports.allSatisfy { $0.code == .damaged })
    #expect(!restored.reports.isEmpty && restored.reports.count < 40)
    let (out, wanted) = (try folder.tree("out"), try folder.tree("in"))
    let lost = restored.reports.map(\.subject)
    #expect(
      wanted.nodes.keys.filter { out.nodes[$0] == nil }.map { String(decoding: $0, as: UTF8.self) }
        .allSatisfy(lost.contains))
    let differing = out.nodes.filter {
      wanted.nodes[$0.key] != $0.value && $0.value.type == S_IFREG
    }
    #expect(differing.keys.allSatisfy { lost.contains(String(decoding: $0, as: UTF8.self)) })
    if lost.contains("many/10.bin") { #expect(try folder.content("out/many/10.bin") == "old") }
  }

  @Test func `a file that changed after it was written is detected when it is read back`() throws {
    var isDone = false
    let restored = try folder.restore {
      $0.verifies = true
    } meanwhile: { step in
      // The last one in the order of paths, so that all others have been written.
      guard step.entry.path == path("post/link"), !isDone else { return }
      isDone = true
      try folder.write("out/a.md", "FIRST")
    }
    #expect(isDone)
    #expect(restored.reports == [Reports.Brief(.unreadable, "a.md")])
    #expect(restored.summary?.written == 5)
  }
}

extension TemporaryFolder {
  /// Returns copies of all descriptors of a file or folder in this process (proc(5)).
  fileprivate func copiesOfDescriptors(of name: String) throws -> [CInt] {
    let own = "/proc/self/fd"
    return try FileManager.default.contentsOfDirectory(atPath: own).compactMap { number in
      let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(own)/\(number)")
      guard target == path(name), let descriptor = CInt(number) else { return nil }
      return fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
    }
  }
}
