import Answers
import CollectionSupport
import Entries
import Posts
import Store
import TestSupport
import Testing
import View
import Web

struct AnswerTests {
  @Test func `a page is answered with its bytes, and nothing outside of the site may run on it`()
    throws
  {
    let site = try SmallSite()
    let answer = site.answer("/post/a.html")
    #expect(answer.status == 200)
    #expect(answer.text.contains("<h1 dir=\"auto\">First</h1>"))
    #expect(answer["content-type"] == "text/html; charset=utf-8")
    #expect(answer["content-length"] == String(answer.body.count))
    #expect(answer["x-content-type-options"] == "nosniff")
    #expect(
      answer["content-security-policy"]?.hasSuffix("frame-ancestors 'none'") == true)
  }

  @Test(arguments: [
    ("/", 200), ("/post/", 200), ("/index.html", 200), ("/post/a.html?q=1", 200),
    ("/%70ost/a.html", 200), ("http://localhost/post/a.html", 200), ("/post", 301),
    ("/none.html", 404), ("/none/", 404), ("/_blogsh/manifest", 404), ("/_blogsh/", 404),
    ("/post/draft.html", 404), ("/post/draft.md", 404), ("/post/.hidden.md", 404),
    ("/post/pipe.md", 404), ("/post/out.html", 404), ("/evil.svg", 404), ("/page.html", 404),
    ("/picture.svg", 200), ("/_blogsh/style.css", 200),
  ])
  func `an address is answered if the site has a file there`(target: String, status: Int) throws {
    #expect(try SmallSite().answer(target).status == status)
  }

  @Test(arguments: [
    "", "*", "post/a.html", "//", "//evil.example/", "//post/a.html", "/post//a.html", "/.",
    "/..", "/../post/a.html", "/post/../post/a.html", "/post/./a.html", "/%2e%2e/etc/passwd",
    "/%2E./etc/passwd", "/post/%2e%2e/post/a.html", "/..%2fetc%2fpasswd", "/post%2fa.html",
    "/%00", "/post/a.html%00", "/\\evil.example/", "/\\..\\..\\etc", "/post\\a.html", "/%",
    "/%2", "/%zz", "/%+1", "/%-1", "/post/a.html#x", "/a b", "/\u{1B}[2J", "/é", "/a\r\nX: y",
    "http:/post/a.html", "file:///etc/passwd", "localhost:80", "/%c0%ae%c0%ae//etc",
  ])
  func `an address that programs read in different ways is refused`(target: String) throws {
    let answer = try SmallSite().answer(target)
    #expect(answer.status == 400)
    #expect(answer.endsConnection)
  }

  @Test(arguments: ["/%252e%252e/etc/passwd", "/%c0%ae%c0%ae/etc/passwd", "/...", "/%5C..%5C"])
  func `an address is decoded once, and what it names is not there`(target: String) throws {
    #expect(try SmallSite().answer(target).status == 404)
  }

  @Test(arguments: [
    ("localhost", 200), ("LOCALHOST:8080", 200), ("127.0.0.1", 200), ("[::1]:80", 200),
    ("localhost.", 200), ("blog.example", 200), ("Blog.Example.:443", 200), ("", 421),
    (".", 421), ("evil.example", 421), ("blog.example.evil.example", 421), ("localhost:x", 421),
    ("localhost:1:2", 421), ("localhost:999999", 421), ("[::1", 421), ("[::1]x", 421),
    ("127.0.0.1.evil.example", 421), ("x@localhost", 421), ("localhost,evil.example", 421),
  ])
  func `only hosts that are served are answered`(host: String, status: Int) throws {
    let answer = try SmallSite().answer("/", host: host)
    #expect(answer.status == status)
  }

  @Test func `the host in an address is checked too`() throws {
    let site = try SmallSite()
    #expect(site.answer("http://evil.example/").status == 421)
    #expect(site.answer("http://localhost@evil.example/").status == 421)
    #expect(site.answer("http://blog.example").status == 200)
  }

  @Test(arguments: [
    ("GET", [("Host", "localhost"), ("host", "localhost")], 400), ("GET", [], 400),
    ("GET", [("Host", "localhost"), ("Content-Length", "3")], 400),
    ("GET", [("Host", "localhost"), ("Content-Length", "0"), ("Content-Length", "3")], 400),
    ("GET", [("Host", "localhost"), ("Transfer-Encoding", "chunked")], 400),
    ("GET", [("Host", "localhost"), ("Content-Length", "0")], 200),
    ("POST", [("Host", "localhost")], 405), ("PUT", [("Host", "localhost")], 405),
    ("OPTIONS", [("Host", "localhost")], 405), ("get", [("Host", "localhost")], 405),
    ("CONNECT", [("Host", "localhost")], 405),
  ])
  func `only a plain question is answered`(
    method: String, fields: [(String, String)], status: Int
  ) throws {
    let answer = try SmallSite().answer("/", method: method, fields)
    #expect(answer.status == status)
    #expect(answer.endsConnection == (status != 200))
  }

  @Test func `an address or a header that is too large is refused`() throws {
    let site = try SmallSite()
    #expect(site.answer("/" + String(repeating: "a", count: 200_000)).status == 414)
    let fields = [("Host", "localhost")] + (0..<3_000).map { ("X-\($0)", "y") }
    #expect(site.answer("/", method: "GET", fields).status == 431)
  }

  @Test func `HEAD gets the header of GET and no body`() throws {
    let site = try SmallSite()
    for target in ["/", "/post/a.html", "/a.bin", "/none", "/post"] {
      let whole = site.answer(target)
      let head = site.answer(target, method: "HEAD", [("Host", "localhost")])
      #expect(head.body.isEmpty)
      #expect(head.fields == whole.fields)
      #expect(head.status == whole.status)
    }
  }

  @Test func `a client that has a file gets it again only when it differs`() throws {
    let site = try SmallSite()
    for target in ["/", "/post/a.html", "/a.bin", "/_blogsh/style.css", "/_blogsh/feed.xml"] {
      let tag = try #require(site.answer(target)["etag"])
      for known in [tag, "W/\(tag)", "*", "\"other\" ,\t\(tag)"] {
        let answer = site.answer(target, more: [("If-None-Match", known)])
        #expect(answer.status == 304)
        #expect(answer["etag"] == tag)
        #expect(answer.body.isEmpty)
        #expect(answer["content-length"] == nil)
      }
      #expect(site.answer(target, more: [("If-None-Match", "\"other\"")]).status == 200)
    }
    let refused = site.answer("/evil.svg", more: [("If-None-Match", "*")])
    #expect(refused.status == 404, "What the site leaves out, nobody has.")
    let before = site.answer("/post/a.html")["etag"]
    try site.folder.write("c/post/a.md", "---\ntitle: First\n---\n\nChanged.\n")
    #expect(site.answer("/post/a.html").status == 503, "The plan is of the file before.")
    #expect(try site.planned().answer("/post/a.html")["etag"] != before)
  }

  @Test func `a page that a link leads to is told apart by its bytes`() throws {
    let site = try SmallSite()
    let before = try #require(site.answer("/post/link.html")["etag"])
    try site.folder.write("c/post/a.md", "---\ntitle: First\n---\n\nChanged.\n")
    let answer = try site.planned().answer("/post/link.html", more: [("If-None-Match", before)])
    #expect(answer.status == 200)
  }

  @Test(
    arguments: [
      ("bytes=0-3", 206, "0123", "bytes 0-3/10"), ("bytes=7-", 206, "789", "bytes 7-9/10"),
      ("bytes=-3", 206, "789", "bytes 7-9/10"), ("bytes=8-99", 206, "89", "bytes 8-9/10"),
      ("bytes=-99", 206, "0123456789", "bytes 0-9/10"), ("BYTES=9-9", 206, "9", "bytes 9-9/10"),
      ("bytes=5-99999999999999999999", 206, "56789", "bytes 5-9/10"),
      ("bytes=10-", 416, nil, "bytes */10"), ("bytes=-0", 416, nil, "bytes */10"),
      ("bytes=99999999999999999999-", 416, nil, "bytes */10"),
      ("bytes=3-2", 200, "0123456789", nil), ("bytes=0-1,3-4", 200, "0123456789", nil),
      ("bytes=", 200, "0123456789", nil), ("bytes=-", 200, "0123456789", nil),
      ("bytes=a-b", 200, "0123456789", nil), ("bytes=+1-2", 200, "0123456789", nil),
      ("rows=0-1", 200, "0123456789", nil), ("0-1", 200, "0123456789", nil),
    ] as [(String, Int, String?, String?)])
  func `one part of an asset is sent, and never more than there is`(
    range: String, status: Int, body: String?, place: String?
  ) throws {
    let answer = try SmallSite().answer("/a.bin", more: [("Range", range)])
    #expect(answer.status == status)
    #expect(answer["content-range"] == place)
    if let body { #expect(answer.text == body) }
  }

  @Test func `a part is sent only of the file that the client has begun`() throws {
    let site = try SmallSite()
    let tag = try #require(site.answer("/a.bin")["etag"])
    let range = ("Range", "bytes=0-0")
    #expect(site.answer("/a.bin", more: [range, ("If-Range", tag)]).status == 206)
    #expect(site.answer("/a.bin", more: [range, ("If-Range", "\"other\"")]).status == 200)
    #expect(site.answer("/post/a.html", more: [range]).status == 200, "Pages are sent whole.")
  }

  @Test(arguments: [
    ("/picture.svg", "image/svg+xml", false), ("/a.bin", "application/octet-stream", true),
    ("/post/a.md", "text/plain; charset=utf-8", false),
  ])
  func `an asset is shown in a sandbox, or saved`(
    target: String, type: String, isSaved: Bool
  ) throws {
    let answer = try SmallSite().answer(target)
    #expect(answer["content-type"] == type)
    #expect(answer["content-security-policy"]?.contains("; sandbox;") == true)
    #expect(answer["content-disposition"] == (isSaved ? "attachment" : nil))
  }

  @Test func `assets that are trusted are still shown in a sandbox`() throws {
    let site = try SmallSite { $0.trustsAssets = true }
    for (target, type) in [("/evil.svg", "image/svg+xml"), ("/page.html", "text/html")] {
      let answer = site.answer(target)
      #expect(answer.status == 200)
      #expect(answer["content-type"]?.hasPrefix(type) == true)
      #expect(answer["content-security-policy"]?.contains("; sandbox;") == true)
    }
  }

  @Test func `a folder is redirected to within the site, below a prefix too`() throws {
    #expect(try SmallSite().answer("/post")["location"] == "/post/")
    let site = try SmallSite(prefix: "blog/b")
    #expect(site.answer("/blog/b/post/a.html").status == 200)
    #expect(site.answer("/blog/b")["location"] == "/blog/b/")
    #expect(site.answer("/blog/b/post")["location"] == "/blog/b/post/")
    for target in ["/", "/post/a.html", "/blog/post/a.html", "/blog/bpost/a.html"] {
      #expect(site.answer(target).status == 404)
    }
  }

  @Test func `a post that becomes a link out of the collection is not read`() throws {
    let site = try SmallSite()
    try site.folder.remove("c/post/a.md")
    try site.folder.makeSymbolicLink("c/post/a.md", to: "../../secret.md")
    let answer = site.answer("/post/a.html")
    #expect(answer.status >= 400)
    #expect(!answer.text.contains("secret"))
    try site.folder.remove("c/post/a.md")
    try site.folder.makeFIFO("c/post/a.md")
    #expect(site.answer("/post/a.html").status >= 400)
    #expect(site.answer("/post/b.html").status == 200)
  }

  @Test func `a line of the log holds nothing that steers a terminal`() {
    let request = Request("G\u{1B}T", "/\u{9B}2J\r\n" + String(repeating: "a", count: 300), [])
    #expect(
      request.logText == "G%1BT /%C2%9B2J%0D%0A" + String(repeating: "a", count: 185) + "...")
  }
}
