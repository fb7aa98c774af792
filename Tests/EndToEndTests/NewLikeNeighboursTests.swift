import ProgramSupport
import TestSupport
import Testing

/// `new` in blogs of several generators: the folder, the form and the keys of the neighbours.
struct NewLikeNeighboursTests {
  let folder: TemporaryFolder
  static let epoch = ["SOURCE_DATE_EPOCH": "1700000000"]

  init() throws { folder = try TemporaryFolder() }

  struct Blog: CustomTestStringConvertible {
    let testDescription: String
    /// The posts, by their paths.
    let posts: [String: String]
    let options: [String]
    let path: String
    let text: String
  }

  static let blogs = [
    Blog(
      testDescription: "Hugo, in TOML",
      posts: [
        "content/posts/a.md":
          "+++\ntitle = 'A'\ndate = 2020-01-02T03:04:05+01:00\ndraft = true\nauthor = 'Ada'\n"
          + "summary = 'x'\ntags = ['a']\nweight = 1\n+++\n",
        "content/posts/b.md":
          "+++\ntitle = 'B'\ndate = 2021-01-02T03:04:05+01:00\ndraft = false\nauthor = 'Ada'\n"
          + "summary = 'y'\ntags = []\nweight = 2\nslug = 'b'\n+++\n",
        "content/about.md": "+++\ntitle = 'About'\n+++\n",
        ".obsidian/1.md": "", ".obsidian/2.md": "", ".obsidian/3.md": "",
      ],
      options: ["--tag", "x y"], path: "content/posts/hello.md",
      text: """
        +++
        title = "Hello"
        date = 2023-11-14T22:13:20+00:00
        draft = false
        author = "Ada"
        summary = ""
        tags = ["x y"]
        +++


        """),
    Blog(
      testDescription: "Zola",
      posts: [
        "content/a.md":
          "+++\ntitle = 'A'\ndate = 2020-01-02\npath = 'x/a'\n[taxonomies]\ntags = ['a']\n+++\n"
      ],
      options: ["--draft", "--tag", "b"], path: "content/hello.md",
      text: """
        +++
        title = "Hello"
        date = 2023-11-14
        draft = true

        [taxonomies]
        tags = ["b"]
        +++


        """),
    Blog(
      testDescription: "Jekyll, with dates in names",
      posts: [
        "_posts/2020-01-02-a.md":
          "---\nlayout: post\ntitle:  A\ndate: 2020-01-02 03:04:05 +0100\nimage: a.png\n"
          + "published: false\ncategories: a b\n---\n",
        "_posts/2021-01-02-b.md":
          "---\nlayout: post\ntitle:  B\ndate: 2021-01-02 03:04:05 +0100\nimage: b.png\n"
          + "published: true\ncategories: [c]\n---\n",
        "index.md": "---\n---\n",
      ],
      options: ["--draft"], path: "_posts/2023-11-14-hello.md",
      text: """
        ---
        layout: "post"
        title: "Hello"
        date: 2023-11-14 22:13:20 +0000
        image:
        published: false
        categories: []
        ---


        """),
    Blog(
      testDescription: "Pelican",
      posts: [
        "content/a.md": "Title: A\nDate: 2020-01-02 10:20\nCategory: one\nTags: a, b\n\nx\n",
        "content/b.md": "Title: B\nDate: 2021-01-02 10:20\nCategory: two\nTags: a\n\nx\n",
      ],
      options: ["--draft", "--tag", "a", "--tag", "c d"], path: "content/hello.md",
      text: "Title: Hello\nDate: 2023-11-14 22:13\nCategory:\nTags: a, c d\nStatus: draft\n\n"),
    Blog(
      testDescription: "JSON, and page bundles",
      posts: [
        "posts/a/index.md": "{\"title\": \"A\"}\n", "posts/b/index.md": "{\"title\": \"B\"}\n",
        "posts/c.md": "{\"title\": \"C\", \"x\": null}\n",
      ],
      options: [], path: "posts/hello.md",
      text: "{\n  \"title\": \"Hello\",\n  \"date\": \"2023-11-14\"\n}\n\n"),
    Blog(
      testDescription: "another form than the neighbours",
      posts: ["post/a.md": "---\ntitle: A\ndate: 2020/01/02 10:20\n---\n"],
      options: ["--form", "toml", "--tag", "a"], path: "post/hello.md",
      text: "+++\ntitle = \"Hello\"\ndate = 2023-11-14 22:13:20\ntags = [\"a\"]\n+++\n\n"),
    Blog(
      testDescription: "a folder that is not there, in a blog without front matter",
      posts: ["a.md": "# A\n"], options: ["--in", "x/y", "--form", "pelican", "--draft"],
      path: "x/y/hello.md",
      text: "Title: Hello\nDate: 2023-11-14\nStatus: draft\n\n"),
    Blog(
      testDescription: "posts that are broken or empty",
      posts: ["post/a.md": "---\ntitle: [\n---\n", "post/b.md": ""], options: [],
      path: "post/hello.md", text: "---\ntitle: \"Hello\"\ndate: 2023-11-14\n---\n\n"),
  ]

