import ProgramSupport
import TestSupport
import Testing

/// `grep` and `terms` in archives with terms.
struct GrepByTermsTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Makes a collection of several frames: posts, texts in several scripts, files that are no text,
  /// one that has frames of its own, and links.
  private func makeCollection() throws {
    try folder.makeBlog("archive", posts: 60)
    for number in 0..<8 {
      var generator = FixedGenerator(state: UInt64(number))
      let words = (0..<60_000).map { _ in "w\(generator.below(90 + 10 * number))" }
      try folder.write(
        "archive/text/part-\(number).txt", words.joined(separator: " ") + "\nonly\(number) here\n")
    }
    try folder.write("archive/text/a-script.md", "Ложка и чайник, 日本語の本, ภาษาไทย, Straße\n")
    try folder.write(
      "archive/text/b-wide.txt", [0xFF, 0xFE] + "wide kettle\n".bytes.flatMap { [$0, 0] })
    try folder.write("archive/text/c-data.bin", "\u{0}\u{1}data kettle xyz\n")
    var large = String(repeating: "many words in a large file\n", count: 90_000)
    large += "the last word is sesquipedalian\n"
    try folder.write("archive/text/d-large.txt", large)
    try folder.makeHardLink("archive/text/e-link.txt", to: "archive/text/d-large.txt")
    try folder.makeSymbolicLink("archive/text/f-link.md", to: "a-script.md")
    try folder.setTimes(ofFoldersIn: "archive")
  }

  /// Packs the collection with terms and without.
  private func pack() throws {
    for (name, rule) in [("with", "always"), ("without", "never")] {
      expect(
        try folder.blogsh("pack", "-o", "\(name).tar.zst", "--terms", rule), .done())
    }
  }

  @Test func `grep prints the same with terms and without`() throws {
    try makeCollection()
    try pack()
    let patterns = [
      "only3", "ONLY3", "w17", "w1", "kettle", "sesquipedalian", "чайник", "本語", "本", "ไทย",
      "strasse", "Straße", "nowhere", "only[35]", "only3|w99", "(?i)KETTLE", "o.ly5 here", "^only",
      "w8\\b", "\\bw8\\b", "xyz", "data", "", "x*", "[[:upper:]]ожка",
    ]
    let options = [
      [], ["-i"], ["-w"], ["-x"], ["-v", "-c"], ["-c"], ["-l"], ["-L"], ["-o"], ["-a"], ["-q"],
      ["--json"], ["-C", "1"], ["-m", "1"], ["--and", "here"], ["--not", "w1"], ["-S"], ["-F"],
      ["-e", "only1"], ["--body"], ["--include", "*.txt"], ["--tag", "boxes"],
    ]
    for (index, pattern) in patterns.enumerated() {
      for option in [[], options[1 + index % 11], options[1 + index % 21]] {
        let words = ["grep"] + option + ["-e", pattern]
        let found = try folder.blogsh(["-C", "with.tar.zst"] + words)
        let right = try folder.blogsh(["-C", "without.tar.zst"] + words)
        #expect(found.end == right.end && found.output == right.output, "\(words)")
        #expect(
          found.errors == right.errors.replacing("without.tar.zst", with: "with.tar.zst"),
          "\(words)")
      }
    }
    for path in ["text/e-link.txt", "text/f-link.md", "text/d-large.txt"] {
      let words = ["grep", "-c", "word|ไทย", path]
      #expect(
        try folder.blogsh(["-C", "with.tar.zst"] + words)
          == folder.blogsh(["-C", "without.tar.zst"] + words))
    }
  }

  @Test func `only frames that may have a match are read`() throws {
    try makeCollection()
    try pack()
    let frames = try folder.frames("with.tar.zst")
    let place = try #require(
      frames.firstIndex { $0.paths.contains("text/part-5.txt") }, "\(frames)")
    var damaged = try folder.contents("with.tar.zst")
    for frame in frames.indices where frame != place && frames[frame].kind == .members {
      damaged[(frames[frame].start + frames[frame].end) / 2] ^= 0x10
    }
    try folder.write("damaged.tar.zst", damaged)
    // Of a file in UTF-16, the words are not known.
    expect(
      try folder.blogsh(
        "-C", "damaged.tar.zst", "grep", "only5", "text/part-5.txt"),
      .done("text/part-5.txt:2:only5 here\n"))
    let all = try folder.blogsh("-C", "damaged.tar.zst", "grep", "only5")
    #expect(all.text.contains("text/part-5.txt:2:only5 here\n"))
    // Every search reads the frame of the file in UTF-16, and that of the hard link.
    let read = frames.filter {
      $0.paths.contains { ["text/b-wide.txt", "text/e-link.txt"].contains($0) }
    }
    let others = frames.indices.filter { frame in
      frame != place && !read.contains { $0.start == frames[frame].start }
    }
    #expect(!others.isEmpty)
    for path in others.flatMap({ frames[$0].paths }) {
      #expect(!all.errors.contains(path), "\(all.errors)")
    }
  }

  @Test func `terms are written from 64 frames on, or when asked`() throws {
    for count in [63, 64] {
      let name = "with-\(count)"
      for number in 0..<count {
        try folder.write(
          "\(name)/\(number).txt", String(repeating: "line \(number)\n", count: 65_000))
      }
      expect(try folder.blogsh("-C", name, "pack", "-o", "a.tar.zst"), .done())
      #expect(try hasTerms("a.tar.zst") == (count == 64), "\(count)")
    }
    try folder.write("archive/a.md", "text\n")
    for (rule, isThere) in [("always", true), ("never", false), ("auto", false)] {
      let words = ["pack", "-o", "b.tar.zst", "--terms", rule]
      expect(try folder.blogsh(words), .done())
      #expect(try hasTerms("b.tar.zst") == isThere, "\(rule)")
    }
    expect(
      try folder.blogsh("reindex", "b.tar.zst", "-o", "c.tar.zst", "--terms", "always"), .done())
    #expect(try hasTerms("c.tar.zst"))
    #expect(try folder.blogsh("pack", "-o", "d.tar", "--terms", "always").end == .status(64))
  }

  private func hasTerms(_ archive: String) throws -> Bool {
    try folder.blogsh("index", archive).text.contains("term ")
  }

  @Test func `terms list the words of all files, or those that begin with a prefix`() throws {
    try folder.write("archive/a.md", "The Kettle, the kettles. 日本語\n")
    try folder.write("archive/b.md", "under_score 42\n")
    expect(
      try folder.blogsh("pack", "-o", "a.tar.zst", "--terms", "always"), .done())
    let all = ["42", "kettle", "kettles", "the", "under_score", "日本", "本語"]
    expect(
      try folder.blogsh("-C", "a.tar.zst", "terms"),
      .done(all.map { "1  \($0)\n" }.joined()))
    expect(
      try folder.blogsh("-C", "a.tar.zst", "terms", "KETTLE"), .done("1  kettle\n1  kettles\n"))
    expect(try folder.blogsh("-C", "a.tar.zst", "terms", "x"), .done())
    expect(
      try folder.blogsh("-C", "a.tar.zst", "terms", "--json", "un"),
      .done(#"{"term":"under_score","frames":1}"# + "\n"))
    expect(
      try folder.blogsh("pack", "-o", "b.tar.zst", "--terms", "never"), .done())
    expect(
      try folder.blogsh("-C", "b.tar.zst", "terms"),
      .failed(
        1,
        """
        blogsh: cannot read b.tar.zst: its index has no terms; \
        reindex --terms always writes them

        """))
    #expect(try folder.blogsh("-C", "archive", "terms").end == .status(2))
  }
}

/// Terms of archives that are written again.
struct TermsKeepingTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: 1...3)
  func `packing with terms after any edits gives the same bytes`(seed: Int) throws {
    var editor = Editor(folder: folder, generator: FixedGenerator(state: UInt64(seed) + 70))
    try editor.begin()
    for step in 1...6 {
      // The archive before has terms, or has none.
      for old in ["always", "never"] {
        let words = ["pack", "-o", "\(old).tar.zst", "--terms", old]
        expect(try folder.blogsh(words), .done())
      }
      let edits = try (0..<3).map { _ in try editor.edit() }
      if step > 1 { try folder.remove("fresh.tar.zst") }
      for name in ["always", "never", "fresh"] {
        let words = ["pack", "-o", "\(name).tar.zst", "--terms", "always"]
        expect(
          try folder.blogsh(words + (step % 2 == 0 ? ["--jobs", "3"] : [])),
          .done())
      }
      for name in ["always", "never"] {
        #expect(
          try folder.run("cmp", "\(name).tar.zst", "fresh.tar.zst") == .done(),
          "seed \(seed), step \(step), \(name): \(edits)")
      }
    }
  }

  @Test(arguments: 1...3)
  func `a history keeps terms when snapshots are added and removed`(seed: Int) throws {
    var editor = Editor(folder: folder, generator: FixedGenerator(state: UInt64(seed) + 80))
    try editor.begin()
    let words = ["backup", "--to", "h.tar.zst", "--terms", "always", "--allow-removals"]
    for step in 1...20 {
      for _ in 0..<2 { _ = try editor.edit() }
      try folder.write("archive/now.md", "step\(step) of many\n")
      let made = try folder.blogsh(words)
      try #require(made.end == .status(0), "\(made.errors)")
      if step % 6 == 0 { try expectWhole() }
    }
    for number in [20, 19, 11, 4] {
      let name = "h.tar.zst@\(number)"
      #expect(
        try folder.blogsh("-C", name, "grep", "step\(number)").text
          == "now.md:1:step\(number) of many\n")
      #expect(try folder.blogsh("-C", name, "grep", "step\(number + 1)").end == .status(1))
    }
    // Every search reads frames with hard links, so their terms are not listed.
    #expect(try !folder.blogsh("-C", "h.tar.zst", "terms", "step").lines.isEmpty)
    #expect(try folder.blogsh("prune", "h.tar.zst", "--keep-last", "5").end == .status(0))
    try expectWhole()
    // Frames with other files that are still needed also hold older versions.
    let kept = try folder.blogsh("-C", "h.tar.zst", "terms", "step").lines
    #expect(!kept.isEmpty)
    #expect(
      try folder.blogsh("-C", "h.tar.zst@17", "grep", "step").text
        == "now.md:1:step17 of many\n")
    try folder.write("archive/now.md", "step21 of many\n")
    #expect(try folder.blogsh(words).end == .status(0))
    try expectWhole()
    #expect(try folder.blogsh("-C", "h.tar.zst", "terms", "step").lines.count == kept.count + 1)
  }

  /// Expects that the history is whole, and that a search finds what it finds in the folder.
  private func expectWhole() throws {
    let verified = try folder.blogsh("verify", "h.tar.zst")
    #expect(verified.end == .status(0) && verified.errors == "")
    for pattern in ["the", "step", "number-1", "quite.*[aeiou]b"] {
      let found = try folder.blogsh("-C", "h.tar.zst", "grep", "-c", pattern)
      let right = try folder.blogsh("-C", "archive", "grep", "-c", pattern)
      #expect(found.end == right.end && found.output == right.output, "\(pattern)")
    }
  }
}
