import Posts
import Testing

@Suite struct TitleTests {
  @Test func `the shipped post's title makes the shipped post's path`() throws {
    let title = "the build finally passed / a timeout with no fallback / I kept the old box"
    let name =
      "post/the-build-finally-passed-/-a-timeout-with-no-fallback-/-i-kept-the-old-box.md"
    #expect(try Path(title: title) == path(name))
    #expect(path(name).titleOfName == "i kept the old box")
  }

  @Test(arguments: [
    ("Hello World", "hello-world"), ("a  \t\n b", "a-b"), ("  a  ", "a"), ("A-B", "a-b"),
    ("a/b", "a/b"), ("a / / b", "a-/-/-b"), ("Что нового?", "что-нового"),
    ("東京の 朝", "東京の-朝"), ("ÀÉ", "àé"), ("a\u{0}\u{7}b", "ab"), ("a\u{1B}[31mb", "a[31mb"),
    ("a\u{202E}b\u{200F}\u{2066}c\u{FEFF}", "abc"), ("a \u{200B} b", "a-b"), ("a\u{A0}b", "a-b"),
    ("a\u{2028}b", "a-b"), (".NET", "net"), ("...x", "x"), ("-", "-"), ("--help", "--help"),
    ("a/.b", "a/b"), ("🎉 party", "🎉-party"), ("v1.2.", "v1.2."),
    ("e\u{301}", "e\u{301}"), ("What is Go: a \"Tour\"; and more?", "what-is-go-a-tour-and-more"),
    ("a & b | c", "a-b-c"), ("it's `x` \\ “y” ‘z’ «q» „r‚", "its-x-y-z-q-r"),
    ("<b>*</b>", "b/b"), ("a#b 100%", "a#b-100%"),
  ])
  func `a title becomes a path`(title: String, expected: String) throws {
    #expect(try Path(title: title) == path("post/\(expected).md"))
  }

  @Test(arguments: [
    ("", TitleError.empty), ("   ", .empty), ("\n\0\u{200F}", .empty), ("/", .emptyComponent),
    ("/a", .emptyComponent), ("a/", .emptyComponent), ("a/ ", .emptyComponent),
    ("a//b", .emptyComponent), ("a//\u{338}b", .emptyComponent),
    (".", .dotComponent(".")), ("..", .dotComponent("..")), ("a/../b", .dotComponent("..")),
    ("../../etc", .dotComponent("..")), ("a/.", .dotComponent(".")), ("...", .emptyComponent),
    ("a/...", .emptyComponent), ("?", .empty), ("a/?/b", .emptyComponent),
    (".\u{200B}./a", .dotComponent("..")), ("../\u{338}a", .dotComponent("..")),
  ])
  func `a title that cannot become a path is refused`(title: String, error: TitleError) {
    #expect(throws: error) { try Path(title: title) }
  }

  @Test func `a component fits in a file name together with its suffix`() throws {
    let longest = String(repeating: "x", count: 252)
    #expect(try Path(title: longest).lastComponent.count == 255)
    #expect(throws: TitleError.longComponent(longest + "x")) { try Path(title: longest + "x") }
    let folder = String(repeating: "é", count: 127) + "x"
    #expect(try Path(title: folder + "/a").components.count == 3)
    #expect(throws: TitleError.longComponent(folder + "x")) { try Path(title: folder + "x/a") }
  }

  @Test func `a post can go to another folder, or to the root`() throws {
    #expect(try Path(title: "A b", in: path("x/y")) == path("x/y/a-b.md"))
    #expect(try Path(title: "A b", in: .root) == path("a-b.md"))
  }

  @Test(arguments: [
    (TitleError.empty, "it has no letter, digit or symbol that a path can contain"),
    (.emptyComponent, "a part of it, between its '/', has nothing that a path can contain"),
    (.dotComponent(".."), "it has a component '..'"),
    (.longComponent("x"), "a component of its path is longer than 255 bytes"),
  ])
  func `each error gives its reason`(error: TitleError, reason: String) {
    #expect(error.reason == reason)
  }

  @Test(arguments: [
    ("post/hello-world.md", "hello world"), ("a/b--c-.markdown", "b c"), ("x.txt", "x.txt"),
    ("2024-03-05-a.md", "2024 03 05 a"), ("-.md", "-"), ("---", "---"), ("", ""),
    ("a/ b\nc.MD", "b c"), ("что-нового.md", "что нового"), (".md", ".md"), ("v1.2.md", "v1.2"),
  ])
  func `a name implies a title`(name: String, expected: String) {
    #expect(path(name).titleOfName == expected)
  }

  @Test func `a name that is not UTF-8 also implies a title`() {
    let path = Path(uncheckedBytes: [0x61, 0x2D, 0xFF] + Array(".md".utf8))
    #expect(path.titleOfName == "a \u{FFFD}")
  }
}
