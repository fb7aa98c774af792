import Terminal
import TerminalSupport
import Testing

@testable import Commands

/// Checks that a partly typed line is read as its shell would read it.
struct ShellLineTests {
  private static func words(_ line: String, _ dialect: ShellDialect) -> [String] {
    ShellLine(Array(line.utf8), in: dialect, environment: ["HOME": "/home/me", "D": "a b"]).words
      .map { String(decoding: $0, as: UTF8.self) }
  }

  @Test(arguments: [
    ("", [""]), ("cat", ["cat"]), ("cat ", ["cat", ""]), ("  cat \t p", ["cat", "p"]),
    (#"a\ b 'c d' "e f" g'h'"i""#, ["a b", "c d", "e f", "ghi"]),
    ("'a", ["a"]), (#""a\"b\c"#, [#"a"b\c"#]), ("''", [""]), ("'' ", ["", ""]),
    ("~/a ~ a~ '~'", ["/home/me/a", "/home/me", "a~", "~"]),
    (#"$D ${D}x "$D" '$D' \$D"#, ["a b", "a bx", "a b", "$D", "$D"]),
    ("a; b", ["b"]), ("a && b c", ["b", "c"]), ("a | b", ["b"]), ("x $(a b", ["a", "b"]),
    ("a > f b", ["a", "b"]), ("a 2>f b", ["a", "b"]), ("a 2>&1 b", ["a", "b"]),
    ("a &>f b", ["a", "b"]), ("a b#c", ["a", "b#c"]), ("a\nb", ["b"]),
  ])
  func `every shell splits a line into these words`(line: String, words: [String]) {
    for dialect in ShellDialect.allCases where dialect != .fish || !line.contains("$(") {
      #expect(Self.words(line, dialect) == words, "\(dialect)")
    }
  }

  @Test(arguments: [
    (#"$'a\n\x41\101\u00e9\'"\q'"#, ["a\nAAé'\"\\q"]), ("a\\\nb", ["ab"]),
    (#"'a\'"#, [#"a\"#]),
  ])
  func `bash and zsh split a line into these words`(line: String, words: [String]) {
    #expect(Self.words(line, .bash) == words)
    #expect(Self.words(line, .zsh) == words)
  }

  @Test(arguments: [
    (#"a\nb\x41\u00e9\ c"#, ["a\nbAé c"]), (#"'a\'b\\c\d'"#, [#"a'b\c\d"#]),
  ])
  func `fish splits a line into these words`(line: String, words: [String]) {
    #expect(Self.words(line, .fish) == words)
  }

  @Test(arguments: [
    ("a 'b", ShellQuote.single), ("a \"b", .double), ("a $'b", .escapes), ("a 'b'", .none),
  ])
  func `the open quote is recognised`(line: String, quote: ShellQuote) {
    #expect(ShellLine(Array(line.utf8), in: .bash, environment: [:]).quote == quote)
  }

  @Test(arguments: ["a $(b)c", "a `b", "a $NOT_SET", "a # b", #"a "`b"#])
  func `words that only the shell can know are not guessed`(line: String) {
    let line = ShellLine(Array(line.utf8), in: .bash, environment: [:])
    #expect(line.isUnknown || line.words.count == 1)
  }

  @Test func `even the oddest lines can be read`() {
    let parts = ["'", "\"", "$", "\\", "`", "(", "{", "}", "x", "~", "#", ">", "&", " ", "\u{E9}"]
    var line = ""
    for number in 0..<20_000 {
      line += parts[number * 7919 % 104_729 % parts.count]
      if line.count > 12 { line = String(line.dropFirst(number % 5)) }
      for dialect in ShellDialect.allCases {
        let read = ShellLine(Array(line.utf8), in: dialect, environment: [:])
        #expect(!read.words.isEmpty)
      }
    }
  }
}
