import CollectionSupport
import Entries
import Posts
import TestSupport
import Testing
import Unpacking

/// Unpacking, and how it treats existing files.
@Suite struct UnpackerTests {
  @Test(arguments: ["gnu", "oldgnu", "pax", "ustar", "v7"])
  func `an archive by GNU tar is unpacked as GNU tar does it`(form: String) throws {
    let folder = try TemporaryFolder()
    try folder.write("in/post/a.md", "a\n", mode: 0o640)
    try folder.write("in/post/箱.md", "b\n", mode: 0o755)
    try folder.write("in/post/large".bytes, [UInt8](repeating: 0x78, count: 600_000))
    try folder.makeFolder("in/empty", mode: 0o700)
    try folder.makeHardLink("in/second.md", to: "in/post/a.md")
    try folder.makeSymbolicLink("in/link", to: "../in/post/a.md")
    for name in ["in/post/a.md", "in/post/箱.md", "in/link", "in/empty", "in/post"] {
      try folder.setTime(name, 1_600_000_000)
    }
    let made = try Program.run(
      "tar", "--format", form, "-cf", folder.path("a.tar"), "-C", folder.path("in"), ".")
    #expect(made.status == 0)
    #expect(try folder.unpack(folder.collection("a.tar")) == [])
    #expect(try folder.tree("out").differences(from: folder.tree("in")) == [])
  }

  @Test func `the umask does not change modes`() throws {
    let folder = try TemporaryFolder()
    let archive = try folder.archive {
      for mode: UInt16 in [0, 0o200, 0o444, 0o600, 0o666, 0o777, 0o1777] {
        $0.file("file \(String(mode, radix: 8))", "x", mode: mode)
        $0.folder("folder \(String(mode, radix: 8))/", mode: mode)
      }
    }
    #expect(try folder.unpack(archive) == [])
    for name in try folder.names("out") {
      let mode = UInt16(name.split(separator: " ")[1], radix: 8)
      #expect(try folder.permissions("out/\(name)") == mode, "\(name)")
    }
  }

  @Test func `folders without write permission are unpacked with their content`() throws {
    let folder = try TemporaryFolder()
    let archive = try folder.archive {
      $0.folder("a/", mode: 0o555, modified: 1_000)
      $0.file("a/file", "x")
      $0.folder("a/b/", mode: 0o500, modified: 2_000)
      $0.file("a/b/file", "y")
      $0.symbolicLink("a/link", to: "file")
      $0.hardLink("a/second", to: "a/file")
    }
    #expect(try folder.unpack(archive) == [])
    #expect(try folder.permissions("out/a") == 0o555)
    #expect(try folder.modified("out/a") == 1_000)
    #expect(try folder.permissions("out/a/b") == 0o500)
    #expect(try folder.modified("out/a/b") == 2_000)
    #expect(try folder.names("out/a") == ["b", "file", "link", "second"])
  }

  @Test func `a folder whose entry follows its content gets its mode and time`() throws {
    let folder = try TemporaryFolder()
    let archive = try folder.archive {
      $0.file("a/b/file", "x")
      $0.folder("a/b/", mode: 0o700, modified: 2_000)
      $0.folder("a/", mode: 0o750, modified: 1_000)
    }
    #expect(try folder.unpack(archive) == [])
    #expect(try folder.permissions("out/a/b") == 0o700)
    #expect(try folder.modified("out/a/b") == 2_000)
    #expect(try folder.permissions("out/a") == 0o750)
    #expect(try folder.modified("out/a") == 1_000)
  }

  @Test func `the last of several members with one path counts`() throws {
    for overwriting in Overwriting.allCases {
      let folder = try TemporaryFolder()
      let archive = try folder.archive {
        $0.file("a", "one")
        $0.file("link", "no link yet")
        $0.symbolicLink("file", to: "a")
        $0.file("a", "two, and longer", mode: 0o600)
        $0.symbolicLink("link", to: "a")
        $0.file("file", "no link any more")
        $0.hardLink("second", to: "a")
        $0.file("a", "three")
      }
      #expect(try folder.unpack(archive) { $0.overwriting = overwriting } == [])
      #expect(try folder.content("out/a") == "three")
      #expect(try folder.permissions("out/a") == 0o644)
      #expect(folder.linkTarget("out/link".bytes) == "a".bytes)
      #expect(try folder.content("out/file") == "no link any more")
      #expect(try folder.content("out/second") == "two, and longer")
      #expect(try folder.names("out").count == 4)
    }
  }

  @Test func `a file takes the place of a folder of the archive, and the reverse`() throws {
    let folder = try TemporaryFolder()
    let archive = try folder.archive {
      $0.file("a/b", "x")
      $0.file("a", "newer")
      $0.file("c", "older")
      $0.file("c/d", "below a file")
      $0.folder("c/")
    }
    #expect(try folder.unpack(archive) == [])
    #expect(try folder.content("out/a") == "newer")
    #expect(try folder.content("out/c/d") == "below a file")
  }

