import ProgramSupport
import TestSupport
import Testing

/// `cat` apart from its pages: its options and arguments.
struct CatTests {
  let folder: TemporaryFolder
  static let post =
    "---\ntitle: Box 1\ntags: [a, b]\ndate: 2024-05-06\n---\n\nOne two three four.\n"

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("archive/post/box-1.md", Self.post)
    try folder.write("archive/post/box-2.md", "# Box 2\n\nTwo.\n")
    try folder.write("archive/post/dot.bin", [0, 1, 2, 255, 10, 0])
    try folder.write("archive/post/-dash-/-x.md", "Dash.\n")
    try #require(try folder.blogsh("pack", "-o", "a.tar.zst") == .done())
  }

  /// The collection as a folder and as an archive: every answer is the same.
  static let collections = ["archive", "a.tar.zst"]

  @Test(arguments: collections)
  func `several posts are several pages with an empty line between`(collection: String) throws {
    expect(
      try folder.blogsh("-C", collection, "cat", "post/box-2.md", "/post/./box-1.md"),
      .done(
        "$ cat post/box-2.md\n\nBox 2\n\n\nTwo.\n"
          + "\n$ cat post/box-1.md\n\nBox 1\n\n\nOne two three four.\n"))
  }

  @Test(arguments: collections)
  func `raw gives the exact bytes`(collection: String) throws {
    let bytes: [UInt8] = [0, 1, 2, 255, 10, 0]
    expect(
      try folder.blogsh("-C", collection, "cat", "--raw", "post/dot.bin", "post/box-1.md"),
      .done(bytes + Array(Self.post.utf8)))
  }

  @Test(arguments: collections)
  func `body gives the bytes after the front matter`(collection: String) throws {
    let body = try folder.blogsh("-C", collection, "cat", "--body", "post/box-1.md")
    #expect(body == .done("\nOne two three four.\n"))
  }

  @Test(arguments: collections)
  func `meta gives the front matter as one JSON object per line`(collection: String) throws {
    let meta = try folder.blogsh(
      "-C", collection, "cat", "--meta", "post/box-1.md", "post/box-2.md")
    #expect(meta == .done(#"{"title":"Box 1","tags":["a","b"],"date":"2024-05-06"}"# + "\n{}\n"))
  }

  @Test func `text is wrapped at the given width, and no word is cut`() throws {
    expect(
      try folder.blogsh("cat", "--width", "9", "post/box-1.md"),
      .done("$ cat post/box-1.md\n\nBox 1\n\n\nOne two\nthree\nfour.\n"))
  }

  @Test func `text in a pipe is not wrapped, whatever the environment says`() throws {
    let words = String(repeating: "word ", count: 60).dropLast()
    try folder.write("archive/post/long.md", "# L\n\n\(words)\n")
    expect(
      try folder.blogsh(
        "cat", "post/long.md", environment: ["COLUMNS": "40", "TERM": "xterm", "PAGER": "false"]),
      .done("$ cat post/long.md\n\nL\n\n\n\(words)\n"))
  }

  @Test(arguments: [
    ("*word*\n", 700_000, "its text is larger than 4 MiB"),
    ("*a* _b*_ ", 10_000, "its text would take too long to lay out"),
  ])
  func `a post that is not laid out is shown as written, and the reason is told`(
    piece: String, count: Int, reason: String
  ) throws {
    let folder = try TemporaryFolder()
    let text = String(repeating: piece, count: count)
    try folder.write("c/a.md", text)
    expect(try folder.blogsh("-C", "c", "pack", "-o", "c.tar.zst"), .done())
    for collection in ["c", "c.tar.zst"] {
      let outcome = try folder.blogsh("-C", collection, "cat", "a.md")
      #expect(outcome.end == .status(0))
      #expect(
        outcome.errors
          == "blogsh: warning: a.md: \(reason); it is shown as text, not as Markdown\n")
      #expect(outcome.output.starts(with: Array("$ cat a.md\n\na\n\n\n\(piece)".utf8)))
    }
  }

  @Test func `an asset that is not text is named with its size and kind`() throws {
    expect(
      try folder.blogsh("cat", "post/dot.bin"),
      .done("$ cat post/dot.bin\n\n[binary data, 6 bytes]\n"))
  }

  @Test(arguments: collections)
  func `a component of a path can begin with a dash`(collection: String) throws {
    expect(
      try folder.blogsh("-C", collection, "cat", "--", "post/-dash-/-x.md"),
      .done("$ cat post/-dash-/-x.md\n\nx\n\n\nDash.\n"))
  }

  @Test(arguments: collections)
  func `missing posts and folders are reported, and the rest is shown`(collection: String) throws {
    let place = collection == "archive" ? "" : " in a.tar.zst"
    let folderName = collection == "archive" ? " in archive" : ""
    expect(
      try folder.blogsh("-C", collection, "cat", "post/no.md", "post/box-2.md", "post"),
      .failed(
        1, output: "$ cat post/box-2.md\n\nBox 2\n\n\nTwo.\n",
        """
        blogsh: cannot read post/no.md\(place): No such file or directory\(folderName)
        blogsh: cannot read post\(place): Is a directory

        """))
  }

  @Test func `more than one part, no path and invalid options are wrong usage`() throws {
    for arguments in [
      ["cat", "--raw", "--meta", "x"], ["cat", "--body", "--raw", "x"], ["cat"],
      ["cat", "--width", "0", "x"], ["cat", "--width", "x", "x"], ["cat", "--nonsense", "x"],
    ] {
      let outcome = try folder.blogsh(arguments)
      #expect(outcome.end == .status(64), "\(arguments)")
      #expect(outcome.output == [] && outcome.hasOneLineOfErrors, "\(arguments)")
    }
  }

  @Test func `colour is shown if it is asked for`() throws {
    try folder.write("archive/post/c.md", "# C\n\n*soft*\n")
    let plain = "$ cat post/c.md\n\nC\n\n\nsoft\n"
    expect(
      try folder.blogsh("cat", "--color", "never", "post/c.md"),
      .done(plain))
    let styled = try folder.blogsh("cat", "--color", "always", "post/c.md")
    #expect(styled.end == .status(0))
    #expect(styled.text.contains("\u{1B}[3msoft"))
    expect(
      try folder.blogsh("cat", "post/c.md", environment: ["CLICOLOR_FORCE": "1"]),
      styled)
    expect(
      try folder.blogsh(
        "cat", "post/c.md", environment: ["CLICOLOR_FORCE": "1", "NO_COLOR": "1"]),
      .done(plain))
  }

  @Test func `links are followed inside the collection and never out of it`() throws {
    try folder.write("secret.md", "# Secret\n")
    let made = try folder.shell(
      "ln -s box-2.md archive/post/in.md && ln -s ../../secret.md archive/post/out.md")
    try #require(made == .done())
    expect(
      try folder.blogsh("cat", "post/in.md"),
      .done("$ cat post/in.md\n\nBox 2\n\n\nTwo.\n"))
    let outcome = try folder.blogsh("cat", "post/out.md")
    #expect(outcome.end == .status(2))
    #expect(outcome.output == [] && outcome.hasOneLineOfErrors)
    #expect(outcome.errors.hasPrefix("blogsh: cannot read post/out.md: "))
  }
}
