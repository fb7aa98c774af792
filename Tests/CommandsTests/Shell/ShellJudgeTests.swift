import TestSupport
import Testing

@testable import Commands

/// Compares the lexer with other shells.
struct ShellJudgeTests {
  /// Returns the words of a complete line without operators; nil for any other line.
  private func words(_ line: [UInt8]) -> [[UInt8]]? {
    let cut = ShellLexer.tokens(of: line)
    guard cut.open == nil else { return nil }
    let words = cut.tokens.compactMap { token -> [UInt8]? in
      if case .word(let word) = token.kind { word.bytes } else { nil }
    }
    return words.count == cut.tokens.count ? words : nil
  }

  /// Expects another shell to print the same words for each line.
  private func expectSame(_ lines: [[UInt8]], as shell: String) throws {
    let whole = lines.filter { words($0) != nil }
    try #require(whole.count > lines.count / 4)
    // Each word ends with NUL, and each line with a word that no line holds.
    let script = whole.flatMap { "printf '%s\\0' - ".bytes + $0 + "\nprintf 'END\\0'\n".bytes }
    let outcome = try Program.run(
      shell, [] as [String], input: .bytes(script), environment: ["LC_ALL": "C.UTF-8"])
    try #require(outcome.end == .status(0) && outcome.errors == "", "\(outcome.errors)")
    let printed = outcome.output.split(separator: 0, omittingEmptySubsequences: false)
      .split(separator: "END".bytes[...], omittingEmptySubsequences: false).dropLast()
    #expect(printed.count == whole.count)
    for (line, theirs) in zip(whole, printed) {
      let ours = ["-".bytes] + (words(line) ?? [])
      #expect(ours == theirs.map { Array($0) }, "\(String(decoding: line, as: UTF8.self))")
    }
  }

  static let table: [String] = [
    "", "a b", "'a b' c", #""a b" c"#, #"a\ b"#, #"\a\b"#, #"'\a'"#, #""\a\"\\""#, #"''"#, #""""#,
    #"a''b"#, #"a""b"#, #"'a'"b"c"#, "'a\nb'", "\"a\nb\"", "\"a\\\nb\"", "a\\\nb", #"\'a\'"#,
    #""'""#, #"'"'"#, "a # b", "a #", "a#b", "'#'", "\\#", "a\tb", "é 箱", #"\é"#, "=a a=b",
    #""\\" '\\'"#, "a'b c'd", #"\ "#, #"a \  b"#, "{a} ^ ! % @ + ,", "]",
  ]

  @Test(arguments: ["bash", "dash"])
  func `quotes, backslashes and blanks mean the same as in other shells`(shell: String) throws {
    let pieces: [String] = [
      "'", "\"", "\\", " ", "\t", "a", "b", "#", "=", "-", "é", "箱", "'a b'", "\"a b\"", "''",
    ]
    let generated = GeneratedLines.make(
      3000, of: pieces.map(\.bytes) + [[0xFF], [0xE2, 0x80]], seed: 11)
    try expectSame(Self.table.map(\.bytes) + generated, as: shell)
  }

  @Test func `C escapes mean the same as in bash`() throws {
    let pieces: [String] = [
      "\\n", "\\t", "\\\\", "\\'", "\\\"", "\\?", "\\a", "\\b", "\\e", "\\E", "\\f", "\\r", "\\v",
      "\\7", "\\12", "\\101", "\\377", "\\x4", "\\x41", "\\xff", "\\xg", "\\u41", "\\u00e9",
      "\\U0001f600", "\\q", "\\ca", "\\cZ", "\\c?", "a", "4", "g", "é", " ", "\"", "#",
    ]
    let lines = GeneratedLines.make(2000, of: pieces.map(\.bytes) + [[0xFF]], seed: 13).map {
      "$'".bytes + $0 + "'".bytes
    }
    try expectSame(lines, as: "bash")
  }

  @Test func `a line is unfinished if bash finds it unfinished`() throws {
    let pieces = ["'", "\"", "\\'", "\\\"", "\\\\", " ", "a", "#", "'a'", "\"b\""]
    let lines = GeneratedLines.make(1500, of: pieces, seed: 17).filter {
      // At the end of its input, bash keeps a backslash.
      ShellLexer.tokens(of: $0).open?.what != .backslash
    }
    let outcome = try Program.run(
      "bash",
      [
        "-c",
        "while IFS= read -r -d '' line; do eval \": $line\" 2>&- && echo whole || echo open; done",
      ],
      input: .bytes(lines.flatMap { $0 + [0] }))
    #expect(
      outcome.lines == lines.map { ShellLexer.tokens(of: $0).open == nil ? "whole" : "open" })
  }
}
