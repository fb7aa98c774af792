import ProgramSupport
import TestSupport
import Testing

/// `new`: a path made from a title, and nothing overwritten.
struct NewTests {
  let folder: TemporaryFolder
  static let epoch = ["SOURCE_DATE_EPOCH": "1700000000"]

  init() throws {
    folder = try TemporaryFolder()
    try folder.makeFolder("archive")
  }

  @Test func `the title of the shipped post makes its path`() throws {
    let title = "the build finally passed / a timeout with no fallback / I kept the old box"
    let path = "post/the-build-finally-passed-/-a-timeout-with-no-fallback-/-i-kept-the-old-box.md"
    expect(
      try folder.blogsh(["new", title], environment: Self.epoch),
      .done("archive/\(path)\n"))
    #expect(
      try folder.content("archive/" + path)
        == "---\ntitle: \"\(title)\"\ndate: 2023-11-14\n---\n\n")
    expect(
      try folder.blogsh("cat", path),
      .done("$ cat \(path)\n\n\(title)\n"))
    #expect(try folder.listing("archive", times: false).contains("f 644"))
  }

  @Test func `draft and tags are in the front matter`() throws {
    expect(
      try folder.blogsh(
        ["new", "--draft", "--tag", "two words", "--tag", "b\"c", "Boxes: a \"look\""],
        environment: Self.epoch),
      .done("archive/post/boxes-a-look.md\n"))
    let meta = try folder.blogsh("cat", "--meta", "post/boxes-a-look.md")
    #expect(
      meta
        == .done(
          #"{"title":"Boxes: a \"look\"","date":"2023-11-14","draft":true,"#
            + #""tags":["two words","b\"c"]}"# + "\n"))
    expect(
      try folder.blogsh("ls", "-R", "--drafts", "--tag", "TWO words"),
      .done("post/boxes-a-look.md\n"))
  }

  @Test func `a title with a dot at its beginning makes a post that is listed`() throws {
    expect(
      try folder.blogsh("new", ".NET and me / .hidden"),
      .done("archive/post/net-and-me-/-.hidden.md\n"))
    expect(try folder.blogsh("new", ".NET"), .done("archive/post/net.md\n"))
    expect(
      try folder.blogsh("ls", "-R"),
      .done("post/net-and-me-/-.hidden.md\npost/net.md\n"))
  }

  @Test func `letters of any script are kept`() throws {
    expect(
      try folder.blogsh("new", "Буркани  за зимата 箱書き"),
      .done("archive/post/буркани-за-зимата-箱書き.md\n"))
  }

  @Test func `a title that begins with a dash comes after --`() throws {
    expect(
      try folder.blogsh("new", "--", "-v"),
      .done("archive/post/-v.md\n"))
  }

  @Test func `an existing post is never replaced`() throws {
    try folder.write("archive/post/a.md", "mine\n", mode: 0o600, modified: 1_000_000_000)
    let before = try folder.listing("archive")
    let outcome = try folder.blogsh("new", "A")
    #expect(outcome.end == .status(2))
    #expect(outcome.output == [])
    #expect(outcome.errors == "blogsh: cannot write post/a.md: File exists\n")
    #expect(try folder.listing("archive") == before)
  }

  @Test func `nothing is written through a link`() throws {
    try folder.makeFolder("archive/post")
    try #require(try folder.run("ln", "-s", "../../outside.md", "archive/post/a.md") == .done())
    try #require(try folder.run("ln", "-s", "../..", "archive/post/b") == .done())
    #expect(try folder.blogsh("new", "A").end == .status(2))
    #expect(try folder.blogsh("new", "B/escaped").end == .status(2))
    #expect(!folder.exists("outside.md") && !folder.exists("escaped.md"))
  }

  @Test(arguments: [
    "", " ", "\t\n", "/", "a//b", "/a", "a/", "..", "a/../b", ".", "\u{7}\u{200B}", "?", "a/?",
    "...",
    String(repeating: "x", count: 253),
  ])
  func `a title without a path is wrong usage, and nothing is written`(title: String) throws {
    let outcome = try folder.blogsh("new", "--", title)
    #expect(outcome.end == .status(64))
    #expect(outcome.output == [] && outcome.hasOneLineOfErrors)
    #expect(outcome.errors.contains("No path can be made from the title "))
    #expect(try folder.listing("archive") == "")
  }

  @Test func `an archive accepts no new post`() throws {
    try folder.write("archive/post/a.md", "x\n")
    try #require(try folder.blogsh("pack", "-o", "a.tar") == .done())
    let before = try folder.contents("a.tar")
    let outcome = try folder.blogsh("-C", "a.tar", "new", "B")
    #expect(outcome.end == .status(2))
    #expect(outcome.output == [] && outcome.hasOneLineOfErrors)
    #expect(try folder.contents("a.tar") == before)
  }
}
