import TestSupport
import Testing
import View

@Suite struct LayoutPropertyTests {
  private static let pieces = [
    "a", "bb", "word", "longer-word", "漢字", "é", "👨‍👩‍👧", " ", " ", " ", "  ", "\n", "\n", "\n\n",
    "\t", "\r\n", "\r", "  \n", "\\", "*", "**", "_", "~~", "`", "```\n", "    ", "# ", "## ", "> ",
    "- ", "1. ",
    "2) ", "[ ] ", "- [x] ", "[a](b)", "![a](b c)", "[", "]", "(", ")", "<http://x.org>",
    "www.x.org",
    "a@b.c", "[^a]", "\n\n[^a]: ", "|", "|-|-|\n", "|a|b|\n|-|:-:|\n", "***\n", "---\n", "===\n",
    "<b>",
    "</b>", "<br>", "\n\n<div>\n", "</div>\n", "<!-- ", "-->", "<", "&amp;", "&#10;", "&nbsp;", "&",
    "\u{0}", "\u{1B}[1m", "\u{AD}", "\u{2028}",
  ]

  @Test(arguments: 0..<40)
  func `the lines of every text keep to the rules`(seed: Int) {
    var random = FixedGenerator(state: UInt64(seed))
    for _ in 0..<50 {
      let text = (0..<Int.random(in: 1...60, using: &random))
        .map { _ in Self.pieces.randomElement(using: &random) ?? "" }.joined()
      let document = MarkdownDocument(Array(text.utf8).span)
      check(document.lines(), of: text)
      check(document.lines(Layout(links: .hyperlink), skippingLeadingHeading: true), of: text)
      check(document.lines(Layout(links: .footnote)), of: text)
      let width = Int.random(in: 1...40, using: &random)
      let wrapped = document.lines(Layout(width: width))
      check(wrapped, of: text)
      checkWidth(of: wrapped, width, of: text)
      check(htmlLines(Array(text.utf8).span, layout: Layout(width: width)), of: text)
    }
  }

  private func check(_ lines: [StyledLine], of text: String) {
    for line in lines {
      let shown = line.text.unicodeScalars
      #expect(!shown.contains("\n") && !shown.contains("\r"), "\(text.debugDescription)")
      #expect(line.spans.allSatisfy { !$0.text.isEmpty }, "\(text.debugDescription)")
      let mayEndInSpace = line.spans.last?.style.contains(.code) == true
      let endsInSpace = shown.last?.properties.isWhitespace == true
      #expect(
        !endsInSpace || mayEndInSpace, "\(text.debugDescription): \(line.text.debugDescription)")
      for (left, right) in zip(line.spans, line.spans.dropFirst()) {
        #expect(left.style != right.style || left.link != right.link, "\(text.debugDescription)")
      }
    }
    #expect(lines.first?.text != "" && lines.last?.text != "", "\(text.debugDescription)")
  }

  /// Checks that a line is too wide only if it is code, a row of a table, or one word after its
  /// prefix.
  private func checkWidth(of lines: [StyledLine], _ width: Int, of text: String) {
    guard !text.contains("|"), !text.contains("```"), !text.contains("    "), !text.contains("\t")
    else { return }
    for line in lines where displayWidth(of: line.text) > width {
      let words = line.text.split(separator: " ").filter { !isMarker($0) }
      #expect(words.count <= 1, "\(text.debugDescription) at \(width): \(line.text)")
    }
  }

  private func isMarker(_ word: Substring) -> Bool {
    ["-", ">", "[", "]", "[x]", "[1]"].contains(word)
      || (word.last == "." || word.last == ")") && word.dropLast().allSatisfy(\.isNumber)
  }
}
