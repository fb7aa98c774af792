import Search
import TestSupport
import Testing

@Suite struct SearcherTests {
  static let text = """
    The box by the door.
    Two boxes, both shut.

    A BOX.
    nothing here
    snowbox
    """

  @Test(arguments: [
    (Query("box"), [1, 2, 6]), (Query("BOX"), [4]), (Query("nowhere"), []),
    (Query(""), [1, 2, 3, 4, 5, 6]),
    (Query("box").with { $0.letterCase = .ignored }, [1, 2, 4, 6]),
    (Query("box").with { $0.letterCase = .smart }, [1, 2, 4, 6]),
    (Query("Box").with { $0.letterCase = .smart }, []),
    (Query("\\Wbox").with { $0.letterCase = .smart }, [1, 2, 4]),
    (Query("box").with { $0.extent = .words }, [1]),
    (Query("nothing here").with { $0.extent = .wholeLine }, [5]),
    (Query("").with { $0.extent = .wholeLine }, [3]),
    (Query("^$"), [3]), (Query("\\.$"), [1, 2, 4]), (Query("^T"), [1, 2]),
    (Query("box", "here"), [1, 2, 5, 6]), (Query("box\nhere"), [1, 2, 5, 6]),
    (Query("door.|shut."), [1, 2]), (Query("[[:upper:]]OX"), [4]),
    (Query("box").with { $0.isInverted = true }, [3, 4, 5]),
    (Query("nowhere").with { $0.isInverted = true }, [1, 2, 3, 4, 5, 6]),
    (Query("").with { $0.isInverted = true }, []),
    (Query("box").with { $0.others = [Array("door".utf8)] }, [1]),
    (Query("box").with { $0.exclusions = [Array("door".utf8), Array("snow".utf8)] }, [2]),
    (Query().with { $0.exclusions = [Array("o".utf8)] }, [3, 4]),
    (Query(".").with { $0.syntax = .fixed }, [1, 2, 4]),
    (Query("[").with { $0.syntax = .fixed }, []),
    (Query("box", ".").with { ($0.syntax, $0.extent) = (.fixed, .words) }, [1]),
    (Query("\\s"), [1, 2, 4, 5]), (Query("[^a-z]"), [1, 2, 4, 5]), (Query("^\\W"), []),
    (Query("(?i)a box"), [4]), (Query("(?s)door.*snow"), []), (Query("door\\.\\nTwo"), []),
    (Query("\\Asnowbox\\z"), [6]), (Query("(o)\\1"), [1]), (Query("(?<=snow)box"), [6]),
    (Query("(?!.*box)^T"), []), (Query("b(?>ox|o)x"), []),
  ])
  func `a query selects exactly the lines that match`(query: Query, numbers right: [Int]) throws {
    #expect(try numbers(query, in: Array(Self.text.utf8)) == right)
    // A newline at the end does not begin another line.
    #expect(try numbers(query, in: Array((Self.text + "\n").utf8)) == right)
  }

