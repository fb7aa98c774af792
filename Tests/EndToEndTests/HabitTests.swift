import ProgramSupport
import TestSupport
import Testing

/// Options that fingers type, because other tools have them.
struct HabitTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("archive/a.md", "# A\ntext\n")
    try folder.write("archive/b.txt", "text\ntext, a longer one\n")
    try folder.write("archive/post/c.md", "text\n")
  }

  @Test(arguments: [
    ("-rn text", "a.md:2:text\nb.txt:1:text\nb.txt:2:text, a longer one\npost/c.md:1:text\n"),
    ("-E 'te(x|y)t$'", "a.md:2:text\nb.txt:1:text\npost/c.md:1:text\n"),
    ("-P '^text$'", "a.md:2:text\nb.txt:1:text\npost/c.md:1:text\n"),
    ("-H text a.md", "a.md:2:text\n"), ("-h text a.md", "2:text\n"),
    ("-rh --no-line-number text post", "text\n"), ("-hc text b.txt", "2\n"),
    ("-RlZ text post", "post/c.md\u{0}"),
    ("-rl --include '*.md' text", "a.md\npost/c.md\n"),
    ("-rl --exclude '*.md' text", "b.txt\n"),
    ("-rL --include '*.txt' nothing", "b.txt\n"),
    ("-1 A a.md", "a.md:1:# A\na.md-2-text\n"),
  ])
  func `grep takes the options of grep`(words: String, output: String) throws {
    try #require(try folder.blogsh("pack", "-o", "a.tar.zst") == .done())
    for collection in ["archive", "a.tar.zst"] {
      expect(try folder.shell("\"$BLOGSH\" -C \(collection) grep \(words)"), .done(output))
    }
  }

  @Test func `grep -s says nothing of files that are not there`() throws {
    expect(
      try folder.blogsh("grep", "-s", "text", "a.md", "no.md"),
      .failed(2, output: "a.md:2:text\n", ""))
  }

  @Test(arguments: [
    ["-5"], ["-1"], ["-n", "-1"], ["-n-2"], ["-n", "-9"], ["-c", "3"], ["-c", "-3"], ["-c-99"],
    ["--lines=2"], ["--bytes=2"], ["-n", "1k"], ["-n", "99999999999999"], ["--quiet"],
    ["-n", "-99999999999999"], ["--verbose"],
  ])
  func `head and tail take the options of head and tail`(options: [String]) throws {
    for tool in ["head", "tail"] {
      for file in ["a.md", "b.txt"] {
        let judged = try Program.run(tool, options + [file], in: folder.path("archive"))
        expect(try folder.blogsh([tool] + options + [file]), judged)
      }
    }
  }

  @Test func `ls takes the options of ls`() throws {
    for name in ["marks/plain.md", "marks/run.sh", "marks/sub/x.md"] {
      try folder.write("archive/\(name)", "", mode: name.hasSuffix(".sh") ? 0o755 : 0o644)
    }
    try folder.makeSymbolicLink("archive/marks/link", to: "plain.md")
    let marked = try folder.shell("LC_ALL=C ls -F archive/marks").lines
    expect(try folder.blogsh("ls", "-F", "marks"), .done(marked.map { $0 + "\n" }.joined()))
    #expect(try folder.blogsh("ls", "-lF", "marks").text.contains("  link -> plain.md\n"))
    #expect(try folder.blogsh("ls", "-lF", "marks").text.contains("  run.sh*\n"))
    try #require(try folder.shell("rm -r archive/marks") == .done())
    let long = try folder.blogsh("ls", "-lh", "a.md")
    #expect(long.text.contains("* 9 B  a.md"), "\(long.testDescription)")
    expect(try folder.blogsh("ls", "-S", "a.md", "b.txt"), .done("b.txt\na.md\n"))
    expect(try folder.blogsh("ls", "-Sr", "a.md", "b.txt"), .done("a.md\nb.txt\n"))
    expect(try folder.blogsh("ls", "-RS", "-a"), .done("b.txt\na.md\npost/c.md\n"))
    expect(try folder.blogsh("ls", "-d", "post"), .done("post/\n"))
    expect(try folder.blogsh("ls", "-d"), .done("./\n"))
    #expect(try folder.blogsh("ls", "-dR").status == 64)
    #expect(try folder.blogsh("ls", "-tS").status == 64)
  }

  @Test(arguments: [
    "a.md\r\npost/c.md\r\n", "\u{FEFF}a.md\npost/c.md", "\u{FEFF}a.md\r\n\r\npost/c.md",
  ])
  func `lists and scripts of other systems are read`(list: String) throws {
    try folder.write("list", list)
    expect(try folder.blogsh("pack", "-o", "l.tar", "--files-from", "list"), .done())
    expect(try folder.run("tar", "-tf", "l.tar"), .done("a.md\npost/c.md\n"))
    try folder.write(
      "script", list.replacing("a.md", with: "ls a.md").replacing("post", with: "ls post"))
    expect(try folder.blogsh("shell", "script"), .done("a.md\npost/c.md\n"))
    expect(
      try folder.blogsh("shell", input: .bytes(try folder.contents("script"))),
      .done("a.md\npost/c.md\n"))
  }

  @Test func `names are quoted in a patch as patch reads them`() throws {
    let names = [
      "plain.md", "two words.md", "tab\tx.md", "line\nbreak.md", #"q"uote.md"#, #"back\slash.md"#,
      "é.md", "bell\u{7}\u{1B}.md", " lead.md", "trail .md",
    ]
    for name in names {
      try folder.write("old/\(name)", "old\n")
      try folder.write("new/\(name)", "new\n")
      try folder.write("new/added \(name)", "added\n")
      try folder.write("old/gone \(name)", "gone\n")
    }
    let difference = try folder.blogsh("diff", "-u", "old", "new")
    try folder.write("patch", difference.output)
    expect(
      try folder.shell(
        "cp -r old copy && cd copy && patch -s -E -p1 <../patch && diff -r . ../new"), .done())
  }

  @Test func `cat -n numbers lines as cat(1) does`() throws {
    try folder.write("archive/long.md", (1...1200).map { "line \($0)\n\n" }.joined())
    try folder.write("archive/cut.md", "one\ntwo")
    for files in [["a.md"], ["long.md"], ["cut.md"], ["cut.md", "long.md", "a.md"]] {
      let judged = try Program.run("cat", ["-n"] + files, in: folder.path("archive"))
      for options in [["-n"], ["--number"], ["-n", "--raw"]] {
        expect(try folder.blogsh(["cat"] + options + files), judged)
      }
    }
    try folder.write("archive/head.md", "---\ntitle: x\n---\ntext\n")
    expect(try folder.blogsh("cat", "-n", "--body", "head.md"), .done("     1\ttext\n"))
    #expect(try folder.blogsh("cat", "-n", "--meta", "head.md").status == 64)
  }

  @Test(arguments: [
    (["pack", "--to", "x.tar"], "x.tar"),
    (["reindex", "in.tar", "--to", "y.tar.zst"], "y.tar.zst"),
    (["unpack", "in.tar", "--to", "z"], "z"), (["backup", "--to", "h.tar.zst"], "h.tar.zst"),
    (["restore", "in.tar.zst", "--to", "r"], "r"),
  ])
  func `one name says where the output goes`(words: [String], output: String) throws {
    for name in ["in.tar", "in.tar.zst"] {
      try #require(try folder.blogsh("pack", "-o", name) == .done())
    }
    #expect(try folder.blogsh(words).status == 0)
    #expect(folder.exists(output))
  }

  @Test(arguments: [
    ["unpack", "h.tar.zst", "--to", "out"], ["restore", "h.tar.zst", "--to", "out"],
    ["prune", "h.tar.zst", "--keep-last", "1"], ["backup", "--to", "h.tar.zst"],
    ["init", "--history", "h.tar.zst"],
  ])
  func `nothing is written with -n or --dry-run`(words: [String]) throws {
    try #require(try folder.blogsh("backup", "--to", "h.tar.zst").status == 0)
    try folder.write("archive/new.md", "new\n")
    try #require(try folder.blogsh("backup", "--to", "h.tar.zst").status == 0)
    try folder.write("archive/newer.md", "new\n")
    let before = try folder.listing()
    let short = try folder.blogsh(words + ["-n"])
    expect(try folder.blogsh(words + ["--dry-run"]), short)
    #expect(short.status == 0 && !short.output.isEmpty)
    #expect(try folder.listing() == before)
  }

  @Test(arguments: ["--strip", "--strip-components"])
  func `leading folders are left out as in tar`(option: String) throws {
    try #require(try folder.blogsh("pack", "-o", "a.tar") == .done())
    #expect(try folder.blogsh("unpack", "a.tar", "--to", "out", option, "1").status == 0)
    #expect(try folder.names("out") == ["c.md"])
  }

  @Test(arguments: ["-V", "--version", "version"])
  func `the version has the names that hands know`(word: String) throws {
    let version = try folder.blogsh(word)
    #expect(
      version.end == .status(0) && version.text.wholeMatch(of: #/blogsh \d+\.\d+\.\d+\n/#) != nil)
    for words in [["ls", "--version"], ["grep", "x", "-V"]] {
      expect(try folder.blogsh(words), version)
    }
    expect(
      try folder.blogsh("-C", "archive", word),
      .failed(64, "blogsh: version works on no collection, so that -C means nothing\n"))
    let more = try folder.blogsh(word, "ls")
    #expect(more.status == 64 && more.errors.hasPrefix("blogsh: Unexpected argument 'ls'"))
  }

  @Test func `the version as JSON names what is linked`() throws {
    let outcome = try folder.blogsh("--version", "--json")
    #expect(outcome.status == 0)
    expect(try folder.blogsh("version", "--json"), outcome)
    for library in [
      "libarchive", "libzstd", "zlib", "liblzma", "bz2lib", "liblz4", "cmark-gfm", "pcre2",
      "libyaml", "libedit",
    ] {
      #expect(outcome.text.contains("\"\(library)\":\""), "\(library)")
    }
  }
}
