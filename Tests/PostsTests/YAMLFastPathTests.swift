import TestSupport
import Testing

@testable import Posts

/// Compares the reader of the plainest YAML with libyaml: it gives the same result, or declines.
@Suite struct YAMLFastPathTests {
  private func plain(_ text: String) -> [Value.Field]? {
    let bytes = Array(text.utf8)
    return YAMLFastPath.fields(of: bytes, in: bytes.indices)
  }

  /// Expects the fields that libyaml reads; returns false if the reader declines.
  private func compare(_ bytes: [UInt8]) -> Bool {
    guard bytes.span.isUTF8, !bytes.contains(0),
      let fields = YAMLFastPath.fields(of: bytes, in: bytes.indices)
    else { return false }
    let expected = try? YAMLReader.fields(of: bytes[...], line: 1)
    // Compared as written out, so that texts are equal only byte by byte, and NaN equals NaN.
    #expect(
      String(reflecting: fields).utf8.elementsEqual(String(reflecting: expected ?? []).utf8)
        && expected != nil, "\(String(decoding: bytes, as: UTF8.self).debugDescription)")
    return true
  }

  @Test(arguments: [
    "a: b", "a: b\n", "\n\na: b\n\n\nc: d\n\n", "a:\nb: \nc:   \n", "a:    b  c   \n",
    "title: \"A post: #1, 'x' [y]\"", "title: 'say \"\\n\"'  ", "a: ''\nb: \"\"\nc: ' d '",
    "date: 2024-03-05 10:00:00 +0100", "x: 1\ny: \u{2014}1\nz: .5\nw: 0x1F\nv: 1e3",
    "a: ~\nb: null",
    "draft: true\nTags: True\nother: TRUE", "image: /a/b.png?c=d&e", "url: http://a.b:80/c#d",
    "tags: []", "tags: [ ]", "tags: [a]", "tags: [ a b ,\"c\", 'd' , 1.10 ]  ", "x: [1.10, ~, yes]",
    "tags:\n- a\n- b c\n\n- 'd'\nx: y", "tags:\n  - a\n  -   \"b\"  \n\n\n  - 3.10\n", "x:\n - 1\n",
    "it: don't, I'd say {so} [and] so & * ! | > % @ `", "title: l’été – 日本 😀", "a_b-C9: x",
    "a: b\nc: d\na: e", "k: x -", "k: a#b", "k: a:b", "k: a - b", "k: a ? b", "k: \\n",
    "x: =\ny: <<\nz: (a)\nw: $b\nv: ^c", "x: [a-b, c.d/e]",
  ])
  func `the plainest YAML is read as libyaml reads it`(text: String) {
    #expect(compare(Array(text.utf8)), "it is declined")
  }

  @Test(arguments: [
    "", "\n", "a", "a:b", "a b: c", "a : b", "1: a", "\"a\": b", "? a", "<<: a", "null: a", "é: a",
    " a: b", "a: b\n c", "a: b\n  c: d", "a:\n  b: c", "a:\n  b", "a: b: c", "a: b:", "a: b #c",
    "a: #c", "# c\na: b", "a: b\n# c", "a: &x b", "a: *x", "a: !!str b", "a: |\n  b", "a: >\n  b",
    "a: 'b\n  c'", "a: \"b", "a: 'b", "a: \"b\\n\"", "a: 'b''c'", "a: \"b\" c", "a: \"b\" #c",
    "a: {b: c}", "a: [b", "a: [b\n]", "a: [b] c", "a: [b,]", "a: [,b]", "a: [b,,c]", "a: [[b]]",
    "a: [b: c]", "a: [b #c]", "a: [b {c}]", "a: [b?]", "a: [\"b\": c]", "a: [\"b\" c]",
    "a: b]\n- c",
    "a: - b", "a: -1", "a: ?b", "a: %b", "a: @b", "a: `b", "a: ,b", "a: ]", "a: }",
    "a:\n-b", "a:\n-", "a:\n- ", "a:\n- b: c", "a:\n- - b", "a:\n- b\n c", "a:\n- b\n  - c",
    "a:\n  - b\n- c", "a:\n- b\n  c", "a:\n- [b]", "a: b\n- c", "- a", "a:\n- b\n \n- c",
    "a:\tb", "a: b\tc", "a: b\r\nc: d", "a: b\u{1}", "a: b\u{7F}", "a: b\u{85}c", "a: b\u{2028}c",
    "a: b\u{2029}c", "a: \u{FEFF}b", "a: b\u{FFFE}", "--- a", "%YAML 1.2", "a: b\n--- c",
    "\(String(repeating: "k", count: 257)): a",
  ])
  func `everything else is left to libyaml`(text: String) {
    #expect(plain(text) == nil)
  }

  private static let pieces = [
    "title", "date", "tags", "x", "null", "~", ": ", ":", "\n", "\n", "- ", "  - ", " ", "  ", "\t",
    "[", "]", ", ", ",", "\"", "'", "\\", "#", " #", "{", "}", "&a ", "*a", "!!str ", "|", ">", "%",
    "@", "`", "?", "---", "...", "<<", "\r\n", "\u{1}", "\u{85}", "\u{A0}", "\u{2028}", "\u{FEFF}",
    "é", "e\u{301}", "’", "😀", "true", "no", "-1", "1.10", "0x1f", ".5", "1e3", "2024-03-05",
  ]

  private static let lines = [
    "title: \"A post\"", "title: A post, or two", "title: 'x y'", "date: 2024-03-05T10:00:00Z",
    "tags: []", "tags: [a, b c, \"d\"]", "tags:\n- a\n- b c", "tags:\n  - a\n  - 'b'",
    "draft: true",
    "n: 12", "image: /a/b.png", "excerpt: It’s – good", "", "x:\n\n - y\n\n - z", "y:",
  ]

  private func made(using generator: inout FixedGenerator) -> [UInt8] {
    guard Int.random(in: 0..<4, using: &generator) > 0 else {
      let count = Int.random(in: 1...12, using: &generator)
      return (0..<count).flatMap { _ in piece(using: &generator) }
    }
    let count = Int.random(in: 1...5, using: &generator)
    var bytes = (0..<count).flatMap { _ in
      Array(Self.lines[Int.random(in: Self.lines.indices, using: &generator)].utf8) + [.newline]
    }
    for _ in 0..<Int.random(in: 0...3, using: &generator) {
      let place = Int.random(in: bytes.indices, using: &generator)
      switch Int.random(in: 0..<4, using: &generator) {
      case 0 where bytes.count > 1: bytes.remove(at: place)
      case 1: bytes[place] = UInt8.random(in: .min ... .max, using: &generator)
      default: bytes.insert(contentsOf: piece(using: &generator), at: place)
      }
    }
    return bytes
  }

  private func piece(using generator: inout FixedGenerator) -> [UInt8] {
    Array(Self.pieces[Int.random(in: Self.pieces.indices, using: &generator)].utf8)
  }

  @Test(arguments: 0..<8)
  func `generated and damaged blocks are read as libyaml reads them`(seed: Int) {
    var generator = FixedGenerator(state: 200 + UInt64(seed))
    var read = 0
    for _ in 0..<12_500 where compare(made(using: &generator)) { read += 1 }
    // If all were declined, the test would show nothing.
    #expect(read > 3_000)
  }
}
