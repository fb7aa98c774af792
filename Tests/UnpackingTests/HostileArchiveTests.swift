import CollectionSupport
import Entries
import Glibc
import Posts
import TestSupport
import Testing
import Unpacking

/// Archives that try to write where they must not.
@Suite struct HostileArchiveTests {
  /// Unpacks into `out`, where `there` already exists, and checks that nothing outside was touched.
  private func unpack(
    there: [(name: String, linkTo: String?)] = [], _ body: (inout TarBuilder, String) -> Void
  ) throws -> (TemporaryFolder, [Reports.Brief]) {
    var last: (TemporaryFolder, [Reports.Brief])?
    for overwriting in Overwriting.allCases {
      let folder = try TemporaryFolder()
      try folder.write("outside/file", "precious", mode: 0o600)
      try folder.setTime("outside/file", 1_000)
      try folder.setTime("outside", 2_000)
      try folder.makeFolder("out")
      for (name, target) in there {
        if let target { try folder.makeSymbolicLink("out/\(name)", to: target) }
        if target == nil { try folder.write("out/\(name)", "mine") }
      }
      let before = try folder.tree("outside")
      let time = try folder.modified("outside")
      let archive = try folder.archive { body(&$0, folder.path) }
      let reports = try folder.unpack(archive) { $0.overwriting = overwriting }
      #expect(try folder.tree("outside") == before)
      #expect(try folder.modified("outside") == time)
      #expect(try folder.names() == ["a.tar", "out", "outside"])
      let temporary = try folder.tree("out").nodes.keys.filter { $0.contains(".tmp".bytes) }
      #expect(temporary == [])
      last = (folder, reports)
    }
    return try #require(last)
  }

  @Test(arguments: [
    "/etc/blogsh-was-here", "../up", "a/../../up", "..", "a/..", "./../up", "//up", "/",
    "a/b/../../../up",
  ])
  func `a path that leads outside is refused`(name: String) throws {
    let (folder, reports) = try unpack { builder, _ in
      builder.file(name)
      builder.folder(name)
      builder.symbolicLink(name, to: "x")
      builder.file("good", "x")
      builder.hardLink(name, to: "good")
    }
    #expect(reports.allSatisfy { $0.code == .refused })
    #expect(reports.count == 4)
    #expect(try folder.names("out") == ["good"])
  }

  @Test func `an empty path and the root create nothing`() throws {
    let (folder, _) = try unpack { builder, _ in
      for name in ["", ".", "./", "././"] {
        builder.file(name)
        builder.folder(name, mode: 0)
        builder.symbolicLink(name, to: "x")
      }
    }
    #expect(try folder.names("out") == [])
    #expect(try folder.permissions("out") == 0o755)
  }

  @Test func `a NUL in a path does not cut it short`() throws {
    let (folder, reports) = try unpack { builder, _ in
      builder.pax([("path", "good\0/../../up".bytes)])
      builder.file("x", "x")
      builder.file("behind", "x")
    }
    #expect(reports.allSatisfy { $0.code == .refused || $0.code == .leftOut })
    #expect(try folder.names("out").contains("behind"))
  }

  @Test func `nothing is written through a link in the archive`() throws {
    let (folder, reports) = try unpack { builder, path in
      builder.symbolicLink("link", to: "../outside")
      builder.file("link/file", "overwritten")
      builder.file("link/new", "made")
      builder.folder("link/folder/")
      builder.symbolicLink("link/link", to: "x")
      builder.file("good", "x")
      builder.hardLink("link/hard", to: "good")
      builder.symbolicLink("absolute", to: "\(path)/outside")
      builder.file("absolute/file", "overwritten")
      builder.symbolicLink("chain", to: "link")
      builder.file("chain/file", "overwritten")
      builder.symbolicLink("up", to: "..")
      builder.file("up/outside/file", "overwritten")
      builder.symbolicLink("self", to: ".")
      builder.file("self/inside", "not through a link either")
    }
    #expect(reports.map(\.code).allSatisfy { $0 == .refused })
    #expect(reports.count == 9)
    #expect(try folder.names("out") == ["absolute", "chain", "good", "link", "self", "up"])
  }

  @Test func `nothing is written through a link to a file`() throws {
    let (folder, reports) = try unpack { builder, _ in
      builder.symbolicLink("link", to: "../outside/file")
      builder.file("link", "overwritten", mode: 0o777)
    }
    // A later member replaces an earlier one: the link is removed, not followed.
    #expect(reports == [])
    #expect(try folder.content("out/link") == "overwritten")
    #expect(folder.linkTarget("out/link".bytes) == nil)
  }

  @Test func `nothing is written through an existing link`() throws {
    let (folder, reports) = try unpack(
      there: [("link", "../outside"), ("to-file", "../outside/file")]
    ) { builder, _ in
      builder.file("link/file", "overwritten")
      builder.file("link/new", "made")
      builder.folder("link/", mode: 0o700, modified: 5)
      builder.file("to-file/x", "below a file")
    }
    #expect(reports.count == 4)
    #expect(folder.linkTarget("out/link".bytes) == "../outside".bytes)
  }

