import Posts
import Testing

@Suite struct PostFactsTests {
  private func facts(_ lines: String, path name: String = "post/a.md") -> PostFacts {
    PostFacts(path: path(name), frontMatter: yaml(lines))
  }

  @Test(
    arguments: [
      ("title: A  title", "A title"), ("TITLE: x", "x"), ("title: >\n  a\n  b\n", "a b"),
      ("title: |\n  a\n  b\n", "a b"), ("title: ' x '", "x"), ("title: 12", "12"),
      ("title: 1.10", "1.10"), ("title: true", "true"), ("title:", nil), ("title: ''", nil),
      ("title: '  '", nil), ("title: [a]", nil), ("title: {{ x }}", nil), ("name: x", nil),
      ("title: null", nil),
    ] as [(String, String?)])
  func `the title is the front matter's, on one line`(lines: String, expected: String?) {
    #expect(facts(lines).title == expected)
  }

  @Test(arguments: [
    ("{\"title\": 12}", "12"), ("{\"title\": 1.5}", "1.5"), ("{\"title\": false}", "false"),
  ])
  func `a number or boolean in JSON is a title too`(text: String, expected: String) {
    #expect(PostFacts(path: .root, frontMatter: split(text).frontMatter).title == expected)
  }

  @Test(
    arguments: [
      ("title: a", "b", "a"), ("x: y", "b\n c", "b c"), ("x: y", nil, "some name"),
      ("x: y", " ", "some name"),
    ] as [(String, String?, String)])
  func `the title falls back to the heading, then to the name`(
    lines: String, heading: String?, expected: String
  ) {
    let name = path("post/some-name.md")
    #expect(facts(lines).title(orHeading: heading, path: name) == expected)
  }

  @Test(
    arguments: [
      ("date: 2024-03-05", "2024-03-05"), ("Date: '2024-03-05T10:00:00Z'", "2024-03-05T10:00:00Z"),
      ("date: 2024-03-05 10:00:00 -4", "2024-03-05 10:00:00 -4"),
      ("publishdate: 2024-01-01\ndate: 2024-01-02", "2024-01-02"),
      ("pubDate: Jul 08 2022\npublishDate: 2024-01-01", "2024-01-01"),
      ("pubDate: Jul 08 2022", "Jul 08 2022"), ("published: 2024-01-01", "2024-01-01"),
      ("published: true\nupdated: 2024-01-01", "2024-01-01"), ("lastmod: 2024-01-01", "2024-01-01"),
      ("date: soon\nlastmod: 2024-01-01", "2024-01-01"),
      ("date:\nupdated: 2024-01-01", "2024-01-01"),
      ("path: 2023/06/01/x", "2023/06/01"), ("permalink: /a/2023/06/01/", "2023/06/01"),
      ("url: https://example.org/2023/06/01/x", "2023/06/01"), ("slug: 2023-06-01-x", "2023-06-01"),
      ("slug: x\nurl: /2023/06/01/x\npath: y", "2023/06/01"),
      ("permalink: /:year/:month/:day", nil),
      ("path: 2023/06/01/x\nlastmod: 2024-01-01", "2024-01-01"), ("path: /2023/06", nil),
      ("date: 2024", nil), ("date: [2024-01-01]", nil), ("published: false", nil), ("x: y", nil),
    ] as [(String, String?)])
  func `the date is the first value that is a date`(lines: String, expected: String?) {
    #expect(facts(lines).date?.written == expected)
  }

  @Test func `the front matter's date takes precedence over the path's`() {
    let name = "2020-01-01-a.md"
    #expect(facts("date: 2024-03-05", path: name).date?.written == "2024-03-05")
    #expect(facts("date: soon", path: name).date?.written == "2020-01-01")
    #expect(facts("url: /2023/06/01/x", path: name).date?.written == "2023/06/01")
    #expect(PostFacts(path: path(name), frontMatter: nil).date?.written == "2020-01-01")
  }

