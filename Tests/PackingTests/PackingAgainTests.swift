import ArchiveFormat
import Archives
import CollectionSupport
import Glibc
import Packing
import Posts
import TestSupport
import Testing

/// Packing onto an existing archive gives the same bytes as a new pack, with less work.
@Suite struct PackingAgainTests {
  /// Packs onto `a.tar.zst`, and also to a new file; returns both.
  private func packBoth(
    _ folder: TemporaryFolder, _ change: (inout Packer.Options) -> Void = { _ in }
  ) throws -> (again: [UInt8], fresh: [UInt8]) {
    for name in ["a.tar.zst", "fresh.tar.zst"] {
      try folder.pack("in", as: name) {
        $0.describe = describe
        change(&$0)
      }
    }
    let fresh = try folder.contents("fresh.tar.zst")
    try folder.remove("fresh.tar.zst")
    return (try folder.contents("a.tar.zst"), fresh)
  }

  private func edit(
    _ folder: TemporaryFolder, _ time: Int, _ generator: inout FixedGenerator
  ) throws {
    let number = Int.random(in: 0..<400, using: &generator)
    let name = "in/post/\(number / 50)/\(number).md"
    let other = "in/post/\(number / 50)/\(number)-more.md"
    switch Int.random(in: 0..<9, using: &generator) {
    case 0 where folder.exists(name): try folder.remove(name)
    case 1: try folder.writePosts(1, in: "in/\(number)", &generator)
    case 2 where folder.exists(name): try folder.setTime(name, time)
    case 3 where folder.exists(name): try folder.setMode(name.bytes, 0o600)
    case 4 where folder.exists(name) && !folder.exists(other):
      try folder.makeHardLink(other, to: name)
    case 5 where !folder.exists(other): try folder.makeSymbolicLink(other, to: "\(time)")
    case 6:
      try folder.write(other + ".jpg", [UInt8](repeating: UInt8(number % 256), count: 700_000))
    case 7 where folder.exists(name): _ = rename(folder.path(name), folder.path(other))
    default: try folder.write(name, "# Changed at \(time)\n")
    }
  }

  @Test(arguments: 0..<8)
  func `packing after edits gives the bytes of a new pack`(seed: Int) throws {
    let folder = try TemporaryFolder()
    var generator = FixedGenerator(state: UInt64(seed))
    try folder.writePosts(400, in: "in", &generator)
    for turn in 0..<6 {
      let (again, fresh) = try packBoth(folder) {
        $0.latestTime = seed.isMultiple(of: 2) ? nil : 1_600_000_200
        $0.jobs = 1 + turn
      }
      #expect(again == fresh)
      for _ in 0..<turn { try edit(folder, 1_650_000_000 + turn, &generator) }
    }
  }

  /// Changes a file without changing its size and time, which shows whether packing reads it.
  private func changeUnseen(_ folder: TemporaryFolder, _ name: String) throws {
    let time = try folder.modified(name)
    let old = try folder.content(name)
    try folder.write(name, String(old.reversed()))
    try folder.setTime(name, time)
  }

