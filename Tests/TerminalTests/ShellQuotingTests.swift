import Glibc
import Terminal
import Testing

struct ShellQuotingTests {
  @Test(arguments: [
    ("post/a.md", "post/a.md"),
    ("post/the-build-/-a-timeout.md", "post/the-build-/-a-timeout.md"),
    ("-rf", "-rf"),
    ("50%+1,a:b=c@d_e", "50%+1,a:b=c@d_e"),
    ("世界/Grüße", "世界/Grüße"),
    ("", "''"),
    ("two words", "'two words'"),
    ("it's", #"'it'\''s'"#),
    ("~user", "'~user'"),
    ("=ls", "'=ls'"),
    ("#tag", "'#tag'"),
    ("$HOME;`id`", "'$HOME;`id`'"),
    (#"back\slash"#, #"'back\slash'"#),
    ("*?[a]{b}!^<>|&()", "'*?[a]{b}!^<>|&()'"),
    ("no\u{A0}break", #"$'no\302\240break'"#), ("全角\u{3000}空白", "'全角\u{3000}空白'"),
    ("a\u{200B}b", #"$'a\342\200\213b'"#), ("a\u{AD}b", #"$'a\302\255b'"#),
    ("\u{FEFF}a", #"$'\357\273\277a'"#), ("a\u{200D}b", #"$'a\342\200\215b'"#),
    ("a\u{FE0F}", #"$'a\357\270\217'"#), ("a\u{3164}", #"$'a\343\205\244'"#),
    ("می\u{200C}خواهم", "می\u{200C}خواهم"), ("👩\u{200D}👧", "👩\u{200D}👧"),
    ("1\u{FE0F}\u{20E3}❤\u{FE0F}", "1\u{FE0F}\u{20E3}❤\u{FE0F}"),
    ("葛\u{E0100}", "葛\u{E0100}"), ("a\u{E0100}", #"$'a\363\240\204\200'"#),
    ("new\nline", #"$'new\nline'"#),
    ("\t\r", #"$'\t\r'"#),
    ("\u{1B}[31mred", #"$'\033[31mred'"#),
    ("it's\u{7}1", #"$'it\'s\0071'"#),
    ("\u{7F}\\", #"$'\177\\'"#),
    ("\u{9B}0", #"$'\302\2330'"#),
    ("a\u{202E}b 世", #"$'a\342\200\256b 世'"#),
  ])
  func `a name is quoted for a shell`(name: String, quoted: String) {
    #expect(ShellQuoting.quoted(Array(name.utf8)) == quoted)
  }

  @Test(arguments: [
    ("a b", "'a b'"), ("café", #"$'caf\303\251'"#), ("箱1", #"$'\347\256\2611'"#),
    ("plain", "plain"),
  ])
  func `in a locale without UTF-8, a name is ASCII`(name: String, quoted: String) {
    #expect(ShellQuoting.quoted(Array(name.utf8), isASCII: true) == quoted)
  }

  @Test func `bytes that are not UTF-8 are octal`() {
    #expect(ShellQuoting.quoted([0x61, 0xFF, 0x66, 0x30]) == #"$'a\377f0'"#)
    #expect(ShellQuoting.quoted([0xE2, 0x80]) == #"$'\342\200'"#)
  }

  @Test func `a shell reads every name back, byte by byte`() throws {
    let names = Self.names(count: 800)
    let words = names.enumerated().map { ShellQuoting.quoted($1, isASCII: $0.isMultiple(of: 2)) }
    for word in words { #expect(Sanitizer.line(word) == word) }
    let shell = try #require(popen("bash -s <<'END OF NAMES'\n" + Self.script(words), "r"))
    var output: [UInt8] = []
    var byte = fgetc(shell)
    while byte != EOF {
      output.append(UInt8(byte))
      byte = fgetc(shell)
    }
    #expect(pclose(shell) == 0)
    let read = output.split(separator: 0, omittingEmptySubsequences: false).dropLast()
    #expect(read.map { Array($0) } == names)
  }

  private static func script(_ words: [String]) -> String {
    words.map { "printf '%s\\0' \($0)\n" }.joined() + "END OF NAMES\n"
  }

  /// Returns names of bytes that matter to shells, terminals and UTF-8; the same ones in each run.
  private static func names(count: Int) -> [[UInt8]] {
    let pieces: [[UInt8]] =
      (1...255).map { [UInt8($0)] }
      + [
        "世", "é", "\u{9B}", "\u{202E}", "\u{200D}", "\u{A0}", "😀", "\\n", "\\'", "'\\''", "$'",
        "$(", "0", "7", "f",
      ]
      .map { Array($0.utf8) }
    var state: UInt64 = 1
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let single = pieces
    let mixed = (0..<count).map { _ in
      (0..<1 + next(12)).flatMap { _ in pieces[next(pieces.count)] }
    }
    return [[]] + single + mixed
  }
}
