import Posts
import Testing

@Suite struct PostSourceTests {
  @Test(arguments: [
    ("---\ntitle: x\n---\nbody\n", FrontMatter.Format.yaml),
    ("---\ntitle: x\n...\nbody\n", .yaml),
    ("--- \t\ntitle: x\n--- \nbody\n", .yaml),
    ("---\r\ntitle: x\r\n---\r\nbody\n", .yaml),
    ("---\n? title\n: x\n---\nbody\n", .yaml), ("---\n? title\n: x\nb: 1\n---\nbody\n", .yaml),
    ("---\ntitle: x\nLast change: y\n---\nbody\n", .yaml),
    ("---\n\u{FEFF}title: x\n---\nbody\n", .yaml),
    ("+++\n\u{FEFF}title = 'x'\n+++\nbody\n", .toml),
    ("---json\n\u{FEFF}{\"title\": \"x\"}\n---\nbody\n", .json),
    ("\u{FEFF}---\ntitle: x\n---\nbody\n", .yaml),
    ("\n \n\r\n---\ntitle: x\n---\nbody\n", .yaml),
    ("\u{FEFF}\r\n---\r\ntitle: x\r\n---\r\nbody\n", .yaml),
    ("+++\ntitle = 'x'\n+++\nbody\n", .toml),
    ("\u{FEFF}\n+++ \r\ntitle = 'x'\r\n+++\r\nbody\n", .toml),
    ("---toml\ntitle = 'x'\n---\nbody\n", .toml),
    ("--- toml\ntitle = 'x'\n---\nbody\n", .toml),
    ("{\n  \"title\": \"x\"\n}\nbody\n", .json),
    ("\u{FEFF}\r\n{ \"title\": \"x\" } \r\nbody\n", .json),
    ("---json\n{\"title\": \"x\"}\n---\nbody\n", .json),
    ("--- json\n{\"title\": \"x\"}\n---\nbody\n", .json),
    ("Title: x\nDate: 2024-03-05\n\nbody\n", .pelican),
    ("\u{FEFF}\r\nTitle: x\r\nDate: 2024-03-05\r\n\r\nbody\n", .pelican),
  ])
  func `each form is recognised and cut off`(text: String, format: FrontMatter.Format) {
    let source = split(text)
    #expect(source.frontMatter?.format == format)
    #expect(source.frontMatter?["title"] == .string("x"))
    #expect(source.frontMatter?.problem == nil)
    #expect(String(decoding: source.body, as: UTF8.self) == "body\n")
  }

  @Test(arguments: [
    "", "\n", "body\n", "# Heading\n\ntext\n", "---", "---\n", "--- x\n---\n", "----\na: 1\n----\n",
    // A fence that is never closed.
    "---\ntitle: x\n\nbody\n", "+++\ntitle = 'x'\n", "---\ntitle: x\n----\n",
    "---toml\na = 1\n+++\n",
    "---json\n{}\n...\n", "+++\na = 1\n---\n", "---\ntitle: x\n ---\n",
    // A text between two thematic breaks.
    "---\nOnly words here.\n---\nmore\n", "---\n- a\n- b\n---\nmore\n", "---\n> quote\n---\n",
    "---\n\nSome *words* `and`\nmore\n\n---\nmore\n", "---\n42\n---\n", "---\n*a* b\n---\n",
    "---\nHere is the thing: we left.\n---\nmore\n", "---\nNot a key: x\nand so on\n---\n",
    "---\nOne thing: a\nAnother thing: b\n---\n", "---\n\"No,\" he said: no\n\n---\n",
    "---\nHe said: *no*\n---\n",
    "---\n[a link](b)\n---\n", "---\n![a](b)\n\n---\n", "---\n@x\n---\n",
    // Braces of templates, and objects that are broken or not alone.
    "{% include x %}\n", "{{< figure >}}\n", "{: .note }\n", "{}text\n", "{\"a\": 1} text\n",
    "{\"a\": 1\n", "{ \"a quote\" }\n", "{", "{}}\n",
    // Indented, so code.
    "    ---\n    a: 1\n    ---\n", " {\"a\": 1}\n",
    // Paragraphs that begin like Pelican's lines.
    "Title: What it was for\n\nbody\n", "Title: x\nand so on\nDate: y\n\n", "Date: x\nSlug: y\n\n",
    "Title: x\nNote: y\n\n", "Title: x\n---\nDate: y\n", "Title x\nDate: y\n\n",
    "Title: x\n\nDate: y\n", "    Title: x\nTitle: y\nDate: z\n", "- Title: x\n- Date: y\n",
  ])
  func `text that is not front matter is body`(text: String) {
    let source = split(text)
    #expect(source.frontMatter == nil)
    #expect(source.bodyStart == 0)
    #expect(source.bytes == Array(text.utf8))
    #expect(split("\u{FEFF}" + text).bodyStart == 3)
    #expect(split("\u{FEFF}" + text).frontMatter == nil)
  }

  @Test(arguments: [
    ("---\n---\n", "", FrontMatter.Format.yaml), ("---\n\n---\nbody", "body", .yaml),
    ("---\n# none yet\n---\nbody", "body", .yaml), ("---\n---", "", .yaml),
    ("+++\n+++\nbody", "body", .toml), ("{}\nbody", "body", .json), ("{ }", "", .json),
    ("---toml\n---\n", "", .toml), ("---json\n{}\n---\n", "", .json),
  ])
  func `a front matter may be empty`(text: String, rest: String, format: FrontMatter.Format) {
    #expect(split(text).frontMatter == FrontMatter(format: format, fields: []))
    #expect(body(text) == rest)
  }

