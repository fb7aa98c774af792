import Testing
import View

@Suite struct DisplayWidthTests {
  @Test(arguments: [
    ("", 0), ("a", 1), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("ß", 1), ("…", 1), ("“”", 2),
    ("漢字", 4), ("かな", 4), ("か\u{3099}", 2), ("ｶ", 1), ("Ａ", 2), ("한국", 4),
    ("\u{1112}\u{1161}\u{11AB}", 2), ("、", 2), ("\u{3000}", 2), ("\u{303F}", 1),
    ("😀", 2), ("👍🏽", 2), ("👨‍👩‍👧", 2), ("🇳🇱", 2), ("❤", 1), ("❤\u{FE0F}", 2),
    ("1\u{FE0F}\u{20E3}", 2),
    ("\u{200B}", 0), ("\u{200D}", 0), ("\u{FEFF}", 0), ("\u{AD}", 0), ("\u{2060}", 0),
    ("\u{E0001}", 0), ("नि", 2), ("ก็", 1), ("𠀀", 2), ("\u{A0}", 1), ("\u{1B}", 1),
  ])
  func `a text takes the columns of its characters`(text: String, columns: Int) {
    #expect(displayWidth(of: text) == columns)
  }
}
