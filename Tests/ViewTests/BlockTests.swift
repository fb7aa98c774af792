import Testing
import View

@Suite struct BlockTests {
  @Test(arguments: [
    ("one\ntwo", "one two"),
    ("one  \ntwo", "one\ntwo"),
    ("one\\\ntwo", "one\ntwo"),
    ("one\n\ntwo", "one\n\ntwo"),
    ("one\n\n\n\n\ntwo", "one\n\ntwo"),
    ("one   two\tthree", "one two three"),
    ("one\r\ntwo\r\n\r\nthree", "one two\n\nthree"),
    ("\u{FEFF}one", "one"),
    ("one&nbsp;", "one"),
    ("", ""),
    ("\n \n\t\n", ""),
  ])
  func `a paragraph is one line`(markdown: String, expected: String) {
    #expect(shown(markdown) == expected)
  }

  @Test(arguments: [
    ("# One\ntwo", "One\n\ntwo"),
    ("One\n===\n\nTwo\n---\n", "One\n\nTwo"),
    ("###### a *b*", "a b"),
    ("a\n\n#\n\nb", "a\n\nb"),
  ])
  func `a heading is shown as its text`(markdown: String, expected: String) {
    #expect(shown(markdown) == expected)
  }

  @Test(arguments: [
    ("A\n\n***\n\nB", "A\n\n\nB"),
    ("A\n\n---\n***\n___\n\nB", "A\n\n\nB"),
    ("***\n\nA", "A"),
    ("A\n\n***", "A"),
    ("***\n\n***", ""),
    ("A\n\n***\n\n<!-- c -->\n\nB", "A\n\n\nB"),
    ("> A\n>\n> ***\n>\n> B\n>\n> ***\n\nC", "> A\n>\n>\n> B\n\nC"),
    ("A\n\n> ***\n>\n> B", "A\n\n> B"),
    ("- A\n\n  ***\n\n  B\n- C", "- A\n\n\n  B\n\n- C"),
    ("- A\n  ***\n  B", "- A\n\n\n  B"),
    ("- ***", "-"),
  ])
  func `a thematic break is a second empty line`(markdown: String, expected: String) {
    #expect(shown(markdown) == expected)
  }

  @Test(arguments: [
    ("```swift\nlet a = 1\n\n  b\n```", "    let a = 1\n\n      b"),
    ("    a\n\tb\n\n\n    c", "    a\n    b\n\n\n    c"),
    ("```\na\t\tb  \n   \nc\n```", "    a\t\tb  \n\n    c"),
    ("```\n\n  \na\n\n  \n```\n\nb", "    a\n\nb"),
    ("```\n<b>&amp;*\\\n```", "    <b>&amp;*\\"),
    ("```\n```", ""),
    ("```\r\na\r\nb\r\n```\r\n", "    a\n    b"),
    ("~~~\nnever closed", "    never closed"),
  ])
  func `a code block is indented by four spaces`(markdown: String, expected: String) {
    #expect(shown(markdown) == expected)
  }

  @Test(arguments: [
    ("> a\nb\n> c", "> a b c"),
    ("> a\n>\n> b", "> a\n>\n> b"),
    ("> a\n\n> b", "> a\n\n> b"),
    ("> a\n> > b\n> > > c\n>\n> d", "> a\n>\n> > b\n> >\n> > > c\n>\n> d"),
    (">", ">"),
    ("> - a\n>   - b\n>\n> 1. c", "> - a\n>   - b\n>\n> 1. c"),
    (">     code\n>\n>     more", ">     code\n>\n>     more"),
    ("> # a\n> b  \n> c", "> a\n>\n> b\n> c"),
  ])
  func `a quote has its mark before each line`(markdown: String, expected: String) {
    #expect(shown(markdown) == expected)
  }

  @Test(arguments: [
    ("a[^n]\n\n[^n]: note", "a[1]\n\n[1] note"),
    (
      "a[^x] b[^y] c[^x]\n\n[^y]: second\n\n[^x]: first",
      "a[1] b[2] c[1]\n\n[1] first\n\n[2] second"
    ),
    ("a[^n]\n\n[^n]: one\n\n    two\n\nb", "a[1]\n\nb\n\n[1] one\n\n    two"),
    ("- a[^n]\n\n  [^n]: note\n- b", "- a[1]\n\n- b\n\n[1] note"),
    ("a[^x]\n\n[^x]: see[^y]\n\n[^y]: here", "a[1]\n\n[1] see[2]\n\n[2] here"),
    ("a[^none]", "a[^none]"),
    ("a\n\n[^unused]: b\n\n[^u]: c *d*", "a\n\n[^unused]: b\n\n[^u]: c d"),
    ("a[^X]\n\n[^x]: b", "a[1]\n\n[1] b"), ("> [^u]: b", "> [^u]: b"),
    ("```\n[^u]: b\n```", "    [^u]: b"),
    ("a[^n]\n\n[^n]: - b\n    - c", "a[1]\n\n[1] - b\n    - c"),
  ])
  func `footnotes are numbered and shown at the end`(markdown: String, expected: String) {
    #expect(shown(markdown) == expected)
  }

  @Test(arguments: [
    ("<div>\na\n</div>", "a"),
    ("<p>one</p><p>two<br>three</p>", "one\n\ntwo\nthree"),
    ("a\n\n<!-- gone -->\n\nb", "a\n\nb"),
    ("<!-- never closed\n\nb", ""),
    ("<script>\nalert('<p>')\n</script>\n\na", "a"),
    ("<style>p { }</style>\n\na", "a"),
    ("> <div>a</div>", "> a"),
    ("- <div>a</div>\n- b", "- a\n- b"),
    ("<div>\n\n*a*\n\n</div>", "a"),
    ("<div>&eacute; &amp; &unknown; &#8217;</div>", "é & &unknown; ’"),
  ])
  func `HTML blocks are shown as their text`(markdown: String, expected: String) {
    #expect(shown(markdown) == expected)
  }
}
