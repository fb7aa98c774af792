import Foundation
import ProgramSupport
import TestSupport
import Testing

/// Ends `unpack` before the archive does, with `--strict` and with the limits.
struct LimitTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(
      "a.tar",
      TarBuilder.archive {
        for name in ["1.md", "d/2.md", "d/d/3.md"] { $0.file(name, "0123456789") }
      })
    expect(try folder.blogsh("-C", "a.tar", "pack", "-o", "a.tar.zst"), .done())
    try folder.makeFolder("x")
  }

  /// Tries each limit at the lowest value that is enough, and one below.
  @Test(arguments: [
    ("--max-size", "30", "29", "the contents are larger than the 29 bytes that --max-size allows"),
    // The folders that paths imply count too.
    ("--max-members", "5", "4", "there are more than 4 members; --max-members can allow more"),
  ])
  func `an exceeded limit ends the work, and the message names the limit and the member`(
    limit: String, enough: String, tooFew: String, cause: String
  ) throws {
    for archive in ["a.tar", "a.tar.zst"] {
      expect(
        try folder.blogsh("unpack", limit, tooFew, archive, "-d", "x"),
        .failed(2, "blogsh: cannot unpack d/d/3.md in \(archive): \(cause)\n"))
      expect(try folder.shell("cd x && find . -type f | sort"), .done("./1.md\n./d/2.md\n"))
      expect(
        try folder.blogsh("unpack", "-n", limit, tooFew, archive, "-d", "y"),
        .failed(
          2, output: "1.md\nd/2.md\n",
          "blogsh: cannot unpack d/d/3.md in \(archive): \(cause)\n"))
      expect(try folder.blogsh("unpack", limit, enough, archive, "-d", "x"), .done())
      expect(try folder.run("rm", "-r", "x/1.md", "x/d"), .done())
    }
  }

  @Test func `a path that is too deep is refused, and the other members are unpacked`() throws {
    expect(
      try folder.blogsh("unpack", "--max-depth", "2", "a.tar", "-d", "x"),
      .failed(
        3,
        "blogsh: cannot unpack d/d/3.md in a.tar: its path has 3 components, "
          + "and --max-depth allows 2\n"))
    expect(try folder.blogsh("unpack", "--max-depth", "3", "a.tar", "-d", "x"), .done())
  }

  @Test(arguments: ["--max-size=1x", "--max-members=-1", "--max-ratio=0", "--max-depth=0"])
  func `an invalid limit is refused`(argument: String) throws {
    #expect(try folder.blogsh("unpack", argument, "a.tar", "-d", "y").end == .status(64))
    #expect(!folder.exists("y"))
  }

  @Test func `with --strict the first refused member ends the work`() throws {
    try folder.write(
      "h.tar",
      TarBuilder.archive {
        $0.file("1.md")
        $0.file("../2.md")
        $0.file("3.md")
      })
    let message = "blogsh: cannot unpack ../2.md in h.tar: it has a component '..'\n"
    expect(try folder.blogsh("unpack", "--strict", "h.tar", "-d", "x"), .failed(2, message))
    expect(try folder.run("ls", "-A", "x"), .done("1.md\n"))
    expect(
      try folder.blogsh("unpack", "--strict", "-n", "h.tar", "-d", "y"),
      .failed(2, output: "1.md\n", message))
    expect(try folder.blogsh("unpack", "--strict", "a.tar.zst", "-d", "y"), .done())
    #expect(
      try folder.blogsh("unpack", "--strict", "--salvage", "h.tar", "-d", "y").end == .status(64))
  }

  @Test func `with --strict an existing file that differs ends the work`() throws {
    try folder.write("x/d/2.md", "other")
    expect(
      try folder.blogsh("unpack", "--strict", "a.tar", "-d", "x"),
      .failed(
        2, "blogsh: cannot unpack d/2.md in a.tar: something else is there and was left alone\n"))
    #expect(!folder.exists("x/d/d"))
  }
}