  @Test(arguments: [
    ("draft: true", "a.md", true), ("Draft: yes", "a.md", true), ("draft: On", "a.md", true),
    ("draft: 'TRUE'", "a.md", true), ("draft: 1", "a.md", true), ("draft: false", "a.md", false),
    ("draft: no", "a.md", false), ("draft: maybe", "a.md", false), ("draft:", "a.md", false),
    ("status: draft", "a.md", true), ("Status: Draft", "a.md", true),
    ("status: published", "a.md", false), ("status: [draft]", "a.md", false),
    ("published: false", "a.md", true), ("published: no", "a.md", true),
    ("published: true", "a.md", false), ("published: 2024-01-01", "a.md", false),
    ("x: y", "_drafts/a.md", true), ("draft: false", "x/_drafts/y/a.md", true),
    ("x: y", "x_drafts/a.md", false), ("x: y", "x/_drafts", false), ("[draft: true", "a.md", false),
  ])
  func `front matter or folder marks a draft`(lines: String, name: String, expected: Bool) {
    #expect(facts(lines, path: name).draft == expected)
  }

  @Test(arguments: [
    ("tags: [a, b]", ["a", "b"]),
    ("tags:\n- a b\n- ' c '\n- ''\n-\n- [d]\n- 3.10", ["a b", "c", "3.10"]),
    ("tags: a b  c", ["a", "b", "c"]), ("tags: a b, c", ["a b", "c"]),
    ("tags: a; b c;", ["a", "b c"]),
    ("Tags: [a, A, a]", ["a", "A"]), ("tags: []\nkeywords: x", ["x"]), ("tags:\ntag: x", ["x"]),
    ("tag: a b", ["a b"]), ("tag: a, b", ["a", "b"]), ("categories: a b", ["a", "b"]),
    ("keywords: static site, blog", ["static site", "blog"]),
    ("keywords: static site", ["static site"]),
    ("tags: [a]\ncategories: [b]", ["a"]), ("categories: [b]\ntag: c", ["c"]),
    ("tags: 2019", ["2019"]),
    ("taxonomies:\n  tags: [a b, c]", ["a b", "c"]), ("taxonomies: {Tags: x}\ntag: y", ["x"]),
    ("tags: [z]\ntaxonomies: {tags: [x]}", ["z"]), ("taxonomies: x", []), ("tags: {a: b}", []),
    ("tags: ', ,'", []), ("x: y", []),
  ])
  func `tags come from the first key that has one`(lines: String, expected: [String]) {
    #expect(facts(lines).tags == expected)
  }

  @Test(arguments: [1, 2, 15, 16, 17, 40])
  func `each tag is listed once, in its first place`(count: Int) {
    let tags = (0..<count).map { "t\($0)" }
    #expect(facts("tags: [\(tags.joined(separator: ", "))]").tags == tags)
    let repeated = (tags.dropLast() + tags + tags.reversed()).joined(separator: ", ")
    #expect(facts("tags: [\(repeated)]").tags == tags)
  }

  @Test func `every form of front matter gives the same facts`() {
    let posts = [
      "---\ntitle: a b\ndate: 2024-03-05\ndraft: true\ntags: [x, y]\n---\n",
      "+++\ntitle = 'a b'\ndate = 2024-03-05\ndraft = true\n[taxonomies]\ntags = ['x', 'y']\n+++\n",
      "{\"title\": \"a b\", \"date\": \"2024-03-05\", \"draft\": true, \"tags\": [\"x\", \"y\"]}\n",
      "Title: a b\nDate: 2024-03-05\nStatus: draft\nTags: x, y\n\n",
    ]
    let all = posts.map { PostFacts(path: path("p.md"), frontMatter: split($0).frontMatter) }
    #expect(Set(all.map(\.title)) == ["a b"])
    #expect(all.allSatisfy { $0 == all[0] && $0.draft && $0.tags == ["x", "y"] })
    #expect(all[0].date == PostDate("2024-03-05"))
  }

  @Test func `a post without front matter has the facts of its path`() {
    let facts = PostFacts(path: path("2024/03/05/_drafts/a.md"), frontMatter: nil)
    #expect(facts.title == nil)
    #expect(facts.date?.written == "2024/03/05")
    #expect(facts.draft)
    #expect(facts.tags == [])
  }
}
