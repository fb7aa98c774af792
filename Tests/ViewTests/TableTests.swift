import Testing
import View

@Suite struct TableTests {
  @Test(arguments: [
    (
      "| Name | Qty |\n|---|---:|\n| apple | 1 |\n| fig | 100 |",
      """
      Name   Qty
      -----  ---
      apple    1
      fig    100
      """
    ),
    (
      "|a|b|c|\n|:--|:-:|--:|\n|long one|long two|long three|\n|x|y|z|",
      """
      a            b               c
      --------  --------  ----------
      long one  long two  long three
      x            y               z
      """
    ),
    (
      "|名前|b|\n|-|-|\n|a|漢字|\n|あいう|é|\n|👨‍👩‍👧|x|",
      """
      名前    b
      ------  ----
      a       漢字
      あいう  é
      👨‍👩‍👧      x
      """
    ),
    ("|a|b|\n|-|-|\n|1|\n||2|\n|1|2|3|\n|||", "a  b\n-  -\n1\n   2\n1  2"),
    ("|||\n|-|-|\n|a|b|", "a  b"),
    ("|a|\n|-|", "a\n-"),
    ("|a\\|b|`c\\|d`|\n|-|-|\n|*e*|[f](g)|", "a|b  c|d\n---  -----\ne    f <g>"),
    ("|a|\n|-|\n||\n|b|\n||", "a\n-\n\nb"),
    ("|a|\n|-|\n|b<br>c|", "a\n---\nb c"),
    ("> |a|b|\n> |-|-|\n> |||\n> |1|2|", "> a  b\n> -  -\n>\n> 1  2"),
    ("text\n|a|\n|-|\n|b|\n\nmore", "text\n\na\n-\nb\n\nmore"),
  ])
  func `columns are aligned`(markdown: String, expected: String) {
    #expect(shown(markdown) == expected)
  }

  @Test func `a table is never wrapped`() {
    let cell = "many words in one cell"
    let table = shown("|a|b|\n|-|-|\n|\(cell)|\(cell)|", width: 10)
    #expect(table.split(separator: "\n").last == "\(cell)  \(cell)")
  }

  @Test func `a very long cell does not widen every row`() {
    let long = String(repeating: "x", count: 10_000)
    let rows = lines("|a|b|\n|-|-|\n|\(long)|1|\n|y|2|").map(\.text)
    #expect(rows[2] == "\(long)  1")
    #expect(rows[3] == "y" + String(repeating: " ", count: 201) + "2")
  }
}
