import Posts
import TestSupport
import Testing

/// Random posts, the same ones in each run.
@Suite struct GeneratedTests {
  private static let seeds = [
    "---\ntitle: \"A post\"\ndate: 2024-03-05 10:00:00 +0100\ntags: [a, &x b, *x]\n"
      + "more: {k: 1, l: [2.5, ~]}\ntext: |\n  one\n  two\n---\nbody\n",
    "+++\ntitle = \"A \\u00e9 post\"\ndate = 2024-03-05T10:00:00.5+01:00\ndraft = true\n"
      + "[taxonomies]\ntags = ['a', \"\"\"b\"\"\"]\n[[x.y]]\nz = {a.b = 0x1f}\n+++\nbody\n",
    "{\n  \"title\": \"A \\\"post\\\" \\ud83d\\ude00\",\n  \"date\": \"2024-03-05\",\n"
      + "  \"tags\": [\"a\", 1, -2.5e3, null, true, {}]\n}\nbody\n",
    "\u{FEFF}Title: A post\r\nDate: 2024-03-05\r\nTags: a, b\r\n    c\r\n\r\nbody\r\n",
    "---toml\ntitle = 'x'\n---\nbody\n", "---json\n{\"title\": \"x\"}\n---\nbody\n",
  ]

  /// Checks the rules that hold for every post.
  private func check(_ bytes: [UInt8]) {
    let source = PostSource(bytes)
    #expect(0...bytes.count ~= source.bodyStart)
    #expect(bytes[..<source.bodyStart] + source.body == bytes[...])
    #expect(source.bodyLine >= 1)
    guard let frontMatter = source.frontMatter else {
      #expect(source.bodyStart == 0 || source.bodyStart == 3)
      return
    }
    #expect(source.bodyStart >= 2)
    if let problem = frontMatter.problem {
      #expect(frontMatter.fields.isEmpty)
      #expect(!problem.reason.isEmpty && !problem.reason.contains("\n"))
      #expect(problem.line.map { $0 >= 1 && $0 <= source.bodyLine } ?? true)
    }
    let facts = PostFacts(path: Path(uncheckedBytes: Array("a.md".utf8)), frontMatter: frontMatter)
    #expect(facts.title.map { !$0.isEmpty && !$0.contains("\n") } ?? true)
    let json = JSONText.encode(.table(frontMatter.fields))
    #expect(!json.contains { $0 < 0x20 || $0 == 0x7F })
    #expect(PostSource(json).frontMatter?.problem == nil)
  }

  @Test(arguments: 0..<8)
  func `random bytes are split into front matter and body`(seed: Int) {
    var generator = FixedGenerator(state: UInt64(seed))
    let openings = [
      "", "---\n", "+++\n", "{\"a\":", "Title: x\nDate: y\n", "---json\n", "\u{FEFF}",
    ]
    let closings = ["", "\n---\n", "\n+++\n", "}\n", "\n\n", "\n...\n"]
    let signs = Array("\n\n\n \t:-#[]{}\"'\\,.&*!|>%@=+0123456789eExXabctrufalsn/\r\0é".utf8)
    for _ in 0..<500 {
      let anyByte = Bool.random(using: &generator)
      let middle = (0..<Int.random(in: 0...200, using: &generator)).map { _ in
        anyByte
          ? UInt8.random(in: .min ... .max, using: &generator)
          : signs[Int.random(in: signs.indices, using: &generator)]
      }
      let opening = openings[Int.random(in: openings.indices, using: &generator)]
      let closing = closings[Int.random(in: closings.indices, using: &generator)]
      check(Array(opening.utf8) + middle + Array(closing.utf8) + Array("body".utf8))
    }
  }

  @Test(arguments: seeds.indices)
  func `a damaged post is split into front matter and body`(index: Int) {
    var generator = FixedGenerator(state: 100 + UInt64(index))
    let whole = Array(Self.seeds[index].utf8)
    for _ in 0..<800 {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
        let place = Int.random(in: bytes.indices, using: &generator)
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &generator)
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(whole[Int.random(in: whole.indices, using: &generator)], at: place)
        case 3: bytes.insert(contentsOf: bytes[place..<min(place + 20, bytes.count)], at: place)
        default: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        }
      }
      check(bytes)
    }
  }

  @Test(arguments: seeds)
  func `a post cut short anywhere is split into front matter and body`(text: String) {
    let bytes = Array(text.utf8)
    for count in bytes.indices { check(Array(bytes[..<count])) }
  }
}
