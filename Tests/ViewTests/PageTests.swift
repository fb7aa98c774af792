import Posts
import Testing
import View

@Suite struct PageTests {
  @Test func `a page is title, two empty lines, body`() throws {
    let post = """
      ---
      title: the build finally passed / a box
      ---
      Title: What the timeout was for

      * * *

      December 5 was the day that …
      """
    let page = try pageLines(post)
    #expect(
      page.map(\.text) == [
        "the build finally passed / a box", "", "",
        "Title: What the timeout was for", "", "",
        "December 5 was the day that …",
      ])
    #expect(page[0].spans == [StyledLine.Span("the build finally passed / a box", style: .heading)])
  }

  @Test func `a page without a body is its title`() throws {
    #expect(try pageLines("# a\n").map(\.text) == ["a"])
  }

  @Test func `a title is one line`() throws {
    let post = "---\ntitle: \" a\\nb\\r\\n  c \"\n---\n"
    #expect(try pageLines(post).map(\.text) == ["a b c"])
  }

  @Test(arguments: [
    ("# One *two* [three](four)\n\ntext", "One two three"),
    ("One\n---\n", "One"),
    ("<!-- c -->\n\n# One", nil),
    ("text\n\n# One", nil),
    ("#\n\n# One", nil),
    ("> # One", nil),
    ("", nil),
  ])
  func `a heading that is the first block gives the title`(markdown: String, title: String?) {
    #expect(MarkdownDocument(Array(markdown.utf8).span).leadingHeading == title)
  }

  @Test(arguments: [
    ("# One\n\ntwo", "two"),
    ("# One\n\n***\n\ntwo", "two"),
    ("# One", ""),
    ("#\n\ntwo", "two"),
    ("one\n\n# Two", "one\n\nTwo"),
    ("# One\n\n# Two", "Two"),
  ])
  func `a heading that is the title is not shown again`(markdown: String, expected: String) {
    #expect(shown(markdown, skippingLeadingHeading: true) == expected)
  }

  @Test func `a closure that receives the lines can end the work`() {
    struct Closed: Error, Equatable {}
    let document = MarkdownDocument(Array("a\n\nb\n\nc".utf8).span)
    var taken: [String] = []
    #expect(throws: Closed()) {
      try document.forEachLine(Layout()) { line throws(Closed) in
        if taken.count == 2 { throw Closed() }
        taken.append(line.text)
      }
    }
    #expect(taken == ["a", ""])
  }

  private func pageLines(_ post: String) throws -> [StyledLine] {
    let page = PostPage(path: try Path(argument: "post/a.md".utf8), content: Array(post.utf8))
    var lines: [StyledLine] = []
    page.forEachLine(Layout()) { lines.append($0) }
    return lines
  }
}
