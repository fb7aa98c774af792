import Testing
import View

@Suite struct TextAndHTMLTests {
  @Test(arguments: [
    ("a\nb\n", ["a", "b"]),
    ("a\r\nb\rc", ["a", "b", "c"]),
    ("\n\na  b\t\n\n  c\n\n", ["a  b\t", "", "  c"]),
    ("\u{FEFF}a", ["a"]),
    ("*a* <b>", ["*a* <b>"]),
    ("", []),
    ("\n\n", []),
  ])
  func `a text is shown without changes to its lines`(text: String, expected: [String]) {
    #expect(textLines(Array(text.utf8).span).map(\.text) == expected)
  }

  @Test func `bytes of a text that are not UTF-8 are replaced`() {
    let bytes: [UInt8] = [0x61, 0xFF, 0x0A, 0x00, 0x62]
    #expect(textLines(bytes.span).map(\.text) == ["a\u{FFFD}", "\u{0}b"])
  }

  @Test(arguments: [
    ("<p>one\n two</p> <p>three</p>", "one two\n\nthree"),
    ("<h1>A</h1>text<hr>more", "A\n\ntext\n\nmore"),
    ("a<br>b<br/>c", "a\nb\nc"),
    ("<ul><li>a<ul><li>b</ul><li>c</ul>d", "a\nb\nc\n\nd"),
    ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</table>", "a b\nc"),
    ("<pre>a\n  b\n\n<b>c</b></pre>d", "a\n  b\n\nc\n\nd"),
    ("<!DOCTYPE html><?xml version='1'?><title>T</title><p>a", "T\n\na"),
    ("a<!-- b --> c<!-- d", "a c"),
    ("<script>if (a < b) '</p>'</SCRIPT >x<style>y</style>z", "xz"),
    ("<script>never closed", ""),
    ("<a title='x > y' href=\"z\">b</a>", "b <z>"),
    ("a < b <3 </ c", "a < b <3 </ c"),
    ("a <b never closed", "a <b never closed"),
    ("<p title=\"never closed>a</p><p>b</p>", "<p title=\"never closed>a</p><p>b</p>"),
    ("&lt;b&gt; &amp;amp; &hellip; &#65;&#x42; &bogus; & &;", "<b> &amp; … AB &bogus; & &;"),
    (
      "&#0; &#xD800; &#99999999; &#x; &#+5; &#-5;", "\u{FFFD} \u{FFFD} &#99999999; &#x; &#+5; &#-5;"
    ),
    ("&nbsp;a", "\u{A0}a"),
    ("<![CDATA[x]]>a", "a"),
    ("<a href=/u>b</a> c", "b </u> c"), ("<A HREF = 'x y'>b</A>", "b <x%20y>"),
    ("<a name=x>b</a>", "b"), ("<a href=x>b", "b <x>"), ("<a href=x>b<p>c</a>d", "b <x>\n\ncd"),
    ("<a href='http://a.b/'>http://a.b/</a>", "http://a.b/"), ("</a>b", "b"),
    ("<img src=a.png alt='A &amp; b'/>", "[image: A & b] <a.png>"),
    ("<img src=a.png>", "[image] <a.png>"),
    ("<img alt=b>", "[image: b]"), ("<img data-src=a src>", "[image]"),
    ("<iframe src=u title=T></iframe>", "[frame: T] <u>"), ("<video src=u></video>", "[video] <u>"),
    ("<audio><source src=u></audio>", "[audio] <u>"),
    ("<a href=u><img src=a alt=b></a>", "[image: b] <a> <u>"),
    ("<details><summary>More</summary>text</details>", "More\n\ntext"),
    ("", ""),
  ])
  func `HTML is shown as its text`(html: String, expected: String) {
    #expect(shown(html: html) == expected)
  }

  @Test func `HTML is wrapped`() {
    #expect(shown(html: "<p>aaa bbb <i>ccc</i></p>", width: 7) == "aaa bbb\nccc")
  }
}
