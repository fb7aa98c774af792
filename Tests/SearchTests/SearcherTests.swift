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

  @Test(arguments: [
    (Query("word$"), [1, 2, 5]), (Query("word").with { $0.extent = .wholeLine }, [2, 5]),
    (Query("word").with { $0.extent = .words }, [1, 2, 4, 5]), (Query("^$"), [3]),
    (Query("^.{4}$"), [2, 5]), (Query("word."), [4]), (Query("d[^a]"), [4]), (Query("d\\s"), [4]),
    (Query("word(?!\\s)"), [1, 2, 5]), (Query("d\\W"), [4]), (Query("\\r"), [4]),
    (Query("word\\z"), [1, 2, 5]), (Query("(?#)word$"), [1, 2, 5]),
    (Query("(d?)$\\1"), [1, 2, 3, 4, 5]),
    (Query(".").with { $0.isInverted = true }, [3]),
    (Query("word$").with { $0.isInverted = true }, [3, 4]),
    (Query("o").with { $0.others = [Array("d$".utf8)] }, [1, 2, 5]),
    (Query("").with { $0.exclusions = [Array("d$".utf8)] }, [3, 4]),
  ])
  func `a CR before the newline ends the line, and another is a part of it`(
    query: Query, numbers right: [Int]
  ) throws {
    let text = "the word\r\nword\r\n\r\nword\rmore\r\nword"
    #expect(try numbers(query, in: Array(text.utf8)) == right)
    #expect(try numbers(query, in: Array((text + "\r\n").utf8)) == right)
  }

  @Test func `a CR at the end of a text is a part of its last line`() throws {
    #expect(try numbers(Query("a$"), in: Array("a\na\r".utf8)) == [1])
  }

  @Test func `a line that ends in CR is found as it is, and its matches without it`() throws {
    let found = try lines(Query(".+", "^"), in: Array("\u{FEFF}ab\r\nc\r\n".utf8))
    #expect(found.map(\.text) == [Array("\u{FEFF}ab\r".utf8), Array("c\r".utf8)])
    #expect(found.map(\.matches) == [[Array("ab".utf8)], [Array("c".utf8)]])
  }

  @Test(arguments: [
    (Query("^a"), [1, 3]), (Query("a b").with { $0.extent = .wholeLine }, [1]),
    (Query("^\\W").with { $0.isInverted = true }, [1, 2, 3]), (Query("(?#)^a"), [1, 3]),
    (Query("^.{3}$"), [1]), (Query("b").with { $0.isInverted = true }, [2, 3]),
  ])
  func `a byte-order mark is not a part of the first line`(query: Query, right: [Int]) throws {
    #expect(try numbers(query, in: Array("\u{FEFF}a b\n\na\n".utf8)) == right)
  }

  @Test func `a search that takes too much work is given up`() throws {
    let text = [UInt8](repeating: 0x61, count: 5000) + [0x0A]
    #expect(failure { _ = try numbers(Query("(a+)+\\d"), in: text) }?.code == .tooMuchWork)
  }
}
