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

  @Test(arguments: [
    (
      "|a|b|\n|-|-:|\n|one two|three four five|\n|x|y|", 16,
      """
      a        b
      ---  -----
      one  three
      two   four
            five

      x        y
      """
    ),
    ("|a|b|\n|-|-|\n|one|two|", 8, "a    b\n---  ---\none  two"),
    // A head that is wrapped needs no empty line: the rule is under it.
    ("|one two|b|\n|-|-|\n|x|y|", 6, "one  b\ntwo\n---  -\nx    y"),
    // A word is never broken; one that is too long pushes the rest of its line to the right.
    ("|a|b|\n|-|-|\n|abcdefgh|x|", 6, "a    b\n---  -\nabcdefgh  x"),
    ("> |a|b|\n> |-|-|\n> |one two|x|", 9, "> a    b\n> ---  -\n> one  x\n> two"),
    ("|a|b|\n|-|-|\n|漢字漢字|x|", 7, "a     b\n----  -\n漢字  x\n漢字"),
  ])
  func `a table that is too wide is wrapped in its cells`(
    markdown: String, width: Int, expected: String
  ) {
    #expect(shown(markdown, width: width) == expected)
  }

  @Test func `a table without a width is never wrapped`() {
    let cell = "many words in one cell"
    let table = shown("|a|b|\n|-|-|\n|\(cell)|\(cell)|")
    #expect(table.split(separator: "\n").last == "\(cell)  \(cell)")
  }

  @Test func `a very long cell does not widen every row`() {
    let long = String(repeating: "x", count: 10_000)
    let rows = lines("|a|b|\n|-|-|\n|\(long)|1|\n|y|2|").map(\.text)
    #expect(rows[2] == "\(long)  1")
    #expect(rows[3] == "y" + String(repeating: " ", count: 201) + "2")
  }
}
