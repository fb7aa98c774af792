import ArchiveFormat
import CollectionSupport
import Entries
import Posts
import TestSupport
import Testing
import Unpacking

/// Unpacking an indexed archive gives the same as unpacking its tar.
@Suite struct UnpackIndexedTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    var generator = FixedGenerator(state: 9)
    try folder.writePosts(200, in: "in", &generator)
    try folder.write("in/large.bin", (0..<9_000_000).map { UInt8(truncatingIfNeeded: $0 * 7) })
    try folder.write("in/b.bin", (0..<300_000).map { UInt8(truncatingIfNeeded: $0 * $0 >> 7) })
    try folder.makeFolder("in/empty", mode: 0o700, modified: 1_000_000)
    try folder.makeHardLink("in/post/hard.md", to: "in/b.bin")
    try folder.makeHardLink("in/zz.md", to: "in/post/3/150.md")
    try folder.makeSymbolicLink("in/post/link.md", to: "1/post-1.md")
    #expect(try folder.pack("in", as: "a.tar.zst") == [])
    #expect(try folder.pack("in", as: "a.tar") == [])
  }

  @Test(arguments: [1, 2, 5])
  func `everything is unpacked with any number of threads`(threads: Int) throws {
    #expect(
      try folder.unpack(folder.collection("a.tar.zst")) { $0.threads = threads } == [])
    #expect(try folder.tree("out").differences(from: folder.tree("in")) == [])
  }

  @Test(
    arguments: [
      ["post/2"], ["large.bin"], ["post/3/150.md", "zz.md"], ["zz.md"],
      ["post/hard.md", "nothing"],
      ["empty", "post/link.md"],
    ], [0, 1])
  func `a selection is unpacked as from the tar`(names: [String], strip: Int) throws {
    var reports: [[Reports.Brief]] = []
    for archive in ["a.tar.zst", "a.tar"] {
      reports.append(
        try folder.unpack(folder.collection(archive), into: "from \(archive)") {
          $0.selection = Selection(paths: names.map { path($0) })
          $0.strip = strip
        })
    }
    #expect(reports[0] == reports[1])
    #expect(
      try folder.tree("from a.tar.zst", times: false)
        == folder.tree("from a.tar", times: false))
  }

  @Test(arguments: ["a.tar.zst", "a.tar"], [false, true])
  func `hard links stay together even if their target is not selected`(
    archive: String, salvages: Bool
  ) throws {
    try folder.makeHardLink("in/post/1/hard.md", to: "in/b.bin")
    try folder.pack("in", as: archive)
    let reports = try folder.unpack(folder.collection(archive)) {
      $0.selection = Selection(paths: [path("post")])
      $0.salvages = salvages
    }
    #expect(reports == [])
    #expect(try folder.inode("out/post/1/hard.md") == folder.inode("out/post/hard.md"))
    #expect(try folder.contents("out/post/hard.md") == folder.contents("in/b.bin"))
  }

  @Test func `a damaged index is reported as a note and everything is unpacked`() throws {
    var bytes = try folder.contents("a.tar.zst")
    let magic: [UInt8] = [0x5B, 0x2A, 0x4D, 0x18]
    let start = try #require(bytes.indices.last { bytes[$0...].starts(with: magic) })
    bytes[start + 40] ^= 1
    let reports = try folder.unpack(folder.archive(bytes, "bad.tar.zst"))
    #expect(reports.map(\.code) == [.indexUnusable])
    #expect(try folder.tree("out").differences(from: folder.tree("in")) == [])
  }

  @Test func `a member in several frames with a wrong digest is removed`() throws {
    var made = try ArchiveAssembler.sample()
    let number = try #require(made.rows.firstIndex { $0.entry.path == path("b/large.bin") })
    made.rows[number].digest = Digest(of: [1].span.bytes)
    let archive = try folder.archive(made.assemble().bytes, "forged.tar.zst")
    let failure = #expect(throws: StoreError.self) { try folder.unpack(archive, into: "forged") }
    #expect(failure?.code == .damaged)
    #expect(failure?.subject == "b/large.bin".bytes)
    #expect(!folder.exists("forged/b"))
    #expect(try folder.content("forged/a/one.md") == "# One\n")
  }

  @Test func `a row with a wrong path is detected before anything of it is written`() throws {
    var made = try ArchiveAssembler.sample()
    let number = try #require(made.rows.firstIndex { $0.entry.path == path("a/two.md") })
    made.rows[number].entry.path = path("a/zwei.md")
    let archive = try folder.archive(made.assemble().bytes, "forged.tar.zst")
    let failure = #expect(throws: StoreError.self) { try folder.unpack(archive, into: "forged") }
    #expect(failure?.code == .damaged)
    #expect(!folder.exists("forged/a/zwei.md") && !folder.exists("forged/a/two.md"))
  }
}
