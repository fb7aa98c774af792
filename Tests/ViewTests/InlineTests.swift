import Testing
import View

@Suite struct InlineTests {
  @Test(arguments: [
    ("[a](http://b)", "a <http://b>"),
    ("[a](http://b \"title\"), c", "a <http://b>, c"),
    ("[a](<b c> )", "a <b%20c>"),
    ("[a](b&#10;c)", "a <b%0Ac>"),
    ("[](http://b)", "<http://b>"),
    ("x[](http://b)", "x <http://b>"),
    ("[a]()", "a"),
    ("[a][r] [r]\n\n[r]: /b", "a </b> r </b>"),
    ("<http://b>", "http://b"),
    ("see http://b.org/c_d_e.", "see http://b.org/c_d_e."),
    ("www.b.org", "www.b.org"),
    ("a@b.org <c@d.org> <mailto:e@f.org>", "a@b.org c@d.org mailto:e@f.org"),
    ("[http://b](http://b)", "http://b"),
    ("[b.org](http://b.org)", "b.org <http://b.org>"),
    ("[a](#b)", "a <#b>"),
    ("[a *b* `c`](d)", "a b c <d>"),
  ])
  func `a link shows its text and its address, once`(markdown: String, expected: String) {
    #expect(shown(markdown) == expected)
  }

  @Test(arguments: [
    ("![a b](c.png)", "[image: a b] <c.png>"),
    ("![](c.png)", "[image] <c.png>"),
    ("![a]()", "[image: a]"),
    ("![a *b* [c](d)](e)", "[image: a b c] <e>"),
    ("![a ![b](c)](d)", "[image: a [image: b]] <d>"),
    ("[![a](b)](c)", "[image: a] <b> <c>"),
  ])
  func `an image shows its description and its address`(markdown: String, expected: String) {
    #expect(shown(markdown) == expected)
  }

  @Test func `a hyperlink covers the text of the link`() {
    typealias Span = StyledLine.Span
    let layout = Layout(links: .hyperlink)
    #expect(
      lines(
        "a [b *c*](http://d), ![e](ftp://f) [![g](h)](https://i) <http://j> [](MAILTO:k) [l]()",
        layout) == [
          StyledLine([
            Span("a "), Span("b ", style: .link, link: "http://d"),
            Span("c", style: [.italic, .link], link: "http://d"), Span(", "),
            Span("[image: e]", style: .link, link: "ftp://f"), Span(" "),
            Span("[image: g]", style: .link, link: "https://i"), Span(" "),
            Span("http://j", style: .link, link: "http://j"), Span(" "),
            Span("MAILTO:k", style: .link, link: "MAILTO:k"), Span(" l"),
          ])
        ])
  }

  @Test(arguments: [
    ("[a](b.md)", "a <b.md>"), ("![a](b.png)", "[image: a] <b.png>"), ("[a](#b)", "a <#b>"),
    ("[a](file:///etc/passwd)", "a <file:///etc/passwd>"),
    ("[a](javascript:b)", "a <javascript:b>"), ("[](b.md)", "<b.md>"),
  ])
  func `an address that opens nothing is shown after the text`(markdown: String, expected: String) {
    let shown = lines(markdown, Layout(links: .hyperlink))
    #expect(shown.map(\.text) == [expected])
    #expect(shown.allSatisfy { $0.spans.allSatisfy { $0.link == nil } })
  }

  @Test(arguments: [
    ("[a](b) [c](d) [e](b)", "a[1] c[2] e[1]\n\n[1] b\n[2] d"),
    ("[a](b)[^n]\n\n[^n]: [c](d)", "a[2][1]\n\n[1] c[3]\n\n[2] b\n[3] d"),
    ("![a](b) <http://c> [](d)", "[image: a][1] http://c [2]\n\n[1] b\n[2] d"),
    ("<p><a href='b'>a</a></p>\n\n> [c](d)", "a[1]\n\n> c[2]\n\n[1] b\n[2] d"),
    ("none", "none"),
  ])
  func `footnotes list the addresses of links at the end`(markdown: String, expected: String) {
    #expect(shown(markdown, links: .footnote) == expected)
  }

  @Test func `styles nest`() {
    typealias Span = StyledLine.Span
    #expect(
      lines("a *b **c ~~d~~*** `e  f`") == [
        StyledLine([
          Span("a "), Span("b ", style: .italic), Span("c ", style: [.italic, .bold]),
          Span("d", style: [.italic, .bold, .struck]), Span(" "), Span("e  f", style: .code),
        ])
      ])
    #expect(
      lines("# a *b*\n\n    c\n    d") == [
        StyledLine([Span("a ", style: .heading(1)), Span("b", style: [.heading(1), .italic])]),
        StyledLine(),
        StyledLine([Span("    "), Span("c", style: .code)]),
        StyledLine([Span("    "), Span("d", style: .code)]),
      ])
  }

  @Test(arguments: [
    ("`a *b* &amp; \\`", "a *b* &amp; \\"),
    ("`` a`b ``", "a`b"),
    ("`a\nb`", "a b"),
    ("&amp; &copy; &#8217; &#x1F600; &nope;", "& © ’ 😀 &nope;"),
    ("a&#10;b&#13;c", "a b c"),
    ("\\*a\\* \\&amp; \\\\", "*a* &amp; \\"),
    ("a\u{0}b", "a\u{FFFD}b"),
    ("a <b>c</b> <!-- d --> e<br>f<br/>g<BR >h", "a c e\nf\ng\nh"),
    ("a<br><br>b<br>", "a\n\nb"),
    ("<broken a", "<broken a"),
    ("a < b > c", "a < b > c"),
    ("{% include x.html %}\n{:.class}", "{% include x.html %} {:.class}"),
    ("a\u{1B}[31mb\u{7}", "a\u{1B}[31mb\u{7}"),
  ])
  func `code, entities, escapes and tags are shown as text`(markdown: String, expected: String) {
    #expect(shown(markdown) == expected)
  }

  @Test func `bytes that are not UTF-8 are replaced`() {
    let bytes: [UInt8] = [0x61, 0xFF, 0x62, 0xC3, 0x0A, 0x0A, 0xE4, 0xB8]
    #expect(
      MarkdownDocument(bytes.span).lines().map(\.text) == ["a\u{FFFD}b\u{FFFD}", "", "\u{FFFD}"])
  }
}
