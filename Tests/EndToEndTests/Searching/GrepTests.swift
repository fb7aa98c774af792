import ProgramSupport
import TestSupport
import Testing

/// `grep` over a folder, an indexed archive and archives without an index: the effect of each
/// option.
struct GrepTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(
      "c/post/a-c.md", "---\ntitle: The Box\ntags: [boxes, Jars]\n---\n\nA box.\nboxes, box, BOX\n")
    try folder.write(
      "c/post/a/c.md", "+++\ntitle = 'Two'\ntags = ['boxes']\n+++\none\nbox e.g.\nend")
    try folder.write("c/post/b.md", "1\n2\nbox\n4\n5\n6\n7\n8\nsnowbox\n10\nbox 11\n\n")
    try folder.write("c/post/latin.md", Array("caf".utf8) + [0xE9] + Array(" box\n".utf8))
    try folder.write("c/post/nothing.md", "")
    try folder.write("c/post/box.png", [0x89, 0x50, 0, 0x0A] + Array("box\nbox\n".utf8))
    try folder.write("c/.git/config", "box\n")
    try folder.write("patterns", "BOX\ne.g.\n")
    try folder.write("none", "")
    try folder.write("empty-line", "\n")
    let made = try folder.shell(
      """
      ln -s b.md c/post/link.md
      for form in tar tar.gz tar.zst; do "$BLOGSH" -C c pack --with-git -o c.$form || exit; done
      """)
    try #require(made == .done())
  }

  static let collections = ["c", "c.tar", "c.tar.gz", "c.tar.zst"]

  struct Case: CustomTestStringConvertible {
    let arguments: [String]
    let lines: [String]
    let status: Int32
    /// Whether the picture is reported as matching.
    let hasBinary: Bool

    init(_ arguments: [String], _ lines: [String], status: Int32? = nil, binary: Bool = false) {
      self.arguments = arguments
      self.lines = lines
      self.status = status ?? (lines.isEmpty && !binary ? 1 : 0)
      hasBinary = binary
    }

    var testDescription: String { arguments.joined(separator: " ") }
  }

  static let all = [
    "post/a/c.md:3:tags = ['boxes']", "post/a/c.md:6:box e.g.", "post/a-c.md:3:tags: [boxes, Jars]",
    "post/a-c.md:6:A box.",
    "post/a-c.md:7:boxes, box, BOX", "post/b.md:3:box", "post/b.md:9:snowbox",
    "post/b.md:11:box 11", "post/latin.md:1:caf\u{FFFD} box",
  ]

  static let patterns = [
    Case(["box"], all, binary: true), Case(["box", "."], all, binary: true),
    Case(["Box"], ["post/a-c.md:2:title: The Box"]), Case(["nowhere"], []),
    Case(["-e", "snow", "-e", "^end$"], ["post/a/c.md:7:end", "post/b.md:9:snowbox"]),
    Case(["-esnow", "post"], ["post/b.md:9:snowbox"]),
    Case(["-e", "-", "post/a-c.md"], ["post/a-c.md:1:---", "post/a-c.md:4:---"]),
    Case(["-f", "patterns"], ["post/a/c.md:6:box e.g.", "post/a-c.md:7:boxes, box, BOX"]),
    Case(["-f", "none"], []), Case(["-f", "none", "-e", "snow"], ["post/b.md:9:snowbox"]),
    Case(["-f", "empty-line", "post/a/c.md", "-c"], ["post/a/c.md:7"]),
    Case(["-F", "e.g."], ["post/a/c.md:6:box e.g."]), Case(["-F", "b.x"], []),
    Case(["-F", "[boxes"], ["post/a-c.md:3:tags: [boxes, Jars]"]),
    Case(["-i", "BOX", "post/a-c.md", "-c"], ["post/a-c.md:4"]),
    Case(["-S", "box", "post/a-c.md", "-c"], ["post/a-c.md:4"]),
    Case(["-S", "Box", "post/a-c.md", "-c"], ["post/a-c.md:1"]),
    Case(["-w", "box", "post/a-c.md"], ["post/a-c.md:6:A box.", "post/a-c.md:7:boxes, box, BOX"]),
    Case(["-x", "box"], ["post/b.md:3:box"], binary: true),
    Case(
      ["-v", "[0-9]", "post/b.md"], ["post/b.md:3:box", "post/b.md:9:snowbox", "post/b.md:12:"]),
    Case(["-v", ".", "post/a/c.md"], []),
    Case(
      ["box", "--and", ",", "--not", "tags", "post"], ["post/a-c.md:7:boxes, box, BOX"]),
    Case(["box", "--not", "x", "--not", "y"], []),
    Case(["--tag", "BOXES", "--tag", "jars", "-c", "box"], ["post/a-c.md:3"]),
    Case(["--tag", "nothing", "box"], []),
    Case(["--title", "box"], []), Case(["--title", "-i", "box"], ["post/a-c.md:The Box"]),
    Case(["--title", "Two", "--tag", "boxes"], ["post/a/c.md:Two"]),
    Case(["--title", "-l", "."], ["post/a/c.md", "post/a-c.md"] + untitled),
    Case(["--body", "o[nx]", "post/a"], ["post/a/c.md:5:one", "post/a/c.md:6:box e.g."]),
    Case(["--body", "title"], []),
  ]
  /// Posts without a title get one from their name.
  static let untitled = ["post/b.md", "post/latin.md", "post/link.md", "post/nothing.md"]

  static let forms = [
    Case(
      ["-l", "box"],
      ["post/a/c.md", "post/a-c.md", "post/b.md", "post/box.png", "post/latin.md"]),
    Case(["-L", "box"], ["post/nothing.md"]),
    Case(["-L", "x", "post/b.md", "post/a"], []),
    Case(
      ["-c", "box"],
      ["post/a/c.md:2", "post/a-c.md:3", "post/b.md:3", "post/box.png:2", "post/latin.md:1"]),
    Case(["-q", "box"], [], status: 0), Case(["-q", "nowhere"], []),
    Case(["-o", "b[a-z]x", "post/a-c.md"], ["3", "6", "7", "7"].map { "post/a-c.md:\($0):box" }),
    Case(["-o", "x*", "post/a/c.md"], ["post/a/c.md:3:x", "post/a/c.md:6:x"]),
    Case(
      ["-m1", "box", "post"],
      [
        "post/a/c.md:3:tags = ['boxes']", "post/a-c.md:3:tags: [boxes, Jars]", "post/b.md:3:box",
        "post/latin.md:1:caf\u{FFFD} box",
      ], binary: true),
    Case(["-m", "0", "box"], []),
    Case(["--no-line-number", "snow"], ["post/b.md:snowbox"]),
    Case(["-n", "snow"], ["post/b.md:9:snowbox"]),
    Case(["-A1", "snow"], ["post/b.md:9:snowbox", "post/b.md-10-10"]),
    Case(["-B", "1", "snow"], ["post/b.md-8-8", "post/b.md:9:snowbox"]),
    Case(
      ["-C1", "^box", "post/b.md"],
      [
        "post/b.md-2-2", "post/b.md:3:box", "post/b.md-4-4", "--", "post/b.md-10-10",
        "post/b.md:11:box 11", "post/b.md-12-",
      ]),
    Case(
      ["-C1", "-A3", "^box$|^8$", "post/b.md"],
      [
        "post/b.md-2-2", "post/b.md:3:box", "post/b.md-4-4", "post/b.md-5-5", "post/b.md-6-6",
        "post/b.md-7-7", "post/b.md:8:8", "post/b.md-9-snowbox", "post/b.md-10-10",
        "post/b.md-11-box 11",
      ]),
    Case(
      ["-m1", "-A1", "box", "post/b.md"], ["post/b.md:3:box", "post/b.md-4-4"]),
    Case(["-a", "box$", "post/box.png"], ["post/box.png:2:box", "post/box.png:3:box"]),
    Case(["box", "post/link.md", "-c"], ["post/link.md:3"]),
    Case(["-c", "box", ".git"], [".git/config:1"]),
    Case(
      ["-c", "box", "post/b.md", "post/a", "post/b.md"],
      ["post/b.md:3", "post/a/c.md:2", "post/b.md:3"]),
    Case(
      ["--json", "[bs]+", "post/b.md", "--not", "^box"],
      [
        #"{"path":"post/b.md","line":9,"text":"snowbox","#
          + #""matches":[{"start":0,"end":1},{"start":4,"end":5}]}"#
      ]),
    Case(
      ["--json", "-B1", "^end", "post/a"],
      [
        #"{"path":"post/a/c.md","line":6,"text":"box e.g.","context":true}"#,
        #"{"path":"post/a/c.md","line":7,"text":"end","matches":[{"start":0,"end":3}]}"#,
      ]),
    Case(
      ["--json", "box", "post/latin.md"],
      [
        #"{"path":"post/latin.md","line":1,"text":"caf\#u{FFFD} box","#
          + #""text_base64":"Y2Fm6SBib3g=","matches":[{"start":5,"end":8}]}"#
      ]),
    Case(["--json", "-c", "snow"], [#"{"path":"post/b.md","count":1}"#]),
    Case(["--json", "-l", "snow"], [#"{"path":"post/b.md"}"#]),
    Case(
      ["--json", "--title", "Box"],
      [#"{"path":"post/a-c.md","text":"The Box","matches":[{"start":4,"end":7}]}"#]),
    Case(
      ["--color", "always", "no|x", "post/b.md", "-m1", "--not", "^box"],
      [Looks.text("<path>post/b.md</><sep>:</><line>9</><sep>:</>s<match>no</>wbo<match>x</>")]),
    Case(["--color", "never", "snow"], ["post/b.md:9:snowbox"]),
  ]

  @Test(arguments: collections, patterns + forms)
  func `grep finds and prints exactly these lines`(collection: String, row: Case) throws {
    let outcome = try folder.blogsh(["-C", collection, "grep"] + row.arguments)
    let note = row.hasBinary ? "blogsh: note: post/box.png: binary file matches\n" : ""
    #expect(outcome.end == .status(row.status), "\(outcome.testDescription)")
    #expect(outcome.text == row.lines.map { $0 + "\n" }.joined())
    #expect(outcome.errors == note)
  }

  @Test(arguments: collections)
  func `names end in NUL bytes with -0`(collection: String) throws {
    func output(_ options: String...) throws -> String {
      try folder.blogsh(["-C", collection, "grep"] + options + ["snow"]).text
    }
    #expect(try output("-0") == "post/b.md\09:snowbox\n")
    #expect(try output("-l0") == "post/b.md\0")
    #expect(try output("-c0") == "post/b.md\01\n")
    #expect(try output("-0", "-A1") == "post/b.md\09:snowbox\npost/b.md\010-10\n")
  }

  @Test(arguments: collections)
  func `a path that does not exist is reported, and the rest is searched`(collection: String) throws
  {
    let missing = "No such file or directory"
    let sentence =
      "blogsh: cannot read nowhere"
      + (collection == "c" ? ": \(missing) in c\n" : " in \(collection): \(missing)\n")
    expect(
      try folder.blogsh("-C", collection, "grep", "snow", "nowhere", "post"),
      .failed(2, output: "post/b.md:9:snowbox\n", sentence))
    expect(
      try folder.blogsh("-C", collection, "grep", "none", "nowhere", "post"), .failed(2, sentence))
    // The answer is known nevertheless, as in grep(1).
    expect(
      try folder.blogsh("-C", collection, "grep", "-q", "snow", "nowhere", "post"),
      .failed(0, sentence))
  }

  @Test func `an archive on standard input is searched`() throws {
    for name in ["c.tar", "c.tar.gz", "c.tar.zst"] {
      let outcome = try folder.blogsh(
        "-C", "-", "grep", "snow", input: .bytes(try folder.contents(name)))
      expect(outcome, .done("post/b.md:9:snowbox\n"))
    }
  }

  static let refused: [([String], Int32, String)] = [
    ([], 64, "A pattern is missing."),
    (["x", "-l", "-L"], 64, "Use only one of -l and -L."),
    (["x", "--title", "--body"], 64, "Use only one of --title and --body."),
    (["x", "-A", "-1"], 64, ""), (["x", "-m", "some"], 64, ""), (["x", "--color", "blue"], 64, ""),
    (["a(b"], 2, "cannot search: missing closing parenthesis, at byte 3 of the pattern 'a(b'"),
    (["-e", "x", "-e", "[z-a]"], 2, "range out of order in character class, at byte 3 of"),
    (["x", "--not", "*"], 2, "at byte 0 of the pattern '*'"),
    (["x", "--and", "é)"], 2, "at byte 2 of the pattern 'é)'"),
    (["-f", "nowhere"], 2, "cannot open nowhere: No such file or directory"),
    (["-f", "/"], 2, "Is a directory"), (["x", "../.."], 2, "it leads outside the collection"),
  ]

  @Test(arguments: refused)
  func `wrong usage is refused in one line`(
    arguments: [String], status: Int32, message: String
  ) throws {
    let outcome = try folder.blogsh(["-C", "c", "grep"] + arguments)
    #expect(outcome.end == .status(status) && outcome.output.isEmpty, "\(outcome.testDescription)")
    #expect(outcome.hasOneLineOfErrors && outcome.errors.contains(message), "\(outcome.errors)")
  }

  @Test func `text in UTF-16 is searched as UTF-8, in a folder and in archives`() throws {
    let folder = try TemporaryFolder()
    let text = "\u{FEFF}# Grüße\r\n\r\nthe word\r\n"
    let bytes = text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    try folder.write("c/a.md", bytes)
    for number in 0..<20 { try folder.write("c/b\(number).md", "nothing\n") }
    expect(
      try folder.shell("\"$BLOGSH\" -C c pack -o c.tar.zst && \"$BLOGSH\" -C c pack -o c.tar"),
      .done())
    for collection in ["c", "c.tar", "c.tar.zst"] {
      #expect(
        try folder.blogsh("-C", collection, "grep", "-x", "the word").text
          == "a.md:3:the word\r\n")
      #expect(
        try folder.blogsh("-C", collection, "grep", "--title", "Grüße").lines == ["a.md:Grüße"])
    }
  }
}
