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

  @Test(arguments: [
    ("abc", 3, "…", "abc"), ("abcd", 3, "…", "ab…"), ("abcd", 1, "…", "…"), ("abcd", 0, "…", ""),
    ("abcdef", 5, "...", "ab..."), ("abcd", 2, "...", "ab"), ("", 0, "…", ""),
    ("漢字かな", 5, "…", "漢字…"), ("漢字かな", 4, "…", "漢…"), ("漢字", 1, "…", "…"),
    ("e\u{301}e\u{301}e\u{301}", 2, "…", "e\u{301}…"), ("👨‍👩‍👧👨‍👩‍👧x", 4, "…", "👨‍👩‍👧…"),
    ("🇳🇱🇩🇪🇧🇬", 5, "…", "🇳🇱🇩🇪…"),
  ])
  func `a text is cut between characters to the columns that there are`(
    text: String, columns: Int, mark: String, cut: String
  ) {
    #expect(text.cut(toColumns: columns, mark: mark) == cut)
    #expect(displayWidth(of: cut) <= columns)
  }
}
