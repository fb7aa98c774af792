import TestSupport
import Testing

@testable import Posts

/// Compares lookups and folding that work byte by byte with plain versions of them.
@Suite struct BytesTests {
  private static let pieces = [
    "a", "Bc", " ", "  ", "\t", "\n", "\r\n", "\u{B}", "\u{1}", "\u{7F}", "\u{85}", "\u{A0}", "é",
    "e\u{301}", "\u{1680}", "\u{180E}", "\u{2003}", "\u{200A}", "\u{200B}", "—", "’", "\u{2027}",
    "\u{2028}", "\u{202F}", "\u{205F}", "€", "\u{3000}", "カ", "日", "😀", "\u{FEFF}", "\u{301}",
  ]

  @Test(arguments: 0..<4)
  func `white space is folded as Unicode defines it`(seed: Int) {
    var generator = FixedGenerator(state: 300 + UInt64(seed))
    for _ in 0..<2_000 {
      let count = Int.random(in: 0...6, using: &generator)
      let text = (0..<count).map { _ in
        Self.pieces[Int.random(in: Self.pieces.indices, using: &generator)]
      }.joined()
      let words = text.unicodeScalars.split(whereSeparator: \.properties.isWhitespace)
      let expected = words.map { String($0) }.joined(separator: " ")
      #expect(Array(text.foldingWhiteSpace().utf8) == Array(expected.utf8))
    }
  }

  @Test(arguments: [
    ("title", "Title", true), ("publishDate", "PUBLISHDATE", true), ("", "", true),
    ("tag", "tags", false), ("date", "data", false), ("é", "É", false), ("é", "e\u{301}", false),
    ("[", "{", false), ("@", "`", false), ("k", "\u{212A}", false),
  ])
  func `keys are compared without ASCII case`(one: String, other: String, expected: Bool) {
    #expect(one.isSameKey(as: other) == expected)
    #expect(other.isSameKey(as: one) == expected)
  }

  @Test(arguments: [1, 3, 14, 15, 16, 17, 18, 40])
  func `each key is kept once, however many there are`(count: Int) {
    var fields = UniqueFields()
    let keys = ["é"] + (1..<count).map { "k\($0)" }
    for key in keys { fields.set(key, .null) }
    // Swift takes this key for the first one, so that the first one's place and key stay.
    fields.set("e\u{301}", .bool(true))
    for (index, key) in keys.enumerated().dropFirst() { fields.set(key, .integer(Int64(index))) }
    fields.set("last", .string("x"))
    let expected =
      keys.enumerated().map {
        Value.Field($1, $0 == 0 ? .bool(true) : .integer(Int64($0)))
      } + [Value.Field("last", .string("x"))]
    #expect(fields.list == expected)
  }
}
