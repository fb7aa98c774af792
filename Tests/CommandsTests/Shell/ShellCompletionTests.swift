import Entries
import LineEditing
import Posts
import Terminal
import TerminalSupport
import TestSupport
import Testing

@testable import Commands

/// Checks the completions of the shell's lines with the tab key.
struct ShellCompletionTests {
  let folder: TemporaryFolder
  let screen: Screen
  let shell: Shell

  init() throws {
    folder = try TemporaryFolder()
    for name in [
      "post/alone.md", "post/letters/one.md", "post/letters/other.md", "post/two words.md",
      "-dash/-x.md", "quote's.md", "dollar$.md", "箱.md",
    ] {
      try folder.write("in/\(name)")
    }
    try folder.write("in/raw\u{0}".bytes.dropLast() + [0xFF], [])
    try folder.write("in/line\nend.md")
    try folder.write("in/reverse\u{202E}.md")
    try folder.write(
      "in/facts.md",
      """
      ---
      tags: [winter, two words, "esc\\e[31m"]
      author: Ada Byron
      draft: true
      extra: {mood: calm}
      ---

      """)
    try folder.write("home/notes.txt")
    try folder.write("home/more/x")
    screen = try Screen(
      terminal: true, environment: ["TERM": "xterm", "HOME": folder.path("home")], width: 40)
    let session = Session(
      console: screen.console,
      collection: OpenCollection(named: folder.path("in"), environment: [:]),
      interrupts: Interrupts(
        hold: { .never }, release: {}, watchKeyboard: { .never }, forgetKeyboard: { true }))
    shell = Shell(session, .init())
  }

  private func answer(to line: String) -> TabAnswer {
    ShellCompletion(shell, screen.console).complete(line) {}
  }

  @Test(arguments: [
    ("gr", "ep "), ("pw", "d "), ("grep --inv", "ert-match "), ("ls --color ne", "ver "),
    ("ls --color=ne", "ver "), ("help wc", " "), ("ls; tre", "e "), ("ls || tre", "e "),
    ("cat po", "st/"), ("cat post/al", "one.md "), ("cat post/l", "etters/"), ("cat /po", "st/"),
    ("grep pattern po", "st/"), ("cat -- po", "st/"), ("cd post/l", "etters/"),
    ("cat post/tw", "o\\ words.md "), ("cat 'post/tw", "o words.md' "),
    ("cat \"post/tw", "o words.md\" "), ("cat $'post/tw", "o words.md' "),
    ("cat quo", "te\\'s.md "), ("cat 'quo", "te'\\''s.md' "), ("cat dol", "lar\\$.md "),
    ("cat \"dol", "lar\\$.md\" "), ("cat ./-", "dash/"), ("cat ./-dash/", "-x.md "),
    ("cat -- -dash/", "-x.md "), ("cat 箱", ".md "), ("cat raw", "$'\\377' "),
    ("cat li", "ne$'\\n'end.md "), ("cat rev", "erse$'\\342\\200\\256'.md "),
    ("cat post/two\\ w", "ords.md "), ("ls > ~/no", "tes.txt "), ("ls 2>> ~/mo", "re/"),
    ("ls | wc -l ~/no", "tes.txt "), ("ls > ~/no | wc ~/mo", "re/"), ("pack -o ~/mo", "re/"),
    ("ls < ~/no; cat po", "st/"), ("!cat ~/no", "tes.txt "), ("!ls; wc ~/mo", "re/"),
    ("cd post; !cat ~/no", "tes.txt "), ("lcd ~/mo", "re/"), ("!echo x\ncat po", "st/"),
    ("ls\ncat po", "st/"), ("ls --tag wi", "nter "), ("ls --tag=WI", "nter "),
    ("ls --tag tw", "o\\ words "), ("ls --tag 'tw", "o words' "), ("new --tag win", "ter "),
    ("find --meta au", "thor="), ("find --meta author=A", "da\\ Byron "),
    ("find --meta author=a", "da\\ Byron "), ("grep --meta 'author=Ad", "a Byron' "),
    ("find --meta extra.", "mood="), ("find --meta extra.mood=c", "alm "),
    ("find --meta=dra", "ft="), ("find --meta draft=", "true "),
  ])
  func `a line is completed`(line: String, text: String) {
    #expect(answer(to: line) == .insert(text))
  }

  @Test(arguments: [
    "nothing", "cat post/nothing", "grep po", "cat ../po", "cat po # po", "cat post/two\\",
    "cd post/a", "ls | wc", "!ls", "!", "lcd ~/no", "ls --tag nothing", "find --meta title=x",
    "find --meta extra.mood.", "diff @", "verify --snapshot 1",
  ])
  func `a line without completions stays the same`(line: String) {
    #expect(answer(to: line) == .nothing)
  }

  @Test(arguments: [
    ("cat post/two\\ w", "post/two words.md".bytes), ("cat 'quo", "quote's.md".bytes),
    ("cat \"dol", "dollar$.md".bytes), ("cat raw", "raw".bytes + [0xFF]),
    ("cat li", "line\nend.md".bytes), ("cat rev", "reverse\u{202E}.md".bytes),
    ("cat ./-d", "./-dash/-x.md".bytes), ("cat $'post/tw", "post/two words.md".bytes),
    ("cat post/tw", "post/two words.md".bytes), ("cat 箱", "箱.md".bytes),
    ("cat post/le", "post/letters/o".bytes),
  ])
  func `an inserted text is read back as the name`(line: String, name: [UInt8]) throws {
    var line = line
    while case .insert(let text) = answer(to: line), !line.hasSuffix(" ") { line += text }
    guard case .list(let list) = ShellParser.parse(Array(line.utf8)) else {
      Issue.record("\(line) is no line")
      return
    }
    #expect(list.items[0].pipeline.stages[0].words.last?.bytes == name)
  }

  @Test func `several completions are listed, safe and in columns`() throws {
    #expect(answer(to: "") == .listed)
    #expect(try screen.output().contains("grep"))
    #expect(answer(to: "cat post/") == .listed)
    #expect(try screen.output().hasSuffix("\nalone.md  letters/  'two words.md'\n"))
    #expect(answer(to: "cat post/letters/o") == .listed)
    #expect(try screen.output().hasSuffix("one.md  other.md\n"))
  }

  @Test func `a path is completed from the working folder`() throws {
    shell.go(to: Path(uncheckedBytes: "post".bytes))
    #expect(answer(to: "cat al") == .insert("one.md "))
    #expect(answer(to: "cat ../quo") == .insert("te\\'s.md "))
    #expect(answer(to: "cat ../../") == .nothing)
  }

  @Test func `tags with control sequences do no harm in a list`() throws {
    #expect(answer(to: "ls --tag ") == .listed)
    #expect(try screen.output() == "$'esc\\033[31m'  'two words'  winter\n")
    #expect(answer(to: "ls --tag es") == .insert("c$'\\033'\\[31m "))
  }

  @Test func `some names are listed and the rest are counted if there are very many`() throws {
    for number in 0..<1000 { try folder.write("in/many/\(number)") }
    #expect(answer(to: "cat many/") == .listed)
    #expect(try screen.output().hasSuffix("… and 600 more\n"))
  }
}
