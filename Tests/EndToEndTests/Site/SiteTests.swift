import ProgramSupport
import TestSupport
import Testing

/// `site`, over a folder and an archive.
struct SiteTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(
      "archive/post/a.md",
      "---\ntitle: One\ndate: 2024-01-02\ntags: [x, Y]\naliases: /old/a/\n---\n[two](b.md#part)\n")
    try folder.write(
      "archive/post/b.md", "---\ntitle: Two\ndate: 2024-02-03\ntags: [y]\n---\n# Part\n")
    try folder.write(
      "archive/post/_drafts/c.md", "---\ntitle: Secret\ntags: [hidden]\n---\nsecret\n")
    try folder.write("archive/post/picture.png", "\u{89}PNG")
    try folder.write("archive/note.txt", "a note\n")
    for path in ["post/a.md", "post/b.md", "post/picture.png", "note.txt"] {
      try folder.setTime("archive/\(path)", 1_700_000_000)
    }
  }

  private static let files = [
    ".nojekyll", "404.html", "_blogsh/manifest", "_blogsh/prompt.js", "_blogsh/search.html",
    "_blogsh/search/d/0.js", "_blogsh/search/manifest.js", "_blogsh/search/w/0.js",
    "_blogsh/style.css", "_blogsh/tag/x.html", "_blogsh/tag/y.html", "_blogsh/tags.html",
    "_blogsh/tree.html", "_blogsh/year/2024.html", "index.html", "note.html", "note.txt",
    "old/a/index.html", "post/a.html", "post/a.md", "post/b.html", "post/b.md", "post/index.html",
    "post/picture.png",
  ]

  private func files(_ site: String) throws -> [String] {
    let found = try folder.shell("cd \"$1\" && find . -type f | cut -c3- | LC_ALL=C sort", site)
    return found.text.split(separator: "\n").map(String.init)
  }

  @Test func `each post, folder, tag and year has its page, and a draft has none`() throws {
    let outcome = try folder.blogsh("site", "-o", "out")
    #expect(outcome.end == .status(0))
    #expect(try files("out") == Self.files)
    let found = try folder.shell("grep -ril secret out; true")
    #expect(found.text.isEmpty)
    let page = try folder.content("out/post/a.html")
    #expect(page.contains("<a href=\"b.html#h-part\">two</a>"))
    #expect(page.contains("<kbd>cat post/a.md</kbd>"))
    #expect(page.contains("<link rel=\"next\" href=\"b.html\">"))
    #expect(page.contains("href=\"../_blogsh/tag/y.html\""))
    #expect(try folder.content("out/old/a/index.html").contains("0; url=../../post/a.html"))
  }

  @Test func `a folder and its archives have the same site, byte for byte`() throws {
    try #require(try folder.blogsh("pack", "-o", "a.tar.zst").end == .status(0))
    try #require(try folder.blogsh("pack", "-o", "a.tar").end == .status(0))
    _ = try folder.blogsh("site", "-o", "out", "--title", "T", "--url", "https://a.example/b")
    for archive in ["a.tar.zst", "a.tar"] {
      let outcome = try folder.blogsh(
        "-C", archive, "site", "-o", "other", "--title", "T", "--url", "https://a.example/b")
      #expect(outcome.end == .status(0))
      #expect(
        try folder.shell("diff -r -x manifest out other && rm -r other").end == .status(0),
        "\(archive)")
    }
  }

  @Test func `only what differs is written, and only what is gone is removed`() throws {
    _ = try folder.blogsh("site", "-o", "out")
    _ = try folder.shell("find out -exec touch -d @1000000000 {} +")
    #expect(try folder.blogsh("site", "-o", "out").end == .status(0))
    func changed() throws -> String {
      try folder.shell(
        "cd out && find . -type f -newermt @1000000001 ! -name manifest | LC_ALL=C sort"
      ).text
    }
    #expect(try changed() == "")
    try folder.write(
      "archive/post/b.md", "---\ntitle: Two\ndate: 2024-02-03\ntags: [y]\n---\nnew\n")
    #expect(try folder.blogsh("site", "-o", "out").end == .status(0))
    #expect(
      try changed() == """
        ./_blogsh/search/w/0.js
        ./post/b.html
        ./post/b.md

        """)
    try folder.write("out/post/mine.txt", "mine")
    try folder.remove("archive/post/a.md")
    #expect(try folder.blogsh("site", "-o", "out").end == .status(0))
    let left = try files("out")
    #expect(!left.contains("post/a.html") && !left.contains("old/a/index.html"))
    #expect(!left.contains("_blogsh/tag/x.html") && left.contains("post/mine.txt"))
  }

  @Test func `a rehearsal tells what would be written, and writes nothing`() throws {
    let outcome = try folder.blogsh("site", "-o", "out", "-n")
    #expect(outcome.text.contains("write   post/a.html\n"))
    #expect(!folder.exists("out"))
    let json = try folder.blogsh("site", "-o", "out", "-n", "--json")
    #expect(json.text.contains("{\"path\":\"post/a.html\",\"action\":\"write\",\"size\":"))
  }

  @Test func `a folder that holds other files is refused`() throws {
    try folder.write("out/precious.txt", "mine")
    let outcome = try folder.blogsh("site", "-o", "out")
    #expect(outcome.end == .status(2))
    #expect(outcome.errors.contains("it holds files, and none of them is a site's manifest"))
    #expect(try files("out") == ["precious.txt"])
  }

  @Test(arguments: ["archive", "archive/out", "."])
  func `a site inside of its collection is refused`(place: String) throws {
    let outcome = try folder.blogsh("site", "-o", place)
    #expect(outcome.end == .status(2))
    #expect(outcome.errors.contains("name a folder beside it"))
  }

  @Test func `a file of somebody else is not replaced`() throws {
    _ = try folder.blogsh("site", "-o", "out")
    try folder.write("archive/post/d.md", "new")
    try folder.write("out/post/d.html", "mine")
    let outcome = try folder.blogsh("site", "-o", "out")
    #expect(outcome.end == .status(3))
    #expect(outcome.errors.contains("a file that is not of this site has the name"))
    #expect(try folder.content("out/post/d.html") == "mine")
  }

  @Test func `a link that leads nowhere is named, and counts when links are checked`() throws {
    try folder.write("archive/post/b.md", "[x](gone.md) [y](_drafts/c.md) [z](/post/) [w](a.md)\n")
    let outcome = try folder.blogsh("site", "-o", "out")
    #expect(outcome.end == .status(0))
    #expect(outcome.errors.contains("post/b.md: the link to gone.md leads nowhere"))
    #expect(outcome.errors.contains("post/b.md: the link to _drafts/c.md leads nowhere"))
    #expect(outcome.errors.split(separator: "\n").count == 2, "\(outcome.errors)")
    let again = try folder.blogsh("site", "-o", "out", "--check")
    #expect(again.end == .status(1))
    #expect(again.errors.contains("post/b.md: the link to gone.md leads nowhere"))
  }

  @Test func `assets that could run programs are left out and named`() throws {
    let picture = "<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M0 0\"/>"
    try folder.write("archive/good.svg", picture + "</svg>")
    try folder.write("archive/bad.svg", picture + "<script>alert(1)</script></svg>")
    try folder.write("archive/worse.svg", picture + "<g onload = 'alert(1)'/></svg>")
    try folder.write("archive/page.html", "<p onclick=alert(1)>text")
    let outcome = try folder.blogsh("site", "-o", "out")
    #expect(outcome.end == .status(3))
    let left = try files("out")
    #expect(left.contains("good.svg") && left.contains("page~html.html"))
    for name in ["bad.svg", "worse.svg", "page.html"] {
      #expect(!left.contains(name) && outcome.errors.contains("\(name): "), "\(name)")
    }
    #expect(try folder.blogsh("site", "-o", "trusted", "--trust-assets").end == .status(0))
    #expect(try files("trusted").contains("bad.svg"))
  }

  @Test func `feeds, the map of the site and canonical links have absolute addresses`() throws {
    let outcome = try folder.blogsh(
      "site", "-o", "out", "--url", "https://a.example/b/", "--title", "A & B")
    #expect(outcome.end == .status(0) && outcome.errors.isEmpty)
    let atom = try folder.content("out/_blogsh/feed.xml")
    #expect(atom.contains("<title>A &amp; B</title>"))
    #expect(atom.contains("<id>tag:a.example,2024-02-03:post/b.html</id>"))
    #expect(atom.contains("href=&quot;https://a.example/b/post/b.html#h-part&quot;"))
    #expect(try folder.content("out/_blogsh/tag/y.json").contains("\"title\":\"Two\""))
    #expect(
      try folder.content("out/sitemap.xml").contains("<loc>https://a.example/b/post/a.html</loc>"))
    #expect(
      try folder.content("out/post/a.html")
        .contains("<link rel=\"canonical\" href=\"https://a.example/b/post/a.html\">"))
    #expect(try folder.content("out/404.html").contains("href=\"/b/_blogsh/style.css\""))
  }

  @Test func `make is told what a site is made of`() throws {
    let outcome = try folder.blogsh("site", "-o", "out", "--depfile", "out.d")
    #expect(outcome.end == .status(0))
    let rule = try folder.content("out.d")
    #expect(
      rule.contains("out/_blogsh/manifest: \\\n  archive") && rule.contains("archive/post/a.md"))
  }

  @Test(arguments: [
    ["--url", "ftp://a"], ["--url", "https://a.example/?b"], ["--per-page", "0"],
    ["--lang", "\"><script>"],
  ])
  func `a value that no site can have is wrong usage`(options: [String]) throws {
    let outcome = try folder.blogsh(["site", "-o", "out"] + options)
    #expect(outcome.end == .status(64))
  }

  @Test func `a listing that is long goes on on further pages`() throws {
    let outcome = try folder.blogsh("site", "-o", "out", "--per-page", "1")
    #expect(outcome.end == .status(0))
    let left = try files("out")
    #expect(left.contains("post/index.2.html") && left.contains("post/index.3.html"))
    #expect(try folder.content("out/post/index.html").contains("href=\"index.2.html\""))
  }

  @Test func `names of any bytes have pages that links find`() throws {
    for name in ["-a b", "c#d?e%f", "a:b", "\"<b>\"", "wait...", "箱", "x\ny", "~"] {
      try folder.write("archive/odd/\(name).md", "---\ntitle: <i>T</i>\n---\n[up](../post/a.md)\n")
    }
    try folder.write(
      Array("archive/odd/".utf8) + [0xFF, 0x9B] + Array(".md".utf8), Array("raw".utf8))
    let outcome = try folder.blogsh("site", "-o", "out")
    #expect(outcome.end == .status(0), "\(outcome.errors)")
    let judged = try folder.run(
      "python3", Surroundings.package + "/Tests/Reference/site_links.py", "out")
    #expect(judged.end == .status(0), "\(judged.text)\(judged.errors)")
    #expect(try !folder.content("out/odd/index.html").contains("<b>"))
  }

  @Test func `an earlier run that was killed is finished`() throws {
    _ = try folder.blogsh("site", "-o", "out")
    _ = try folder.shell(
      """
      rm out/post/b.html out/index.html && touch out/post/.blogsh-abc-1.part &&
      sed -i 's/^[0-9a-f]* \\(.*post.b.html\\)/- \\1/' out/_blogsh/manifest
      """
    )
    #expect(try folder.blogsh("site", "-o", "out").end == .status(0))
    #expect(try files("out") == Self.files)
  }

  @Test func `nothing is written through a link in the folder`() throws {
    _ = try folder.blogsh("site", "-o", "out")
    _ = try folder.shell("mkdir else && rm -r out/post && ln -s ../else out/post")
    let outcome = try folder.blogsh("site", "-o", "out")
    #expect(outcome.end == .status(2))
    #expect(try files("else").isEmpty)
  }

  @Test func `the folder of a site is no name in a collection`() throws {
    try folder.write("archive/_blogsh/x.md", "x")
    let outcome = try folder.blogsh("site", "-o", "out")
    #expect(outcome.end == .status(2))
    #expect(outcome.errors.contains("a site keeps its own files in a folder of this name"))
  }
}
