import ArchiveFormat
import Archives
import Checking
import CollectionSupport
import Entries
import Files
import Glibc
import Posts
import Store
import SystemPackage
import TestSupport
import Testing

@testable import Packing

extension TemporaryFolder {
  /// Returns the rows of an indexed archive, with digests and facts.
  func rows(_ name: String) throws -> [IndexRow] {
    let file = try OpenFile.open(path(name))
    let index = try #require(try ArchiveIndex.open(file, named: name))
    var rows = index.rows(with: [.facts, .digests])
    var found: [IndexRow] = []
    while let row = try rows.next() { found.append(row) }
    return found
  }

  /// Returns the number of frames with members in an indexed archive.
  func frameCount(_ name: String) throws -> Int {
    try #require(try ArchiveIndex.open(try OpenFile.open(path(name)), named: name)).frameCount
  }
}

/// Describes a post by its first line and its length.
let describe: Describe = { path, content in
  let line = content.prefix { $0 != 0x0A }
  return PostFacts(
    title: "\(String(decoding: line, as: UTF8.self)) \(content.count)", date: nil, draft: false,
    tags: ["\(path)"])
}

/// Packing indexed archives.
@Suite struct PackingIndexedTests {
  /// Packs entries that are handed over one by one, to `x.tar.zst`, and verifies the result.
  private func handmade(
    in folder: TemporaryFolder, _ reports: Reports, _ add: (IndexedPack) throws -> Void
  ) throws -> Verification.Summary {
    let descriptor = try FileDescriptor.open(
      FilePath(folder.path("x.tar.zst")), .writeOnly, options: [.create, .truncate],
      permissions: .ownerReadWrite)
    let recipe = Recipe.current(level: 3, libarchiveVersion: 0)
    let pack = IndexedPack(
      FrameSink { () throws(StoreError) in
        try ArchiveOutput(descriptor, named: "x.tar.zst", recipe: recipe, terms: nil)
      },
      FramePacker.Settings(
        level: 3, describe: describe, earlier: nil, terms: nil, output: "x.tar.zst"),
      threads: 2, earlier: nil, context: reports.context, visit: { _ in })
    try add(pack)
    _ = try pack.finish()
    try descriptor.close()
    let archive = try PostCollection.open(folder.path("x.tar.zst"))
    return try Verification(archive, context: .failing).verify()
  }

  private func plan(_ path: String, size: Int64 = 0, isLinked: Bool = false) -> MemberPlan {
    MemberPlan(
      entry: Entry(
        path: Path(uncheckedBytes: path.bytes), kind: .file, mode: 0o644, modified: 1, size: size),
      content: .bytes([UInt8](repeating: 0x78, count: Int(size))), isLinked: isLinked)
  }

  private func link(_ path: String, to target: String) -> MemberPlan {
    var plan = plan(path)
    plan.entry.kind = .hardLink(target: Path(uncheckedBytes: target.bytes))
    plan.content = .none
    return plan
  }

  private static let unreadable = StoreError(.ioError, .read, "large.bin".bytes)

