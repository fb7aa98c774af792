import Terminal
import TestSupport
import Testing

@testable import Commands

struct ShellLexerTests {
  private static let words: [(String, [String])] = [
    ("", []),
    ("ls -l post", ["ls", "-l", "post"]),
    (" \t ls \r\t -l  ", ["ls", "-l"]),
    ("ls\r", ["ls"]),
    ("cat 'two words'", ["cat", "two words"]),
    ("cat two\\ words", ["cat", "two words"]),
    ("cat \"two words\"", ["cat", "two words"]),
    ("a'b'\"c\"\\d$'e'", ["abcde"]),
    ("'' \"\" $''", ["", "", ""]),
    (#"'a\b"c'"#, [#"a\b"c"#]),
    (#""a'b\"c\\d\$e\`f\g""#, [#"a'b"c\d$e`f\g"#]),
    ("\"a\\\nb\" a\\\nb", ["ab", "ab"]),
    ("'a\nb'", ["a\nb"]),
    ("a |\nb", ["a", "|", "b"]),
    (##"\\ \' \# \|"##, ["\\", "'", "#", "|"]),
    ("$HOME `id` $(id) ${x}", ["$HOME", "`id`", "$", "not (", "id", "not )", "${x}"]),
    ("箱 буркани", ["箱", "буркани"]),
  ]

  @Test(arguments: words)
  func `a line is split into words`(line: String, tokens: [String]) {
    let cut = ShellLexer.tokens(of: line.bytes)
    #expect(cut.texts == tokens)
    #expect(cut.open == nil)
  }

  private static let lineEnds: [(String, [String])] = [
    ("ls\npwd\n", ["ls", ";", "pwd", ";"]), ("\n ls\n\n\tpwd", ["ls", ";", "pwd"]),
    ("a;\nb", ["a", ";", "b"]), ("a &&\n# c\n\nb", ["a", "&&", "b"]),
    ("a # c\nb", ["a", ";", "b"]), ("a >\nb", ["a", "1>", ";", "b"]),
    ("a 'b\nc'\nd", ["a", "b\nc", ";", "d"]), ("a )\nb", ["a", "not )", ";", "b"]),
  ]

  @Test(arguments: lineEnds)
  func `the end of a line ends a command that is there`(line: String, tokens: [String]) {
    #expect(ShellLexer.tokens(of: line.bytes).texts == tokens)
  }

  private static let outside: [(String, [String])] = [
    ("!ls", ["!", "ls"]), (" ! ls  -l ", ["!", "ls  -l "]), ("!", ["!"]), ("! \t", ["!"]),
    ("!a 'b | c; # d\\", ["!", "a 'b | c; # d\\"]), ("!a\nb", ["!", "a", ";", "b"]),
    ("a; !b; c", ["a", ";", "!", "b; c"]), ("a && !b", ["a", "&&", "!", "b"]),
    ("a || ! b", ["a", "||", "!", "b"]), ("!!", ["!", "!"]), ("a\n!b", ["a", ";", "!", "b"]),
    ("a !b", ["a", "!b"]), ("a | !b", ["a", "|", "!b"]), ("'!'a", ["!a"]), ("\\!a", ["!a"]),
    (">x !b", ["1>", "x", "!b"]), ("a!", ["a!"]),
  ]

  @Test(arguments: outside)
  func `after an exclamation mark the rest of the line is one word`(
    line: String, tokens: [String]
  ) {
    let cut = ShellLexer.tokens(of: line.bytes)
    #expect(cut.texts == tokens)
    #expect(cut.open == nil && !cut.endsInComment)
  }

  private static let escapes: [(String, String)] = [
    (#"\n\t\r\a\b\e\E\f\v"#, "\n\t\r\u{7}\u{8}\u{1B}\u{1B}\u{C}\u{B}"),
    (#"\\\'\"\?"#, #"\'"?"#),
    (#"\1012 \x412 \u00e99 \U0001f6009"#, "A2 A2 é9 😀9"),
    (#"\x4g \7"#, "\u{4}g \u{7}"),
    (#"\cA\cz\c?"#, "\u{1}\u{1A}\u{7F}"),
    (#"\q\xg\u\U\c"#, #"\q\xg\u\U\c"#),
    (#"\ud800 \uffffffff"#, "\u{FFFD} \u{FFFF}ffff"),
  ]

  @Test(arguments: escapes)
  func `C escapes are read`(written: String, meant: String) {
    let cut = ShellLexer.tokens(of: "$'\(written)'".bytes)
    #expect(cut.texts == [meant])
    #expect(cut.open == nil)
  }

  private static let comments: [(String, [String], Bool)] = [
    ("# all of it", [], true),
    ("ls # the rest", ["ls"], true),
    ("ls #", ["ls"], true),
    ("ls;#x", ["ls", ";"], true),
    ("ls a#b 'c'#d \\#e", ["ls", "a#b", "c#d", "#e"], false),
    ("ls # a ' quote", ["ls"], true),
    ("ls |# more\ncat", ["ls", "|", "cat"], false),
  ]

  @Test(arguments: comments)
  func `a comment extends from the beginning of a word to the end of the line`(
    line: String, tokens: [String], endsInComment: Bool
  ) {
    let cut = ShellLexer.tokens(of: line.bytes)
    #expect(cut.texts == tokens)
    #expect(cut.endsInComment == endsInComment)
    #expect(cut.open == nil)
  }

  private static let operators: [(String, [String])] = [
    ("a|b||c&&d;e", ["a", "|", "b", "||", "c", "&&", "d", ";", "e"]),
    ("a>b>>c<d", ["a", "1>", "b", "1>>", "c", "0<", "d"]),
    ("a 2>b 2>>c 0<d 2>&1 >&2", ["a", "2>", "b", "2>>", "c", "0<", "d", "2>&", "1", "1>&", "2"]),
    ("a>|b", ["a", "1>", "b"]),
    ("a2>b", ["a2", "1>", "b"]),
    ("a 2 >b", ["a", "2", "1>", "b"]),
    ("a '2'>b \\2>b", ["a", "2", "1>", "b", "2", "1>", "b"]),
    ("a 10>b", ["a", "10>", "b"]),
    ("a 99999999999999999999>b", ["a", "\(Int.max)>", "b"]),
    ("a & b", ["a", "not &", "b"]),
    ("(a)", ["not (", "a", "not )"]),
    ("a |& b", ["a", "not |&", "b"]),
    ("a &> b", ["a", "not &>", "b"]),
    ("a << b", ["a", "not <<", "b"]),
    ("a <> b", ["a", "not <>", "b"]),
    ("a <&0", ["a", "not <&", "0"]),
    ("a ;; b", ["a", "not ;;", "b"]),
    ("a '|' \"&&\" \\;", ["a", "|", "&&", ";"]),
  ]

  @Test(arguments: operators)
  func `operators separate words, with or without blanks`(line: String, tokens: [String]) {
    #expect(ShellLexer.tokens(of: line.bytes).texts == tokens)
  }

  private static let unfinished: [(String, ShellTokens.Open, Int, [String])] = [
    ("ls 'a b", ShellTokens.Open.quote("'"), 3, ["ls", "a b"]),
    ("ls a\"b 'c", .quote("\""), 4, ["ls", "ab 'c"]),
    ("ls x$'a\\'", .quote("$'"), 4, ["ls", "xa'"]),
    ("ls $'a\\", .quote("$'"), 3, ["ls", "a\\"]),
    ("ls \"a\\", .quote("\""), 3, ["ls", "a\\"]),
    ("ls a\\", .backslash, 4, ["ls", "a"]),
    ("ls \\", .backslash, 3, ["ls"]),
    ("'", .quote("'"), 0, [""]),
  ]

  @Test(arguments: unfinished)
  func `an unfinished quote or backslash is reported with the text so far`(
    line: String, open: ShellTokens.Open, start: Int, tokens: [String]
  ) {
    let cut = ShellLexer.tokens(of: line.bytes)
    #expect(cut.open?.what == open)
    #expect(cut.open?.start == start)
    #expect(cut.texts == tokens)
  }

  @Test func `tokens have their ranges in the line`() {
    let ranges = ShellLexer.tokens(of: "cat 'a b'|wc 2>x 12>y ".bytes).tokens.map(\.range)
    #expect(ranges == [0..<3, 4..<9, 9..<10, 10..<12, 13..<15, 15..<16, 17..<20, 20..<21])
  }

  private static let globs: [(String, Bool, String)] = [
    ("*.md", true, "*.md"), ("a?", true, "a?"), ("[a-c]*", true, "[a-c]*"),
    ("'*'", false, "\\*"), ("\\*", false, "\\*"), ("\"a?\"", false, "a\\?"),
    ("'*'*", true, "\\**"), ("[a'-'c]", true, "[a\\-c]"), ("[\\!a]", true, "[\\!a]"),
    ("a]", false, "a]"), ("$'\\x2a'", false, "\\*"), ("'\\'*", true, "\\\\*"),
  ]

  @Test(arguments: globs)
  func `quoted wildcards are not a glob`(word: String, isGlob: Bool, glob: String) throws {
    let cut = ShellLexer.tokens(of: word.bytes)
    guard case .word(let word)? = cut.tokens.first?.kind else {
      Issue.record("is no word")
      return
    }
    #expect(word.isGlob == isGlob)
    #expect(String(decoding: ShellWord.glob(word.elements), as: UTF8.self) == glob)
  }

  private static let tildes: [(String, String)] = [
    ("~", "/home/me"), ("~/a*", "/home/me/a*"), ("~you", "~you"), ("'~'", "~"), ("\\~/a", "~/a"),
    ("a~", "a~"), ("~'/'a", "~/a"),
  ]

  @Test(arguments: tildes)
  func `a tilde at the beginning means the home folder`(word: String, meant: String) {
    guard case .word(let word)? = ShellLexer.tokens(of: word.bytes).tokens.first?.kind else {
      Issue.record("is no word")
      return
    }
    #expect(word.expandingTilde(home: "/home/me").bytes == meant.bytes)
    #expect(word.expandingTilde(home: nil) == word)
    #expect(word.expandingTilde(home: "") == word)
  }

  @Test func `a quoted name is one word with exactly its bytes`() {
    var generator = FixedGenerator(state: 4)
    let bytes = (1...255).map { UInt8($0) }
    let special = Array("'\"\\$`*?[]!^-~#;&|<>() \t\n\r\u{1B}".utf8)
    let names =
      [[]] + bytes.map { [$0] }
      + (0..<4000).map { round in
        (0..<Int.random(in: 1...20, using: &generator)).map { _ in
          (round % 2 == 0 ? bytes : special).randomElement(using: &generator) ?? 1
        }
      }
    for name in names {
      let cut = ShellLexer.tokens(of: ShellQuoting.quoted(name).bytes)
      guard cut.tokens.count == 1, case .word(let word)? = cut.tokens.first?.kind,
        word.bytes == name, !word.isGlob, cut.open == nil, !cut.endsInComment,
        word.expandingTilde(home: "/home/me") == word
      else {
        Issue.record("\(name) is written as \(ShellQuoting.quoted(name)) and read as \(cut)")
        continue
      }
    }
  }
}
