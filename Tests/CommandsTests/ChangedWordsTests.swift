import Testing

@testable import Commands

/// The words that `diff -u` marks, between `[` and `]`.
struct ChangedWordsTests {
  @Test(arguments: [
    ("-the old box\n+the new box", "-the [old] box\n+the [new] box"),
    ("-one two three\n+one three", "-one [two ]three\n+one three"),
    ("-a b c d e\n+a x c y e", "-a [b] c [d] e\n+a [x] c [y] e"),
    ("-f(a, b)\n+f(a, c)", "-f(a, [b])\n+f(a, [c])"),
    // Lines that have little in common are only removed and added.
    ("-nothing of this\n+is here anywhere", "-nothing of this\n+is here anywhere"),
    ("-same\n same\n+same", "-same\n same\n+same"),
    // A removed line goes with the first added line that is like it.
    ("-the old box\n+new line\n+the new box", "-the [old] box\n+new line\n+the [new] box"),
    ("-a b c\n-d e f\n+a b x\n+d e y", "-a b [c]\n-d e [f]\n+a b [x]\n+d e [y]"),
    ("-1 2 a\n+1 2 b\n x\n-3 4 a\n+3 4 b", "-1 2 [a]\n+1 2 [b]\n x\n-3 4 [a]\n+3 4 [b]"),
    ("-naïve café here\n+naïve cafés here", "-naïve [café] here\n+naïve [cafés] here"),
    ("-箱が三つある\n+箱が四つある", "-箱が[三]つある\n+箱が[四]つある"),
    ("-\n+", "-\n+"), ("+a", "+a"), ("-a", "-a"), ("", ""),
  ])
  func `changed words are marked`(lines: String, marked: String) {
    #expect(Self.marked(lines) == marked)
  }

  @Test func `bytes that are not UTF-8 are never cut in a character`() {
    var words = ChangedWords()
    let lines = [line("-", [0x61, 0x20, 0xFF, 0xC3]), line("+", [0x61, 0x20, 0xFF, 0xA4])]
    #expect(words.ranges(in: lines) == [[3..<4], [3..<4]])
  }

  @Test func `the work for very long lines is bounded`() {
    let old = (0..<50_000).map { "w\($0)" }.joined(separator: " ")
    let new = (0..<50_000).map { $0 % 3 == 0 ? "v\($0)" : "w\($0)" }.joined(separator: " ")
    var words = ChangedWords()
    let lines = [line("-", Array(old.utf8)), line("+", Array(new.utf8))]
    let ranges = words.ranges(in: lines)
    #expect(ranges.allSatisfy { $0.count <= 1 })
    // What is left to do after that is left undone.
    for _ in 0..<100 { _ = words.ranges(in: lines) }
    #expect(words.ranges(in: lines) == [[], []])
  }

  private static func marked(_ text: String) -> String {
    let lines = text.utf8.split(separator: UInt8(ascii: "\n")).map {
      LineComparison.Line(mark: $0.first ?? 0, text: Array($0.dropFirst()), isEnded: true)
    }
    var words = ChangedWords()
    let shown = zip(lines, words.ranges(in: lines)).map { line, ranges in
      var text = line.text
      for range in ranges.reversed() {
        text.insert(UInt8(ascii: "]"), at: range.upperBound)
        text.insert(UInt8(ascii: "["), at: range.lowerBound)
      }
      return String(decoding: [line.mark] + text, as: UTF8.self)
    }
    return shown.joined(separator: "\n")
  }
}

private func line(_ mark: Unicode.Scalar, _ text: [UInt8]) -> LineComparison.Line {
  LineComparison.Line(mark: UInt8(ascii: mark), text: text, isEnded: true)
}
