import ProgramSupport
import TestSupport
import Testing

/// `--gitignore`, judged by git: what is left out is what git ignores.
struct GitignoreTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for path in [
      "a.md", "a.tmp", "b.tmp", "keep.tmp", "node_modules/x.js", "x/node_modules/y.js",
      "public/i.html",
      "x/public/i.html", "x/y/z/deep.md", "x/build", "build/out.md", "doc/a/b/c.txt", "doc/c.txt",
      "#hash", "!bang", "space ", "x/a.md", "x/only.md", "x/.hidden/q.md", "[a].md", "q1.md",
      "q2.md",
      "dir/sub/one.log", "dir/sub/two.log", "dir/three.log", "star/a/b.md", "star/c.md",
      "y/foo/bar.md",
      "foo/bar.md", "deep/er/foo/bar.md", "blog/in.md", "blog/a.tmp",
    ] {
      try folder.write("repo/site/\(path)", "x\n")
    }
    try folder.write(
      "repo/.gitignore", "# a comment\n\n*.tmp\r\n!keep.tmp\n/site/foo\nsite/q?.md\n/blog\n")
    try folder.write(
      "repo/site/.gitignore",
      """
      \u{FEFF}node_modules/
      /public
      build/
      doc/**/c.txt
      \\#hash
      \\!bang
      space\\\u{20}
      trailing.md \u{20}
      \\[a].md
      star/**
      **/y/foo
      !/foo

      """)
    try folder.write("repo/site/x/.gitignore", "only.md\n.hidden\n!*.tmp\n/a.md")
    try folder.write("repo/site/dir/.gitignore", "sub/*\n!sub/two.log\n")
    try folder.write("repo/site/x/kept.tmp", "x\n")
    try folder.write("repo/site/x/trailing.md", "x\n")
    try #require(Surroundings.has("git"))
    try #require(try folder.run("git", "init", "-q", "repo") == .done())
  }

  /// Returns the files below `site` that git does not ignore.
  private func kept() throws -> [String] {
    let listed = try folder.shell(
      "cd repo/site && git ls-files -z --others --cached --exclude-standard . | tr '\\0' '\\n'")
    try #require(listed.end == .status(0))
    return listed.lines.sorted()
  }

  private func files(in archive: String) throws -> [String] {
    try folder.blogsh("-C", archive, "find", "-type", "f").lines.sorted()
  }

  @Test func `what is left out is what git ignores`() throws {
    let kept = try kept()
    #expect(kept.count > 12 && !kept.contains("a.tmp") && kept.contains("keep.tmp"))
    for form in ["tar.gz", "tar.zst"] {
      expect(
        try folder.blogsh("-C", "repo/site", "pack", "--gitignore", "-o", "a.\(form)"), .done())
      #expect(try files(in: "a.\(form)") == kept)
    }
    try #require(
      try folder.blogsh("-C", "repo/site", "backup", "--gitignore", "--to", "h.tar.zst").status == 0
    )
    #expect(try files(in: "h.tar.zst") == kept)
    expect(
      try folder.blogsh("-C", "repo/site", "status", "-q", "--gitignore", "h.tar.zst"), .done())
    // Without the option, nothing is left out silently.
    #expect(try folder.blogsh("-C", "repo/site", "status", "-q", "h.tar.zst").end == .status(1))
  }

  @Test func `the files above count only in a repository`() throws {
    try #require(try folder.shell("rm -rf repo/.git") == .done())
    expect(
      try folder.blogsh("-C", "repo/site", "pack", "--gitignore", "-o", "a.tar"), .done())
    let found = try files(in: "a.tar")
    #expect(found.contains("a.tmp") && !found.contains("node_modules/x.js"))
  }

  @Test func `a .gitignore that cannot be followed is reported`() throws {
    try #require(
      try folder.shell("cd repo/site && rm .gitignore && ln -s ../.gitignore .") == .done())
    let outcome = try folder.blogsh("-C", "repo/site", "pack", "--gitignore", "-o", "a.tar")
    #expect(outcome.end == .status(3) && outcome.hasOneLineOfErrors)
    #expect(outcome.errors.contains(".gitignore"))
  }

  @Test func `an archive has none`() throws {
    try #require(try folder.blogsh("-C", "repo", "pack", "-o", "a.tar") == .done())
    let outcome = try folder.blogsh("-C", "a.tar", "pack", "--gitignore", "-o", "b.tar")
    #expect(outcome.end == .status(64) && outcome.hasOneLineOfErrors && !folder.exists("b.tar"))
  }

  @Test(arguments: 0..<4)
  func `random patterns mean what they mean to git`(seed: UInt64) throws {
    var generator = FixedGenerator(state: seed)
    func pick(_ choices: [String]) -> String {
      choices[Int(generator.next() % UInt64(choices.count))]
    }
    let parts = ["a", "b", "*", "**", "?", "[ab]", "a*", "[!a]", "\\a", "*b"]
    for name in ["", "a/", "a/b/"] {
      let lines = (0..<6).map { _ in
        let pattern = (0...generator.next() % 3).map { _ in pick(parts) }.joined(separator: "/")
        return pick(["", "", "!"]) + pick(["", "/"]) + pattern + pick(["", "", "/"])
      }
      try folder.write("repo/r/\(name).gitignore", lines.map { $0 + "\n" }.joined())
    }
    for one in ["a", "b", "ab"] {
      for two in ["a", "b", "ba"] {
        for three in ["a", "b", "bb"] { try folder.write("repo/r/\(one)/\(two)/\(three)", "x") }
        try folder.write("repo/r/\(one)/x\(two)", "x")
      }
    }
    let listed = try folder.shell(
      "cd repo/r && git ls-files --others --exclude-standard . | LC_ALL=C sort")
    try #require(
      try folder.blogsh("-C", "repo/r", "pack", "--gitignore", "-o", "r.tar").status == 0)
    #expect(try files(in: "r.tar") == listed.lines)
  }
}
