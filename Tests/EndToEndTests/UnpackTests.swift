import Foundation
import ProgramSupport
import TestSupport
import Testing

/// `unpack`: the files that it writes, their places, and the files that it leaves alone.
struct UnpackTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("archive/post/a.md", "A\n", modified: 1_000_000_000)
    try folder.write("archive/post/deep/b.md", "B\n", mode: 0o600, modified: 1_000_000_001)
    try folder.write("archive/post/deep/c.png", "C\n", modified: 1_000_000_002)
    let made = try folder.shell(
      "find archive -type d -exec touch -d @1000000003 {} + && \"$BLOGSH\" pack -o a.tar.gz")
    try #require(made == .done())
  }

  @Test func `without a folder, unpack uses the working directory`() throws {
    expect(try folder.shell("mkdir here && cd here && \"$BLOGSH\" unpack ../a.tar.gz"), .done())
    #expect(try folder.listing("here") == folder.listing("archive"))
  }

  @Test func `the folder is created, with those above it`() throws {
    expect(try folder.blogsh("unpack", "a.tar.gz", "-d", "x/y/z"), .done())
    #expect(try folder.listing("x/y/z") == folder.listing("archive"))
  }

  @Test func `standard input can be an archive`() throws {
    expect(try folder.shell("cat a.tar.gz | \"$BLOGSH\" unpack - -d x"), .done())
    expect(
      try folder.blogsh(
        ["unpack", "-", "-d", "y"], input: .bytes(try folder.contents("a.tar.gz"))),
      .done())
    #expect(try folder.listing("x") == folder.listing("archive"))
    #expect(try folder.listing("y") == folder.listing("archive"))
  }

  @Test(arguments: [
    (["post/deep"], ["post", "post/deep", "post/deep/b.md", "post/deep/c.png"]),
    (["post/a.md"], ["post", "post/a.md"]),
    (["/post/./a.md", "post/deep/b.md"], ["post", "post/a.md", "post/deep", "post/deep/b.md"]),
    (["."], ["post", "post/a.md", "post/deep", "post/deep/b.md", "post/deep/c.png"]),
  ])
  func `only the given paths are unpacked`(paths: [String], expected: [String]) throws {
    expect(try folder.blogsh(["unpack", "a.tar.gz"] + paths + ["-d", "x"]), .done())
    #expect(
      try folder.shell("cd x && find . -mindepth 1 -printf '%P\\n' | LC_ALL=C sort").lines
        == expected)
  }

  @Test func `a path that is not in the archive is reported, and the rest is unpacked`() throws {
    expect(
      try folder.blogsh("unpack", "a.tar.gz", "nope", "post/a.md", "-d", "x"),
      .failed(1, "blogsh: cannot unpack nope in a.tar.gz: No such file or directory\n"))
    #expect(try folder.content("x/post/a.md") == "A\n")
  }

  @Test func `strip removes leading components`() throws {
    expect(try folder.blogsh("unpack", "a.tar.gz", "post/deep", "-d", "x", "--strip", "2"), .done())
    expect(
      try folder.run("ls", "x"),
      .done("b.md\nc.png\n"))
    expect(try folder.blogsh("unpack", "a.tar.gz", "-d", "y", "--strip", "1"), .done())
    #expect(try folder.listing("y") == folder.listing("archive/post"))
    #expect(try folder.blogsh("unpack", "a.tar.gz", "--strip", "-1").end == .status(64))
  }

  @Test func `strip keeps hard links`() throws {
    expect(
      try folder.shell("ln archive/post/a.md archive/post/deep/z.md && \"$BLOGSH\" pack -o b.tar"),
      .done())
    expect(try folder.blogsh("unpack", "b.tar", "-d", "x", "--strip", "1"), .done())
    #expect(try folder.status("x/a.md").st_ino == folder.status("x/deep/z.md").st_ino)
    // The first name is not unpacked, but the content is.
    expect(try folder.blogsh("unpack", "b.tar", "post/deep/z.md", "-d", "y"), .done())
    #expect(try folder.content("y/post/deep/z.md") == "A\n")
  }

  @Test func `a dry run lists what would be written, and writes nothing`() throws {
    let list = "post/\npost/a.md\npost/deep/\npost/deep/b.md\npost/deep/c.png\n"
    expect(try folder.blogsh("unpack", "-n", "a.tar.gz", "-d", "x"), .done(list))
    #expect(!folder.exists("x"))
    expect(try folder.blogsh("unpack", "a.tar.gz", "-d", "x"), .done())
    try folder.write("x/post/a.md", "mine\n")
    let before = try folder.listing("x")
    expect(
      try folder.blogsh("unpack", "-n", "--overwrite", "if-changed", "a.tar.gz", "-d", "x"),
      .done("post/a.md\n"))
    #expect(try folder.blogsh("unpack", "-n", "a.tar.gz", "-d", "x").end == .status(3))
    #expect(try folder.listing("x") == before)
  }

  @Test func `the umask does not change modes`() throws {
    expect(
      try folder.shell(
        """
        chmod 777 archive/post/a.md && "$BLOGSH" pack -o b.tar \
        && umask 077 && "$BLOGSH" unpack b.tar -d x
        """), .done())
    #expect(try folder.status("x/post/a.md").st_mode & 0o7777 == 0o777)
  }

  @Test func `the last of two members with one path counts`() throws {
    try folder.makeTar(
      "twice.tar", "add('a.md', b'one')\nadd('b.md', b'b')\nadd('a.md', b'two two', mode=0o600)")
    expect(try folder.blogsh("unpack", "twice.tar", "-d", "x"), .done())
    #expect(try folder.content("x/a.md") == "two two")
    #expect(try folder.status("x/a.md").st_mode & 0o7777 == 0o600)
    expect(try folder.blogsh("-C", "twice.tar", "cat", "--raw", "a.md"), .done("two two"))
    expect(try folder.blogsh("-C", "twice.tar", "ls", "-R"), .done("a.md\nb.md\n"))
  }
}