  @Test func `a query selects nothing in an empty text`() throws {
    for query in [Query(""), Query("^$"), Query("x").with { $0.isInverted = true }] {
      #expect(try numbers(query, in: []) == [])
      #expect(
        try numbers(query, in: [0x0A]) == [1], "one line, which is empty")
    }
  }

  @Test(arguments: [
    (Query("o"), ["o", "o"]), (Query("o+"), ["oo"]), (Query("[a-z]*"), ["noon"]),
    (Query("$"), []), (Query("n").with { $0.isInverted = true }, []),
    (Query("o", "n"), ["n", "o", "o", "n"]), (Query("(?=n)"), []),
  ])
  func `a query finds the parts of a line that match`(query: Query, right: [String]) throws {
    let found = try lines(query, in: Array("noon".utf8))
    #expect(found.flatMap(\.matches).map { String(decoding: $0, as: UTF8.self) } == right)
  }

  @Test func `a query handles letters of every script, and bytes that are not characters`() throws {
    let text =
      Array("Čaj\nčaj\n箱の中\n".utf8) + [0x63, 0xFF, 0x61, 0x0A, 0xE7, 0xAE, 0x0A, 0x00, 0x61]
    #expect(try numbers(Query("čaj").with { $0.letterCase = .ignored }, in: text) == [1, 2])
    #expect(try numbers(Query("^\\w+$"), in: text) == [1, 2, 3])
    #expect(try numbers(Query("箱の").with { $0.extent = .words }, in: text) == [])
    #expect(try numbers(Query("a"), in: text) == [1, 2, 4, 6])
    #expect(try numbers(Query([[0xFF]]), in: text) == [4])
    #expect(try numbers(Query("\u{E7}").with { $0.syntax = .fixed }, in: text) == [])
  }

  @Test func `a query finds a fixed text of any bytes`() throws {
    for byte in UInt8.min...UInt8.max where byte != 0x0A {
      let query = Query([[0x61, byte, 0x62]]).with { $0.syntax = .fixed }
      #expect(try numbers(query, in: [0x61, byte, 0x62, 0x0A, 0x61, 0x62]) == [1], "\(byte)")
    }
  }

  @Test(arguments: [
    ("a(b", "missing closing parenthesis, at byte 3 of the pattern 'a(b'"),
    ("[z-a]", "range out of order in character class, at byte 3 of the pattern '[z-a]'"),
    ("*", "quantifier does not follow a repeatable item, at byte 0 of the pattern '*'"),
    ("\\C", "using \\C is disabled by the application, at byte 2 of the pattern '\\C'"),
  ])
  func `an invalid expression is reported with its place`(pattern: String, message: String) {
    let error = failure { _ = try CompiledQuery(Query("fine", pattern)) }
    #expect(error?.code == .badPattern && error?.message == message, "\(error as Any)")
  }

  @Test func `a search that takes too much work is given up`() throws {
    let text = [UInt8](repeating: 0x61, count: 5000) + [0x0A]
    #expect(failure { _ = try numbers(Query("(a+)+\\d"), in: text) }?.code == .tooMuchWork)
  }
}

@Suite struct WholeTextTests {
  private static let atoms = [
    "a", "b", ".", "\\s", "\\S", "\\w", "\\W", "\\d", "\\D", "\\b", "\\B", "^", "$", "[ab]", "[^a]",
    "[^b\\s]", "[\\s,]", "[\\W]", "[[:space:]]", "[]a]", "[^]a]", "\\h", "\\H", "x", " ", ",",
    "\\p{L}", "\\.", "(?=b)", "(?!a)", "(?<=a)", "(?<!b)", "\\n", "\\R", "\\N", "\\x0a", "é",
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

  /// Returns the lines that are found by giving each line on its own to the query.
  private func oneByOne(_ query: Query, in text: [UInt8]) throws -> [FoundLine] {
    var number = 0
    return try text.split(separator: 0x0A, omittingEmptySubsequences: false).flatMap { line in
      number += 1
      // An empty text has no lines, so an empty line is given with its newline.
      let found = try line.isEmpty ? lines(query, in: [0x0A]) : lines(query, in: Array(line))
      return found.map { FoundLine(number: number, text: $0.text, matches: $0.matches) }
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `searching the whole text finds the same as searching line by line`(seed: UInt64) throws {
    var generator = FixedGenerator(state: seed + 1)
    let letters: [String] = [
      "a", "b", "a", "b", "A", " ", ",", "x", "1", ".", "é", "\t", "\n", "\n",
    ]
    for _ in 0..<150 {
      let text = Array(
        (0..<40).map { _ in letters.randomElement(using: &generator) ?? "" }
          .joined().utf8)
      guard text.last != 0x0A else { continue }
      var query = Query(pattern(&generator, depth: 2))
      query.extent =
        [.anything, .anything, .words, .wholeLine].randomElement(using: &generator) ?? .words
      query.isInverted = Int.random(in: 0..<5, using: &generator) == 0
      let pattern = String(decoding: query.patterns[0], as: UTF8.self)
      guard let right = try? oneByOne(query, in: text) else { continue }
      #expect(try lines(query, in: text) == right, "\(pattern) \(query.extent) in \(text)")
    }
  }
}
