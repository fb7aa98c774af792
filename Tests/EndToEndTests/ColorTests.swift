import ProgramSupport
import TestSupport
import Testing

/// Colours, and lines that fit the terminal.
struct ColorTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    let posts = [
      ("a/post/dated.md", "---\ntitle: Dated\ndate: 2024-03-02\n---\nold words here\n"),
      ("a/post/draft.md", "---\ntitle: Not yet\ndraft: true\n---\nx\n"),
      ("a/post/folder/x.md", "x\n"), ("a/post/gone.md", "x\n"),
      ("b/post/dated.md", "---\ntitle: Dated\ndate: 2024-03-02\n---\nnew words here\n"),
      ("b/post/more.md", "more\n"), ("a/post/old.md", "name\n"), ("b/post/new.md", "name\n"),
    ]
    for (path, text) in posts { try folder.write(path, text, modified: 1_600_000_000) }
    let made = try folder.shell(
      """
      ln -s dated.md a/post/link && find a -type d -exec touch -d @1600000000 {} +
      for c in a b; do "$BLOGSH" -C $c pack -o $c.tar.zst; done
      """)
    try #require(made == .done())
    for collection in ["a", "b"] {
      let made = try folder.blogsh("-C", collection, "backup", "--checksum", "--to", "h.tar.zst")
      try #require(made.end == .status(0))
    }
  }

  /// Command lines, a style that each shows, and its exit status.
  static let lines: [(line: String, styled: String, status: Int)] = [
    ("-C a cat post/dated.md", "\u{1B}[1;4mDated\u{1B}[0m", 0),
    ("-C a ls", "\u{1B}[1;34mpost/\u{1B}[0m", 0),
    ("-C a ls -1 post", "\u{1B}[1;36mlink\u{1B}[0m", 0),
    ("-C a ls -l post", "\u{1B}[33mdraft.md\u{1B}[0m", 0),
    ("-C a ls -l post", "\u{1B}[33mNot yet [draft]\u{1B}[0m", 0),
    ("-C a ls -l post", "\u{1B}[2m2020-09-13*\u{1B}[0m", 0),
    ("-C a.tar.zst ls -lR", "\u{1B}[33mpost/draft.md\u{1B}[0m", 0),
    ("-C a ls post post/folder", "\u{1B}[1;34mpost/folder\u{1B}[0m:", 0),
    ("-C a tree", "├── \u{1B}[1;34mfolder\u{1B}[0m/", 0),
    ("-C a head post/dated.md post/gone.md", "\u{1B}[1m==> \u{1B}[0m", 0),
    ("-C a wc post/dated.md post/gone.md", "\u{1B}[1mtotal\u{1B}[0m", 0),
    ("-C a find", "\u{1B}[1;34mpost\u{1B}[0m", 0),
    ("-C a grep words", "\u{1B}[1;31mwords\u{1B}[0m", 0),
    ("unpack -n a.tar.zst -d x", "\u{1B}[1;34mpost/\u{1B}[0m", 0),
    ("index a.tar.zst", "\u{1B}[1mmembers\u{1B}[0m", 0),
    ("index --members a.tar.zst", "\u{1B}[1;34mpost/\u{1B}[0m", 0),
    ("verify a.tar.zst", "\u{1B}[32mwhole\u{1B}[0m", 0),
    ("diff a b", "\u{1B}[31mremoved\u{1B}[0m  post/gone.md", 1),
    ("diff a b", "\u{1B}[32madded\u{1B}[0m    post/more.md", 1),
    ("diff a.tar.zst b.tar.zst", "\u{1B}[33mchanged\u{1B}[0m  post/dated.md", 1),
    ("diff --stat a b", "\u{1B}[32m1 added\u{1B}[0m", 1),
    ("diff a b", "\u{1B}[36mrenamed\u{1B}[0m  post/old.md -> post/new.md", 1),
    ("diff -u a b", "\u{1B}[1mrename to \u{1B}[0m\u{1B}[1mpost/new.md\u{1B}[0m", 1),
    ("diff -u a b", "\u{1B}[1m--- \u{1B}[0m\u{1B}[1ma/post/dated.md\u{1B}[0m", 1),
    ("diff -u a b", "\u{1B}[31m-\u{1B}[0m\u{1B}[7;31mold\u{1B}[0m\u{1B}[31m words here", 1),
    ("diff -u a b", "\u{1B}[32m+\u{1B}[0m\u{1B}[7;32mnew\u{1B}[0m\u{1B}[32m words here", 1),
    ("diff -u a b", "\u{1B}[36m@@ -2,4 +2,4 @@\u{1B}[0m", 1),
    ("snapshots h.tar.zst", "\u{1B}[33m2\u{1B}[0m", 0),
    ("log h.tar.zst post/dated.md", "\u{1B}[33m2\u{1B}[0m", 0),
    ("log -u h.tar.zst post/dated.md", "\u{1B}[36m@@ -2,4 +2,4 @@\u{1B}[0m", 0),
    ("-C a status h.tar.zst", "\u{1B}[31mD\u{1B}[0m  post/more.md", 1),
    ("-C a backup -n --to h.tar.zst", "\u{1B}[32mnew\u{1B}[0m      post/draft.md", 0),
    ("restore -n h.tar.zst@1 --to x", "\u{1B}[32mwrite  \u{1B}[0m", 0),
    ("prune -n --keep-last 1 h.tar.zst", "\u{1B}[31mremove\u{1B}[0m", 0),
    ("-C nowhere ls", "\u{1B}[1;31mblogsh: \u{1B}[0m", 2),
  ]

  @Test(arguments: lines)
  func `a terminal and --color always show colours, and nothing else does`(
    line: String, styled: String, status: Int
  ) throws {
    let screen = String(
      decoding: try folder.atTerminal("\"$BLOGSH\" \(line)", status: status), as: UTF8.self)
    #expect(screen.contains(styled), "\(screen.debugDescription)")
    for environment in ["NO_COLOR=1", "TERM=dumb"] {
      let plain = try folder.atTerminal(
        "\"$BLOGSH\" \(line)", environment: environment, status: status)
      #expect(!plain.contains(0x1B))
    }
    let words = line.split(separator: " ").map(String.init)
    let at = words[0] == "-C" ? 3 : 1
    let always = try folder.blogsh(words[..<at] + ["--color", "always"] + words[at...])
    #expect((always.text + always.errors).contains(styled), "\(always.testDescription)")
    let piped = try folder.blogsh(words)
    #expect(!piped.output.contains(0x1B) && !piped.errors.contains("\u{1B}"))
  }

  @Test(arguments: ["ls --help --color always", "ls --help --colour=always"])
  func `a help has styles where they are asked for`(line: String) throws {
    let outcome = try folder.blogsh(line.split(separator: " ").map(String.init))
    #expect(outcome.end == .status(0) && outcome.text.hasPrefix("\u{1B}[1mOVERVIEW:\u{1B}[0m"))
  }

  @Test func `JSON and bytes have no colours`() throws {
    for line in [
      ["-C", "a", "ls", "--color", "always", "--json", "-R"],
      ["-C", "a", "grep", "--color", "always", "--json", "words"],
      ["-C", "a", "cat", "--color", "always", "--raw", "post/dated.md"],
      ["diff", "--color", "always", "--json", "a", "b"],
      ["snapshots", "--color", "always", "--json", "h.tar.zst"],
    ] {
      let outcome = try folder.blogsh(line)
      #expect(!outcome.output.isEmpty && !outcome.output.contains(0x1B))
    }
  }

  @Test(arguments: [20, 40, 60, 80, 100, 200], ["a", "a.tar.zst"])
  func `the lines of a long list fit the terminal, and are whole in a pipe`(
    columns: Int, collection: String
  ) throws {
    let long = "post/a-name-that-is-long-enough-to-be-cut-at-eighty-columns-whatever-happens.md"
    let title = "A title that is long enough to be cut, 漢字漢字漢字漢字 and e\u{301}e\u{301}e\u{301}"
    try folder.write("a/" + long, "---\ntitle: \(title)\n---\n")
    try folder.write("a/two words/x.md", "x\n")
    try #require(try folder.blogsh("-C", "a", "pack", "-o", "a.tar.zst") == .done())
    for options in ["-lR", "-lRh", "-l post", "-l", "-lRt"] {
      let shown = try folder.atTerminal(
        "\"$BLOGSH\" -C \(collection) ls --color never \(options)", columns: columns)
      let lines = String(decoding: shown, as: UTF8.self).split(separator: "\r\n")
      #expect(!lines.isEmpty)
      // In Swift, a character is a grapheme; each of these is one column wide, or two.
      for line in lines {
        let width = line.reduce(0) { $0 + (("一"..."龥").contains($1) ? 2 : 1) }
        #expect(width < max(columns, 30), "\(line)")
      }
    }
    let piped = try folder.blogsh("-C", collection, "ls", "-lR").text
    #expect(piped.contains("  \(long)  \(title)\n"))
  }

  @Test func `a locale without UTF-8 has ASCII, with the lines of tree and the quotes of ls`()
    throws
  {
    try folder.write("u/post/café.md", "---\ntitle: Naïve — yes\n---\n")
    try folder.write("u/post/\(String(repeating: "long", count: 20)).md", "x\n")
    for line in ["ls", "ls post", "ls -l post", "ls -lR", "tree", "find", "grep yes"] {
      let shown = try folder.atTerminal("\"$BLOGSH\" -C u \(line)", environment: "LC_ALL=C")
      #expect(!shown.isEmpty && shown.allSatisfy { $0 < 0x80 }, "\(line)")
    }
    let list = String(
      decoding: try folder.atTerminal("\"$BLOGSH\" -C u ls -l post", environment: "LC_ALL=C"),
      as: UTF8.self)
    #expect(list.contains("lo... ") && list.contains("<U+00EF>"))
    #expect(
      try folder.blogsh(["-C", "u", "tree"], environment: ["LC_ALL": "C"]).text.hasPrefix(
        ".\n`-- post/\n    |-- café.md\n    `-- long"))
    // A shell reads the name back.
    let shown = try folder.atTerminal("\"$BLOGSH\" -C u ls -1 post", environment: "LC_ALL=C")
    let quoted = String(decoding: shown, as: UTF8.self).prefix { $0 != "\r\n" }
    #expect(quoted == #"$'caf\303\251.md'"#)
    expect(try folder.run("bash", "-c", "printf '%s\n' \(quoted)"), .done("café.md\n"))
  }
}
