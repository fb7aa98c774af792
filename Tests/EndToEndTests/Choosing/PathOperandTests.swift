import ProgramSupport
import TestSupport
import Testing

/// What the words of a command mean that name paths, in every command that takes some.
struct PathOperandTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for name in [
      "post/a.md", "post/b.md", "post/b[1].md", "post/b1.md", "post/in/c.md", "post/in/deep/d.md",
      "post/.hidden.md", "about.md", "x.png",
    ] {
      try folder.write("blog/c/\(name)", "# \(name)\n", modified: 1_000_000_000)
    }
    try folder.write("blog/outside.md", "# Outside\n")
    try folder.makeSymbolicLink("blog/c/now", to: "post/in")
    try folder.makeSymbolicLink("link", to: "blog")
    let made = try folder.shell(
      """
      "$BLOGSH" -C blog/c pack -o a.tar && "$BLOGSH" -C blog/c pack -o a.tar.zst &&
      "$BLOGSH" -C blog/c backup --to h.tar.zst
      """)
    try #require(made.end == .status(0), "\(made.testDescription)")
  }

  /// Lists the paths that words name for a command, run in a folder of the temporary folder.
  private func found(
    _ place: String, _ collection: String, _ words: [String], flags: [String] = ["-type", "f"]
  ) throws -> [String] {
    let outcome = try Program.run(
      Surroundings.blogsh, ["-C", collection, "find"] + flags + ["--"] + words,
      in: folder.path(place))
    #expect(outcome.end == .status(0), "\(words) \(outcome.testDescription)")
    return outcome.lines
  }

  @Test(arguments: [
    // Paths of the collection, wherever the command runs.
    ("blog", "c", "post/a.md", ["post/a.md"]), ("blog/c/post", "..", "post/a.md", ["post/a.md"]),
    ("blog/c/post", "..", "/post/a.md", ["post/a.md"]),
    ("blog/c/post", "..", "about.md", ["about.md"]), (".", "blog/c", "now/c.md", ["now/c.md"]),
    // Files as the system names them, relative to the working directory.
    ("blog", "c", "c/post/a.md", ["post/a.md"]), ("blog", "c", "./c//post/./a.md", ["post/a.md"]),
    ("blog/c/post", "..", "a.md", ["post/a.md"]), ("blog/c/post", "..", "./a.md", ["post/a.md"]),
    ("blog/c/post", "..", "../about.md", ["about.md"]),
    ("blog/c/post", "..", "in/c.md", ["post/in/c.md"]),
    ("blog/c/post/in", "../..", "../../about.md", ["about.md"]),
    ("blog/c/post", "..", "../../c/about.md", ["about.md"]),
    ("blog", "c", "c/now/c.md", ["now/c.md"]),
    // Through links on the way to the collection, also where `..` follows one.
    ("link/c/post", "..", "a.md", ["post/a.md"]), (".", "link/c", "blog/c/about.md", ["about.md"]),
    (".", "blog/c", "link/c/about.md", ["about.md"]),
    (".", "blog/c", "link/../blog/c/about.md", ["about.md"]),
    // Patterns.
    ("blog", "c", "post/?.md", ["post/a.md", "post/b.md"]),
    ("blog", "c", "*.md", ["about.md"]), ("blog", "c", "post/[ab].md", ["post/a.md", "post/b.md"]),
    ("blog", "c", "**/d.md", ["post/in/deep/d.md"]),
    ("blog", "c", "**/c.md", ["post/in/c.md"]),
    ("blog/c/post", "..", "?.md", ["post/a.md", "post/b.md"]),
    ("blog/c/post", "..", "in/*.md", ["post/in/c.md"]),
    ("blog/c/post/in", "../..", "../?.md", ["post/a.md", "post/b.md"]),
    ("blog", "c", "c/post/?.md", ["post/a.md", "post/b.md"]),
    // A name comes before a pattern, and `\` makes a byte literal.
    ("blog", "c", "post/b[1].md", ["post/b[1].md"]),
    ("blog", "c", "post/b[12].md", ["post/b1.md"]),
    ("blog", "c", "post/b\\[*.md", ["post/b[1].md"]),
    ("blog", "c", "post/.h*", ["post/.hidden.md"]),
  ])
  func `a word means what is there`(
    place: String, collection: String, word: String, paths: [String]
  ) throws {
    #expect(try found(place, collection, [word]) == paths)
  }

  @Test(arguments: [
    ("post/?.md", ["post/a.md", "post/b.md"]), ("**/c.md", ["post/in/c.md"]),
    ("post/b[1].md", ["post/b[1].md"]), ("post/b[12].md", ["post/b1.md"]),
    ("post/a.md", ["post/a.md"]), ("post/in/d*", ["post/in/deep/d.md"]),
  ])
  func `in an archive, a word is a path or a pattern`(word: String, paths: [String]) throws {
    for archive in ["a.tar", "a.tar.zst", "h.tar.zst@1"] {
      #expect(try found(".", archive, [word]) == paths, "\(archive)")
    }
  }

  @Test func `a whole path means a file of the collection`() throws {
    for name in ["blog/c/post/a.md", "link/c/post/a.md", "blog/c/now/../post/a.md"] {
      #expect(try found(".", "blog/c", [folder.path(name)]) == ["post/a.md"])
    }
    #expect(
      try found("blog/c", ".", [folder.path("blog/c/post") + "/?.md"])
        == ["post/a.md", "post/b.md"])
  }

  /// Each command that takes paths of a folder, with the words `WORD` in it.
  static let commands = [
    ["cat", "--raw", "WORD"], ["head", "-q", "WORD"], ["wc", "-l", "WORD"], ["ls", "-R", "WORD"],
    ["tree", "WORD"], ["find", "WORD"], ["grep", "-h", "#", "WORD"],
    ["pack", "-o", "-", "--format", "tar", "WORD"],
  ]

  @Test(arguments: commands)
  func `every command takes a word in each of its forms`(command: [String]) throws {
    func run(_ word: String) throws -> Outcome {
      try Program.run(
        Surroundings.blogsh, ["-C", ".."] + command.map { $0 == "WORD" ? word : $0 },
        in: folder.path("blog/c/post"))
    }
    let expected = try run("post/in/c.md")
    #expect(expected.end == .status(0) && !expected.output.isEmpty)
    for word in ["in/c.md", "./in/c.md", folder.path("blog/c/post/in/c.md"), "in/?.md", "**/c.md"] {
      #expect(try run(word) == expected, "\(word)")
    }
    for word in ["nothing.md", "noth*", "../../outside.md", folder.path("blog/outside.md")] {
      let missing = try run(word)
      #expect([.status(1), .status(2)].contains(missing.end), "\(word) \(missing.testDescription)")
      #expect(missing.errors.contains(folder.path("blog/c")), "\(missing.errors)")
    }
  }

  @Test(arguments: ["a.tar", "a.tar.zst", "h.tar.zst"])
  func `patterns and names select what is unpacked and restored`(archive: String) throws {
    for (word, paths) in [
      ("post/?.md", ["post/a.md", "post/b.md"]), ("post/b[1].md", ["post/b[1].md"]),
      ("post/in", ["post/in/c.md", "post/in/deep/d.md"]), ("**/d.md", ["post/in/deep/d.md"]),
    ] {
      #expect(try folder.blogsh("unpack", archive, word, "--to", "out").end == .status(0))
      #expect(try found(".", "out", []) == paths)
      _ = try folder.run("rm", "-r", "out")
      if archive == "a.tar" {
        let piped = try folder.shell(
          #""$BLOGSH" unpack - "$1" --to out < a.tar"#, word)
        #expect(piped.end == .status(0), "\(piped.testDescription)")
      } else {
        #expect(try folder.blogsh("restore", archive, word, "--to", "out").end == .status(0))
      }
      #expect(try found(".", "out", []) == paths)
      _ = try folder.run("rm", "-r", "out")
    }
    let missing = try folder.blogsh("unpack", archive, "nothing*", "--to", "out")
    #expect(missing.end == .status(1) && missing.errors.contains("cannot unpack nothing*"))
  }

  @Test func `snapshots lists the versions of the post that a pattern matches`() throws {
    let versions = try folder.blogsh("snapshots", "h.tar.zst", "post/a.md")
    #expect(versions.end == .status(0))
    #expect(try folder.blogsh("snapshots", "h.tar.zst", "post/a*") == versions)
    let several = try folder.blogsh("snapshots", "h.tar.zst", "post/?.md")
    #expect(several.end == .status(64) && several.errors.contains("matches 2 paths"))
  }

  @Test(arguments: [
    ("blog", "c", "post/x.md", "post/x.md: No such file or directory in c"),
    ("blog", "c", "a.md", "a.md: No such file or directory in c; did you mean post/a.md?"),
    ("blog", "c", "abuot.md", "abuot.md: No such file or directory in c; did you mean about.md?"),
    ("blog", "c", "about", "about: No such file or directory in c; did you mean about.md?"),
    (
      "blog/c", ".", "d.md",
      "d.md: No such file or directory in this folder; did you mean post/in/deep/d.md?"
    ),
    ("blog", "c", "/nothing/x", "/nothing/x: No such file or directory in c"),
    (
      ".", "a.tar.zst", "d.md",
      "d.md in a.tar.zst: No such file or directory; did you mean post/in/deep/d.md?"
    ),
    (".", "a.tar", "d.md", "d.md in a.tar: No such file or directory"),
  ])
  func `a message says where nothing is, and what is near`(
    place: String, collection: String, word: String, sentence: String
  ) throws {
    let missing = try Program.run(
      Surroundings.blogsh, ["-C", collection, "cat", word], in: folder.path(place))
    expect(
      missing, .failed(1, "blogsh: cannot read \(sentence)\n"))
  }

  @Test(arguments: ["outside.md", "../nothing", "c/../outside.md", "/etc/passwd"])
  func `a file outside of the collection is refused as such`(word: String) throws {
    let outcome = try Program.run(
      Surroundings.blogsh, ["-C", "c", "cat", word], in: folder.path("blog"))
    expect(
      outcome,
      .failed(1, "blogsh: cannot use the path '\(word)': it leads outside the collection, c\n"))
  }

  @Test func `a link does not lead out of the collection`() throws {
    try folder.makeSymbolicLink("blog/c/out", to: "..")
    for word in ["out/outside.md", "c/out/outside.md", folder.path("blog/c/out/outside.md")] {
      let outcome = try Program.run(
        Surroundings.blogsh, ["-C", "c", "cat", "--raw", word], in: folder.path("blog"))
      #expect(outcome.end != .status(0) && outcome.text == "", "\(outcome.testDescription)")
    }
  }

  @Test func `a list of files holds names and no patterns`() throws {
    try folder.write("list", "post/b[12].md\n")
    let outcome = try folder.blogsh("-C", "blog/c", "pack", "-o", "b.tar", "--files-from", "list")
    #expect(outcome.end == .status(1) && outcome.errors.contains("cannot pack post/b[12].md"))
  }

  @Test func `in a shell, the working path counts and quotes make a word literal`() throws {
    func shell(_ line: String) throws -> Outcome {
      try Program.run(
        Surroundings.blogsh, ["-C", "c", "shell", "-c", line], in: folder.path("blog"))
    }
    #expect(try shell("cd post; find a.md") == .done("a.md\n"))
    #expect(try shell("cd post; find '?.md'").end != .status(0))
    #expect(try shell("cd post; find c/post/a.md").end != .status(0))
    #expect(try shell("find \(folder.path("blog/c/post/a.md"))") == .done("post/a.md\n"))
  }

  @Test func `files complete as the system names them`() throws {
    func completed(_ line: String) throws -> String {
      try Program.run(
        Surroundings.blogsh, ["complete", "fish", line], in: folder.path("blog")
      ).text
    }
    #expect(try completed("blogsh -C c cat c/post/in/c").contains("c/post/in/c.md"))
    #expect(try completed("blogsh -C c cat abo").contains("about.md"))
    #expect(try completed("blogsh -C ../a.tar.zst unpack post/in/c").contains("post/in/c.md"))
  }
}