  @Test func `a folder that has become a link gets no mode and no time`() throws {
    let (_, reports) = try unpack { builder, _ in
      builder.folder("x/", mode: 0o777, modified: 5)
      builder.symbolicLink("x", to: "../outside")
      builder.file("x/new", "inside the folder")
    }
    #expect(reports == [Reports.Brief(.refused, "x/new")])
  }

  @Test func `a folder that takes the place of a link gets its own mode and time`() throws {
    let (folder, reports) = try unpack { builder, _ in
      builder.symbolicLink("x", to: "../outside")
      builder.folder("x/", mode: 0o777, modified: 5)
      builder.file("x/file", "inside the folder")
    }
    #expect(reports == [])
    #expect(try folder.content("out/x/file") == "inside the folder")
    #expect(try folder.modified("out/x") == 5)
  }

  @Test func `a hard link to a file outside is refused`() throws {
    let (folder, reports) = try unpack(
      there: [("there", "../outside")]
    ) { builder, path in
      builder.hardLink("a", to: "../outside/file")
      builder.hardLink("b", to: "\(path)/outside/file")
      builder.symbolicLink("link", to: "../outside")
      builder.hardLink("c", to: "link/file")
      builder.hardLink("d", to: "there/file")
      builder.symbolicLink("to-file", to: "../outside/file")
      builder.hardLink("e", to: "to-file")
      builder.file("e", "overwritten")
    }
    #expect(reports.count == 4)
    let outside = try folder.inode("outside/file")
    for name in try folder.names("out") { #expect(try folder.inode("out/\(name)") != outside) }
    #expect(try folder.status("outside/file").st_nlink == 1)
  }

  @Test func `an existing file gets no hard link`() throws {
    // Otherwise a later member could change the file through that link.
    let (folder, reports) = try unpack(there: [("mine", nil)]) { builder, _ in
      builder.hardLink("second", to: "mine")
      builder.file("second", "overwritten")
    }
    #expect(reports.count <= 1)
    #expect(try folder.content("out/mine") == "mine")
    #expect(try folder.status("out/mine").st_nlink == 1)
  }

  @Test func `set-id bits are reported and not restored`() throws {
    let (folder, reports) = try unpack { builder, _ in
      builder.file("a", "x", mode: 0o4755)
      builder.file("b", "x", mode: 0o2755)
      builder.folder("c/", mode: 0o7777)
      builder.file("d", "x", mode: 0o1644)
    }
    #expect(reports.map(\.subject).sorted() == ["a", "b", "c"])
    #expect(reports.allSatisfy { $0.code == .leftOut })
    #expect(try folder.permissions("out/a") == 0o755)
    #expect(try folder.permissions("out/b") == 0o755)
    #expect(try folder.permissions("out/c") == 0o1777)
  }

  @Test func `devices and FIFOs are reported and not created`() throws {
    let (folder, reports) = try unpack { builder, _ in
      builder.add(TarHeader("null".bytes, .characterDevice).with(.minorDevice, "0000003".bytes))
      builder.add(TarHeader("disk".bytes, .blockDevice))
      builder.add(TarHeader("fifo".bytes, .fifo))
      builder.file("null/x", "below nothing")
    }
    #expect(reports == ["null", "disk", "fifo"].map { Reports.Brief(.refused, $0) })
    #expect(try folder.names("out") == ["null"])
  }

  @Test(arguments: [100, 1_200])
  func `a path of many folders does no harm`(depth: Int) throws {
    let name = repeatElement("d", count: depth).joined(separator: "/").bytes
    let folder = try TemporaryFolder()
    let archive = try folder.archive {
      $0.pax([("path", name)])
      $0.file("x", "deep")
      $0.file("behind", "x")
    }
    let reports = try? folder.unpack(archive)
    #expect(reports.map { $0.count <= 1 } ?? true)
  }

  @Test func `names too long for the system are reported and the rest is unpacked`() throws {
    let long = [UInt8](repeating: 0x61, count: 300)
    let (folder, reports) = try unpack { builder, _ in
      builder.pax([("path", long)])
      builder.file("x", "x")
      builder.pax([("linkpath", [UInt8](repeating: 0x61, count: 5_000))])
      builder.symbolicLink("link", to: "x")
      builder.file("behind", "x")
    }
    #expect(reports.map(\.code) == [.unwritable, .unwritable])
    #expect(try folder.names("out") == ["behind"])
  }

  @Test func `names with control characters are unpacked unchanged`() throws {
    let name: [UInt8] = Array(1...0x1F) + [0x7F, 0x9B, 0x5B, 0x33, 0x31, 0x6D]
    let (folder, reports) = try unpack { builder, _ in builder.file(name, "x".bytes) }
    #expect(reports == [])
    #expect(try folder.names("out".bytes) == [name])
  }
}
