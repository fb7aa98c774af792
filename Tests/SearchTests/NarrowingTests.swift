import ArchiveFormat
import Search
import Terms
import TestSupport
import Testing

/// Terms narrow a search, and never hide a match.
@Suite struct NarrowingTests {
  private static let words = [
    "the", "box", "boxes", "Box", "BOX", "snowbox", "old", "café", "cafe\u{301}", "naïve", "NAÏVE",
    "ΣΊΣΥΦΟΣ", "σίσυφος", "ᾳ", "ω\u{345}", "Ёлка", "ёлка", "ISTANBUL", "ıstanbul", "İstanbul",
    "straße", "STRAẞE", "ma\u{17F}t", "\u{212A}elvin", "kelvin", "日本語", "本", "カタカナ", "ภาษาไทย",
    "ไทย", "안녕하세요", "안녕", "👩\u{200D}💻", "🙂🙃", "हिन्दी", "न्द", "שָׁלוֹם", "سلام", "foo_bar", "x1",
    "ǅ", "ɐ", "Ɐ", "ﬀ", "Ⓐ", "ⓐ", "Ａ", "ａ", "ა", "Ა", "ⴀ", "Ⴀ",
  ]
  private static let separators = [
    " ", " ", " ", "\n", "\n", "", ",", "-", ".", "\u{A0}", "。", "\t",
  ]

  private static func text(_ generator: inout FixedGenerator, _ count: Int) -> [UInt8] {
    var text: [UInt8] = []
    if generator.below(20) == 0 { text = Array("\u{FEFF}".utf8) }
    for _ in 0..<count {
      text += (words.randomElement(using: &generator) ?? "").utf8
      text += (separators.randomElement(using: &generator) ?? "").utf8
      if generator.below(30) == 0 { text.append(UInt8(0x80 + generator.below(128))) }
    }
    switch generator.below(20) {
    case 0: text = Array(String(decoding: text, as: UTF8.self).replacing("\n", with: "\r\n").utf8)
    case 1: text.append(0)
    case 2: text += [UInt8](repeating: 0x61, count: 60 + generator.below(60))
    default: break
    }
    return text
  }

  private static let atoms = [
    ".", ".*", "\\w", "\\w+", "\\W", "\\s", "\\s+", "\\b", "\\B", "^", "$", "[a-z]", "[^a]", "[bB]",
    "[oö]x", "x?", "(?i)", "(?-i)", "(?=", "\\d*", "\\S", "\\pL", "\\.", "\\x{e9}", "{2}", "+",
    "\\Qb\\E",
    "\\K", "\\R", "\\h", "(?<=o)", "(?!x)", "(?<!\\w)", "(?!\\w)", "[[:punct:]]", "\\X", "a{60}",
    "[ ,]",
    "(?s)", "\\A", "\\z", "(.)\\1", "(?#c)", "(?x)", "\\N", "[\\s\\S]", "[^\\w]", "k", "K", "s",
    "ι", "Σ",
  ]

  private static func pattern(_ generator: inout FixedGenerator, depth: Int = 2) -> String {
    (0...generator.below(4)).map { _ in
      switch generator.below(8) {
      case 0 where depth > 0:
        let open =
          ["(", "(?:", "(?>", "(?i:", "(?=", "(?<n>", "(?|"]
          .randomElement(using: &generator) ?? "("
        let inner = (0...generator.below(3)).map { _ in pattern(&generator, depth: depth - 1) }
        let end =
          ["", "", "?", "*", "+", "{2}", "{0,2}", "++"].randomElement(using: &generator) ?? ""
        return "\(open)\(inner.joined(separator: "|")))\(end)"
      case 1, 2: return atoms.randomElement(using: &generator) ?? ""
      case 3: return separators.randomElement(using: &generator) ?? ""
      case 4:
        // A part of a word.
        let scalars = Array((words.randomElement(using: &generator) ?? "").unicodeScalars)
        let start = generator.below(scalars.count)
        let part = scalars[start...].prefix(1 + generator.below(4))
        return part.map(String.init).joined()
      default: return words.randomElement(using: &generator) ?? ""
      }
    }.joined()
  }

