import Archives
import CollectionSupport
import Entries
import Glibc
import Packing
import Posts
import Store
import TestSupport
import Testing

/// The archives that packing writes, and its reports of what it cannot write.
@Suite struct PackerTests {
  /// Makes a folder `in` with one of everything that is kept.
  private func sample() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write("in/post/a.md", "---\ntitle: a\n---\n", mode: 0o640)
    try folder.write("in/post/箱.md", "b\n", mode: 0o755)
    try folder.write("in/post/large".bytes, [UInt8](repeating: 0x78, count: 600_000))
    try folder.makeFolder("in/empty", mode: 0o750)
    try folder.makeHardLink("in/second.md", to: "in/post/a.md")
    try folder.makeSymbolicLink("in/link", to: "post/a.md")
    try folder.makeSymbolicLink("in/dangling", to: "/nowhere/at all")
    for name in ["in/post/a.md", "in/post/箱.md", "in/post/large", "in/link", "in/dangling"] {
      try folder.setTime(name, 1_600_000_000)
    }
    try folder.setTime("in/post", 1_500_000_000)
    try folder.setTime("in/empty", 5)
    return folder
  }

  @Test(arguments: ArchiveForm.allCases)
  func `GNU tar unpacks the same tree`(form: ArchiveForm) throws {
    let folder = try sample()
    let name = "a.\(form.rawValue)"
    #expect(try folder.pack("in", as: name) == [])
    try folder.makeFolder("out")
    let program = form == .lz4 ? ["-I", "lz4"] : []
    let unpacked = try Program.run(
      "tar", (program + ["-xpf", folder.path(name), "-C", folder.path("out")]).map(\.bytes))
    #expect(unpacked.status == 0 && unpacked.errors == "")
    #expect(try folder.tree("out").differences(from: folder.tree("in")) == [])
  }

  @Test(arguments: ArchiveForm.allCases)
  func `the same collection makes the same bytes`(form: ArchiveForm) throws {
    let folder = try sample()
    try folder.pack("in", as: "a.\(form.rawValue)")
    // Reading a file changes only its time of access, which is not packed.
    for name in ["in/post/a.md", "in/post/箱.md", "in/post"] {
      let modified = try folder.modified(name)
      try folder.setTime(name, modified, accessed: 1_234_567)
    }
    try folder.pack("in", as: "b.\(form.rawValue)")
    #expect(
      try folder.contents("a.\(form.rawValue)".bytes) == folder.contents("b.\(form.rawValue)".bytes)
    )
  }

  @Test func `the packed members are counted`() throws {
    let folder = try sample()
    var visited: [String] = []
    let packer = Packer(
      try folder.collection("in"), options: Packer.Options(form: .tar),
      context: .failing, visit: { visited.append("\($0.path)") })
    let summary = try packer.pack(to: .file(folder.path("a.tar"), ifChanged: false))
    var expected = Packer.Summary()
    expected.members = 8
    expected.bytes = 600_000 + 17 + 2
    #expect(summary == expected)
    #expect(
      visited == [
        "dangling", "empty", "link", "post", "post/a.md", "post/large", "post/箱.md", "second.md",
      ])
  }

  @Test func `reproducible modes and times are like those of version control`() throws {
    let folder = try sample()
    try folder.pack("in", as: "a.tar") { $0.latestTime = 1_550_000_000 }
    let catalog = try folder.collection("a.tar").catalog(context: .failing)
    func brief(_ name: String) -> String {
      let entry = catalog[path(name)]?.entry
      return "\(String(entry?.mode ?? 0, radix: 8)) \(entry?.modified?.seconds ?? 0)"
    }
    #expect(brief("post/a.md") == "644 1550000000")
    #expect(brief("post/箱.md") == "755 1550000000")
    #expect(brief("post") == "755 1500000000")
    #expect(brief("empty") == "755 5")
  }

  @Test func `a hard link to an excluded file carries the content`() throws {
    let folder = try TemporaryFolder()
    try folder.write("in/a", "content")
    try folder.makeHardLink("in/b", to: "in/a")
    try folder.makeHardLink("in/c", to: "in/a")
    try folder.pack("in", as: "all.tar")
    for source in ["in", "all.tar"] {
      try folder.pack(source, as: "a.tar") { $0.selection.excluded = ["a"] }
      #expect(try listing(folder.path("a.tar")) == ["b", "c"])
      #expect(try folder.unpack(folder.collection("a.tar"), into: "out \(source)") == [])
      #expect(try folder.content("out \(source)/b") == "content")
      #expect(try folder.inode("out \(source)/b") == folder.inode("out \(source)/c"))
    }
  }

  @Test func `members that later ones replace are left out`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.archive("old.tar") {
      $0.file("a", "old")
      $0.file("b", "stays")
      $0.symbolicLink("c", to: "b")
      $0.file("a", "new")
      $0.file("c", "no link any more")
      $0.folder("d/")
      $0.folder("./d", mode: 0o700)
    }
    #expect(try folder.pack("old.tar", as: "a.tar") == [])
    #expect(try listing(folder.path("a.tar")) == ["b", "a", "c", "d/"])
    let packed = try folder.collection("a.tar")
    #expect(try packed.text("a") == "new")
    #expect(try folder.collection("old.tar").changes(to: packed) == [])
  }

  @Test func `a hard link to a file that is replaced later keeps its content`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.archive("old.tar") {
      $0.file("a", "old")
      $0.hardLink("b", to: "a")
      $0.file("a", "new")
    }
    #expect(try folder.pack("old.tar", as: "a.tar") == [])
    try folder.makeFolder("out")
    let unpacked = try Program.run("tar", "-xf", folder.path("a.tar"), "-C", folder.path("out"))
    #expect(unpacked.errors == "")
    #expect(try folder.content("out/a") == "new")
    #expect(try folder.content("out/b") == "old")
  }

  @Test func `an archive can be packed into another form`() throws {
    let folder = try sample()
    try folder.pack("in", as: "a.tar")
    try folder.pack("a.tar", as: "b.tar.zst")
    try folder.pack("b.tar.zst", as: "c.tar")
    #expect(try folder.contents("a.tar".bytes) == folder.contents("c.tar".bytes))
  }

  @Test func `a FIFO is reported and left out`() throws {
    let folder = try TemporaryFolder()
    try folder.write("in/a")
    try folder.makeFIFO("in/fifo")
    let archive = try folder.archive("special.tar") {
      $0.file("a")
      $0.add(TarHeader("fifo".bytes, .fifo))
    }
    _ = archive
    for source in ["in", "special.tar"] {
      #expect(try folder.pack(source, as: "a.tar") == [Reports.Brief(.leftOut, "fifo")])
      #expect(try listing(folder.path("a.tar")) == ["a"])
    }
  }

  @Test func `a socket is reported and left out`() throws {
    let folder = try TemporaryFolder()
    try folder.write("in/a")
    let made = try Program.run(
      "python3", "-c", "import socket; socket.socket(socket.AF_UNIX).bind('in/socket')",
      in: folder.path)
    #expect(made.status == 0)
    #expect(try folder.pack("in", as: "a.tar") == [Reports.Brief(.leftOut, "socket")])
  }

  @Test(.enabled(if: getuid() != 0, "root reads every file"))
  func `an unreadable file is reported and left out`() throws {
    let folder = try TemporaryFolder()
    try folder.write("in/a", "secret", mode: 0)
    try folder.write("in/b", "x")
    #expect(try folder.pack("in", as: "a.tar") == [Reports.Brief(.unreadable, "a")])
    #expect(try listing(folder.path("a.tar")) == ["b"])
  }

  @Test func `a file that vanishes before it is reached is reported and left out`() throws {
    let folder = try TemporaryFolder()
    for name in ["a", "b", "c"] { try folder.write("in/\(name)", name) }
    let reports = try folder.pack(
      "in", as: "a.tar",
      visit: { entry in
        if entry.path == path("a") { try? folder.remove("in/b") }
      })
    #expect(reports == [Reports.Brief(.notFound, "b")])
    #expect(try listing(folder.path("a.tar")) == ["a", "c"])
  }

  @Test func `a file that shrinks while it is read is filled with zeros and reported`() throws {
    let folder = try TemporaryFolder()
    try folder.write("in/large".bytes, [UInt8](repeating: 0x78, count: 1_000_000))
    try folder.write("in/z", "behind")
    let reports = try folder.pack(
      "in", as: "a.tar",
      visit: { entry in
        if entry.path == path("large") { truncate(folder.path("in/large"), 300_000) }
      })
    #expect(reports == [Reports.Brief(.changed, "large")])
    let packed = try folder.collection("a.tar")
    #expect(try packed.text("large").utf8.count == 1_000_000)
    #expect(try packed.text("large").utf8.dropFirst(300_000).allSatisfy { $0 == 0 })
    #expect(try packed.text("z") == "behind")
  }

  @Test func `a file that grows while it is read is cut at its former end and reported`() throws {
    let folder = try TemporaryFolder()
    try folder.write("in/large".bytes, [UInt8](repeating: 0x78, count: 400_000))
    try folder.write("in/z", "behind")
    let reports = try folder.pack(
      "in", as: "a.tar",
      visit: { entry in
        if entry.path == path("large") { truncate(folder.path("in/large"), 900_000) }
      })
    #expect(reports == [Reports.Brief(.changed, "large")])
    let packed = try folder.collection("a.tar")
    #expect(try packed.text("large") == String(repeating: "x", count: 400_000))
    #expect(try packed.text("z") == "behind")
  }

  @Test func `a folder that is replaced by a link is not followed`() throws {
    let folder = try TemporaryFolder()
    try folder.write("outside/secret", "secret")
    try folder.write("in/a")
    try folder.write("in/b/c")
    try folder.pack(
      "in", as: "a.tar",
      visit: { entry in
        guard entry.path == path("a") else { return }
        _ = try? Program.run("rm", "-r", folder.path("in/b"))
        try? folder.makeSymbolicLink("in/b", to: "../outside")
      })
    #expect(try listing(folder.path("a.tar")) == ["a", "b"])
  }

  @Test(arguments: ["out.tar", "b/out.tar"])
  func `an output inside the collection is not packed`(name: String) throws {
    let folder = try TemporaryFolder()
    for name in ["a", "b/c", "z"] { try folder.write("in/\(name)") }
    let members = ["a", "b/", "b/c", "z"]
    // The second time it replaces its earlier output.
    for _ in 0..<2 {
      #expect(try folder.pack("in", as: "in/\(name)") == [])
      #expect(try listing(folder.path("in/\(name)")) == members)
    }
    #expect(try folder.names("in").filter { $0.hasPrefix(".") } == [])
  }

  @Test func `the archive that is read cannot be the output`() throws {
    let folder = try TemporaryFolder()
    try folder.write("in/a", "content")
    try folder.pack("in", as: "a.tar")
    try folder.makeHardLink("same.tar", to: "a.tar")
    try folder.makeSymbolicLink("link.tar", to: "a.tar")
    let before = try folder.contents("a.tar".bytes)
    for name in ["a.tar", "same.tar", "link.tar"] {
      let failure = #expect(throws: StoreError.self) { try folder.pack("a.tar", as: name) }
      #expect(failure?.code == .refused)
    }
    #expect(try folder.contents("a.tar".bytes) == before)
    #expect(try folder.names().count == 4)
  }

  @Test func `an interrupted or failed packing leaves the old file`() throws {
    let folder = try TemporaryFolder()
    for name in ["a", "b", "c"] { try folder.write("in/\(name)") }
    try folder.write("a.tar", "as it was")
    _ = try folder.archive("damaged.tar") {
      $0.file("a", "x")
      $0.add(TarHeader("b".bytes).with(.checksum, "1".bytes))
      $0.file("c", "x")
    }
    for source in ["in", "damaged.tar"] {
      let counter = Counter()
      let interruption = Interruption { source == "in" && counter.value > 1 }
      let packer = Packer(
        try folder.collection(source), options: Packer.Options(form: .tar),
        context: Context(interruption: interruption, report: { _ in }),
        visit: { _ in counter.add() })
      let failure = #expect(throws: StoreError.self) {
        try packer.pack(to: .file(folder.path("a.tar"), ifChanged: false))
      }
      #expect(failure?.code == (source == "in" ? .interrupted : .damaged))
      #expect(try folder.content("a.tar") == "as it was")
      #expect(try folder.names() == ["a.tar", "damaged.tar", "in"])
      #expect(source != "in" || counter.value == 2)
    }
  }
}
