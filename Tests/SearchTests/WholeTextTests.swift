import Search
import TestSupport
import Testing

@Suite struct WholeTextTests {
  private static let atoms = [
    "a", "b", ".", "\\s", "\\S", "\\w", "\\W", "\\d", "\\D", "\\b", "\\B", "^", "$", "[ab]", "[^a]",
    "[^b\\s]", "[\\s,]", "[\\W]", "[[:space:]]", "[]a]", "[^]a]", "\\h", "\\H", "x", " ", ",",
    "\\p{L}", "\\.", "(?=b)", "(?!a)", "(?<=a)", "(?<!b)", "\\n", "\\R", "\\N", "\\x0a", "é",
    "[^-b]", "[^-]", "[^-\\w]", "[^]-a]", "[^^-a]", "[^--a]", "[a-]", "[-a]", "[^\\]a]", "[\\t-x]",
    "[^[:alpha:]]", "[[:^alpha:]]", "[^[:^space:]b]", "[[a]", "[a[:b]", "[^\\Q]\\E-a]", "[\\n-a]",
    "[^\\E-a]", "[\\x00-\\x20]", "[\\b]", "[^\\12]", "[\\cJa]", "\\12", "\\012", "\\o{12}", "\\cJ",
    "\\Q.\n\\E", "\\Qa", "\\E", "(?<n>a)\\k<n>", "(?P<m>b)(?P=m)", "(a)?(?(1)b|\\n)", "(*ANYCRLF)",
    "(?s)", "(?-m)", "(?x) ", "(?#])", "(*COMMIT)", "(a)\\1", "(.)\\1", "(\\s)\\1", "\\11",
    "(?|a|b)",
    "(?R)?", "\\A", "\\Z", "\\z", "\\G", "\\K", "\\X", "\\v", "\\V", "\\P{L}", "\\p{Nd}", "\\p{^L}",
    "\\p{Any}", "\\r", "{", "a{,2}", "[^\\r]", "\\-", "\\]", "\\é",
  ]

  private func pattern(_ generator: inout FixedGenerator, depth: Int) -> String {
    let count = Int.random(in: 1...3, using: &generator)
    return (0..<count).map { _ in
      var atom = Self.atoms.randomElement(using: &generator) ?? "a"
      if depth > 0, Int.random(in: 0..<3, using: &generator) == 0 {
        let open = ["(", "(?:", "(?>", "(?i:"].randomElement(using: &generator) ?? "("
        let inner = pattern(&generator, depth: depth - 1)
        let other =
          Bool.random(using: &generator) ? "|\(pattern(&generator, depth: depth - 1))" : ""
        atom = "\(open)\(inner)\(other))"
      }
      let isPlace = atom.hasPrefix("(?=") || atom.hasPrefix("(?!") || atom.hasPrefix("(?<")
      if isPlace || ["^", "$", "\\b", "\\B"].contains(atom) { return atom }
      return atom
        + (["", "", "", "*", "+", "?", "*?", "++", "{2}"].randomElement(using: &generator) ?? "")
    }.joined()
  }

  /// A comment in the pattern has each line matched on its own, by the pattern as it is.
  private func oneByOne(_ query: Query) -> Query {
    query.with { $0.patterns = [Array("(?#)".utf8) + query.patterns[0]] }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `searching the whole text finds the same as searching line by line`(seed: UInt64) throws {
    var generator = FixedGenerator(state: seed + 1)
    let letters: [String] = [
      "a", "b", "a", "b", "A", " ", ",", "x", "1", ".", "é", "\t", "-", "]", "^", "\n", "\n", "\n",
    ]
    for _ in 0..<Campaign.rounds(10_000, share: 300) {
      Campaign.count(.patterns)
      var text = Array(
        (0..<40).map { _ in letters.randomElement(using: &generator) ?? "" }
          .joined().utf8)
      if Int.random(in: 0..<4, using: &generator) == 0 {
        text = Array(String(decoding: text, as: UTF8.self).replacing("\n", with: "\r\n").utf8)
      }
      if Int.random(in: 0..<8, using: &generator) == 0 { text[text.count / 2] = 0xFF }
      var query = Query(pattern(&generator, depth: 2))
      query.extent =
        [.anything, .anything, .words, .wholeLine].randomElement(using: &generator) ?? .words
      query.isInverted = Int.random(in: 0..<5, using: &generator) == 0
      let pattern = String(decoding: query.patterns[0], as: UTF8.self)
      guard let right = try? lines(oneByOne(query), in: text) else { continue }
      #expect(try lines(query, in: text) == right, "\(pattern) \(query.extent) in \(text)")
      // What is searched first in many texts at once must find each text that has such a line.
      let searcher = try Searcher(CompiledQuery(query))
      let isFound = text.withUnsafeBytes { searcher.firstPlaceOfLines(in: $0) != nil }
      #expect(isFound || right.isEmpty, "\(pattern) \(query.extent) in \(text)")
    }
  }

  /// GNU grep reads its patterns with PCRE2 too, but gives it each line on its own. Its texts are
  /// ASCII, since it takes letters of other scripts for something else.
  @Test(
    .enabled(
      if: (try? Program.run("grep", ["-P", ""]).end) == .status(1), "grep has no -P here"))
  func `random patterns find the lines that grep -P finds`() throws {
    let folder = try TemporaryFolder()
    var generator = FixedGenerator(state: 77)
    let letters = ["a", "b", "A", " ", ",", "x", "1", ".", "\t", "-", "]", "^", "\n", "\n"]
    for _ in 0..<Campaign.rounds(10_000, share: 100) {
      Campaign.count(.patterns)
      let text = (0..<80).map { _ in letters.randomElement(using: &generator) ?? "" }.joined()
      let pattern = pattern(&generator, depth: 2)
      guard pattern.utf8.allSatisfy({ $0 < 0x80 && $0 != 0x0A }) else { continue }
      try folder.write("text", text)
      let judged = try Program.run(
        "grep", ["-anP", "-e", pattern, "text"], environment: ["LC_ALL": "C"],
        in: folder.path("."))
      guard judged.errors.isEmpty, let found = try? numbers(Query(pattern), in: Array(text.utf8))
      else { continue }
      let right = judged.lines.compactMap { Int($0.prefix { $0 != ":" }) }
      #expect(found == right, "\(pattern) in \(text.utf8.map(\.self))")
    }
  }
}
