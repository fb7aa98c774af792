import ProgramSupport
import TestSupport
import Testing

/// `find`, over a folder, an indexed archive and one without an index.
struct FindTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(
      "c/post/b.md", "---\ntitle: Bee\ndate: 2024-03-02\ntags: [boxes, Jars]\n---\n",
      modified: 1_600_000_000)
    try folder.write(
      "c/post/a-c.md", "---\ntitle: Dash\ndate: 2023-01-01\ntags: boxes\n---\n",
      modified: 1_600_000_000)
    try folder.write("c/post/a/c.md", "---\ndraft: true\n---\nText\n", modified: 1_500_000_000)
    try folder.write("c/post/a/B.MD", "# Loud\n", modified: 1_500_000_000)
    try folder.write("c/post/.hidden.md", "# Hidden\n", modified: 1_600_000_000)
    try folder.write("c/post/box.png", String(repeating: "x", count: 2048), modified: 1_600_000_000)
    try folder.write("c/post/two words\n.txt", "x", modified: 1_600_000_000)
    let made = try folder.shell(
      """
      ln -s b.md c/post/link && ln c/post/b.md c/post/a/same.md
      "$BLOGSH" -C c pack -o c.tar.gz && "$BLOGSH" -C c pack -o c.tar.zst
      """)
    try #require(made == .done())
  }

  static let collections = ["c", "c.tar.gz", "c.tar.zst"]

  static let all = [
    "post", "post/.hidden.md", "post/a", "post/a/B.MD", "post/a/c.md", "post/a/same.md",
    "post/a-c.md", "post/b.md", "post/box.png", "post/link", "post/two words\n.txt",
  ]

  static let cases: [([String], [String])] = [
    ([], all), (["-type", "d"], ["post", "post/a"]), (["-type", "l"], ["post/link"]),
    (["-type", "d", "-type", "l"], ["post", "post/a", "post/link"]),
    (["post/a"], ["post/a", "post/a/B.MD", "post/a/c.md", "post/a/same.md"]),
    (["post/b.md", "post/a/c.md"], ["post/b.md", "post/a/c.md"]),
    (["-g", "*.md"], all.filter { $0.hasSuffix(".md") }),
    (["-name", "b*"], ["post/b.md", "post/box.png"]),
    (["-g", "b*", "-g", "*.txt"], ["post/b.md", "post/box.png", "post/two words\n.txt"]),
    (["-g", "post/*.md"], ["post/.hidden.md", "post/a-c.md", "post/b.md"]),
    (["-g", "**/c.md"], ["post/a/c.md"]), (["-g", "nothing*"], []),
    (["-e", "md"], all.filter { $0.lowercased().hasSuffix(".md") }),
    (["-e", ".png", "-e", "TXT"], ["post/box.png", "post/two words\n.txt"]),
    (["--size", "+2k"], ["post/box.png"]), (["--size=-1"], ["post/two words\n.txt"]),
    (["--size", "-1"], ["post/two words\n.txt"]), (["--size", "-0K"], []),
    (["--size", "2048"], ["post/box.png"]), (["--size", "+1G"], []),
    (["--tag", "Boxes"], ["post/a/same.md", "post/a-c.md", "post/b.md"]),
    (["--tag", "boxes", "--tag", "jars"], ["post/a/same.md", "post/b.md"]),
    (["--since", "2023-06-01"], ["post/a/same.md", "post/b.md"]),
    (["--until", "2023-01-01"], ["post/a-c.md"]),
    (["--since", "2023-01-01", "--until", "2023-12-31"], ["post/a-c.md"]),
    (["--drafts"], ["post/a/c.md"]),
    (["--meta", "draft"], ["post/a/c.md"]), (["--meta", "Draft=false"], []),
    (["--meta", "title=bee"], ["post/a/same.md", "post/b.md"]),
    (["--meta", "tags=boxes", "--meta", "tags=jars"], ["post/a/same.md", "post/b.md"]),
    (["--meta", "tags", "--until", "2023-12-31"], ["post/a-c.md"]),
    (["post/a", "--meta", "title", "-type", "f"], ["post/a/same.md"]),
    (["-type", "f", "-e", "md", "--tag", "boxes", "-g", "[ab]*"], ["post/a-c.md", "post/b.md"]),
  ]

  @Test(arguments: collections, cases)
  func `lists exactly the entries that match`(collection: String, asked: ([String], [String]))
    throws
  {
    let (options, right) = asked
    expect(
      try folder.blogsh(["-C", collection, "find", "-0"] + options),
      .done(right.map { $0 + "\0" }.joined()))
    expect(
      try folder.blogsh(["-C", collection, "find"] + options),
      .done(right.map { $0 + "\n" }.joined()))
    expect(
      try folder.blogsh(["-C", collection, "find", "-q"] + options),
      right.isEmpty ? .failed(1, "") : .done())
  }

  @Test(arguments: ["*.md", "B*", "?*", "[a-c]*", "*"])
  func `finds the names that find(1) finds`(glob: String) throws {
    let right = try folder.shell(
      "cd c && find . -mindepth 1 -name \"$1\" -print0 | cut -zc 3-", glob)
    let sorted = right.output.split(separator: 0).map(Array.init)
    for collection in Self.collections {
      let found = try folder.blogsh("-C", collection, "find", "-0", "-g", glob)
      #expect(
        found.output.split(separator: 0).map(Array.init).sorted { $0.lexicographicallyPrecedes($1) }
          == sorted.sorted { $0.lexicographicallyPrecedes($1) }, "\(collection)")
    }
  }

  @Test(arguments: [
    "-iname B*", "-iname *.md", "-iname *.MD", "-iname [A-C].MD", "-iname nothing",
    "-size 1", "-size +1", "-size -1", "-size -2", "-size 0", "-size 4", "-size 5", "-size 2k",
    "-size -2k", "-size +1k", "-size -1k", "-size 2048c", "-size +2047c", "-size -2048c",
    "-size 1024w", "-size 4b", "-size -1M", "-size 1M", "-size +0", "-size -0",
    "-newer ../stamp", "-type f -newer ../old", "-newer post/b.md",
    "-name *.md -newer post/a/c.md -size -1k",
  ])
  func `finds what find(1) finds`(options: String) throws {
    let words = options.split(separator: " ").map(String.init)
    try folder.write("stamp", "", modified: 1_550_000_000)
    try folder.write("old", "", modified: 1)
    let right = try Program.run(
      "find", [".", "-mindepth", "1", "-type", "f"] + words + ["-print0"],
      in: folder.path("c"))
    #expect(right.end == .status(0) && right.errors == "")
    let sorted = right.output.split(separator: 0).map { $0.dropFirst(2) }
    for collection in Self.collections {
      let found = try Program.run(
        Surroundings.blogsh, ["-C", "../\(collection)", "find", "-0", "-type", "f"] + words,
        in: folder.path("c"))
      #expect(
        found.output.split(separator: 0).map(Array.init)
          .sorted { $0.lexicographicallyPrecedes($1) }
          == sorted.map(Array.init).sorted { $0.lexicographicallyPrecedes($1) },
        "\(collection) \(found.testDescription)")
    }
  }

  @Test func `a path of the collection can be what others are newer than`() throws {
    for collection in Self.collections {
      expect(
        try folder.blogsh("-C", collection, "find", "-newer", "post/a/c.md", "-e", "png"),
        .done("post/box.png\n"))
      let missing = try folder.blogsh("-C", collection, "find", "-newer", "no.md")
      #expect(missing.end == .status(1) && missing.hasOneLineOfErrors)
      expect(
        try folder.blogsh("-C", collection, "find", "-print0", "-e", "png"),
        .done("post/box.png\0"))
    }
  }

  @Test(arguments: collections)
  func `reports a path that does not exist, and lists the rest`(collection: String) throws {
    let outcome = try folder.blogsh("-C", collection, "find", "nowhere", "post/b.md")
    #expect(outcome.end == .status(1) && outcome.text == "post/b.md\n")
    #expect(outcome.hasOneLineOfErrors && outcome.errors.contains("nowhere"))
  }

  static let refused: [([String], Int32)] = [
    (["--size", "much"], 64), (["--size", "9223372036854775807k"], 64),
    (["-size", "1x"], 64), (["-size", "9223372036854775807G"], 64), (["-size", "k"], 64),
    (["-type", "x"], 64),
    (["--since", "never"], 64), (["-g", "[a"], 2),
  ]

  @Test(arguments: refused)
  func `refuses invalid values`(options: [String], status: Int32) throws {
    let outcome = try folder.blogsh(["-C", "c", "find"] + options)
    #expect(outcome.end == .status(status) && outcome.output.isEmpty && outcome.hasOneLineOfErrors)
  }
}