  @Test func `a body keeps its empty lines, breaks and titles`() {
    let rest = "\nTitle: What it was for\n\n---\n\n## One\n\n---\n"
    #expect(body("---\ntitle: x\n---\n" + rest) == rest)
    #expect(body("+++\ntitle = 'x'\n+++\n" + rest) == rest)
    #expect(body("{\"title\": \"x\"}\n" + rest) == rest)
    #expect(body("Title: x\nSlug: y\n\n" + rest) == rest)
    #expect(body("\u{FEFF}" + rest) == rest)
  }

  @Test(arguments: [
    ("body\n", 1), ("\u{FEFF}body\n", 1), ("---\na: 1\n---\nbody\n", 4),
    ("\n---\r\na: 1\r\n---\r\nbody\n", 5), ("Title: x\nDate: y\n\nbody", 4), ("{}\nbody", 2),
  ])
  func `the body's line is counted from the start of the post`(text: String, line: Int) {
    #expect(split(text).bodyLine == line)
  }

  @Test(
    arguments: [
      ("---\ntitle: x\nbad\n---\nbody", "line 4: could not find expected ':'"),
      ("\n---\na: [1\n---\nbody", "line 4: did not find expected ',' or ']'"),
      ("---\ntitle: \"x\n---\nbody", "line 3: found unexpected end of stream"),
      ("---\n? a\n: [1\n---\nbody", "line 4: did not find expected ',' or ']'"),
      ("---\n\"a b\" : [1\n---\nbody", "line 3: did not find expected ',' or ']'"),
      ("---\na: b: c\n---\nbody", "line 2: mapping values are not allowed in this context"),
      ("---\na: \u{1}\n---\nbody", "line 2: control characters are not allowed"),
      ("---\na: 1\nb: \u{0}\n---\nbody", "line 3: it contains a NUL byte"),
      ("+++\na = 1\nb = \n+++\nbody", nil),
      ("---toml\na = 1\nb = \n---\nbody", nil),
      ("{\"a\": 1,\n \"b\" 2\n}\nbody", "line 2: a ':' is missing after a key"),
      ("---json\n[1]\n---\nbody", "line 2: it is not an object"),
      ("---json\n---\nbody", "line 2: it is not an object"),
    ] as [(String, String?)])
  func `a block that does not parse is a problem, and the body is kept`(
    text: String, problem: String?
  ) {
    let frontMatter = split(text).frontMatter
    #expect(frontMatter?.problem != nil)
    #expect(frontMatter?.fields == [])
    if let problem { #expect(frontMatter?.problem?.description == problem) }
    #expect(frontMatter?.problem?.reason.contains("\n") == false)
    #expect(body(text) == "body")
  }

  @Test(arguments: [
    ("---\na: 1\ntitle: caf", "\n---\nbody", 3), ("+++\ntitle = 'caf", "'\n+++\nbody", 2),
    ("{\"title\": \"caf", "\"}\nbody", 1), ("Title: caf", "\nDate: 2024-01-01\n\nbody", 1),
  ])
  func `a block that is not UTF-8 is a problem`(before: String, after: String, line: Int) {
    let source = PostSource(Array(before.utf8) + [0xE9] + Array(after.utf8))
    #expect(source.frontMatter?.problem?.description == "line \(line): it is not UTF-8")
    #expect(String(decoding: source.body, as: UTF8.self) == "body")
  }

  @Test func `a post in UTF-16 with a byte-order mark is read as UTF-8`() {
    let text = "\u{FEFF}---\r\ntitle: é箱😀\r\n---\r\nbody ü\n"
    for isBigEndian in [false, true] {
      let bytes = text.utf16.flatMap { unit -> [UInt8] in
        let pair = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
        return isBigEndian ? pair : pair.reversed()
      }
      let source = PostSource(bytes)
      #expect(source.frontMatter?["title"] == .string("é箱😀"))
      #expect(source.bytes == Array(text.utf8))
      #expect(String(decoding: source.body, as: UTF8.self) == "body ü\n")
      #expect(PostSource(bytes + [0x0A]).bytes == Array(text.utf8))
    }
    #expect(PostSource([0xFF, 0xFE]).body.isEmpty)
    #expect(PostSource([0xFF, 0xFE, 0, 0]).bytes == [0xFF, 0xFE, 0, 0])
    #expect(PostSource([0xFE, 0xFF, 0xD8, 0]).bytes == Array("\u{FEFF}\u{FFFD}".utf8))
  }

  @Test func `a body that is not UTF-8 is not a problem`() {
    let source = PostSource(Array("---\na: 1\n---\n".utf8) + [0xFF, 0xFE])
    #expect(source.frontMatter == FrontMatter(format: .yaml, fields: [.init("a", .integer(1))]))
    #expect(Array(source.body) == [0xFF, 0xFE])
  }

  @Test func `a key is found in any case, and the last one counts`() {
    let frontMatter = yaml("Title: a\ntitle: b\nTITLE: c")
    #expect(frontMatter?["tItLe"] == .string("c"))
    #expect(frontMatter?["titles"] == nil)
    #expect(frontMatter?.fields.map(\.key) == ["Title", "title", "TITLE"])
  }
}
