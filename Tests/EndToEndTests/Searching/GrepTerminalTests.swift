import ProgramSupport
import TestSupport
import Testing

/// `grep` at a terminal, where hostile text and names do no harm.
struct GrepTerminalTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("archive/post/a b.md", "---\ntitle: A box\n---\nbox and box\r\n2\n3\n4\nbox\n")
    try folder.write("archive/post/c.md", "none\n\tbox\n")
    try folder.write("archive/post/p.png", [0, 0x0A] + Array("box\n".utf8))
    try #require(try folder.blogsh("pack", "-o", "a.tar.zst") == .done())
  }

  static let cases: [(String, String, Int)] = [
    (
      "box post/c.md",
      "<path>post/c.md</>\n<line>2</><sep>:</>\t<match>box</>\n", 0
    ),
    (
      "-m1 box",
      """
      <path>'post/a b.md'</>
      <line>2</><sep>:</>title: A <match>box</>

      <path>post/c.md</>
      <line>2</><sep>:</>\t<match>box</>
      <strong>blogsh: note: </>post/p.png: binary file matches

      """, 0
    ),
    (
      "-C1 '^box' 'post/a b.md'",
      """
      <path>'post/a b.md'</>
      <line>3</><sep>-</>---
      <line>4</><sep>:</><match>box</> and box
      <line>5</><sep>-</>2
      <sep>--</>
      <line>7</><sep>-</>4
      <line>8</><sep>:</><match>box</>

      """, 0
    ),
    ("--no-line-number -o 'b.x' post/c.md", "<path>post/c.md</>\n<match>box</>\n", 0),
    ("-l . post/c.md", "<path>post/c.md</>\n", 0),
    ("-c 3", "<path>'post/a b.md'</><sep>:</>1\n", 0),
    ("-v n post/c.md", "<path>post/c.md</>\n<line>2</><sep>:</>\tbox\n", 0),
    ("--title box", "<path>'post/a b.md'</><sep>:</>A <match>box</>\n", 0),
    ("--color never 3", "'post/a b.md'\n6:3\n", 0), ("nothing", "", 1), ("-q box", "", 0),
    (
      "--json 3",
      #"{"path":"post/a b.md","line":6,"text":"3","matches":[{"start":0,"end":1}]}"# + "\n", 0
    ),
  ]

  @Test(arguments: ["archive", "a.tar.zst"], cases)
  func `lines are shown under headings, with matches in colour`(
    collection: String, row: (String, String, Int)
  ) throws {
    let (words, shown, status) = row
    let line = "\"$BLOGSH\" -C \(collection) grep \(words)"
    let screen = String(decoding: try folder.atTerminal(line, status: status), as: UTF8.self)
    #expect(screen == Looks.text(shown).replacing("\n", with: "\r\n"))
  }

  @Test func `in a pipe there are no headings, colours or quotes`() throws {
    expect(
      try folder.blogsh("grep", "-m1", "box", "post/a b.md", "post/c.md"),
      .done("post/a b.md:2:title: A box\npost/c.md:2:\tbox\n"))
    // A line in a pipe has exactly the bytes of the file.
    expect(try folder.blogsh("grep", "and", "post"), .done("post/a b.md:4:box and box\r\n"))
  }

  @Test func `hostile text and names are harmless at a terminal, and exact in a pipe`() throws {
    let name = "post/\(HostileText.sample.replacing("/", with: "")).md"
    let text = "one \(HostileText.sample) end \u{85}"
    try folder.write("h/" + name, "---\ntitle: \"T \\e]0;x\\a\"\n---\n\(text)\n")
    try folder.write(
      "h/post/raw.md", Array("end ".utf8) + [0x9B, 0x33, 0x31, 0x6D, 0x1B, 0x5B, 0x41, 0x0A])
    try folder.write("h/post/\u{1B}]0;x\u{7}.png", [0, 0x0A] + Array("end\n".utf8))
    try #require(try folder.blogsh("-C", "h", "pack", "-o", "h.tar.zst") == .done())
    try #require(try folder.blogsh("-C", "h", "pack", "-o", "h.tar") == .done())
    for collection in ["h", "h.tar.zst", "h.tar"] {
      for (options, status) in [
        ("end", 0), ("-o '.*end' post", 0), ("-C1 end", 0), ("-c end", 0), ("-l end", 0),
        ("--json end", 0), ("--title T", 0), ("--color never end", 0), ("-a end", 0),
        ("-l0 end", 0), ("end \"$(printf 'post/\\033]0;x\\007.md')\"", 2),
        ("\"$(printf '\\033]0;x\\007(')\"", 2),
      ] {
        var shown = try folder.atTerminal(
          "\"$BLOGSH\" -C \(collection) grep \(options)", status: status)
        if options.contains("0") { shown.removeAll { $0 == 0 } }
        #expect(
          !shown.isEmpty && HostileText.isHarmless(shown),
          "\(collection) \(options): \(String(decoding: shown, as: UTF8.self).debugDescription)")
      }
      let outcome = try folder.blogsh("-C", collection, "grep", "-a", "end ")
      #expect(
        outcome.output == Array("\(name):4:\(text)\npost/raw.md:1:end ".utf8)
          + [0x9B, 0x33, 0x31, 0x6D, 0x1B, 0x5B, 0x41, 0x0A])
    }
  }
}
