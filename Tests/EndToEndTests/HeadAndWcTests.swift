import ProgramSupport
import TestSupport
import Testing

/// `head`, `tail` and `wc`, which print what the tools of those names print.
struct HeadAndWcTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    let lines = (1...30).map { "line \($0)  with\twords\n" }.joined()
    try folder.write("archive/long.md", lines)
    try folder.write("archive/short.md", "one\ntwo\nno newline at the end")
    try folder.write("archive/empty.md", "")
    try folder.write("archive/wide.md", "буркани за зимата\n箱書き\n")
    // Spaces and letters of one to four bytes, some of them cut by the pieces that are read.
    let spaces = [
      "\u{A0}", "\u{2009}", "\u{2007}", "\u{202F}", "\u{2060}", "\u{3000}", "\u{1680}", " ",
    ]
    let letters = ["a", "é", "箱", "𝄞", "\u{A1}", "\u{2008}b", "x"]
    var text = ""
    for number in 0..<60_000 {
      text += letters[number % 7]
      if number * number % 3 != 0 { text += spaces[number % 8] }
    }
    try folder.write("archive/spaces.md", text)
    try folder.write("archive/big.bin", (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
    try #require(try folder.blogsh("pack", "-o", "a.tar.gz") == .done())
  }

  static let files = ["long.md", "short.md", "empty.md", "wide.md", "spaces.md", "big.bin"]

  private func expectSame(_ command: String, _ options: [String], _ files: [String]) throws {
    let words = options + files
    let expected = try Program.run(
      command, words, environment: ["LC_ALL": "C.UTF-8"], in: folder.path("archive"))
    for collection in ["archive", "a.tar.gz"] {
      let outcome = try folder.blogsh(["-C", collection, command] + words)
      #expect(outcome == expected, "\(command) \(words) in \(collection)")
    }
  }

  @Test(
    arguments: files,
    [
      [], ["-n", "3"], ["-n", "1"], ["-n", "0"], ["-n", "1000"], ["-c", "10"], ["-c", "0"],
      ["-c", "150000"], ["-v"], ["-v", "-n", "2"],
    ])
  func `head of one file prints what head(1) prints`(file: String, options: [String]) throws {
    try expectSame("head", options, [file])
  }

  @Test(
    arguments: files,
    [
      [], ["-n", "3"], ["-n", "1"], ["-n", "0"], ["-n", "1000"], ["-n", "-4"], ["-n", "+3"],
      ["-n", "+1"], ["-n", "+0"], ["-n", "+1000"], ["-c", "10"], ["-c", "0"], ["-c", "150000"],
      ["-c", "+10"], ["-c", "+150000"], ["-c", "+0"], ["-v"], ["-v", "-n", "2"], ["-5"],
    ])
  func `tail of one file prints what tail(1) prints`(file: String, options: [String]) throws {
    try expectSame("tail", options, [file])
  }

  @Test(arguments: [[], ["-q"], ["-n", "2"], ["-n", "+2"], ["-c", "5"], ["-q", "-c", "5"]])
  func `tail of several files prints what tail(1) prints`(options: [String]) throws {
    try expectSame("tail", options, ["long.md", "short.md", "empty.md", "wide.md"])
  }

  @Test func `only the end of a large file is held`() throws {
    try folder.write("archive/large.txt", (0..<3_000_000).map { "line \($0)\n" }.joined())
    for words in [["tail", "-n", "5"], ["tail", "-c", "9"], ["head", "-n", "-2999990"]] {
      let judged = try Program.run(
        words[0], words[1...] + ["large.txt"], in: folder.path("archive"))
      expect(try folder.blogsh(words + ["large.txt"]), judged)
    }
  }

  @Test(arguments: [[], ["-q"], ["-n", "2"], ["-c", "5"], ["-q", "-c", "5"]])
  func `head of several files prints what head(1) prints`(options: [String]) throws {
    try expectSame("head", options, ["long.md", "short.md", "empty.md", "wide.md"])
  }

  @Test(
    arguments: files,
    [[], ["-l"], ["-w"], ["-c"], ["-lw"], ["-lc"], ["-wc"], ["-lwc"], ["-L"], ["-lwmcL"]])
  func `wc of one file prints what wc(1) prints`(file: String, options: [String]) throws {
    // Programs disagree on what a word is in bytes that are not text.
    guard file != "big.bin" || options == ["-l"] || options == ["-c"] else { return }
    try expectSame("wc", options, [file])
  }

  @Test(arguments: [["-m"], ["-lm"]])
  func `wc counts characters as wc(1) does`(options: [String]) throws {
    try expectSame("wc", options, ["wide.md"])
  }

  @Test func `wc -L counts columns as wc(1) does`() throws {
    try folder.write(
      "archive/lines.txt", "a\tb\n12345678\tx\r\nlong\u{0C}er line\u{0B}\u{1}\u{7F}\ne\u{301}箱\n\n")
    try folder.write("archive/tab.txt", "\t")
    for file in ["lines.txt", "tab.txt"] {
      let judged = try Program.run(
        "wc", ["-L", file], environment: ["LC_ALL": "C.UTF-8"], in: folder.path("archive"))
      expect(try folder.blogsh("wc", "-L", file), judged)
    }
  }

  @Test(
    .enabled(
      if: Surroundings.hasRealBlog, "shared/corpora/18f-posts.tar.gz is not beside the package"),
    arguments: ["-lwc", "-w", "-m", "-L"])
  func `wc counts the posts of a real blog as wc(1) does`(option: String) throws {
    let made = try folder.shell("mkdir real && tar -xzf \"$1\" -C real", Surroundings.realBlog)
    try #require(made == .done())
    let files = try folder.blogsh("-C", "real", "ls", "-Ra").lines
    #expect(files.count > 500)
    let judged = try Program.run(
      "wc", [option] + files, environment: ["LC_ALL": "C.UTF-8"], in: folder.path("real"))
    expect(try folder.blogsh(["-C", "real", "wc", option] + files), judged)
  }

  @Test(arguments: [[], ["-l"], ["-w"], ["-c"], ["-lw"], ["-L"], ["-cL"]])
  func `wc of several files prints what wc(1) prints`(options: [String]) throws {
    try expectSame("wc", options, ["long.md", "short.md", "empty.md", "wide.md"])
  }

  @Test(arguments: ["head", "tail", "wc"])
  func `missing posts are reported, and the rest is done`(command: String) throws {
    let alone = try folder.blogsh(command, command == "wc" ? "-l" : "-v", "short.md")
    let outcome = try folder.blogsh(command, command == "wc" ? "-l" : "-v", "no.md", "short.md")
    #expect(outcome.end == .status(1))
    #expect(outcome.errors == "blogsh: cannot read no.md: No such file or directory in archive\n")
    #expect(outcome.text.contains(alone.text.split(separator: "\n")[0]))
  }

  @Test(arguments: [
    ["head"], ["tail"], ["wc"], ["tail", "-n", "++1", "short.md"],
    ["head", "-n", "1x", "short.md"], ["head", "-c", "x", "short.md"],
  ])
  func `invalid options and values are wrong usage`(arguments: [String]) throws {
    let outcome = try folder.blogsh(arguments)
    #expect(outcome.end == .status(64))
    #expect(outcome.output == [] && outcome.hasOneLineOfErrors)
  }
}