  @Test func `paths limit what is unpacked`() throws {
    let folder = try TemporaryFolder()
    let archive = try folder.archive {
      $0.folder("a/", mode: 0o700)
      $0.file("a/b", "x")
      $0.file("a/bc", "x")
      $0.file("a/c/d", "y")
      $0.file("z", "z")
    }
    let reports = try folder.unpack(archive) {
      $0.selection = Selection(paths: [path("a/b"), path("a/c"), path("none"), path("a/d")])
    }
    #expect(reports == [Reports.Brief(.notFound, "a/d"), Reports.Brief(.notFound, "none")])
    #expect(
      try folder.tree("out").nodes.keys.map { String(decoding: $0, as: UTF8.self) }.sorted()
        == ["a", "a/b", "a/c", "a/c/d"])
  }

  @Test func `a hard link whose target is not unpacked carries the content`() throws {
    let folder = try TemporaryFolder()
    let archive = try folder.archive {
      $0.file("a", "content", mode: 0o600)
      $0.hardLink("b", to: "a")
      $0.hardLink("c", to: "a")
      $0.hardLink("d", to: "nowhere")
    }
    let reports = try folder.unpack(archive) {
      $0.selection = Selection(paths: [path("b"), path("c"), path("d")])
    }
    #expect(reports.map(\.code) == [.leftOut])
    #expect(try folder.names("out") == ["b", "c"])
    #expect(try folder.content("out/b") == "content")
    #expect(try folder.content("out/c") == "content")
  }

  @Test func `leading components are removed also from targets of hard links`() throws {
    let folder = try TemporaryFolder()
    let archive = try folder.archive {
      $0.folder("top/")
      $0.file("top/a", "x")
      $0.folder("top/b/", mode: 0o700)
      $0.file("top/b/c", "y")
      $0.hardLink("top/b/second", to: "top/a")
      $0.symbolicLink("top/link", to: "top/a")
      $0.file("short", "z")
    }
    #expect(try folder.unpack(archive, into: "one") { $0.strip = 1 } == [])
    #expect(try folder.names("one") == ["a", "b", "link"])
    #expect(try folder.names("one/b") == ["c", "second"])
    #expect(try folder.inode("one/a") == folder.inode("one/b/second"))
    #expect(folder.linkTarget("one/link".bytes) == "top/a".bytes)
    #expect(try folder.unpack(archive, into: "two") { $0.strip = 2 } == [])
    #expect(try folder.names("two") == ["c", "second"])
    #expect(try folder.content("two/second") == "x")
    #expect(try folder.unpack(archive, into: "many") { $0.strip = 100 } == [])
    #expect(try folder.names("many") == [])
  }

  @Test func `a missing target folder is created with its parents`() throws {
    let folder = try TemporaryFolder()
    let archive = try folder.archive { $0.file("a", "x") }
    #expect(try folder.unpack(archive, into: "x/y/z") == [])
    #expect(try folder.content("x/y/z/a") == "x")
    try folder.write("file")
    let failure = #expect(throws: StoreError.self) { try folder.unpack(archive, into: "file") }
    #expect(failure?.code == .unwritable)
  }

  @Test func `members after a broken header are unpacked`() throws {
    let folder = try TemporaryFolder()
    let archive = try folder.archive {
      $0.folder("b/", mode: 0o500, modified: 1_000)
      $0.file("a", "one")
      $0.add(TarHeader("broken".bytes).with(.checksum, "1".bytes))
      $0.file("b/c", "two")
    }
    let failure = #expect(throws: StoreError.self) { try folder.unpack(archive) }
    #expect(failure?.code == .damaged)
    #expect(try folder.content("out/a") == "one")
    #expect(try folder.content("out/b/c") == "two")
    #expect(try folder.permissions("out/b") == 0o500)
  }

  @Test func `a member that is cut short is removed`() throws {
    let folder = try TemporaryFolder()
    let large = [UInt8](repeating: 0x78, count: 1_000_000)
    let whole = TarBuilder.archive {
      $0.file("small", "x")
      $0.file("large".bytes, large)
    }
    try folder.write("cut.tar".bytes, Array(whole.prefix(500_000)))
    let failure = #expect(throws: StoreError.self) {
      try folder.unpack(folder.collection("cut.tar"), into: "cut")
    }
    #expect(failure?.code == .damaged)
    #expect(try folder.names("cut") == ["small"])
  }

  @Test func `written members are counted and visited in the order of the archive`() throws {
    let folder = try TemporaryFolder()
    let archive = try folder.archive {
      $0.folder("a/")
      for number in 0..<300 { $0.file("a/\(number)", "content \(number)") }
      $0.symbolicLink("link", to: "a/1")
      $0.hardLink("hard", to: "a/1")
    }
    var visited: [String] = []
    let summary = try Unpacker(
      archive, options: Unpacker.Options(), context: .failing,
      visit: { visited.append("\($0.path)") }
    ).unpack(into: folder.path("out"))
    #expect(summary.members == 303)
    #expect(summary.bytes == Int64((0..<300).map { "content \($0)".utf8.count }.reduce(0, +)))
    #expect(visited.count == 303)
    #expect(visited.filter { $0.hasPrefix("a/") } == (0..<300).map { "a/\($0)" })
  }

  @Test func `a folder is not an archive`() throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("in")
    let failure = #expect(throws: StoreError.self) { try folder.unpack(folder.collection("in")) }
    #expect(failure?.code == .notAnArchive)
  }
}
