import Posts
import TestSupport
import View

@testable import Commands
@testable import Terminal

/// Takes the input for a post, and reads its front matter.
enum FrontMatterTarget {
  static func run(_ input: [UInt8]) throws(Finding) {
    let source = PostSource(input)
    try require(0...input.count ~= source.bodyStart, "the body begins outside the post")
    try require(source.bodyLine >= 1, "the body has no line")
    guard let frontMatter = source.frontMatter else {
      try require(
        source.bodyStart == 0 || source.bytes[..<source.bodyStart].count <= 3,
        "a post without front matter loses bytes")
      return
    }
    try require(
      frontMatter.problem == nil || frontMatter.fields.isEmpty,
      "front matter with a problem has fields")
    let path = Path(uncheckedBytes: Array("post/a.md".utf8))
    let facts = PostFacts(path: path, frontMatter: frontMatter)
    for text in facts.tags + [facts.title(orHeading: nil, path: path)] {
      try require(
        HostileText.isHarmless(Array(Sanitizer.line(text).utf8)), "a title has a control sequence")
    }
    let again = PostSource(input)
    try require(again.frontMatter == frontMatter, "front matter differs when it is read again")
  }
}

/// Takes the input for a text in Markdown, after a byte that chooses width and form of links.
enum MarkdownTarget {
  private static let widths: [Int?] = [nil, 1, 8, 40, 80, 200]

  static func run(_ input: [UInt8]) throws(Finding) {
    guard let choice = input.first else { return }
    let text = Array(input.dropFirst())
    let width = widths[Int(choice) % widths.count]
    let forms: [Layout.LinkForm] = [.inline, .footnote, .hyperlink, .hyperlink]
    let links = forms[Int(choice >> 6)]
    let document = MarkdownDocument(text.span)
    let layout = Layout(width: width, links: links)
    var lines: [StyledLine] = []
    document.forEachLine(layout) { lines.append($0) }
    var linesAgain: [StyledLine] = []
    document.forEachLine(layout) { linesAgain.append($0) }
    try require(linesAgain == lines, "a second layout differs")
    for line in lines {
      for span in line.spans {
        try require(
          HostileText.isHarmless(Array(Sanitizer.line(span.text).utf8)),
          "a text has a control sequence")
      }
      // The destination of a link is made harmless only when the line is written.
      try require(
        HostileText.isHarmless(TerminalLine.bytes(of: line)), "a line has a control sequence")
    }
    _ = document.leadingHeading
    _ = MarkdownDocument.leadingHeading(of: text.span)
    _ = htmlLines(text.span, layout: layout)
    for name in ["a.md", "a.mdx", "a.html", "a.txt"] {
      let post = PostPage(path: Path(uncheckedBytes: Array(name.utf8)), content: text)
      try MarkupRequirements.check(post.markup(LinkResolver()).body.bytes)
    }
  }
}
