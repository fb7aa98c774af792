import Terms
import TestSupport
import Testing

@Suite struct SplittingTests {
  @Test(arguments: [
    ("", ""), ("-", ""), ("a", "a"), ("The old_box 42.", "42 old_box the"),
    ("same same SAME Same", "same"), ("exactly8 ninebytes", "exactly8 ninebytes"),
    ("it's e-mail", "e it mail s"), ("tab\tnew\nline\r\nend", "end line new tab"),
    // Cases and letters that stand for one another.
    ("\u{212A}elvin mi\u{17F}t \u{212B} \u{1E9E} \u{B5}", "kelvin mist ß å μ"),
    ("ÉCOLE Ünïcödé ŁÓDŹ ǅ", "unïcödé école łódź ǅ".replacing("unï", with: "ünï")),
    ("ΣΊΣΥΦΟΣ σίσυφος", "σίσυφοσ"), ("Ёлка ЁЛКА", "ёлка"), ("IİıI", "iİıi"),
    // A mark is no letter of Latin; composed letters are.
    ("cafe\u{301}s café", "cafe café s"),
    // Scripts with signs, and without spaces.
    ("हिन्दी में", "में हिन्दी"), ("שָׁלוֹם", "שָׁלוֹם"), ("日本語", "日本 本語"), ("日 本", "日 本"),
    ("ภาษาไทย", "ภาษ าษา าไท ษาไ ไทย"), ("กา ข", "กา ข"), ("안녕하세요", "안녕하세요"),
    ("mp3日本", "mp3 日本"), ("🙂🙃", "🙂🙃"), ("a\u{3002}b", "a b"),
  ])
  func `a text is cut into its terms`(text: String, right: String) throws {
    let found = try terms(of: Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) }
    let right = right.split(separator: " ").map { Array($0.utf8) }
      .sorted { $0.lexicographicallyPrecedes($1) }.map { String(decoding: $0, as: UTF8.self) }
    #expect(found == right)
  }

  @Test func `bytes that are no UTF-8 separate words`() throws {
    for bytes: [UInt8] in [
      [0x80], [0xC3], [0xC0, 0x80], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
      [0xF5], [0xFF],
    ] {
      #expect(try terms(of: [0x61] + bytes + [0x62]) == [[0x61], [0x62]])
      #expect(try terms(of: [0x61] + bytes) == [[0x61]])
    }
  }

  @Test(arguments: [("x", 60...70), ("é", 29...40), ("ኢ", 18...30), ("7", 180...200)])
  func `every part of up to 32 bytes of a long word is in one of its terms`(
    letter: String, counts: ClosedRange<Int>
  ) throws {
    for count in counts {
      // Words differ in their places, so that a part is found only where it is.
      let word = Array(String(repeating: letter, count: count).utf8)
      let found = try terms(of: word)
      #expect(found.allSatisfy { $0.count <= 64 })
      #expect((word.count <= 64) == (found == [word]))
    }
    let digits = (0..<200).map { "\($0 * 7919 % 1000)" }.joined()
    let found = try terms(of: Array(digits.utf8)).map { String(decoding: $0, as: UTF8.self) }
    for start in 0..<(digits.count - 32) {
      let part = String(digits.dropFirst(start).prefix(32))
      #expect(found.contains { $0.contains(part) }, "\(part)")
    }
    #expect(found.contains { digits.hasPrefix($0) } && found.contains { digits.hasSuffix($0) })
  }

  @Test func `of a picture, only runs of four letters are terms`() throws {
    let picture = Array("\u{0}abc abcd e\u{17F}te \u{212A}ey 1234é5678 été".utf8)
    let found = try terms(of: picture).map { String(decoding: $0, as: UTF8.self) }
    #expect(found == ["1234", "5678", "abcd", "este"])
    let reader = try TermsReader(section([[picture], [Array("abc".utf8)]]))
    #expect(reader.binaryCount == 1 && reader.alwaysCount == 0)
  }

  @Test(arguments: [
    ("UTF-16", [0xFF, 0xFE, 0x61, 0], 1), ("UTF-16, big-endian", [0xFE, 0xFF, 0, 0x61], 1),
    ("a mark that may be a letter", Array("α\u{345}".utf8), 1), ("a text", [0x61], 0),
    ("nothing", [], 0),
  ])
  func `a frame is always read if terms do not tell what it holds`(
    name: String, file: [UInt8], right: Int
  ) throws {
    let reader = try TermsReader(section([[Array("some text".utf8), file]]))
    #expect(reader.alwaysCount == right)
    #expect((reader.count == 0) == (right == 1))
  }

  @Test func `a frame of data is always read`() throws {
    var generator = FixedGenerator(state: 5)
    let table = (0..<20_000).map { _ in "\(generator.below(100_000_000))" }
    let data = Array(table.joined(separator: ",").utf8)
    let text = (0..<20_000).map { "word\($0 % 3_000)" }.joined(separator: " ")
    let reader = try TermsReader(section([[data], [Array(text.utf8)]]))
    #expect(reader.alwaysCount == 1 && reader.count == 3_000)
  }

  @Test func `a large file has the same terms in parts of any length`() throws {
    var generator = FixedGenerator(state: 6)
    var text: [UInt8] = []
    while text.count < 5 << 19 {
      text += "\(generator.below(5_000)) Wörter 日本語の本 \n".utf8
    }
    for first: UInt8 in [0x61, 0x00] {
      text[0] = first
      let whole = try section([[text]])
      for length in [1 << 20, 4_099, 3 << 20] {
        let gatherer = TermGatherer()
        gatherer.beginFrame(0)
        for start in stride(from: 0, to: text.count, by: length) {
          text[start..<min(start + length, text.count)].withUnsafeBytes { gatherer.addPart($0) }
        }
        gatherer.endParts()
        gatherer.endFrame()
        #expect(try gatherer.takeSection() == whole)
      }
    }
  }
}
