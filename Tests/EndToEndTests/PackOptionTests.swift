import ProgramSupport
import TestSupport
import Testing

/// The options of `pack`.
struct PackOptionTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(
      "archive/post/a.md", "---\ntags: [x]\n---\nA\n", mode: 0o600, modified: 2_000_000_000)
    try folder.write("archive/post/b.png", "B\n", mode: 0o755, modified: 1_000_000_000)
    try folder.write("archive/post/deep/c.md", "C\n")
    try folder.write("archive/post/deep/d.png", "D\n")
    try folder.write("archive/.git/config", "G\n")
    try folder.write("archive/post/.git", "gitdir\n")
    try folder.write("archive/.gitignore", "x\n")
  }

  private func members(_ name: String) throws -> [String] {
    try folder.run("tar", "-tf", name).lines
  }

  static let all = [
    ".gitignore", "post/", "post/a.md", "post/b.png", "post/deep/", "post/deep/c.md",
    "post/deep/d.png",
  ]

  @Test func `files named .git are left out unless --with-git is given`() throws {
    expect(try folder.blogsh("pack", "-o", "a.tar"), .done())
    #expect(try members("a.tar") == Self.all)
    expect(try folder.blogsh("pack", "-o", "b.tar", "--with-git"), .done())
    #expect(
      try members("b.tar").sorted()
        == (Self.all + [".git/", ".git/config", "post/.git"]).sorted())
    #expect(try folder.blogsh("pack", "--help").text.contains(".git is left out"))
  }

  @Test(arguments: [
    (["*.png"], all.filter { !$0.hasSuffix(".png") }),
    (["deep"], all.filter { !$0.contains("deep") }),
    (["post/deep"], all.filter { !$0.contains("deep") }),
    (["post/deep/*"], all.filter { !$0.contains("deep/") || $0 == "post/deep/" }),
    (["[ab].*"], all.filter { $0 != "post/a.md" && $0 != "post/b.png" }),
    (["*.png", ".gitignore"], all.filter { !$0.hasSuffix(".png") && $0 != ".gitignore" }),
    (["nothing"], all),
  ])
  func `exclude works as in GNU tar`(patterns: [String], expected: [String]) throws {
    let options = patterns.flatMap { ["--exclude", $0] }
    expect(try folder.blogsh(["pack", "-o", "a.tar"] + options), .done())
    #expect(try members("a.tar") == expected)
    let judged = try Program.run(
      "tar",
      ["-cf", folder.path("judge.tar"), "--exclude=.git"] + options + [".gitignore", "post"],
      in: folder.path("archive"))
    expect(judged, .done())
    #expect(try members("a.tar").sorted() == members("judge.tar").sorted())
  }

  @Test func `only the given paths are packed`() throws {
    expect(try folder.blogsh("pack", "-o", "a.tar", "post/deep", "/post/a.md"), .done())
    #expect(
      try members("a.tar") == ["post/a.md", "post/deep/", "post/deep/c.md", "post/deep/d.png"])
    expect(try folder.blogsh("pack", "-o", "all.tar.gz"), .done())
    expect(try folder.blogsh("-C", "all.tar.gz", "pack", "-o", "b.tar", "post/deep"), .done())
    #expect(try members("b.tar") == ["post/deep/", "post/deep/c.md", "post/deep/d.png"])
  }

  @Test(arguments: ["archive", "all.tar"])
  func `a path that does not exist is an error, and nothing is written`(collection: String) throws {
    expect(try folder.blogsh("pack", "-o", "all.tar"), .done())
    try folder.write("a.tar.gz", "old")
    let outcome = try folder.blogsh("-C", collection, "pack", "-o", "a.tar.gz", "post/a.md", "nope")
    let missing = "No such file or directory"
    let sentence =
      collection == "archive" ? "nope: \(missing) in archive" : "nope in all.tar: \(missing)"
    expect(outcome, .failed(1, "blogsh: cannot pack \(sentence)\n"))
    #expect(try folder.content("a.tar.gz") == "old")
    #expect(try folder.shell("ls -A | grep -v -e archive -e all.tar -e a.tar.gz").text == "")
  }

  @Test func `a list of files has lines or NUL bytes, in a file or on standard input`()
    throws
  {
    try folder.write("list", "post/a.md\n\npost/deep/c.md\n")
    try folder.write("list0", "post/a.md\0post/deep/c.md\0")
    let expected = ["post/a.md", "post/deep/c.md"]
    expect(try folder.blogsh("pack", "-o", "1.tar", "--files-from", "list"), .done())
    expect(try folder.blogsh("pack", "-o", "2.tar", "--files-from", "list0", "-0"), .done())
    expect(
      try folder.shell(
        "\"$BLOGSH\" ls -R -0 --tag x | \"$BLOGSH\" pack -o 3.tar --files-from - -0"),
      .done())
    expect(
      try folder.blogsh(
        ["pack", "-o", "4.tar", "--files-from", "-"], input: .bytes(Array("post/deep".utf8))),
      .done())
    #expect(try members("1.tar") == expected)
    #expect(try members("2.tar") == expected)
    #expect(try members("3.tar") == ["post/a.md"])
    #expect(try members("4.tar") == ["post/deep/", "post/deep/c.md", "post/deep/d.png"])
  }

  @Test func `a list can contain names of any bytes`() throws {
    expect(
      try folder.shell(
        #"printf x > "archive/$(printf 'r\377\nw.md')" && "#
          + #"printf 'r\377\nw.md\0' | "$BLOGSH" pack -o a.tar --files-from - -0"#), .done())
    expect(
      try folder.shell("tar -tf a.tar --warning=no-unknown-keyword --quoting-style=literal"),
      .done(Array("r".utf8) + [0xFF] + Array("\nw.md\n".utf8)))
  }

  @Test(arguments: [
    ("tar.gz", 1, 9), ("tar.zst", 1, 19), ("tar.xz", 1, 9), ("tar.bz2", 1, 9), ("tar.lz4", 1, 12),
  ])
  func `--level has the range of the format`(form: String, lowest: Int, usual: Int) throws {
    func pack(_ level: Int) throws -> Outcome {
      try folder.blogsh("pack", "-o", "l\(level)." + form, "--level", "\(level)")
    }
    expect(try pack(lowest), .done())
    #expect(try folder.blogsh("verify", "l\(lowest)." + form).end == .status(0))
    let tooHigh = try pack(100)
    #expect(tooHigh.end == .status(64) && tooHigh.hasOneLineOfErrors)
    // The highest level is the one in the message.
    let highest =
      Int(
        tooHigh.errors.split(separator: " ").drop { $0 != "to" }.dropFirst().first?.prefix {
          $0.isNumber
        } ?? "") ?? 0
    #expect(highest >= 9)
    expect(try pack(highest), .done())
    expect(try folder.blogsh("diff", "l\(highest)." + form, "archive"), .done())
    #expect(try pack(highest + 1).end == .status(64))
    #expect(try pack(-1).end == .status(64))
    #expect(!folder.exists("l100." + form) && !folder.exists("l-1." + form))
  }

  @Test func `a higher level makes a smaller archive`() throws {
    let text = (0..<20_000).map { "line \($0 &* 7919 % 1000) of many\n" }.joined()
    try folder.write("archive/post/long.md", text)
    expect(try folder.blogsh("pack", "-o", "1.tar.gz", "--level", "1"), .done())
    expect(try folder.blogsh("pack", "-o", "9.tar.gz", "--level", "9"), .done())
    #expect(try folder.contents("9.tar.gz").count < folder.contents("1.tar.gz").count)
  }

  @Test(arguments: [
    ["pack"], ["pack", "-o", "-"], ["pack", "-o", "x.zip"],
    ["pack", "-o", "x.tar", "--level", "1"],
    ["pack", "-o", "x.tar", "-0"], ["pack", "-o", "-", "--format", "tar", "--if-changed"],
    ["pack", "-o", "-", "--format", "tar", "--depfile", "x.d"],
    ["pack", "-o", "x", "--format", "zip"],
    ["pack", "-o", "x.tar.gz", "--level", "best"],
  ])
  func `options that cannot be combined are wrong usage`(arguments: [String]) throws {
    let outcome = try folder.blogsh(arguments)
    #expect(outcome.end == .status(64))
    #expect(outcome.output == [] && outcome.hasOneLineOfErrors)
    expect(
      try folder.run("ls", "-A"),
      .done("archive\n"))
  }

  @Test func `salvage to a FIFO opens it once`() throws {
    // A reader of a FIFO sees its end when the writer closes it, even to open it again.
    let script = """
      "$BLOGSH" pack -o x.tar && mkfifo f.tar.zst && { cat f.tar.zst > copy.tar.zst & }
      timeout 60 "$BLOGSH" -C x.tar pack -o f.tar.zst --salvage && wait
      """
    expect(try folder.shell(script), .done())
    #expect(try members("copy.tar.zst") == Self.all)
  }
}
