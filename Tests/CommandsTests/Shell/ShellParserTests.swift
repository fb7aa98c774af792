import TestSupport
import Testing

@testable import Commands

struct ShellParserTests {
  /// Returns the list in words, such as `and cat x | wc 1>out`.
  private func text(_ list: ShellList) -> [String] {
    list.items.map { item in
      let condition =
        switch item.condition {
        case .always: ""
        case .success: "and "
        case .failure: "or "
        }
      let stages = item.pipeline.stages.map { stage in
        (stage.words.map(text) + stage.redirections.map(text)).joined(separator: " ")
      }
      return condition + stages.joined(separator: " | ")
    }
  }

  private func text(_ word: ShellWord) -> String { String(decoding: word.bytes, as: UTF8.self) }

  private func text(_ redirection: ShellRedirection) -> String {
    switch redirection.target {
    case .read(let file): "\(redirection.descriptor)<\(text(file))"
    case .write(let file): "\(redirection.descriptor)>\(text(file))"
    case .append(let file): "\(redirection.descriptor)>>\(text(file))"
    case .descriptor(let other): "\(redirection.descriptor)=\(other)"
    }
  }

  private static let lists: [(String, [String])] = [
    ("", []), ("   ", []), ("# nothing", []),
    ("ls", ["ls"]),
    ("ls;", ["ls"]),
    ("ls; pwd", ["ls", "pwd"]),
    ("a && b || c; d", ["a", "and b", "or c", "d"]),
    ("a | b|c && d | e", ["a | b | c", "and d | e"]),
    ("ls >a 2>&1 | wc <b >>c", ["ls 1>a 2=1 | wc 0<b 1>>c"]),
    (">a ls x", ["ls x 1>a"]),
    ("ls >a x 2>b y", ["ls x y 1>a 2>b"]),
    ("ls >'a b' >\\>", ["ls 1>a b 1>>"]),
    ("ls >&2 0<&1", []),
    ("a |\nb &&\n\nc", ["a | b", "and c"]),
    ("ls # && x", ["ls"]),
  ]

  @Test(arguments: lists)
  func `a line is a list of pipelines`(line: String, items: [String]) {
    guard case .list(let list) = ShellParser.parse(line.bytes) else {
      // `<&` is not supported.
      #expect(line.contains("<&"))
      return
    }
    #expect(text(list) == items)
  }

  private static let unfinished: [(String, ShellParser.Need)] = [
    ("cat 'a", ShellParser.Need.quote("'")), ("cat \"a", .quote("\"")), ("cat $'a", .quote("$'")),
    ("cat a\\", .continuation), ("a |", .continuation), ("a && ", .continuation),
    ("a || # why", .continuation), ("a; b &&", .continuation), ("a | 'b", .quote("'")),
    ("| 'b", .quote("'")),
  ]

  @Test(arguments: unfinished)
  func `an unfinished line asks for more`(line: String, need: ShellParser.Need) {
    #expect(ShellParser.parse(line.bytes) == .incomplete(need))
  }

  private static let senseless: [(String, String)] = [
    ("| a", "a command is missing before |"),
    ("&& a", "a command is missing before &&"),
    ("|| a", "a command is missing before ||"),
    ("; a", "a command is missing before ;"),
    ("a | | b", "a command is missing before |"),
    ("a && ; b", "a command is missing before ;"),
    ("a | ; b", "a command is missing before ;"),
    (">x", "a command is missing before the end"),
    ("a | >x", "a command is missing before the end"),
    ("a >", "a redirection has no file"),
    ("a > | b", "a redirection has no file"),
    ("a 2> > b", "a redirection has no file"),
    ("a 3>b", "only 0, 1 and 2 can be redirected, not 3"),
    ("a 10>b", "only 0, 1 and 2 can be redirected, not 10"),
    ("a >&b", "'>&' takes 1 or 2, not a file"),
    ("a >&3", "'>&' takes 1 or 2, not a file"),
    ("a >&-", "'>&' takes 1 or 2, not a file"),
    ("a & b", "'&' has no meaning here; quote it to use it literally"),
    ("a << b", "'<<' has no meaning here; quote it to use it literally"),
    ("(a)", "'(' has no meaning here; quote it to use it literally"),
    ("a $'x\\0y'", "a word cannot contain a NUL byte"),
    ("a \u{0}", "a word cannot contain a NUL byte"),
    ("a >\u{0}", "a word cannot contain a NUL byte"),
  ]

  @Test(arguments: senseless)
  func `an invalid line is refused with the reason`(line: String, cause: String) {
    #expect(ShellParser.parse(line.bytes) == .wrong(cause))
  }

  @Test func `the parser copes with any bytes`() {
    let pieces = [
      "'", "\"", "$'", "\\", "#", " ", "\t", "\n", "\r", "|", "||", "&&", "&", ";", ">", ">>", "<",
      "2>", ">&", "<<", "(", ")", "*", "[", "~", "\0", "x", "\\x", "\\u", "\\c", "9", "箱",
    ].map(\.bytes)
    let lines = GeneratedLines.make(
      12_000, of: pieces + [[0xFF], [0xC3], [0xE2, 0x80]], seed: 7)
    for line in lines {
      let cut = ShellLexer.tokens(of: line)
      var end = 0
      for token in cut.tokens {
        #expect(token.range.lowerBound >= end && token.range.upperBound <= line.count, "\(line)")
        end = token.range.upperBound
      }
      let isOpen = cut.open != nil
      switch ShellParser.parse(line) {
      case .incomplete: break
      case .list, .wrong: #expect(!isOpen, "\(line)")
      }
    }
  }

  @Test func `a line may have ten thousand commands`() {
    let line = Array(repeating: "ls 'a b'\\ c | wc >x", count: 10_000).joined(separator: "; ")
    guard case .list(let list) = ShellParser.parse(line.bytes) else {
      Issue.record("is no list")
      return
    }
    #expect(list.items.count == 10_000)
  }
}
