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
    #expect(
      page[0].spans == [StyledLine.Span("the build finally passed / a box", style: .heading(1))])
  }

  @Test(arguments: [
    ("date: 2024-03-02\ntags: [a, b c]\nauthor: Ann", "2024-03-02, #a, #b c, by Ann"),
    ("authors:\n- name: Ann\n- name: Bob\ndraft: true", "draft, by Ann and Bob"),
    ("author: {name: Ann}", "by Ann"), ("author: ''", nil), ("x: y", nil),
  ])
  func `a line under the title tells date, tags and authors`(fields: String, line: String?) throws {
    let post = "---\ntitle: T\n\(fields)\n---\nText.\n"
    let page = try pageLines(post, Layout(showsFacts: true))
    #expect(page.map(\.text) == ["T"] + [line].compactMap(\.self) + ["", "", "Text."])
    if line != nil { #expect(page[1].spans.map(\.style) == [.faint]) }
    #expect(try pageLines(post).map(\.text) == ["T", "", "", "Text."])
  }

  @Test func `a level of a heading is a style, and a break a rule under the text before it`() throws
  {
    let page = try pageLines("---\ntitle: T\n---\n# a\n\n###### b\n\n---\n\nc", Layout(width: 9))
    #expect(page.map(\.text) == ["T", "", "", "a", "", "b", "", "", "c"])
    #expect(page[3].spans.map(\.style) == [.heading(1)])
    #expect(page[5].spans.map(\.style) == [.heading(6)])
    #expect(page.map(\.rule) == [nil, nil, nil, nil, nil, nil, 9, nil, nil])
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
    ("<!-- c -->\n\n# One", "One"), ("<!-- c -->\n# One", "One"),
    ("<!--\nc\n\nd\n-->\n\n# One", "One"), ("[a]: b\n[c]: d\n\n# One", "One"),
    ("<a id=x></a>\n\n# One", "One"), ("<img src=x>\n\n# One", nil), ("<p>text</p>\n\n# One", nil),
    ("# One {#one .big}", "One"), ("## One {: .big }", "One"), ("# One {-}", "One"),
    ("One {#one}\n---\n", "One"), ("# {x} {y}", "{x} {y}"), ("# {#x}", "{#x}"),
    ("# One `{#x}`", "One {#x}"), ("# *One* {#x}", "One"),
    ("text\n\n# One", nil),
    ("#\n\n# One", nil),
    ("> # One", nil),
    ("", nil),
  ])
  func `a heading that is the first block gives the title`(markdown: String, title: String?) {
    #expect(MarkdownDocument(Array(markdown.utf8).span).leadingHeading == title)
    #expect(MarkdownDocument.leadingHeading(of: Array(markdown.utf8).span) == title)
  }

  @Test func `a title is wrapped as a heading is`() throws {
    let page = PostPage(
      path: try Path(argument: "post/a.md".utf8),
      content: Array("---\ntitle: one two three\n---\n## one two three\n".utf8))
    var lines: [String] = []
    page.forEachLine(Layout(width: 8)) { lines.append($0.text) }
    #expect(lines == ["one two", "three", "", "", "one two", "three"])
  }

  @Test func `a post in UTF-16 has the page of the same post in UTF-8`() throws {
    let text = "\u{FEFF}# Grüße\n\n箱 *and* text\n"
    let bytes = text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    for name in ["post/a.md", "a.txt"] {
      let path = try Path(argument: name.utf8)
      var pages: [[StyledLine]] = []
      for content in [Array(text.utf8), bytes] {
        let page = PostPage(path: path, content: content)
        #expect(page.isUTF8)
        var lines: [StyledLine] = []
        page.forEachLine(Layout()) { lines.append($0) }
        pages.append(lines)
      }
      #expect(pages[0] == pages[1])
    }
    #expect(PostPage.facts(path: try Path(argument: "a.md".utf8), content: bytes).title == "Grüße")
  }

  @Test(arguments: [
    ("# One\n\ntwo", "two"),
    ("# One\n\n***\n\ntwo", "two"),
    ("# One", ""),
    ("#\n\ntwo", "two"),
    ("one\n\n# Two", "one\n\nTwo"),
    ("# One\n\n# Two", "Two"), ("<!-- c -->\n\n# One\n\ntwo", "two"),
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

  private func pageLines(_ post: String, _ layout: Layout = Layout()) throws -> [StyledLine] {
    let page = PostPage(path: try Path(argument: "post/a.md".utf8), content: Array(post.utf8))
    var lines: [StyledLine] = []
    page.forEachLine(layout) { lines.append($0) }
    return lines
  }
}
