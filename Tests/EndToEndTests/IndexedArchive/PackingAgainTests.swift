import ProgramSupport
import TestSupport
import Testing

/// Packing onto an existing archive: whatever it was, the bytes are those of a fresh pack.
struct PackingAgainTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Packs onto `old.tar.zst` and to a new name, and expects the same bytes.
  private func expectSameBytes(
    _ options: [String] = [], _ comment: Comment? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    expect(
      try folder.blogsh(["pack", "-o", "old.tar.zst"] + options), .done(), comment,
      sourceLocation: sourceLocation)
    if folder.exists("new.tar.zst") { try folder.remove("new.tar.zst") }
    expect(
      try folder.blogsh(["pack", "-o", "new.tar.zst"] + options), .done(), comment,
      sourceLocation: sourceLocation)
    #expect(
      try folder.run("cmp", "old.tar.zst", "new.tar.zst") == .done(), comment,
      sourceLocation: sourceLocation)
  }

  @Test(arguments: 1...8)
  func `packing after any edits gives the same bytes`(seed: Int) throws {
    var editor = Editor(folder: folder, generator: FixedGenerator(state: UInt64(seed)))
    try editor.begin()
    let options = seed % 2 == 0 ? ["--terms", "always"] : []
    try expectSameBytes(options)
    for step in 1...12 {
      var edits: [String] = []
      for _ in 0..<[1, 2, 10][step % 3] { edits.append(try editor.edit()) }
      try expectSameBytes(
        options + (step % 4 == 0 ? ["--jobs", "3"] : []), "seed \(seed), step \(step): \(edits)")
    }
    _ = try folder.judge("check", "old.tar.zst")
    let listing = try folder.listing("archive")
    #expect(
      try folder.judge("listing", "old.tar.zst").text.split(separator: "\n").sorted()
        == listing.split(separator: "\n").sorted())
  }

  @Test func `a large asset that changed, grew or vanished gives the same bytes`() throws {
    try folder.make(.large)
    try expectSameBytes()
    try folder.write("archive/bz.md", "# Changed\n", modified: 1_000_000_008)
    try expectSameBytes()
    var content = try folder.contents("archive/e-two-pieces.bin")
    content[5 << 20] ^= 1
    try folder.write("archive/e-two-pieces.bin", content, modified: 1_000_000_009)
    try expectSameBytes()
    try folder.write("archive/e-two-pieces.bin", content + [0], modified: 1_000_000_010)
    try expectSameBytes()
    try folder.remove("archive/b-10-MiB.bin")
    try expectSameBytes()
    _ = try folder.judge("check", "old.tar.zst")
  }

  @Test func `a change in the same second as the packing is not missed`() throws {
    try folder.makeBlog("archive", posts: 60)
    for round in 0..<4 {
      try folder.write("archive/post/now.md", "round \(round) a\n")
      try expectSameBytes()
      // The same size, and the same second as far as a tar can record it.
      let second = try folder.modified("archive/post/now.md")
      try folder.write("archive/post/now.md", "round \(round) b\n")
      if round % 2 == 0 { try folder.setTime("archive/post/now.md", second) }
      try expectSameBytes()
      expect(
        try folder.blogsh("-C", "old.tar.zst", "cat", "--raw", "post/now.md"),
        .done("round \(round) b\n"))
    }
  }

  @Test func `a change with an old time is seen with --checksum`() throws {
    try folder.makeBlog("archive", posts: 60)
    expect(try folder.blogsh("pack", "-o", "old.tar.zst"), .done())
    let before = try folder.contents("old.tar.zst")
    let name = "archive/post/2005/number-0005.md"
    var content = try folder.contents(name)
    let time = try folder.modified(name)
    content[content.count / 2] ^= 1
    try folder.write(name, content, modified: time)
    try folder.setTimes(ofFoldersIn: "archive")
    // As though the archive had been begun after the change, which is not seen then. Files that
    // are copied from the old archive are not read: this shows that any are.
    try folder.setTime("old.tar.zst", 4_000_000_000)
    expect(try folder.blogsh("pack", "-o", "old.tar.zst"), .done())
    #expect(try folder.contents("old.tar.zst") == before)
    try expectSameBytes(["--checksum"])
    #expect(try folder.contents("old.tar.zst") != before)
  }

  @Test func `reproducible times do not hide a change`() throws {
    try folder.makeBlog("archive", posts: 60)
    let options = ["--reproducible"]
    try expectSameBytes(options)
    let name = "archive/post/2005/number-0005.md"
    var content = try folder.contents(name)
    content[content.count / 2] ^= 1
    try folder.write(name, content, modified: 1_700_000_000)
    try expectSameBytes(options)
  }

  @Test func `the bytes do not depend on the options of the older archive`() throws {
    try folder.makeBlog("archive", posts: 200)
    try folder.write("archive/.git/HEAD", "ref\n", modified: 1_000_000_000)
    try folder.setTimes(ofFoldersIn: "archive")
    for options in [
      [], ["--level", "1"], ["--level", "12"], [], ["--with-git"], ["--exclude", "*7.md"],
      ["post/2003", "post/2004"], [], ["--reproducible"], ["--jobs", "1"],
    ] {
      try expectSameBytes(options, "\(options)")
    }
  }

  @Test func `a file that cannot be packed is reported, with an old archive or without`() throws {
    try folder.makeBlog("archive", posts: 30)
    try expectSameBytes()
    try folder.makeFIFO("archive/post/2003/number-0003-and-a-half.md")
    try folder.setTimes(ofFoldersIn: "archive")
    let fresh = try folder.blogsh("pack", "-o", "other.tar.zst")
    #expect(fresh.end == .status(3), "\(fresh.testDescription)")
    let again = try folder.blogsh("pack", "-o", "old.tar.zst")
    expect(again, fresh)
    #expect(try folder.contents("old.tar.zst") == folder.contents("other.tar.zst"))
  }

  // MARK: Other files in the place of an archive

  @Test(arguments: [
    "printf 'no archive at all\\n' >old.tar.zst",
    ": >old.tar.zst",
    "tar -I zstd -cf old.tar.zst -C archive .",
    "tar -cf old.tar.zst -C archive .",
    "head -c 5000 /dev/urandom >old.tar.zst",
    "head -c 5000 good.tar.zst >old.tar.zst",
    "head -c -1 good.tar.zst >old.tar.zst",
    "cat good.tar.zst good.tar.zst >old.tar.zst",
    "\"$BLOGSH\" pack -o old.tar.zst --level 7",
    "\"$BLOGSH\" -C other pack -o old.tar.zst",
  ])
  func `another file in the place of the archive is replaced`(command: String) throws {
    try folder.makeBlog("archive", posts: 100)
    try folder.makeBlog("other", posts: 100, seed: 2)
    expect(try folder.blogsh("pack", "-o", "good.tar.zst"), .done())
    expect(try folder.shell(command), .done())
    try expectSameBytes()
    #expect(try folder.contents("old.tar.zst") == folder.contents("good.tar.zst"))
  }

  @Test(arguments: 0..<4)
  func `damage anywhere in the older archive is not copied`(part: Int) throws {
    try folder.write("archive/a.md", "---\ntitle: A\n---\nText.\n", modified: 1_000_000_000)
    try folder.write("archive/b.md", "# B\n", modified: 1_000_000_001)
    try folder.setTime("archive", 1_000_000_000)
    expect(try folder.blogsh("pack", "-o", "good.tar.zst"), .done())
    let good = try folder.contents("good.tar.zst")
    // The fields of a trailer that only the index of a snapshot has: the archive is left alone,
    // since it may have been a history.
    let trailer = try #require(good.firstRange(of: Array("blogshIX".utf8))).lowerBound
    let fields = [64..<80, 84..<88].flatMap { $0 }.map { trailer + $0 }
    for index in stride(from: part, to: good.count, by: 4) {
      var damaged = good
      damaged[index] ^= UInt8(1 << (index % 8))
      try folder.write("old.tar.zst", damaged)
      let outcome = try folder.blogsh("pack", "-o", "old.tar.zst")
      if fields.contains(index) {
        #expect(outcome.end == .status(2) && outcome.errors.contains("--salvage"), "byte \(index)")
        #expect(try folder.contents("old.tar.zst") == damaged, "byte \(index)")
        continue
      }
      #expect(outcome == .done(), "byte \(index)")
      #expect(try folder.contents("old.tar.zst") == good, "byte \(index)")
    }
  }

  @Test func `damage in one frame of many is not copied`() throws {
    try folder.makeBlog("archive", posts: 400)
    expect(try folder.blogsh("pack", "-o", "good.tar.zst"), .done())
    let good = try folder.contents("good.tar.zst")
    for frame in try folder.frames("good.tar.zst") {
      var damaged = good
      damaged[(frame.start + frame.end) / 2] ^= 0x10
      try folder.write("old.tar.zst", damaged)
      expect(try folder.blogsh("pack", "-o", "old.tar.zst"), .done())
      #expect(try folder.contents("old.tar.zst") == good, "frame at \(frame.start)")
    }
  }

  @Test(arguments: [
    "digest-of-something-else", "row-of-another-name", "row-of-another-mode", "row-of-size-0",
    "content-of-something-else", "name-of-something-else", "row-of-the-member-before",
    "bomb-that-claims-to-be-small", "seek-table-with-borders-moved",
  ])
  func `false claims of an older archive have no effect`(forgery: String) throws {
    try folder.forge("whole", as: "whole.tar.zst")
    expect(try folder.shell("mkdir archive && tar -I zstd -xpf whole.tar.zst -C archive"), .done())
    expect(try folder.blogsh("pack", "-o", "good.tar.zst"), .done())
    try folder.forge(forgery, as: "old.tar.zst")
    expect(try folder.blogsh("pack", "-o", "old.tar.zst"), .done())
    #expect(try folder.contents("old.tar.zst") == folder.contents("good.tar.zst"))
  }
}
