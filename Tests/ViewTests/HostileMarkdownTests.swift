import Testing
import View

@Suite struct HostileMarkdownTests {
  private static let many = 30_000

  @Test(arguments: [
    ">", "> ", "- ", "* + ", "1. ", "- > ", "[^a]:", "[", "![", "](", "*", "*a **b ", "_a", "~",
    "`",
    "<", "<a ", "<!--", "<?", "<!A ", "<![CDATA[", "a <? ", "&", "&a", "|", "|a", "|-", "|-\n",
    "a\n",
    "- a\n", "a|b\n", "#", "\\", "\t", "a@b.c", "a@b.c ", "http://", "http://a.b<", "www.", ":",
    "[a](b)_ ", "[^a]_ ", "![a](b)", "[a]: b\n", "```\n", "<div>\n", "<div>\n\n", "\u{0}", "é", "漢",
    "a\u{301}", "\u{200D}", "word ", "\n", " ",
  ])
  func `a text that repeats one piece has a page of limited size`(piece: String) {
    let text = String(repeating: piece, count: Self.many / piece.utf8.count)
    for width in [nil, 40] {
      let shown = shown(text + "x\n\nend", width: width)
      #expect(shown.utf8.count <= 100 * (Self.many + 100))
      #expect(!shown.unicodeScalars.contains { $0.value == 0xFDD0 })
    }
  }

  @Test(arguments: [
    (String(repeating: ">", count: 50_000) + "a\n" + String(repeating: "x\n", count: 50_000)),
    (String(repeating: "- ", count: 50_000) + "a\n" + String(repeating: "x\n", count: 50_000)),
    (0..<500).map { String(repeating: "  ", count: $0) + "- a\n" }.joined(),
    String(repeating: "a\n", count: 100_000) + "|-|\n",
    String(repeating: "a\n", count: 50_000) + String(repeating: "-|-\n", count: 50_000),
    "http://a.b/" + String(repeating: ")", count: 200_000),
    String(repeating: "![[](a)", count: 40_000) + String(repeating: "]", count: 80_000),
    String(repeating: "[a](b)_ ", count: 40_000),
    String(repeating: "![", count: 30_000) + "a" + String(repeating: "](b)", count: 30_000),
    (0..<600).map { String(repeating: "`", count: $0) + "a" }.joined(),
    String(repeating: "*a ", count: 32_000) + String(repeating: "_a*_ ", count: 32_000),
    String(repeating: "a**b", count: 50_000) + String(repeating: "c* ", count: 50_000),
    String(repeating: "~a ", count: 50_000) + String(repeating: "[^1] ~~b~ ", count: 20_000),
    String(repeating: "*a_ ", count: 60_000), String(repeating: "a@b.c_", count: 40_000),
    String(repeating: "~[^a] ", count: 40_000), String(repeating: "![[a](b) ", count: 26_000),
    String(repeating: "![a ", count: 30_000) + String(repeating: "[a](b) ", count: 17_000),
  ])
  func `a text that is hard to parse is shown`(text: String) {
    #expect(!shown(text, width: 80).isEmpty)
  }

  @Test func `a text with very many marks of emphasis is shown unparsed, and a long one is not`() {
    let marks = String(repeating: "*a* _b*_ ", count: 10_000)
    #expect(!isParsed(marks))
    for piece in ["*a* **b** `c`\n\n", "* [a](b) *c* _d e._\n", "**word** _n._ text\n", "a_b_c "] {
      #expect(isParsed(String(repeating: piece, count: 20_000)), "\(piece)")
    }
    #expect(isParsed(""))
  }

  private func isParsed(_ text: String) -> Bool {
    MarkdownDocument(Array(text.utf8).span).isParsed
  }

  @Test func `containers deeper than the limit are shown flat`() {
    let deep = String(repeating: "> ", count: 60) + "a"
    #expect(shown(deep) == deep)
    let list = String(repeating: "- ", count: 60) + "a\n"
    #expect(shown(list) == list.dropLast())
    let code = "```\n\(deep)\n```"
    #expect(shown(code) == "    \(deep)")
  }

  @Test func `a long row of dashes is a thematic break`() {
    #expect(shown("a\n\n" + String(repeating: "- ", count: 1000) + "\n\nb") == "a\n\n\nb")
  }

  @Test func `a table of ten thousand columns is a paragraph`() {
    let row = String(repeating: "|a", count: 10_000)
    let rule = String(repeating: "|-", count: 10_000)
    #expect(shown("\(row)\n\(rule)\n\(row)\n\nb") == "\(row) \(rule) \(row)\n\nb")
  }

  @Test func `a table with very many empty cells is a paragraph`() {
    let row = String(repeating: "|a", count: 200)
    let rule = String(repeating: "|-", count: 200)
    let rows = String(repeating: "b\n", count: 10_000)
    #expect(shown("\(row)\n\(rule)\n\(rows)").hasPrefix("\(row) \(rule) b b"))
  }

  @Test func `dashes in a long table are cells`() {
    let rows = String(repeating: "| - | - |\n", count: 10_000)
    let shown = shown("|a|b|\n|-|-|\n\(rows)")
    #expect(shown == "a  b\n-  -" + String(repeating: "\n-  -", count: 10_000))
  }

  @Test func `a long address that is often referred to is not multiplied`() {
    let address = String(repeating: "b", count: 100_000)
    let shown = shown("[a]: \(address)\n\n" + String(repeating: "[a] ", count: 25_000))
    #expect(shown.utf8.count < 300_000)
  }

  @Test func `a text that is too long to parse is shown unparsed`() {
    let text = "# a\n" + String(repeating: "word ", count: 10_000_000)
    let document = MarkdownDocument(Array(text.utf8).span)
    #expect(document.leadingHeading == nil)
    #expect(document.lines(Layout(width: 80)).map(\.text) == ["# a", String(text.dropFirst(4))])
  }

  @Test func `a line of several megabytes is wrapped`() {
    let text = String(repeating: "word ", count: 800_000)
    #expect(lines(text, Layout(width: 79)).count == 50_000)
  }

  @Test func `HTML that never ends has a page of limited size`() {
    for piece in ["<", "<a ", "<a '", "<!--", "<!", "<?", "</", "&", "&a;", "<script>", "<pre>"] {
      let html = String(repeating: piece, count: 200_000 / piece.utf8.count)
      #expect(shown(html: html, width: 40).utf8.count <= 400_000)
    }
  }
}