  private static func query(_ generator: inout FixedGenerator) -> Query {
    var query = Query((0...generator.below(2)).map { _ in Array(pattern(&generator).utf8) })
    query.syntax = generator.below(4) == 0 ? .fixed : .expression
    query.letterCase = [.sensitive, .ignored, .smart][generator.below(3)]
    query.extent = [.anything, .anything, .words, .wholeLine][generator.below(4)]
    query.isInverted = generator.below(20) == 0
    if generator.below(6) == 0 { query.others = [Array(pattern(&generator).utf8)] }
    if generator.below(6) == 0 { query.exclusions = [Array(pattern(&generator).utf8)] }
    if generator.below(30) == 0 { query.patterns.append([0xE9]) }
    return query
  }

  @Test(arguments: 0..<16 as Range<UInt64>)
  func `a text with a match is never left out`(seed: UInt64) throws {
    var generator = FixedGenerator(state: seed + 50)
    for _ in 0..<Campaign.rounds(400, share: 12) {
      let texts = (0..<24).map { _ in Self.text(&generator, 1 + generator.below(12)) }
      let gatherer = TermGatherer()
      for (frame, text) in texts.enumerated() {
        gatherer.beginFrame(frame)
        text.withUnsafeBytes { gatherer.add($0) }
        gatherer.endFrame()
      }
      let reader = try TermsReader(gatherer.takeSection(), frames: texts.count)
      for _ in 0..<40 {
        let query = Self.query(&generator)
        guard let compiled = try? CompiledQuery(query),
          let chosen = try reader.frames(where: compiled.needs)
        else { continue }
        Campaign.count(.patterns)
        for (frame, text) in texts.enumerated() where !chosen.mayHold(frame) {
          let found = (try? numbers(query, in: text)) ?? []
          #expect(found == [], "\(query) in \(String(decoding: text, as: UTF8.self))")
        }
      }
    }
  }

  @Test(arguments: [
    (Query("kettle"), [3]), (Query("KETTLE").with { $0.letterCase = .ignored }, [3]),
    (Query("ettl"), [3]), (Query("word1"), [1, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19]),
    (Query("word1").with { $0.extent = .words }, [1]), (Query("\\bword12\\b"), [12]),
    (Query("word(12|14)$"), [12, 14]), (Query("nowhere"), []), (Query("日本"), [5]),
    (Query("本語の"), [5]), (Query("ไทย"), [6]), (Query("w.rd7 .*box"), [7]),
    (Query("word3|word5").with { $0.extent = .words }, [3, 5]),
    (Query("box").with { $0.others = ["word9".bytes] }, [9]),
    (Query("word[23]\\s").with { $0.letterCase = .ignored }, [2, 3]),
    (Query("straße|kettle"), [3, 8]), (Query("STRASSE").with { $0.letterCase = .ignored }, []),
  ])
  func `only the frames are read that hold what a pattern needs`(query: Query, right: [Int]) throws
  {
    let gatherer = TermGatherer()
    for frame in 0..<20 {
      let more = [3: "kettle", 5: "日本語の本", 6: "ภาษาไทย", 8: "Straße"][frame] ?? ""
      gatherer.beginFrame(frame)
      "word\(frame) and the box \(more)\n".bytes.withUnsafeBytes { gatherer.add($0) }
      gatherer.endFrame()
    }
    let reader = try TermsReader(gatherer.takeSection(), frames: 20)
    let chosen = try #require(try reader.frames(where: CompiledQuery(query).needs))
    #expect((0..<20).filter(chosen.mayHold) == right)
    #expect(chosen.mayHold(20), "the section says nothing about this frame")
  }

  @Test(arguments: [
    (Query("abcd"), [1]), (Query("bcde"), [1]), (Query("abc"), [0, 1, 2]), (Query("é"), [0, 1, 2]),
    (Query("TASK").with { $0.letterCase = .ignored }, [0, 2]), (Query("word"), []),
  ])
  func `pictures are left out if they have no such run of four letters`(
    query: Query, right: [Int]
  ) throws {
    let gatherer = TermGatherer()
    for (frame, text) in ["\u{0} ta\u{17F}k abc é", "\u{0} xabcdex", "\u{0} TASK"].enumerated() {
      gatherer.beginFrame(frame)
      text.bytes.withUnsafeBytes { gatherer.add($0) }
      gatherer.endFrame()
    }
    let reader = try TermsReader(gatherer.takeSection(), frames: 3)
    let chosen = try reader.frames(where: CompiledQuery(query).needs)
    #expect((0..<3).filter { chosen?.mayHold($0) ?? true } == right)
  }
}
