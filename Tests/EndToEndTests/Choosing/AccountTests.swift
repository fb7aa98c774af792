import ProgramSupport
import TestSupport
import Testing

/// What commands that write say of what they wrote, and where.
struct AccountTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("in/post/a.md", "# A\n")
    try folder.write("in/x.png", "12345678")
  }

  @Test func `pack and unpack say at a terminal what they wrote, and nothing in a pipe`() throws {
    #expect(try folder.blogsh("-C", "in", "pack", "-o", "p.tar") == .done())
    #expect(try folder.blogsh("unpack", "p.tar", "--to", "p") == .done())
    let blogsh = Surroundings.blogsh
    let packed = try folder.atTerminal(
      [blogsh, "-C", "in", "pack", "-o", "a b.tar.zst"].map(\.bytes))
    #expect(packed.text.hasSuffix("packed 2 files, 12 B, as 'a b.tar.zst'\r\n"), "\(packed.text)")
    let same = try folder.atTerminal(
      [blogsh, "-C", "in", "pack", "-o", "a b.tar.zst", "--if-changed"].map(\.bytes))
    #expect(same.text.hasSuffix("unchanged: 2 files, 12 B, as 'a b.tar.zst'\r\n"), "\(same.text)")
    let one = try folder.atTerminal(
      [blogsh, "-C", "in", "pack", "-o", "one.tar", "x.png"].map(\.bytes))
    #expect(one.text.hasSuffix("packed 1 file, 8 B, as one.tar\r\n"), "\(one.text)")
    let unpacked = try folder.atTerminal(
      [blogsh, "unpack", "a b.tar.zst", "--to", "o"].map(\.bytes))
    #expect(unpacked.text.hasSuffix("unpacked 2 files, 12 B, into o\r\n"), "\(unpacked.text)")
  }

  @Test func `backup names the folder and the archive`() throws {
    let made = try folder.blogsh("-C", "in", "backup", "--to", "a b.tar.zst")
    #expect(made.text.hasPrefix("snapshot 1 of in in 'a b.tar.zst': 2 new"), "\(made.text)")
    #expect(
      try folder.blogsh("-C", "in", "backup", "--to", "a b.tar.zst")
        == .done("nothing has changed since snapshot 1 in 'a b.tar.zst'\n"))
  }

  @Test(arguments: [
    (".", "in", "in/post/t.md"), ("in", ".", "post/t.md"), ("in/post", "..", "t.md"),
    ("other", "../in", "../in/post/t.md"),
  ])
  func `new prints a name that an editor can open`(
    place: String, collection: String, name: String
  ) throws {
    try folder.makeFolder("other")
    let made = try Program.run(
      Surroundings.blogsh, ["-C", collection, "new", "T"], in: folder.path(place))
    #expect(made == .done(name + "\n"))
    #expect(folder.exists("\(place)/\(name)"))
  }
}
