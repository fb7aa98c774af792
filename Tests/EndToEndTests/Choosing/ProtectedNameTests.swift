import ProgramSupport
import TestSupport
import Testing

/// What comes from somebody else's archive is never read as configuration, since it is not written.
struct ProtectedNameTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let members = """
    add(".blogsh", b"history = 'evil.tar.zst'")
    add("a.md", b"# A")
    add("post/.BLOGSH", b"x")
    add("post/link", type=SYMTYPE, linkname="../a.md")
    add("deep/.blogsh", type=SYMTYPE, linkname="../a.md")
    add("deep/er/.blogsh", type=LNKTYPE, linkname="a.md")
    add("deep/er/.blogsh.md", b"# B")
    """

  private static let written = ["a.md", "deep/er/.blogsh.md", "post/link"]

  private func files(_ name: String) throws -> [String] {
    try folder.run("find", name, "!", "-type", "d", "-printf", "%P\\n").text
      .split(separator: "\n").map(String.init).sorted()
  }

  @Test(arguments: ["x.tar", "x.tar.zst"], [[], ["--salvage"], ["--strip", "0"]])
  func `unpack leaves it out, in any folder and as any kind`(
    archive: String, options: [String]
  ) throws {
    try folder.makeTar("x.tar", Self.members)
    #expect(try folder.blogsh("reindex", "x.tar", "-o", "x.tar.zst").end == .status(0))
    let unpacked = try folder.blogsh(["unpack", archive, "--to", "out"] + options)
    #expect(unpacked.end == .status(3))
    #expect(unpacked.errors.split(separator: "\n").count == 4, "\(unpacked.errors)")
    #expect(
      unpacked.errors.contains(
        "cannot unpack .blogsh in \(archive): it would say which files blogsh reads and writes; "
          + "--with-config writes it"))
    #expect(try files("out") == Self.written)
    let preview = try folder.blogsh(["unpack", "-n", archive, "--to", "new"] + options)
    #expect(preview.end == .status(3) && !preview.lines.contains(".blogsh"))
    let all = try folder.blogsh(["unpack", "--with-config", archive, "--to", "all"] + options)
    #expect(all.end == .status(0), "\(all.testDescription)")
    #expect(try files("all").count == 7)
  }

  @Test func `restore leaves it out, and leaves alone what is there`() throws {
    try folder.write("in/.blogsh", "# A\n")
    try folder.write("in/a.md", "# A\n")
    #expect(try folder.blogsh("-C", "in", "backup", "--to", "h.tar.zst").end == .status(0))
    // Nothing is to be done for a file that is the same.
    #expect(try folder.blogsh("restore", "h.tar.zst", "--to", "in").end == .status(0))
    for arguments in [
      ["restore", "h.tar.zst", "--to", "out"], ["restore", "-n", "h.tar.zst", "--to", "new"],
    ] {
      let restored = try folder.blogsh(arguments)
      #expect(restored.end == .status(3), "\(restored.testDescription)")
      #expect(restored.errors.contains("cannot restore .blogsh in h.tar.zst: it would say"))
    }
    #expect(try files("out") == ["a.md"])
    try folder.write("out/.blogsh", "# Own\n")
    #expect(try folder.blogsh("restore", "--force", "h.tar.zst", "--to", "out").end == .status(3))
    #expect(try folder.content("out/.blogsh") == "# Own\n")
    // Nor is it removed where the snapshot has none.
    #expect(
      try folder.blogsh("-C", "in", "pack", "-o", "b.tar.zst", "a.md").end == .status(0))
    #expect(
      try folder.blogsh("restore", "--delete", "--force", "b.tar.zst", "--to", "out").end
        == .status(0))
    #expect(try folder.content("out/.blogsh") == "# Own\n")
    #expect(
      try folder.blogsh("restore", "--with-config", "--force", "h.tar.zst", "--to", "out").end
        == .status(0))
    #expect(try folder.content("out/.blogsh") == "# A\n")
  }

  @Test func `another name of a file that is left out is not left out in silence`() throws {
    try folder.write("in/.blogsh", "# A\n")
    try folder.makeHardLink("in/a.md", to: "in/.blogsh")
    #expect(try folder.blogsh("-C", "in", "backup", "--to", "h.tar.zst").end == .status(0))
    try folder.write("filled/x.md")
    for arguments in [
      ["unpack", "h.tar.zst", "--to", "out"], ["restore", "h.tar.zst", "--to", "new"],
      ["restore", "h.tar.zst", "--to", "filled"],
    ] {
      let outcome = try folder.blogsh(arguments)
      #expect(outcome.end == .status(3))
      let written = folder.exists("\(arguments[3])/a.md")
      #expect(written || outcome.errors.contains("a.md"), "\(outcome.testDescription)")
      #expect(!folder.exists("\(arguments[3])/.blogsh"))
    }
  }

  @Test func `a .blogsh in an archive is not read`() throws {
    try folder.makeTar("x.tar", "add('.blogsh', b'nonsense')\nadd('a.md', b'# A')")
    #expect(try folder.blogsh("-C", "x.tar", "ls", "-R") == .done("a.md\n"))
    #expect(
      try folder.blogsh(["ls", "-R"], environment: ["BLOGSH_COLLECTION": "x.tar"])
        == .done("a.md\n"))
  }
}
