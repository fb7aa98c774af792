import Terminal
import TerminalSupport
import Testing
import View

struct StyledLineTests {
  @Test func `each span begins and ends its own style`() throws {
    let line = StyledLine([
      StyledLine.Span("plain "), StyledLine.Span("i", style: .italic),
      StyledLine.Span("b", style: .bold),
      StyledLine.Span("s", style: .struck), StyledLine.Span("f", style: .faint),
      StyledLine.Span("c", style: .code), StyledLine.Span("l", style: .link),
      StyledLine.Span("all", style: [.bold, .heading(1), .italic]),
    ])
    let screen = try Screen(terminal: true)
    try screen.console.print(line)
    #expect(
      try screen.output().replacing("\u{1B}", with: "ESC")
        == "plain ESC[3miESC[0mESC[1mbESC[0mESC[9msESC[0mESC[2mfESC[0mESC[36mcESC[0m"
        + "ESC[4mlESC[0mESC[1;3;4mallESC[0m\n")
  }

  @Test func `each level of headings has a style of its own`() throws {
    var screens: Set<String> = []
    for level in 1...Style.headingLevels {
      let screen = try Screen(terminal: true)
      try screen.console.print(StyledLine([StyledLine.Span("h", style: .heading(level))]))
      screens.insert(try screen.output())
    }
    #expect(screens.count == Style.headingLevels)
    #expect(!screens.contains("h\n"))
  }

  @Test func `a rule is drawn by a style, and is no text`() throws {
    let line = try #require(firstRule(of: "a\n\n---\n\nb", Layout(width: 5)))
    #expect(line.text == "")
    let screen = try Screen(terminal: true)
    try screen.console.print(line)
    #expect(try screen.output() == "\u{1B}[2;4m     \u{1B}[0m\n")
    let plain = try Screen(terminal: false)
    try plain.console.print(line)
    #expect(try plain.output() == "\n")
  }

  @Test func `text cannot leave its span`() throws {
    let screen = try Screen(terminal: true)
    try screen.console.print(
      StyledLine([StyledLine.Span("a\u{1B}[0m\nb\u{9B}", style: .bold)]))
    #expect(try screen.output() == "\u{1B}[1ma^[[0m^Jb<U+009B>\u{1B}[0m\n")
  }

  @Test func `a link is opened and closed around its spans`() throws {
    let screen = try Screen(terminal: true)
    try screen.console.print(
      StyledLine([
        StyledLine.Span("see "), StyledLine.Span("a", link: "https://a.example/"),
        StyledLine.Span("b", style: .bold, link: "https://a.example/"),
        StyledLine.Span("c", link: "https://c.example/"),
      ]))
    #expect(
      try screen.output().replacing("\u{1B}\\", with: "ST").replacing("\u{1B}", with: "ESC")
        == "see ESC]8;;https://a.example/STaESC[1mbESC[0mESC]8;;https://c.example/STcESC]8;;ST\n")
  }

  @Test(arguments: [
    ("http://a/b?c=d&e#f;g", "http://a/b?c=d&e#f;g"),
    ("HTTPS://A", "HTTPS://A"),
    ("mailto:a@b", "mailto:a@b"),
    ("ftp://a", "ftp://a"),
    ("http://a/\u{1B}\\\u{1B}]0;t\u{7}", "http://a/%1B\\%1B]0;t%07"),
    ("http://a/\u{9C}b", "http://a/%C2%9Cb"),
    ("http://a/\u{202E}", "http://a/%E2%80%AE"),
    ("http://a/b c\n\td\u{7F}\0", "http://a/b%20c%0A%09d%7F%00"),
    ("http://ü/", "http://%C3%BC/"),
  ])
  func `nothing in a target ends the sequence`(link: String, target: String) throws {
    let screen = try Screen(terminal: true)
    try screen.console.print(StyledLine([StyledLine.Span("x", link: link)]))
    #expect(try screen.output() == "\u{1B}]8;;\(target)\u{1B}\\x\u{1B}]8;;\u{1B}\\\n")
  }

  @Test(arguments: [
    "", ":", "other.md", "/root", "#part", "file:///etc/passwd", "javascript:alert(1)",
    "data:text/html,x", "ssh://host", " http://a", "ht\u{1B}tp://a", "x-http://a", "//host/path",
    "http://a/" + String(repeating: "x", count: 2075),
    "http://a/" + String(repeating: "\u{1}", count: 700),
  ])
  func `a target that no terminal should open is plain text`(link: String) throws {
    let screen = try Screen(terminal: true)
    try screen.console.print(StyledLine([StyledLine.Span("x", link: link)]))
    #expect(try screen.output() == "x\n")
  }

  @Test(arguments: [(true, "a^[b\n"), (false, "a\u{1B}b\n")])
  func `with styles off, only text is shown`(terminal: Bool, shown: String) throws {
    let screen = try Screen(terminal: terminal, color: .never)
    try screen.console.print(
      StyledLine([
        StyledLine.Span("a\u{1B}", style: .bold), StyledLine.Span("b", link: "http://a"),
      ]))
    #expect(try screen.output() == shown)
  }
}

/// Returns the first line of some Markdown that has a rule.
private func firstRule(of markdown: String, _ layout: Layout) -> StyledLine? {
  var found: StyledLine?
  MarkdownDocument(Array(markdown.utf8).span).forEachLine(layout) {
    if $0.rule != nil { found = found ?? $0 }
  }
  return found
}