  @Test(arguments: [0, 1, 6, 11])
  func `a large file that cannot be read to its end does not spoil the archive`(mebibytes: Int64)
    throws
  {
    let folder = try TemporaryFolder()
    let reports = Reports()
    let large = plan("large.bin", size: 12 << 20)
    var given: Int64 = 0
    let summary = try handmade(in: folder, reports) { pack in
      try pack.add(plan("a.md", size: 10))
      try pack.addLarge(large, pastErrors: true) {
        large.entry.size
      } nextPiece: { () throws(StoreError) in
        guard given < mebibytes << 20 else { throw Self.unreadable }
        given += 1 << 20
        return .hole(1 << 20)
      }
      try pack.add(plan("post.md", size: 1_000))
    }
    #expect(reports.errors == [Self.unreadable])
    // The file can be left out until a piece of it is written; after that, zeros replace the
    // missing part.
    let isThere = mebibytes > 4
    #expect(!summary.isDamaged && summary.members == (isThere ? 3 : 2))
    #expect(
      try folder.rows("x.tar.zst").map { "\($0.entry.path)" }
        == (isThere ? ["a.md", "large.bin", "post.md"] : ["a.md", "post.md"]))
  }

  @Test func `a hard link to a large file is packed or left out with it`() throws {
    let folder = try TemporaryFolder()
    let reports = Reports()
    let large = plan("a.md", size: 1 << 20, isLinked: true)
    let gone = plan("gone.md", size: 1 << 20, isLinked: true)
    let summary = try handmade(in: folder, reports) { pack in
      var given = false
      try pack.addLarge(large, pastErrors: true) {
        large.entry.size
      } nextPiece: {
        defer { given = true }
        return given ? nil : .hole(1 << 20)
      }
      try pack.add(link("b.md", to: "a.md"))
      try pack.addLarge(gone, pastErrors: true) { () throws(StoreError) in
        throw Self.unreadable
      } nextPiece: {
        nil
      }
      try pack.add(link("more.md", to: "gone.md"))
    }
    #expect(!summary.isDamaged)
    #expect(reports.errors.map(\.code) == [.unreadable, .leftOut])
    let rows = try folder.rows("x.tar.zst")
    #expect(rows.map { "\($0.entry.path)" } == ["a.md", "b.md"])
    #expect(rows[0].facts != nil && rows[1].facts == rows[0].facts)
  }

  private func sample() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    var generator = FixedGenerator(state: 1)
    try folder.writePosts(1_000, in: "in", &generator)
    try folder.write("in/post/箱.md", "b\n", mode: 0o755)
    try folder.write("in/post-script/picture", [UInt8](repeating: 0x78, count: 600_000))
    try folder.write("in/post/empty.md", "")
    try folder.makeFolder("in/empty", mode: 0o750)
    try folder.makeHardLink("in/second.md", to: "in/post/3/170.md")
    try folder.makeHardLink("in/a.md", to: "in/post/3/171.md")
    try folder.makeSymbolicLink("in/link.md", to: "post/a.md")
    try folder.write("in/" + String(repeating: "long/", count: 40) + "ü.md", "# Long")
    return folder
  }

  @Test func `any number of jobs makes the same bytes`() throws {
    let folder = try sample()
    for jobs in [1, 2, 5] {
      try folder.pack("in", as: "\(jobs).tar.zst") {
        $0.jobs = jobs
        $0.describe = describe
      }
    }
    let first = try folder.contents("1.tar.zst")
    #expect(try folder.frameCount("1.tar.zst") > 5)
    #expect(try folder.contents("2.tar.zst") == first)
    #expect(try folder.contents("5.tar.zst") == first)
  }

  @Test(arguments: ["tar", "bsdtar"])
  func `other programs unpack the same tree`(program: String) throws {
    let folder = try sample()
    #expect(try folder.pack("in", as: "a.tar.zst") { $0.describe = describe } == [])
    try folder.makeFolder("out")
    let unpacked = try Program.run(
      program, "-xpf", folder.path("a.tar.zst"), "-C", folder.path("out"))
    #expect(unpacked.status == 0 && unpacked.errors == "")
    #expect(try folder.tree("out").differences(from: folder.tree("in")) == [])
    let tested = try Program.run("zstd", "-qt", folder.path("a.tar.zst"))
    #expect(tested.status == 0)
  }

  @Test func `the rows describe the files of the folder`() throws {
    let folder = try sample()
    try folder.pack("in", as: "a.tar.zst") { $0.describe = describe }
    var entries: [Entry] = []
    let walk = try FolderWalk(
      FolderDescriptor.open(folder.path("in")), selection: Selection(), marksHardLinks: true,
      context: .failing)
    while let entry = try walk.next() { entries.append(entry) }
    let rows = try folder.rows("a.tar.zst")
    #expect(rows.map(\.entry) == entries)
    for row in rows {
      let content =
        row.entry.kind == .file ? try folder.contents("in/".bytes + row.entry.path.bytes) : nil
      #expect(row.digest == content.map { Digest(of: $0.span.bytes) })
      if let content, row.entry.isPost {
        #expect(row.facts == describe(row.entry.path, content))
      }
      if case .hardLink(let target) = row.entry.kind {
        #expect(row.facts == rows.first { $0.entry.path == target }?.facts)
        #expect(row.facts != nil)
      }
    }
  }

  @Test func `an empty folder makes an archive that every tar program reads`() throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("in")
    try folder.pack("in", as: "a.tar.zst")
    #expect(try folder.rows("a.tar.zst") == [])
    #expect(try listing(folder.path("a.tar.zst")) == [])
    let listed = try Program.run("bsdtar", "-tf", folder.path("a.tar.zst"))
    #expect(listed.status == 0 && listed.text == "")
  }

  @Test(arguments: [720_385, 4_193_792, 4_193_793, 9_000_000])
  func `a large file takes frames of its own`(size: Int) throws {
    let folder = try TemporaryFolder()
    let large = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 13) }
    try folder.write("in/a.md", "a")
    // A whole second takes no pax header.
    try folder.write("in/b.md".bytes, large, modified: 1_000_000_000)
    try folder.write("in/c.md", "c")
    try folder.pack("in", as: "a.tar.zst") { $0.describe = describe }
    let rows = try folder.rows("a.tar.zst")
    let pieces = (size + 512 + 511) / 512 * 512
    let ownFrames = (pieces + 4_194_303) / 4_194_304
    #expect(rows.map(\.place.frame) == [0, 1, 1 + ownFrames])
    #expect(rows.map(\.place.position) == [0, 0, 0])
    #expect(rows[1].digest == Digest(of: large.span.bytes))
    #expect(try folder.frameCount("a.tar.zst") == 2 + ownFrames)
    let unpacked = try Program.run("tar", "-xOf", folder.path("a.tar.zst"), "b.md")
    #expect(unpacked.output == large)
  }

  @Test func `a sparse file is packed whole`() throws {
    let folder = try TemporaryFolder()
    try folder.write("in/sparse", "beginning")
    truncate(folder.path("in/sparse"), 30_000_000)
    try folder.pack("in", as: "a.tar.zst")
    let zeros = [UInt8](repeating: 0, count: 30_000_000 - 9)
    #expect(
      try folder.rows("a.tar.zst").first?.digest
        == Digest(of: ("beginning".bytes + zeros).span.bytes))
  }

  // MARK: Files that change meanwhile

  /// Describes posts, and calls `meddle` at the first post.
  private func meddling(_ meddle: @escaping @Sendable () -> Void) -> Describe {
    { path, content in
      if path.bytes == "a.md".bytes { meddle() }
      return describe(path, content)
    }
  }

  @Test func `a file that shrinks before it is read is packed with its new size`() throws {
    let folder = try TemporaryFolder()
    for name in ["a.md", "b.md", "c.md"] { try folder.write("in/\(name)", "content of \(name)") }
    let reports = try folder.pack("in", as: "a.tar.zst") {
      $0.describe = meddling { truncate(folder.path("in/b.md"), 7) }
    }
    #expect(reports == [])
    #expect(try folder.rows("a.tar.zst").map(\.entry.size) == [15, 7, 15])
    #expect(try folder.collection("a.tar.zst").text("b.md") == "content")
    #expect(try listing(folder.path("a.tar.zst")) == ["a.md", "b.md", "c.md"])
  }

  @Test func `a file that grows before it is read is packed with its new size`() throws {
    let folder = try TemporaryFolder()
    for name in ["a.md", "b.md", "c.md"] { try folder.write("in/\(name)", "content of \(name)") }
    let reports = try folder.pack("in", as: "a.tar.zst") {
      $0.describe = meddling { truncate(folder.path("in/b.md"), 7_000) }
    }
    #expect(reports == [])
    #expect(try folder.rows("a.tar.zst").map(\.entry.size) == [15, 7_000, 15])
    #expect(try folder.collection("a.tar.zst").text("b.md").hasPrefix("content of b.md\0"))
  }

  @Test func `a vanished file and the hard links to it are reported and left out`() throws {
    let folder = try TemporaryFolder()
    for name in ["a.md", "b.md", "c.md"] { try folder.write("in/\(name)", name) }
    try folder.makeHardLink("in/d.md", to: "in/b.md")
    try folder.write("in/m", [UInt8](repeating: 0x78, count: 730_000))
    try folder.makeHardLink("in/n.md", to: "in/b.md")
    let reports = try folder.pack("in", as: "a.tar.zst") {
      $0.describe = meddling { try? folder.remove("in/b.md") }
    }
    #expect(
      reports == [
        Reports.Brief(.notFound, "b.md"), Reports.Brief(.leftOut, "d.md"),
        Reports.Brief(.leftOut, "n.md"),
      ])
    #expect(try listing(folder.path("a.tar.zst")) == ["a.md", "c.md", "m"])
    #expect(try folder.rows("a.tar.zst").map { "\($0.entry.path)" } == ["a.md", "c.md", "m"])
  }

  @Test func `a large file that shrinks while it is read is filled with zeros and reported`() throws
  {
    let folder = try TemporaryFolder()
    try folder.write("in/large".bytes, [UInt8](repeating: 0x78, count: 6_000_000))
    try folder.write("in/z", "behind")
    // Called before each piece of 256 KiB.
    let asked = Counter()
    let packer = Packer(
      try folder.collection("in"), options: Packer.Options(form: .zstd),
      context: Context(
        interruption: Interruption {
          asked.add()
          if asked.value == 6 { truncate(folder.path("in/large"), 300_000) }
          return false
        },
        report: { #expect($0.code == .changed && $0.subject == "large".bytes) }))
    _ = try packer.pack(to: .file(folder.path("a.tar.zst"), ifChanged: false))
    let content = try folder.collection("a.tar.zst").text("large").utf8
    #expect(content.count == 6_000_000)
    #expect(content.last == 0)
    let row = try #require(try folder.rows("a.tar.zst").first)
    #expect(row.digest == Digest(of: Array(content).span.bytes))
    #expect(try listing(folder.path("a.tar.zst")) == ["large", "z"])
  }

  @Test func `an interruption or a full disk leaves the old file`() throws {
    let folder = try sample()
    try folder.write("a.tar.zst", "as it was")
    let counter = Counter()
    let packer = Packer(
      try folder.collection("in"), options: Packer.Options(form: .zstd),
      context: Context(
        interruption: Interruption {
          counter.add()
          return counter.value > 500
        }, report: { _ in }))
    let failure = #expect(throws: StoreError.self) {
      try packer.pack(to: .file(folder.path("a.tar.zst"), ifChanged: false))
    }
    #expect(failure?.code == .interrupted)
    #expect(try folder.content("a.tar.zst") == "as it was")
    #expect(try folder.names() == ["a.tar.zst", "in"])
    let full = #expect(throws: StoreError.self) {
      try Packer(
        folder.collection("in"), options: Packer.Options(form: .zstd), context: .silent()
      ).pack(to: .file("/dev/full", ifChanged: false))
    }
    #expect(full?.code == .unwritable)
    #expect(full?.cause == Errno.noSpace.description)
  }

  @Test func `the archive has the time at which the packing began`() throws {
    let folder = try TemporaryFolder()
    try folder.write("in/a.md", "a")
    try folder.pack("in", as: "a.tar.zst") {
      $0.describe = meddling { try? folder.write("meanwhile", "") }
    }
    let times = try ["in/a.md", "a.tar.zst", "meanwhile"].map {
      let time = try folder.status($0).st_mtim
      return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
    #expect(times[0] <= times[1] && times[1] <= times[2])
  }
}
