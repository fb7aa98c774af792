import ProgramSupport
import TestSupport
import Testing

/// The files that `grep` searches and lists, with GNU grep and ripgrep as judges.
struct GrepFilesTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for (name, text) in [
      ("a.md", "box\nBox\nno\n"), ("b.txt", "box box\n"), ("none.md", "nothing\n"),
      ("post/a.md", "a box\n"), ("post/c.html", "box\n"), ("post/draft/d.md", "box\n"),
      ("post/letters/e.md", "box\nbox\n"), ("post/letters/f.txt", "none\n"),
      ("letters/g.md", "box\n"), ("letters/draft/h.md", "box\n"), ("post/z.md", "no\n"),
      ("bin.md", "box\n\0\n"), ("post/.hidden.md", "box\n"),
    ] {
      try folder.write("c/\(name)", text)
    }
    try folder.write("globs", "*.txt\n\na.*\n")
    try #require(
      try folder.shell(
        "\"$BLOGSH\" -C c pack -o c.tar.zst && \"$BLOGSH\" -C c pack -o c.tar") == .done())
  }

  static let collections = ["c", "c.tar.zst", "c.tar"]

  /// Compares the lines, in any order, and the status with those of another program.
  private func judge(
    _ program: String, _ judged: [String], as words: [String],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let right = try Program.run(program, judged, in: folder.path("c"))
    // ripgrep has a status of its own for globs that leave no file.
    let end = right.errors.hasPrefix("No files were searched") ? .status(1) : right.end
    #expect([.status(0), .status(1)].contains(end), sourceLocation: sourceLocation)
    func comparable(_ outcome: Outcome) -> [String] {
      outcome.lines.filter { $0 != "--" }
        .map { $0.hasPrefix("./") ? String($0.dropFirst(2)) : $0 }.sorted()
    }
    for collection in Self.collections {
      let found = try Program.run(
        Surroundings.blogsh, ["-C", "../\(collection)", "grep"] + words, in: folder.path("c"))
      #expect(
        comparable(found) == comparable(right) && found.end == end && found.errors == "",
        "\(words) in \(collection): \(found.testDescription)", sourceLocation: sourceLocation)
    }
  }

  @Test(arguments: [
    "--include=*.md", "--include *.txt --include *.html", "--exclude=*.md",
    "--exclude *.md --exclude *.txt",
    "--include=*.md --exclude=a*", "--exclude-dir=draft", "--exclude-dir letters",
    "--exclude-dir=letters/", "--exclude-dir=dr* --exclude-dir=post", "--exclude-dir=nothing",
    "--exclude-from=../globs", "--exclude-from ../globs --exclude-dir=draft",
    "--include=nothing", "-E", "-P", "-l", "-L", "-l --include=*.txt", "-o", "-i", "-iw", "-v",
    "-m1", "-s", "--no-messages", "-h", "--no-filename", "-A1 --exclude-dir=post", "-q", "-ql",
    "-qc", "-lc", "-lo", "-x",
  ])
  func `a search of everything finds what GNU grep finds`(options: String) throws {
    let options = options.split(separator: " ").map(String.init)
    // blogsh reports a file that is not text on standard error.
    try judge("grep", ["-rnHI"] + options + ["box", "."], as: ["-rI"] + options + ["box"])
  }

  @Test(arguments: [
    ["post"], ["post", "letters"], ["post/letters", "--exclude-dir=post"],
    ["post", "--exclude-dir=post"], ["letters/draft", "--exclude-dir=draft"],
    ["post/a.md", "--exclude-dir=post"], ["a.md", "--include=*.txt"], ["a.md", "--exclude=a.md"],
    ["-c", "a.md"], ["-c", "none.md"], ["-c", "a.md", "none.md", "b.txt"], ["-c", "-m1", "a.md"],
    ["-co", "b.txt"], ["-cv", "none.md"], ["-ch", "none.md"], ["-c", "post/z.md", "none.md"],
  ])
  func `a search of paths finds what GNU grep finds`(words: [String]) throws {
    try judge("grep", ["-rnHI", "box"] + words, as: ["-I", "box"] + words)
  }

  @Test func `counts of a folder leave out zeros, as ripgrep does`() throws {
    for words in [["box"], ["box", "post"], ["box", "post/letters"], ["nothing at all"]] {
      try judge(
        "rg", ["--no-config", "--hidden", "-cH", "-g", "!bin.md"] + words,
        as: ["-c", "-g", "!bin.md"] + words)
    }
  }

  @Test(arguments: [
    "-g *.md", "--glob=*.txt", "-g !*.md", "-g *.md -g !a.md", "-g !a.md -g *.md", "-g post",
    "-g post/**", "-g !post", "-g !draft/", "-g !post/letters", "-g /letters/**", "-g letters/*.md",
    "-g **/draft/*.md", "-g !letters -g letters/g.md", "-g nothing", "-g [ab].*",
  ])
  func `a glob chooses the files that ripgrep chooses`(options: String) throws {
    let options = options.split(separator: " ").map(String.init)
    try judge(
      "rg",
      ["--no-config", "-nH", "--hidden", "--no-heading", "-w", "box"] + options + [
        "-g", "!bin.md",
      ],
      as: ["-wI", "box"] + options + ["-g", "!bin.md"])
    try judge(
      "rg", ["--no-config", "-nH", "--no-heading", "box", "post/c.html"] + options,
      as: ["box", "post/c.html"] + options)
  }

  @Test func `gitignore leaves out what git ignores`() throws {
    try folder.write("c/.gitignore", "*.txt\n/letters\n")
    try folder.write("c/post/.gitignore", "draft\n!f.txt\n")
    try #require(Surroundings.has("git"))
    try #require(try folder.run("git", "init", "-q", "c") == .done())
    for (words, paths) in [([], ["."]), (["post"], ["post"]), (["post/letters"], ["post/letters"])]
    {
      let judged = try folder.shell(
        "cd c && git grep -IlE --untracked --exclude-standard 'box|none' -- \"$@\"", paths[0])
      let found = try folder.blogsh(["-C", "c", "grep", "-Il", "--gitignore", "box|none"] + words)
      #expect(
        found.lines.filter { !$0.hasSuffix(".gitignore") }.sorted() == judged.lines.sorted(),
        "\(words) \(found.testDescription)")
    }
    for words in [
      ["-C", "c.tar", "grep", "--gitignore", "x"], ["grep", "--gitignore", "--title", "x"],
    ] {
      #expect(try folder.blogsh(words).status == 64)
    }
  }

  @Test func `what is found is written at once if it is asked for`() throws {
    expect(
      try folder.blogsh("-C", "c", "grep", "--line-buffered", "-c", "box", "post"),
      try folder.blogsh("-C", "c", "grep", "-c", "box", "post"))
  }

  @Test(arguments: [
    ["--recursive"], ["--extended-regexp"], ["--perl-regexp"], ["--with-filename"],
    ["--dereference-recursive"], ["--colour", "never"], ["--color=never"], ["--regexp=box"],
  ])
  func `long options of grep(1) are known`(options: [String]) throws {
    let pattern = options[0].hasPrefix("--regexp") ? [] : ["box"]
    expect(
      try folder.blogsh(["-C", "c", "grep"] + options + pattern + ["a.md"]), .done("a.md:1:box\n"))
  }

  @Test(arguments: [["-l", "-L", "x"], ["--include=[a", "x"], ["--exclude-from", "no", "x"]])
  func `what cannot be meant is refused`(words: [String]) throws {
    let outcome = try folder.blogsh(["-C", "c", "grep"] + words)
    #expect([.status(64), .status(2)].contains(outcome.end) && outcome.hasOneLineOfErrors)
  }
}
