import Foundation
import ProgramSupport
import TestSupport
import Testing

/// Completion in real shells, when a person presses the tab key.
struct CompletionTests {
  static let shells = ["bash", "zsh", "fish"]

  /// Names that differ in their first letters, with bytes that have a meaning in a shell or a
  /// terminal.
  static let names: [[UInt8]] =
    [
      "a b.md", "b'q'.md", #"c"d".md"#, "d$HOME.md", "e\nnl.md", "g/-dash/--x.md", "h`id`.md",
      "i;|&<>.md", "j*?[x].md", "k!bang!.md", #"l\back.md"#, "m\u{1B}[31m.md", "n\u{202E}\u{9B}.md",
      "o#hash.md", "p~tilde.md", "q=eq:colon@at.md", "r{a,b}.md", "s\ttab.md", "t(paren).md",
      "u^car%.md", "vé箱.md", "w$(id).md", "x\u{1}\u{7F}.md", "y  two.md", "z\\\n.md",
    ].map(\.bytes) + ["f".bytes + [0xFF, 0xFE] + ".md".bytes]

  /// A folder that contains only the first names, and an archive of it.
  private static func collection(_ names: [[UInt8]]) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for name in names { try folder.write("in/".bytes + name, []) }
    #expect(try folder.blogsh("-C", "in", "pack", "-o", "a.tar.zst").errors == "")
    return folder
  }

  /// The words that a shell makes of each line, after the name of the program.
  private func words(
    _ lines: [[UInt8]], typedInto shell: String, in folder: TemporaryFolder
  ) throws -> [[[UInt8]]] {
    let typed = try Program.run(
      "python3",
      [Surroundings.judges + "/typist.py", shell, Surroundings.blogsh],
      input: .bytes(lines.flatMap { $0 + [0] }), in: folder.path)
    try #require(typed.end == .status(0), "\(shell): \(typed.errors)")
    // Each word ends in a NUL byte, and each line in another one.
    var lines: [[[UInt8]]] = [[]]
    for word in typed.output.split(separator: 0, omittingEmptySubsequences: false) {
      if word.isEmpty { lines.append([]) } else { lines[lines.endIndex - 1].append(Array(word)) }
    }
    return lines.filter { !$0.isEmpty }
  }

  /// fish takes what follows a tab as a remark.
  private func canComplete(_ name: [UInt8], in shell: String) -> Bool {
    shell != "fish" || !name.contains(0x09)
  }

  @Test(arguments: shells)
  func `paths of a snapshot are completed`(shell: String) throws {
    let folder = try TemporaryFolder()
    for name in ["gone.md", "stays.md"] {
      try folder.write("in/\(name)", "")
      let made = try folder.blogsh("-C", "in", "backup", "--to", "h.tar.zst")
      #expect(made.end == .status(0), "\(made.testDescription)")
      if name == "gone.md" { try folder.remove("in/gone.md") }
    }
    let lines = ["h.tar.zst@1", "h.tar.zst", "h.tar.zst@9"].map { "blogsh -C \($0) cat g\t" }
    #expect(
      try words(lines.map(\.bytes), typedInto: shell, in: folder).map { $0.last } == [
        "gone.md".bytes, "g".bytes, "g".bytes,
      ])
  }

  @Test(arguments: shells, ["in", "a.tar.zst"])
  func `a completed path has exactly the bytes of the name, with and without quotes`(
    shell: String, collection: String
  ) throws {
    let folder = try Self.collection(Self.names.map { "x/".bytes + $0 })
    let quotes = ["", "'", "\""] + (shell == "fish" ? [] : ["$'"])
    let names = Self.names.filter { canComplete($0, in: shell) }
    let asked = quotes.flatMap { quote in names.map { (quote: quote, name: $0) } }
    let lines = asked.map { quote, name in
      // A folder is completed step by step.
      let tabs = String(repeating: "\t", count: name.count { $0 == 0x2F } + 1)
      return "blogsh -C \(collection) cat \(quote)x/".bytes + name.prefix(1) + tabs.bytes
    }
    let expected = asked.map {
      ["-C".bytes, collection.bytes, "cat".bytes, "x/".bytes + $0.name]
    }
    let words = try words(lines, typedInto: shell, in: folder)
    for (line, (words, expected)) in zip(lines, zip(words, expected)) {
      #expect(words == expected, "\(String(decoding: line, as: UTF8.self))")
    }
    #expect(words.count == expected.count)
  }

  @Test(arguments: shells)
  func `the common beginning of names is inserted, and typing goes on from there`(
    shell: String
  ) throws {
    let names = ["b'q1.md", "b'q2.md", "d$x 1.md", "d$x 2.md", "e\"!1", "e\"!2", "é1", "è2"]
    let folder = try Self.collection(names.map { "x/\($0)".bytes })
    let quotes = ["", "'", "\""] + (shell == "fish" ? [] : ["$'"])
    let lines = quotes.flatMap { quote in
      ["b", "d", "e"].map { "blogsh -C in cat \(quote)x/\($0)\t1\t".bytes }
    }
    let expected = quotes.flatMap { _ in ["x/b'q1.md", "x/d$x 1.md", "x/e\"!1"].map(\.bytes) }
    #expect(try words(lines, typedInto: shell, in: folder).map(\.last) == expected)
  }

  @Test(arguments: shells)
  func `a name that begins with a special character is completed as a path`(
    shell: String
  ) throws {
    let names = [
      "~x", "=ls", "#c", " sp", "!h", "{a}", "^", "%1", "+x", "\n", "-lead.md", "--", "-",
    ]
    let folder = try TemporaryFolder()
    for (number, name) in names.enumerated() { try folder.write("\(number)/\(name)") }
    let lines = names.indices.flatMap { number in
      ["", "-- "].map { "blogsh -C \(number) cat \($0)\t".bytes }
    }
    let expected = names.flatMap { name in
      let word = name.hasPrefix("-") ? (shell == "fish" ? "/" : "./") + name : name
      return [word.bytes, word.bytes]
    }
    #expect(try words(lines, typedInto: shell, in: folder).map(\.last) == expected)
  }

  /// The typed text, and the words that it is completed to.
  static let lines: [(typed: String, words: String)] = [
    ("blogsh unp\t", "unpack"),
    ("blogsh help gre\t", "help grep"),
    ("blogsh ls --ch\t", "ls --checksum"),
    ("blogsh ls --color al\t", "ls --color always"),
    ("blogsh ls --color=ne\t", "ls --color=never"),
    ("blogsh pack --format tar.z\t", "pack --format tar.zst"),
    ("blogsh unpack --overwrite i\t", "unpack --overwrite if-changed"),
    ("blogsh completion f\t", "completion fish"),
    ("blogsh -C oth\t", "-C other.tar.zst"),
    ("blogsh verify oth\t", "verify other.tar.zst"),
    ("blogsh unpack other.tar.zst on\t", "unpack other.tar.zst only-there"),
    ("blogsh unpack other.tar.zst -d arch\t", "unpack other.tar.zst -d archive"),
    ("blogsh diff oth\t arch\t", "diff other.tar.zst archive"),
    ("blogsh cat on\t", "cat only-here"),
    ("blogsh cat /on\t", "cat /only-here"),
    ("blogsh cat on\t on\t", "cat only-here only-here"),
    ("blogsh cat -- -l\t", "cat -- -lead"),
    ("blogsh cat ./-l\t", "cat ./-lead"),
    ("blogsh -C other.tar.zst cat on\t", "-C other.tar.zst cat only-there"),
    ("blogsh grep on\t", "grep on"),
    ("blogsh grep x on\t", "grep x only-here"),
    ("blogsh grep -e x on\t", "grep -e x only-here"),
    ("blogsh ls --tag on\t", "ls --tag on"),
    ("blogsh ls --tag tw\t", "ls --tag two words"),
    ("blogsh -C other.tar.zst ls --tag wi\t", "-C other.tar.zst ls --tag winter"),
    ("blogsh find --meta au\tA\t", "find --meta author=Ada Byron"),
    ("blogsh find --meta=author=A\t", "find --meta=author=Ada Byron"),
    ("blogsh -C history.tar.zst@2\t cat on\t", "-C history.tar.zst@2 cat only-there"),
    (
      "blogsh diff history.tar.zst@1\t history.tar.zst@2\t",
      "diff history.tar.zst@1 history.tar.zst@2"
    ),
    ("blogsh verify history.tar.zst@9\t", "verify history.tar.zst@9"),
    ("blogsh -C history.tar.zst verify --snapshot 2\t", "-C history.tar.zst verify --snapshot 2"),
    ("blogsh -C history.tar.zst diff @1\t", "-C history.tar.zst diff @1"),
    ("blogsh -C pipe cat on\t", "-C pipe cat on"),
    ("blogsh -C other.tar.zst@1 cat on\t", "-C other.tar.zst@1 cat on"),
    ("blogsh -C - cat on\t", "-C - cat on"),
    ("blogsh cat --max-ra\t", "cat --max-ratio"), ("blogsh grep --perl\t", "grep --perl-regexp"),
    ("blogsh cat ../on\t", "cat ../on"),
    ("true; blogsh cat on\t", "cat only-here"),
  ]

  @Test(arguments: shells)
  func `commands, options, values, files and paths are completed in their places`(
    shell: String
  ) throws {
    let folder = try TemporaryFolder()
    try folder.write("archive/only-here")
    try folder.write("archive/-lead")
    try folder.write("other/only-there")
    try folder.write(
      "archive/.facts.md", "---\ntags: [two words]\nauthor: Ada Byron\n---\n")
    try folder.write("other/.facts.md", "---\ntags: winter\n---\n")
    #expect(try folder.blogsh("-C", "other", "pack", "-o", "other.tar.zst") == .done())
    for number in 1...2 {
      try folder.write("other/only-there", "\(number)")
      #expect(
        try folder.blogsh("-C", "other", "backup", "--to", "history.tar.zst").status == 0)
    }
    #expect(try folder.shell("rm -r other && mkfifo pipe other.tar.zst@1") == .done())
    let lines = Self.lines
    let words = try words(lines.map(\.typed.bytes), typedInto: shell, in: folder)
    for (line, words) in zip(lines, words) {
      // zsh removes the slash of a folder when the line is entered.
      let text = words.map {
        String(decoding: $0.last == 0x2F ? $0.dropLast() : $0[...], as: UTF8.self)
      }
      .joined(separator: " ")
      #expect(text == line.words, "\(line.typed)")
    }
    #expect(words.count == lines.count)
  }

  @Test(arguments: ["zsh", "fish"])
  func `a collection that is set on the line is used`(shell: String) throws {
    let folder = try TemporaryFolder()
    try folder.write("other/only-there")
    let line = "BLOGSH_COLLECTION=other blogsh cat on\t".bytes
    #expect(
      try words([line], typedInto: shell, in: folder) == [["cat".bytes, "only-there".bytes]])
  }

  @Test func `any line of a shell is completed without an error message`() throws {
    let folder = try Self.collection(["x".bytes])
    for shell in Self.shells {
      for line in [
        "", " ", "blogsh", "blogsh -C", "blogsh nothing ", "blogsh cat \"$(", "blogsh cat `", "'",
        "blogsh cat $", "blogsh cat ${", "blogsh cat \\", "$'\\", "blogsh -C nothing cat ",
        ";|&<>()",
        "blogsh cat > ", "blogsh cat # ", "blogsh ls --color=", "blogsh -- -", "blogsh cat '\\",
      ] {
        let outcome = try folder.blogsh("complete", "--", shell, line)
        #expect(outcome.end == .status(0) && outcome.errors == "", "\(shell) \(line)")
      }
    }
  }

  @Test(arguments: ["bash", "zsh"])
  func `a list of names does no harm to a terminal`(shell: String) throws {
    let folder = try Self.collection(Self.names)
    let answer = try folder.blogsh("complete", "--", shell, "blogsh -C in cat ")
    #expect(answer.lines.count == 2 * Self.names.count + 1)
    let text = try #require(String(validating: answer.output, as: UTF8.self))
    #expect(
      text.unicodeScalars.allSatisfy {
        $0 == "\n" || !($0.properties.generalCategory == .control || $0 == "\u{202E}")
      })
  }

  @Test(arguments: shells)
  func `messages of snapshots and tags do no harm to a terminal`(shell: String) throws {
    let folder = try Self.collection(["x".bytes])
    try folder.write(
      "in/a.md",
      "---\ntags: [\"\\e]0;x\\a\\u202E\\r\\ntag\", one]\nauthor: \"\\e[31m\\tb\"\n---\n")
    let message = "\u{1B}]0;pwned\u{7}\r\u{202E}text\nmore"
    for _ in 1...2 {
      let made = try folder.blogsh("-C", "in", "backup", "--to", "h.tar.zst", "-m", message)
      #expect(made.status == 0, "\(made.testDescription)")
      try folder.write("in/more")
    }
    for line in [
      "-C h.tar.zst@", "-C in ls --tag ", "-C in find --meta author=", "-C in find --meta ",
    ] {
      let answer = try folder.blogsh("complete", "--", shell, "blogsh \(line)")
      #expect(answer.errors == "" && !answer.output.isEmpty, "\(answer.testDescription)")
      // fish quotes the words itself, and makes them harmless; remarks come after a tab.
      let shown =
        shell != "fish"
        ? answer.text
        : answer.text.split(separator: "\0").compactMap {
          $0.split(separator: "\t").dropFirst().first
        }
        .joined()
      #expect(HostileText.isHarmless(shown.bytes), "\(answer.text.debugDescription)")
      if line.hasSuffix("@"), shell != "bash" { #expect(shown.contains("text …")) }
    }
  }

  @Test(arguments: ["bash", "zsh"])
  func `a list shows folders with spaces under their names`(shell: String) throws {
    let folder = try Self.collection(
      ["one folder/a.md", "two folders/a.md", "x/a.md"].map(\.bytes))
    let answer = try folder.blogsh("complete", "--", shell, "blogsh -C in ls ")
    // readline shows what follows the last slash that has something after it.
    for shown in ["'one folder'/", "'two folders'/", "x/"] {
      #expect(answer.lines.contains(shown), "\(answer.testDescription)")
    }
  }

  @Test func `a script is printed for three shells, and for no other`() throws {
    let folder = try TemporaryFolder()
    for shell in Self.shells {
      let script = try folder.blogsh("completion", shell)
      #expect(script.end == .status(0) && script.errors == "")
      try folder.write(shell, script.output)
      #expect(try folder.run(shell, "-n", shell) == .done())
    }
    #expect(try folder.blogsh("completion", "tcsh").end == .status(64))
  }
}