  @Test(arguments: blogs)
  func `a new post is like its neighbours`(blog: Blog) throws {
    for (path, text) in blog.posts { try folder.write("c/\(path)", text) }
    expect(
      try folder.blogsh(["-C", "c", "new", "Hello"] + blog.options, environment: Self.epoch),
      .done("c/\(blog.path)\n"))
    #expect(try folder.content("c/\(blog.path)") == blog.text)
    // What is written is understood.
    let listed = try folder.blogsh("-C", "c", "ls", "--json", blog.path)
    #expect(listed.errors == "" && listed.text.contains(#""title":"Hello""#))
    #expect(listed.text.contains(#""date":"2023-11-14"#))
    #expect(listed.text.contains(#""draft":true"#) == blog.options.contains("--draft"))
  }

  @Test func `hostile titles and tags are quoted in each form`() throws {
    let title = "a \" ' \\ # : [ {\u{1F}\u{7F}\u{2028} 箱 𝄞"
    for form in ["yaml", "toml", "json"] {
      let made = try folder.blogsh(
        ["-C", ".", "new", "--form", form, "--in", form, "--tag", title, "--", title],
        environment: Self.epoch)
      let path = try #require(made.lines.first)
      let facts = try folder.python(
        """
        import json, subprocess, sys
        command = [sys.argv[1], "-C", ".", "cat", "--meta", sys.argv[2]]
        facts = json.loads(subprocess.check_output(command))
        print(facts["title"] == sys.argv[3], facts["tags"] == [sys.argv[3]])
        """, Surroundings.blogsh, path, title)
      expect(facts, .done("True True\n"))
    }
  }

  @Test func `the new post opens in the editor`() throws {
    try folder.makeFolder("c")
    expect(
      try folder.blogsh(
        ["-C", "c", "new", "--edit", "A b"], environment: ["EDITOR": "echo edits"]),
      .done("c/post/a-b.md\nedits c/post/a-b.md\n"))
    let failed = try folder.blogsh(
      ["-C", "c", "new", "--edit", "C"], environment: ["EDITOR": "false"])
    expect(
      failed,
      .failed(
        2, output: "c/post/c.md\n", "blogsh: cannot edit with false: it ended with status 1\n"))
    #expect(folder.exists("c/post/c.md"))
  }

  static let refused: [([String], Int32)] = [
    (["new", "--form", "xml", "A"], 64), (["new", "--in", "../x", "A"], 1),
    (["new", "--in", "file", "A"], 2),
  ]

  @Test(arguments: refused)
  func `bad input is reported, and nothing is written`(words: [String], status: Int32) throws {
    try folder.write("c/file", "x")
    let outcome = try folder.blogsh(["-C", "c"] + words)
    #expect(outcome.end == .status(status) && outcome.output == [] && outcome.hasOneLineOfErrors)
    #expect(try folder.run("find", "c", "-mindepth", "1").text == "c/file\n")
  }
}
