import ProgramSupport
import TestSupport
import Testing

/// An indexed archive is a collection like the folder that it was packed from: byte for byte.
struct SameViewTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.makeSample()
    try folder.makeBlog("archive/blog", posts: 120)
    try folder.write(
      "archive/post/_drafts/later.md", "---\ntitle: Later\ntags: all\n---\n",
      modified: 1_000_000_000)
    try folder.setTimes(ofFoldersIn: "archive")
    try #require(try folder.blogsh("pack", "-o", "a.tar.zst") == .done())
  }

  static let listings: [[String]] = [
    [], ["-l"], ["-a"], ["-la"], ["-t"], ["-r"], ["-tr"], ["-R"], ["-lR"], ["-lRa"], ["-lRat"],
    ["-lRtr"], ["-1"], ["-0"], ["-R0"], ["--json"], ["--json", "-R"], ["--json", "-Ra"],
    ["-R", "--tag", "all"], ["-lR", "--tag", "tag3"], ["-R", "--tag", "all", "--tag", "two words"],
    ["-R", "--tag", "nowhere"], ["-lR", "--since", "2015-06-01"], ["-R", "--drafts"],
    ["-lRt", "--drafts", "--since", "2012-01-01"], ["post"], ["-l", "post", "blog/post/2003"],
    ["-R", "blog/post/2001", "post/буркани"], ["-l", "post/plain.md"], ["-d", "post"],
    ["-a", ".hidden"], ["post/with space"], ["-l", "post/link.md"],
  ]

  private func expectSame(_ words: [String]) throws {
    let right = try folder.blogsh(["-C", "archive"] + words)
    let outcome = try folder.blogsh(["-C", "a.tar.zst"] + words)
    if right.errors.isEmpty {
      expect(outcome, right, "\(words)")
    } else {
      // Messages contain the name of the collection.
      #expect(outcome.end == right.end && outcome.output == right.output, "\(words)")
      #expect(
        outcome.errors.split(separator: "\n").count == right.errors.split(separator: "\n").count)
    }
  }

  @Test(arguments: listings)
  func `ls prints the same`(options: [String]) throws { try expectSame(["ls"] + options) }

  @Test(arguments: [
    [], ["-d"], ["-a"], ["blog"], ["post"], ["-L", "1"], ["blog/post/2003", "post"],
  ])
  func `tree prints the same`(options: [String]) throws { try expectSame(["tree"] + options) }

  @Test(arguments: [
    ["cat", "post/plain.md"], ["cat", "--raw", "post/plain.md", "asset.bin", "post/nothing.md"],
    ["cat", "--body", "blog/post/2003/number-0003.md"], ["cat", "--meta", "post/plain.md"],
    ["cat", "--meta", "blog/post/2000/number-0000.md", "blog/post/2001/number-0001.md"],
    ["cat", "post/link.md", "post/hard.md", "hard-too.md"], ["cat", "post/dangling"],
    ["cat", "--width", "40", "blog/post/2016/number-0016.md"], ["cat", "--raw", "post"],
    ["cat", "post/with space/-dash-/-x.md"], ["cat", "post/no.md", "post/plain.md"],
    ["cat", "post/plain.md/x"], ["cat", "."], ["head", "-n", "3", "post/plain.md", "post/hard.md"],
    ["head", "-c", "100", "asset.bin"], ["wc", "post/plain.md", "post/link.md", "asset.bin"],
    ["wc", "-lm", "post/буркани/箱.md"], ["wc", "post"],
  ])
  func `commands on posts print the same`(words: [String]) throws { try expectSame(words) }

  @Test func `every post is shown the same`() throws {
    let posts = try folder.blogsh("-C", "archive", "ls", "-R", "blog").lines
    #expect(posts.count == 120)
    try expectSame(["cat"] + posts)
    try expectSame(["wc"] + posts.reversed())
    for post in posts.prefix(30) { try expectSame(["cat", post]) }
  }

  @Test(arguments: [[], ["--stat"], ["-u"], ["--json"]])
  func `diff prints the same`(options: [String]) throws {
    expect(
      try folder.shell(
        """
        cp -a archive other && cd other
        echo more >>post/plain.md && rm -r blog/post/2003 && chmod 600 post/script.sh
        echo new >new.md && ln -sfn elsewhere post/dangling && touch blog
        """), .done())
    expect(try folder.blogsh("-C", "other", "pack", "-o", "b.tar.zst"), .done())
    expect(try folder.blogsh("-C", "other", "pack", "-o", "b.tar"), .done())
    let right = try folder.blogsh(["diff"] + options + ["archive", "other"])
    #expect(right.end == .status(1))
    for (one, two) in [
      ("a.tar.zst", "other"), ("archive", "b.tar.zst"), ("a.tar.zst", "b.tar.zst"),
      ("a.tar.zst", "b.tar"),
    ] {
      let outcome = try folder.blogsh(["diff"] + options + [one, two])
      #expect(outcome.end == right.end && outcome.errors == right.errors, "\(one) \(two)")
      // A unified diff contains the names of the collections.
      if options != ["-u"] { #expect(outcome.output == right.output, "\(one) \(two)") }
    }
    expect(try folder.blogsh(["diff"] + options + ["a.tar.zst", "archive"]).withoutOutput, .done())
    expect(
      try folder.blogsh(["diff"] + options + ["a.tar.zst", "a.tar.zst"]).withoutOutput, .done())
  }

  @Test func `lists and look-ups read no more than they need`() throws {
    // All frames are broken except that of the requested post; lists do not notice, except where
    // they describe links by their contents.
    let frames = try folder.frames("a.tar.zst")
    let wanted = "blog/post/2003/number-0003.md"
    for frame in frames where frame.kind == .members && !frame.paths.contains(wanted) {
      try folder.damage("a.tar.zst", at: (frame.start + frame.end) / 2)
    }
    for words in [
      ["ls", "-lRa", "--json", "blog"], ["ls", "-Ra"], ["tree", "blog"],
      ["ls", "-Ra", "--checksum"], ["cat", wanted],
      ["wc", "-c", wanted], ["head", wanted],
    ] { try expectSame(words) }
  }

  @Test func `selected paths are unpacked alike`() throws {
    for (number, paths) in [
      ["post"], ["blog/post/2003", "hard-too.md"], ["post/hard.md"], ["empty", ".hidden"],
    ].enumerated() {
      try #require(try folder.blogsh(["pack", "-o", "p.tar"] + paths) == .done())
      for (archive, out) in [("p.tar", "p\(number)"), ("a.tar.zst", "x\(number)")] {
        expect(
          try folder.blogsh(["unpack", archive, "-d", out] + (archive == "p.tar" ? [] : paths)),
          .done(), "\(paths)")
      }
      // Folders above the given paths are in neither.
      #expect(
        try folder.listing("x\(number)").fileLines == folder.listing("p\(number)").fileLines,
        "\(paths)")
    }
    let missing = try folder.blogsh("unpack", "a.tar.zst", "-d", "y", "no/such.md")
    #expect(missing.end == .status(1) && missing.hasOneLineOfErrors, "\(missing.testDescription)")
  }
}

extension Outcome {
  fileprivate var withoutOutput: Outcome { Outcome(end, output: [], errors: errors) }
}
