import ProgramSupport
import TestSupport
import Testing

/// Indexed archives, read by the judge: the claims of the index match the tar, and both match the
/// packed files.
struct JudgedArchiveTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: TestCollection.allCases, ["1", "3", "19"])
  func `rows and digests describe the tar and the folder exactly`(
    collection: TestCollection, level: String
  ) throws {
    try folder.make(collection)
    // The judge also proves terms.
    let options = ["--level", level, "--terms", level == "3" ? "always" : "auto"]
    expect(try folder.blogsh(["pack", "-o", "a.tar.zst"] + options), .done())
    #expect(try folder.judge("listing", "a.tar.zst").text == folder.listing("archive"))
  }

  @Test(arguments: [TestCollection.sample, .blog])
  func `rows hold the facts that lists show of posts`(collection: TestCollection) throws {
    try folder.make(collection)
    expect(try folder.blogsh("pack", "-o", "a.tar.zst"), .done())
    // A symbolic link has no facts of its own, and only posts have any.
    let listed = try folder.shell(
      "\"$BLOGSH\" -C archive ls -Ra --json | grep -v -e '\"kind\":' -e '\"post/link.md\"'")
    let judged = try folder.judge("posts", "a.tar.zst")
    #expect(judged.lines.sorted() == listed.lines.sorted())
    #expect(judged.lines.count > 3)
  }

  @Test(arguments: [TestCollection.large, .blog, .nothing, .single])
  func `index shows the contents of the index`(collection: TestCollection) throws {
    try folder.make(collection)
    expect(try folder.blogsh("pack", "-o", "a.tar.zst", "--level", "5"), .done())
    let judged = try folder.judge("index", "a.tar.zst")
    expect(try folder.blogsh("index", "--members", "--json", "a.tar.zst"), judged)
    let whole = try #require(judged.lines.last)
    expect(try folder.blogsh("index", "--json", "a.tar.zst"), .done(whole + "\n"))
    #expect(try folder.blogsh("index", "a.tar.zst").end == .status(0))
  }

  @Test func `index reports a missing or unusable index`() throws {
    try folder.make(.single)
    expect(try folder.blogsh("pack", "-o", "a.tar"), .done())
    try folder.forge("hash-of-the-directory", as: "b.tar.zst")
    try folder.forge("newer-version", as: "c.tar.zst")
    for name in ["a.tar", "b.tar.zst", "c.tar.zst"] {
      let outcome = try folder.blogsh("index", name)
      #expect(outcome.end == .status(1), "\(outcome.testDescription)")
      #expect(outcome.output.isEmpty && outcome.hasOneLineOfErrors, "\(outcome.testDescription)")
    }
  }

  @Test(.enabled(if: Surroundings.hasRealBlog, "there is no real blog beside the package"))
  func `a real blog is described exactly`() throws {
    expect(
      try folder.shell("mkdir c && tar -xzpf \"$1\" -C c", Surroundings.realBlog), .done())
    expect(try folder.blogsh("-C", "c", "pack", "-o", "a.tar.zst"), .done())
    #expect(try folder.judge("listing", "a.tar.zst").text == folder.listing("c"))
  }

  @Test func `a part of a collection makes an archive of that part`() throws {
    try folder.make(.sample)
    // Only the last of three hard links are packed: the first of those holds the content.
    expect(
      try folder.blogsh("pack", "-o", "a.tar.zst", "post", "--exclude", "link.md"), .done())
    expect(
      try folder.shell("mkdir part && cp -a archive/post part/ && rm part/post/link.md"), .done())
    try folder.setTime("part/post", 1_450_000_001)
    #expect(try folder.judge("listing", "a.tar.zst").text == folder.listing("part"))
  }

  @Test func `large members have frames of their own`() throws {
    try folder.make(.large)
    expect(try folder.blogsh("pack", "-o", "a.tar.zst"), .done())
    let frames = try folder.frames("a.tar.zst")
    #expect(frames.count { $0.paths == ["b-10-MiB.bin"] } == 3)
    #expect(frames.count { $0.paths == ["e-two-pieces.bin"] } == 2)
    #expect(frames.suffix(2).map(\.kind) == [.index, .end])
  }

  @Test func `a new post changes few frames`() throws {
    try folder.make(.blog)
    expect(try folder.blogsh("pack", "-o", "a.tar.zst"), .done())
    try folder.write("archive/post/2012/number-0000-and-a-half.md", "# New\n", modified: 1_000_000)
    try folder.setTime("archive/post/2012", 1_450_000_000)
    expect(try folder.blogsh("pack", "-o", "b.tar.zst"), .done())
    let (a, b) = (try folder.contents("a.tar.zst"), try folder.contents("b.tar.zst"))
    let before = Set(try folder.frames("a.tar.zst").map { a[$0.start..<$0.end] })
    let after = try folder.frames("b.tar.zst").filter { $0.kind == .members }
    #expect(after.count > 5)
    #expect(after.count { !before.contains(b[$0.start..<$0.end]) } <= 3)
  }
}
