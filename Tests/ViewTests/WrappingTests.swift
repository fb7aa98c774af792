import Testing
import View

@Suite struct WrappingTests {
  @Test(arguments: [
    ("aaa bbb ccc", 7, "aaa bbb\nccc"),
    ("aaa bbb ccc", 6, "aaa\nbbb\nccc"),
    ("aaa bbb ccc", 11, "aaa bbb ccc"),
    ("a bbbbbbbbbb c", 4, "a\nbbbbbbbbbb\nc"),
    ("aaa  \nbbb ccc", 7, "aaa\nbbb ccc"),
    ("aa *bb cc* dd", 5, "aa bb\ncc dd"),
    ("# aaa bbb", 5, "aaa\nbbb"),
    ("- aaa bbb\n- ccc", 6, "- aaa\n  bbb\n- ccc"),
    ("10. aaa bbb\n    - ccc ddd", 8, "10. aaa\n    bbb\n    - ccc\n      ddd"),
    ("> aaa bbb\n> - ccc ddd", 7, "> aaa\n> bbb\n>\n> - ccc\n>   ddd"),
    ("- [x] aaa bbb", 9, "- [x] aaa\n      bbb"),
    ("a[^n]\n\n[^n]: bbb ccc", 8, "a[1]\n\n[1] bbb\n    ccc"),
    ("see [it](http://x.org/a-b) now", 6, "see it\n<http://x.org/a-b>\nnow"),
    ("    aaa bbb ccc", 5, "    aaa bbb ccc"),
    ("<p>aaa bbb</p>", 4, "aaa\nbbb"),
    ("> > > a b", 1, "> > > a\n> > > b"),
    ("a\u{A0}b c", 3, "a\u{A0}b\nc"),
    ("`a  b` c", 4, "a  b\nc"),
    ("ééé ééé", 4, "ééé\nééé"),
  ])
  func `paragraphs are wrapped at words`(markdown: String, width: Int, expected: String) {
    #expect(shown(markdown, width: width) == expected)
  }

  @Test(arguments: [
    ("日本語の文章です", 6, "日本語\nの文章\nです"),
    ("日本語。終わり", 6, "日本\n語。終\nわり"),
    ("あ「いう」え", 6, "あ「い\nう」え"),
    ("日本abc語", 7, "日本abc\n語"),
    ("<http://x/日本語日本語>", 6, "http://x/日本語日本語"),
    ("日[本](/日本語)語日", 4, "日本\n</日本語>\n語日"),
    ("한국어 문장", 6, "한국어\n문장"),
  ])
  func `scripts without spaces are wrapped between characters`(
    markdown: String, width: Int, expected: String
  ) {
    #expect(shown(markdown, width: width) == expected)
  }

  @Test func `a hyperlink continues on the next line`() {
    typealias Span = StyledLine.Span
    #expect(
      lines("a [bb cc](http://d)", Layout(width: 4, links: .hyperlink)) == [
        StyledLine([Span("a "), Span("bb", style: .link, link: "http://d")]),
        StyledLine([Span("cc", style: .link, link: "http://d")]),
      ])
  }
}
