import Posts
import TestSupport
import Testing
import View

/// Returns a post's text as HTML.
private func markup(_ text: String, resolving: LinkResolver = LinkResolver()) -> String {
  let post = PostPage(
    path: Path(uncheckedBytes: Array("post/x.md".utf8)),
    content: Array("---\ntitle: T\n---\n\(text)".utf8))
  return String(decoding: post.markup(resolving).body.bytes, as: UTF8.self)
}

struct MarkupTests {
  @Test(arguments: [
    (
      "A *b* **c** ~~d~~ `e`",
      #"<p dir="auto">A <em>b</em> <strong>c</strong> <s>d</s> <code dir="ltr">e</code></p>"#
    ),
    ("# One\n\n## Two", #"<h2 id="h-one" dir="auto">One</h2><h3 id="h-two" dir="auto">Two</h3>"#),
    ("# One\n\n# One", #"<h2 id="h-one" dir="auto">One</h2><h2 id="h-one-1" dir="auto">One</h2>"#),
    ("- a\n- b", #"<ul><li dir="auto">a</li><li dir="auto">b</li></ul>"#),
    (
      "3. a\n\n4. b",
      #"<ol start="3"><li dir="auto"><p dir="auto">a</p></li><li dir="auto">"#
        + #"<p dir="auto">b</p></li></ol>"#
    ),
    ("- [x] a", #"<ul><li dir="auto"><span role="img" aria-label="done">[x]</span> a</li></ul>"#),
    ("> a\n\n***", #"<blockquote><p dir="auto">a</p></blockquote><hr>"#),
    (
      "```swift\nlet a = 1 < 2\n```",
      "<pre dir=\"ltr\"><code class=\"language-swift\">let a = 1 &lt; 2\n</code></pre>"
    ),
    ("[a](b.md)", #"<p dir="auto"><a href="b.md">a</a></p>"#),
    (
      "<https://a.example/?b&c>",
      #"<p dir="auto"><a href="https://a.example/?b&amp;c" rel="noopener noreferrer">"#
        + #"https://a.example/?b&amp;c</a></p>"#
    ),
    ("![a *b*](c.png)", #"<p dir="auto"><img src="c.png" alt="a b"></p>"#),
    (
      "![a](https://b.example/c.png)",
      #"<p dir="auto"><a href="https://b.example/c.png" rel="noopener noreferrer">"#
        + #"[image: a]</a></p>"#
    ),
    (
      "| a | b |\n|---|--:|\n| c | d |",
      #"<table><thead><tr><th scope="col" dir="auto">a</th>"#
        + #"<th scope="col" class="right" dir="auto">b</th></tr></thead><tr>"#
        + #"<td dir="auto">c</td><td class="right" dir="auto">d</td></tr></table>"#
    ),
    (
      "a[^1]\n\n[^1]: b",
      ##"<p dir="auto">a<sup><a id="ref-1" href="#note-1" aria-describedby="note-1">[1]"##
        + ##"</a></sup></p><aside id="note-1" class="note" role="note"><p>"##
        + ##"<a href="#ref-1" aria-label="Back from note 1">[1]</a></p><p dir="auto">b</p>"##
        + ##"</aside>"##
    ),
  ])
  func `Markdown becomes the elements that mean the same`(text: String, expected: String) {
    #expect(markup(text) == expected)
  }

  @Test(arguments: [
    ("a <b>b</b> <kbd>c</kbd>", #"<p dir="auto">a <b>b</b> <kbd>c</kbd></p>"#),
    ("a <b>b *c</b> d* e", #"<p dir="auto">a <b>b <em>c d</em> e</b></p>"#),
    ("<b onclick=x style=y class=z id=w>b</b>", #"<p dir="auto"><b>b</b></p>"#),
    ("<div>a</div><p>b", "<p>a</p><p>b</p>"),
    (
      "<details>\n<summary>a</summary>\n\n**b**\n\n</details>\n\nc",
      #"<details><summary>a</summary><p dir="auto"><strong>b</strong></p></details>"#
        + #"<p dir="auto">c</p>"#
    ),
    ("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
    (
      "<table><tr><td colspan=2 onclick=a>b<td>c</table>",
      #"<table><tr><td colspan="2">b</td><td>c</td></tr></table>"#
    ),
    ("<dl><dt>a<dd>b</dl>", "<dl><dt>a</dt><dd>b</dd></dl>"),
    ("<img src=a.png alt=\"b &amp; c\" onerror=d>", #"<p><img src="a.png" alt="b &amp; c"></p>"#),
    ("<script>alert(1)</script>\n\na", #"<p dir="auto">a</p>"#),
    ("<svg onload=a><circle/>b</svg>", #"<p dir="auto">b</p>"#),
    ("<li>a</li>", "<p>a</p>"),
    ("a </b></div></p> b", #"<p dir="auto">a  b</p>"#),
    ("<a href=\"b.md\">c <a href=\"d.md\">e</a></a>", #"<p dir="auto"><a href="b.md">c e</a></p>"#),
  ])
  func `a tag is made anew from a closed list, and nothing of it is copied`(
    text: String, expected: String
  ) {
    #expect(markup(text) == expected)
  }

  @Test(arguments: [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java&#x09;script:alert(1)",
    "&#1;javascript:alert(1)",
    "data:text/html,x", "vbscript:x", "file:///etc/passwd", "//evil.example/",
    "/%5C/../\\evil.example",
    "blob:x", "view-source:x", "http:x", "https:///x", "a:b",
  ])
  func `an address that could do more than lead somewhere is only shown`(address: String) {
    let shown =
      markup("[text](<\(address)>)") + markup("<a href=\"\(address)\">text</a>")
      + markup("![text](<\(address)>)") + markup("<img src=\"\(address)\" alt=text>")
    #expect(!shown.contains("href") && !shown.contains("src="), "\(shown)")
    #expect(shown.contains("text"))
  }

  @Test(arguments: [
    ("http://a.example", "http://a.example"), ("HTTPS://a.example/ b", "HTTPS://a.example/%20b"),
    ("mailto:a@b.example", "mailto:a@b.example"), ("b.md#c", "b.md#c"), (" b.md ", "b.md"),
    ("ä.md", "%C3%A4.md"), ("?q", "?q"), ("./a:b", "./a:b"),
  ])
  func `an address that leads somewhere is a link`(address: String, expected: String) {
    #expect(markup("<a href=\"\(address)\">x</a>").contains("href=\"\(expected)\""))
  }

  @Test func `characters that no page may hold do not reach it`() {
    #expect(markup("a\u{1}b\u{9F}c\u{FFFE}d") == #"<p dir="auto">a�b�c�d</p>"#)
    #expect(markup("`a\u{202E}b`") == #"<p dir="auto"><code dir="ltr">aU+202Eb</code></p>"#)
  }

  @Test func `elements are closed however many a post opens`() {
    let shown = markup(String(repeating: "<blockquote><b>", count: 1000) + "a")
    for element in ["blockquote", "b", "p"] {
      #expect(
        pieces(of: shown, at: "<\(element)>") == pieces(of: shown, at: "</\(element)>"))
    }
    #expect(shown.utf8.count < 10_000)
  }

  private func pieces(of text: String, at separator: String) -> Int {
    text.split(separator: separator, omittingEmptySubsequences: false).count
  }
}
