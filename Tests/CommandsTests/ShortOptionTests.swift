import Testing

@testable import Commands

/// The ways of writing short options that hands know from other programs.
struct ShortOptionTests {
  @Test(arguments: [
    (["-inC2", "x"], ["-in", "-C", "2", "x"]), (["-C2", "x"], ["-C", "2", "x"]),
    (["-5", "x"], ["-C", "5", "x"]), (["-m", "-5"], ["-m", "-5"]),
    (["-ie", "-C2"], ["-ie", "-C2"]),
    (["-ieC2"], ["-i", "-e", "C2"]), (["--not", "-C2", "x"], ["--not", "-C2", "x"]),
    (["--title", "-C2", "x"], ["--title", "-C", "2", "x"]), (["--not=-C2"], ["--not=-C2"]),
    (["-A=2", "x"], ["-A=2", "x"]), (["-l0", "x"], ["-l0", "x"]), (["-0", "x"], ["-0", "x"]),
    (["x", "--", "-C2", "-5"], ["x", "--", "-C2", "-5"]),
    (["-e", "--", "-C2"], ["-e", "--", "-C", "2"]),
    (["-"], ["-"]), ([], []), (["-e"], ["-e"]),
  ])
  func `a value after other letters becomes a word`(typed: [String], words: [String]) {
    #expect(Grep.words(fromTyped: typed) == words)
  }

  @Test(arguments: [
    (["-5", "x"], ["-n", "5", "x"]), (["-qn5", "x"], ["-q", "-n", "5", "x"]),
    (["-n", "-1"], ["-n", "-1"]), (["-n-1"], ["-n", "-1"]),
    (["--lines", "-5"], ["--lines", "-5"]),
    (["-q", "-5"], ["-q", "-n", "5"]), (["--quiet", "-5"], ["--quiet", "-n", "5"]),
  ])
  func `head takes a number as head(1) does`(typed: [String], words: [String]) {
    #expect(Head.words(fromTyped: typed) == words && Tail.words(fromTyped: typed) == words)
  }

  @Test(arguments: (Blogsh.commands + ShellRoot.commands).map { $0.name }.filter { $0 != "find" })
  func `each command names the letters that take a value`(name: String) throws {
    let command = try #require(
      (Blogsh.commands + ShellRoot.commands).first { $0.name == name && $0.name != "shell" }
        ?? (name == "shell" ? Cat.self : nil))
    let letters = CommandGrammar(of: command.whole, includesHidden: true).options
      .filter { $0.value != nil }.flatMap(\.names).filter { $0.count == 2 }.map { $0.dropFirst() }
    #expect(Set(letters.joined()) == Set(command.lettersWithValue))
  }
}
