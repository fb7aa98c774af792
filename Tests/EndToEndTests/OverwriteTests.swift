import Foundation
import ProgramSupport
import TestSupport
import Testing

/// `unpack` where files exist already.
struct OverwriteTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("archive/changed.md", "new\n", modified: 1_000_000_000)
    try folder.write("archive/mode.md", "same\n", mode: 0o755, modified: 1_000_000_000)
    try folder.write("archive/same.md", "same\n", modified: 1_000_000_000)
    try folder.write("archive/missing.md", "new\n", modified: 1_000_000_000)
    try #require(try folder.blogsh("pack", "-o", "a.tar") == .done())
    try folder.write("x/changed.md", "mine\n", modified: 1_222_222_222)
    try folder.write("x/mode.md", "same\n", mode: 0o644, modified: 1_222_222_222)
    try folder.write("x/same.md", "same\n", modified: 1_222_222_222)
    try folder.write("x/other.md", "other\n", modified: 1_222_222_222)
  }

  private func times() throws -> [String: Int] {
    var times: [String: Int] = [:]
    for name in ["changed", "mode", "same", "missing", "other"] {
      times[name] = try folder.status("x/\(name).md").st_mtim.tv_sec
    }
    return times
  }

  @Test func `with never, a different file stays and is reported, and the status is 3`() throws {
    let message =
      "blogsh: cannot unpack changed.md in a.tar: something else is there and was left alone\n"
    for options in [[], ["--overwrite", "never"]] {
      expect(try folder.blogsh(["unpack", "a.tar", "-d", "x"] + options), .failed(3, message))
    }
    #expect(try folder.content("x/changed.md") == "mine\n")
    #expect(
      try times() == [
        "changed": 1_222_222_222, "mode": 1_222_222_222, "same": 1_222_222_222,
        "missing": 1_000_000_000, "other": 1_222_222_222,
      ])
    #expect(try folder.run("ls", "-A", "x").lines.count == 5)
  }

  @Test func `with if-changed, files with other content or another mode are replaced`() throws {
    expect(try folder.blogsh("unpack", "a.tar", "-d", "x", "--overwrite", "if-changed"), .done())
    #expect(try folder.content("x/changed.md") == "new\n")
    #expect(try folder.status("x/mode.md").st_mode & 0o777 == 0o755)
    #expect(
      try times() == [
        "changed": 1_000_000_000, "mode": 1_000_000_000, "same": 1_222_222_222,
        "missing": 1_000_000_000, "other": 1_222_222_222,
      ])
  }

  @Test func `with always, all files are replaced, and files outside the archive stay`() throws {
    expect(try folder.blogsh("unpack", "a.tar", "-d", "x", "--overwrite", "always"), .done())
    #expect(
      try times() == [
        "changed": 1_000_000_000, "mode": 1_000_000_000, "same": 1_000_000_000,
        "missing": 1_000_000_000, "other": 1_222_222_222,
      ])
    #expect(try folder.run("ls", "-A", "x").lines.count == 5)
  }

  @Test func `unpacking twice prints nothing and changes nothing`() throws {
    expect(try folder.blogsh("unpack", "a.tar", "-d", "y"), .done())
    let before = try folder.listing("y")
    expect(try folder.blogsh("unpack", "a.tar", "-d", "y"), .done())
    #expect(try folder.listing("y") == before)
  }

  @Test(arguments: ["never", "if-changed", "always"])
  func `a replaced file is not written into, so its hard links keep their content`(
    overwrite: String
  ) throws {
    expect(try folder.run("ln", "x/changed.md", "kept.md"), .done())
    _ = try folder.blogsh("unpack", "a.tar", "-d", "x", "--overwrite", overwrite)
    #expect(try folder.content("kept.md") == "mine\n")
  }

  @Test(arguments: ["never", "if-changed", "always"])
  func `a folder in the place of a file stays, and a file in the place of a folder`(
    overwrite: String
  )
    throws
  {
    try folder.makeTar("b.tar", "add('d', b'file')\nadd('f/x.md', b'x')\nadd('ok.md', b'ok')")
    try folder.write("y/d/inside.md", "inside")
    try folder.write("y/f", "file")
    let outcome = try folder.blogsh("unpack", "b.tar", "-d", "y", "--overwrite", overwrite)
    #expect(outcome.end == .status(3), "\(outcome.testDescription)")
    #expect(outcome.errors.split(separator: "\n").count == 2)
    #expect(try folder.content("y/d/inside.md") == "inside")
    #expect(try folder.content("y/f") == "file")
    #expect(try folder.content("y/ok.md") == "ok")
    expect(
      try folder.run("ls", "-A", "y"),
      .done("d\nf\nok.md\n"))
  }

  @Test func `an existing link is replaced like a file, and never followed`() throws {
    try folder.write("victim", "mine\n")
    expect(try folder.shell("rm x/changed.md && ln -s ../victim x/changed.md"), .done())
    #expect(try folder.blogsh("unpack", "a.tar", "-d", "x").end == .status(3))
    #expect(try folder.content("victim") == "mine\n")
    expect(try folder.blogsh("unpack", "a.tar", "-d", "x", "--overwrite", "always"), .done())
    #expect(try folder.content("victim") == "mine\n")
    #expect(try folder.status("x/changed.md").st_mode & S_IFMT == S_IFREG)
  }
}