  private func isUnseen(_ folder: TemporaryFolder, _ name: String) throws -> Bool {
    let content = try folder.contents("in/\(name)")
    let row = try #require(try folder.rows("a.tar.zst").first { $0.entry.path == path(name) })
    return row.digest != Digest(of: content.span.bytes)
  }

  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    var generator = FixedGenerator(state: 7)
    try folder.writePosts(300, in: "in", &generator)
    try folder.write("in/large", String(repeating: "content ", count: 1_000_000))
    try folder.setTime("in/large", 1_600_000_000)
    try folder.pack("in", as: "a.tar.zst") { $0.describe = describe }
    return folder
  }

  @Test func `unchanged files are not read`() throws {
    let folder = try folder()
    try changeUnseen(folder, "in/post/2/100.md")
    try changeUnseen(folder, "in/large")
    // Something else in the same frame has changed.
    try changeUnseen(folder, "in/post/5/298.md")
    try folder.write("in/post/5/299.md", "changed")
    // As though nothing had changed since the archive was begun.
    try folder.setTime("a.tar.zst", 4_000_000_000)
    try folder.pack("in", as: "a.tar.zst") { $0.describe = describe }
    #expect(try isUnseen(folder, "post/2/100.md"))
    #expect(try isUnseen(folder, "large"))
    #expect(try isUnseen(folder, "post/5/298.md"))
    #expect(try !isUnseen(folder, "post/5/299.md"))
    try folder.pack("in", as: "a.tar.zst") {
      $0.describe = describe
      $0.readsEverything = true
    }
    #expect(try !isUnseen(folder, "post/2/100.md"))
    #expect(try !isUnseen(folder, "large"))
    #expect(try !isUnseen(folder, "post/5/298.md"))
  }

  @Test(arguments: ["in/post/2/100.md", "in/large"])
  func `other content with the same size and time is packed`(name: String) throws {
    let folder = try folder()
    try changeUnseen(folder, name)
    let (again, fresh) = try packBoth(folder)
    #expect(again == fresh)
    #expect(try !isUnseen(folder, String(name.dropFirst("in/".count))))
  }

  @Test func `a change in the same second as the packing is not missed`() throws {
    let folder = try folder()
    try folder.write("in/post/2/100.md", "one")
    let now = try folder.modified("in/post/2/100.md")
    try folder.pack("in", as: "a.tar.zst") { $0.describe = describe }
    try folder.write("in/post/2/100.md", "two")
    try folder.setTime("in/post/2/100.md", now)
    let (again, fresh) = try packBoth(folder)
    #expect(again == fresh)
    #expect(try !isUnseen(folder, "post/2/100.md"))
  }

  @Test func `a clamped time does not hide a change`() throws {
    let folder = try TemporaryFolder()
    try folder.write("in/a.md", "one")
    try folder.setTime("in/a.md", 1_600_000_100)
    for text in ["one", "two"] {
      try folder.write("in/a.md", text)
      try folder.setTime("in/a.md", text == "one" ? 1_600_000_100 : 1_600_000_200)
      let (again, fresh) = try packBoth(folder) { $0.latestTime = 1_500_000_000 }
      #expect(again == fresh)
    }
  }

  @Test(arguments: [
    "level", "truncated", "plain", "nothing", "other tar", "frame", "digests", "no facts",
  ])
  func `an old archive that cannot be used does no harm`(kind: String) throws {
    let folder = try folder()
    var bytes = try folder.contents("a.tar.zst")
    switch kind {
    case "level": try folder.pack("in", as: "a.tar.zst") { $0.level = 1 }
    case "truncated": try folder.write("a.tar.zst".bytes, Array(bytes.dropLast(100)))
    case "plain": try folder.write("a.tar.zst", "text")
    case "nothing": try folder.write("a.tar.zst", "")
    case "other tar":
      try folder.pack("in", as: "a.tar")
      _ = try Program.run("zstd", "-qf", folder.path("a.tar"), "-o", folder.path("a.tar.zst"))
    case "frame":
      bytes[5_000] ^= 1
      try folder.write("a.tar.zst".bytes, bytes)
    case "digests":
      bytes[bytes.count - 8_000] ^= 1
      try folder.write("a.tar.zst".bytes, bytes)
    default: try folder.pack("in", as: "a.tar.zst")
    }
    let (again, fresh) = try packBoth(folder)
    #expect(again == fresh)
  }

  @Test func `an output with the same bytes stays`() throws {
    let folder = try folder()
    let inode = try folder.inode("a.tar.zst")
    var options = Packer.Options(form: .zstd)
    options.describe = describe
    let packer = Packer(
      try folder.collection("in"), options: options, context: .failing)
    let summary = try packer.pack(to: .file(folder.path("a.tar.zst"), ifChanged: true))
    #expect(!summary.isChanged)
    #expect(try folder.inode("a.tar.zst") == inode)
  }
}
