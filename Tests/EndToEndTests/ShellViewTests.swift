import ProgramSupport
import TestSupport
import Testing

/// The rules of shell-view.md for a page: its example, and one post for each rule.
struct ShellViewTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `the example is shown as described`() throws {
    let path =
      "post/the-build-finally-passed-/-a-timeout-with-no-fallback-/-i-kept-the-old-box.md"
    try folder.write(
      "archive/" + path,
      """
      ---
      title: the build finally passed / a timeout with no fallback / I kept the old box
      ---

      Title: What the timeout was for

      ---

      December 5 was the day that …

      """)
    let page = """
      $ cat post/the-build-finally-passed-/-a-timeout-with-no-fallback-/-i-kept-the-old-box.md

      the build finally passed / a timeout with no fallback / I kept the old box


      Title: What the timeout was for


      December 5 was the day that …

      """
    expect(
      try folder.blogsh("cat", path),
      .done(page))
    expect(
      try folder.blogsh("pack", "-o", "blog.tar.gz"),
      .done())
    expect(
      try folder.blogsh("-C", "blog.tar.gz", "cat", path),
      .done(page))
  }

  @Test(arguments: [
    ("soft\nbreaks are\nspaces", "soft breaks are spaces"),
    ("## A heading *of* `code`", "A heading of code"),
    ("one\n\n***\n\ntwo", "one\n\n\ntwo"),
    ("*emphasis*, **strong** and ~~struck~~", "emphasis, strong and struck"),
    (
      "a `code  span`\n\n    code *as it is*\n\n```sh\nls -l\n\techo\n```",
      "a code  span\n\n    code *as it is*\n\n    ls -l\n    \techo"
    ),
    (
      "[text](https://example.org) and <https://example.org/a>",
      "text <https://example.org> and https://example.org/a"
    ),
    ("![a loft](loft.png)", "[image: a loft] <loft.png>"),
    (
      "- one\n- two\n  - nested\n    on\n- [ ] open\n- [x] shut",
      "- one\n- two\n  - nested on\n- [ ] open\n- [x] shut"
    ),
    ("3. three\n4. four\n   - nested", "3. three\n4. four\n   - nested"),
    ("1. loose\n\n2. list", "1. loose\n\n2. list"),
    ("> quoted\n> twice\n>\n> > deep", "> quoted twice\n>\n> > deep"),
    ("| a | bb |\n|---|---:|\n| 1 | 2 |\n| long | 3 |", "a     bb\n----  --\n1      2\nlong   3"),
    ("See[^x].\n\n[^x]: the *note*", "See[1].\n\n[1] the note"),
    ("a <b>bold</b> <!-- never --> word\n\n<div>kept</div>", "a bold word\n\nkept"),
    ("&amp; &copy; \\*escaped\\*", "& © *escaped*"),
  ])
  func `each block and span is shown as in the table`(markdown: String, shown: String) throws {
    try folder.write("archive/post/x.md", "---\ntitle: X\n---\n\(markdown)\n")
    expect(
      try folder.blogsh("cat", "post/x.md"),
      .done("$ cat post/x.md\n\nX\n\n\n\(shown)\n"))
  }

  @Test(arguments: [
    (
      "---\ntitle: From front matter\n---\n# Heading\n\nText", "From front matter",
      "Heading\n\nText"
    ),
    ("# From *the* heading\n\nText", "From the heading", "Text"),
    ("Text\n\n# Later heading", "a name of words", "Text\n\nLater heading"),
    ("+++\ntitle = \"TOML\"\n+++\nText", "TOML", "Text"),
    ("{\"title\": \"JSON\"}\nText", "JSON", "Text"),
    ("---json\n{\"title\": \"Marked JSON\"}\n---\nText", "Marked JSON", "Text"),
    ("Title: Pelican\nDate: 2020-01-02\n\nText", "Pelican", "Text"),
    ("\u{FEFF}\r\n\r\n---\r\nTitle: Any case\r\n...\r\nText", "Any case", "Text"),
  ])
  func `a title comes from the front matter, the heading or the name`(
    content: String, title: String, body: String
  ) throws {
    try folder.write("archive/post/a-name-of-words.md", content)
    expect(
      try folder.blogsh("cat", "post/a-name-of-words.md"),
      .done("$ cat post/a-name-of-words.md\n\n\(title)\n\n\n\(body)\n"))
  }

  @Test func `a post without a body ends with its title`() throws {
    try folder.write("archive/post/x.md", "---\ntitle: Nothing more\n---\n")
    expect(
      try folder.blogsh("cat", "post/x.md"),
      .done("$ cat post/x.md\n\nNothing more\n"))
  }

  @Test func `html is shown as its text`() throws {
    try folder.write("archive/post/x.html", "<h1>Head</h1>\n<p>One &amp; <b>two</b></p>\n")
    let page = try folder.blogsh("cat", "post/x.html")
    #expect(page == .done("$ cat post/x.html\n\nx.html\n\n\nHead\n\nOne & two\n"))
  }
}
