import ProgramSupport
import TestSupport
import Testing

/// Impossible requests: one line with path and reason, the right status, and nothing lost or
/// half-written.
struct BadInputTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("archive/post/a.md", "# A\n\nText.\n")
    try folder.write(
      "archive/post/latin.md", [0x23, 0x20, 0x41, 0x0A, 0x0A, 0xE9, 0x74, 0xE9, 0x0A])
    try folder.write("archive/post/broken.md", "---\ntitle: [never closed\n---\n\nText.\n")
    try folder.write("empty.tar", "")
    try folder.write("text.tar", "This is no archive, though it is longer than a few bytes.\n")
    try folder.write("old.tar", "the old bytes\n", modified: 1_000_000_000)
    try #require(try folder.blogsh("pack", "-o", "a.tar.gz", "post/a.md") == .done())
    try folder.write("cut.tar.gz", Array(try folder.contents("a.tar.gz").dropLast(30)))
    try folder.write("text.gz", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3, 4])
  }

  struct Case: CustomTestStringConvertible {
    let arguments: [String]
    let status: Int32
    let message: String

    init(_ status: Int32, _ arguments: [String], _ message: String) {
      self.arguments = arguments
      self.status = status
      self.message = message
    }

    var testDescription: String { arguments.joined(separator: " ") }
  }

  static let noFile = "No such file or directory"
  static let noArchive = "Unrecognized archive format"

  static let cases = [
    Case(1, ["cat", "post/no.md"], "cannot read post/no.md: \(noFile)"),
    Case(1, ["cat", "no/such/post.md"], "cannot read no/such/post.md: \(noFile)"),
    Case(1, ["cat", "post/a.md/x"], "cannot read post/a.md/x: \(noFile)"),
    Case(1, ["cat", "--raw", "post"], "cannot read post: Is a directory"),
    Case(1, ["cat", "post"], "cannot read post: Is a directory"),
    Case(1, ["cat", "."], "cannot read the collection: Is a directory"),
    Case(1, ["head", "post"], "cannot read post: Is a directory"),
    Case(1, ["wc", "-l", "post/no.md", "-c"], "cannot read post/no.md: \(noFile)"),
    Case(
      1, ["cat", "../secret"], "cannot use the path '../secret': it leads outside the collection"),
    Case(1, ["cat", ""], "cannot use the path '': it is empty"),
    Case(1, ["ls", "post/no"], "cannot list post/no: \(noFile)"),
    Case(1, ["tree", "../.."], "cannot use the path '../..': it leads outside the collection"),
    Case(
      1, ["-C", "a.tar.gz", "cat", "post/no.md"], "cannot read post/no.md in a.tar.gz: \(noFile)"),
    Case(2, ["-C", "no", "ls"], "cannot open no: \(noFile)"),
    Case(2, ["-C", "no.tar", "cat", "x.md"], "cannot open no.tar: \(noFile)"),
    Case(2, ["-C", "empty.tar", "ls"], "cannot read empty.tar: it is empty"),
    Case(2, ["-C", "text.tar", "ls"], "cannot read text.tar: \(noArchive)"),
    Case(2, ["-C", "text.tar", "cat", "x.md"], "cannot read text.tar: \(noArchive)"),
    Case(2, ["verify", "no.tar"], "cannot open no.tar: \(noFile)"),
    Case(2, ["verify", "empty.tar"], "cannot verify empty.tar: it is empty"),
    Case(2, ["verify", "text.tar"], "cannot verify text.tar: \(noArchive)"),
    Case(2, ["verify", "archive"], "cannot verify archive: it is a folder"),
    Case(2, ["unpack", "no.tar", "-d", "x"], "cannot open no.tar: \(noFile)"),
    Case(2, ["unpack", "archive", "-d", "archive"], "cannot unpack archive: Is a directory"),
    Case(2, ["unpack", "a.tar.gz", "-d", "old.tar"], "cannot write old.tar: Not a directory"),
    Case(2, ["unpack", "a.tar.gz", "-d", "old.tar/x"], "cannot write old.tar/x: Not a directory"),
    Case(2, ["diff", "archive", "text.tar"], "cannot read text.tar: \(noArchive)"),
    Case(
      2, ["pack", "-o", "no/folder/x.tar"], "cannot write no/folder/x.tar: there is no folder no"),
    Case(2, ["pack", "-o", "old.tar/x.tar"], "cannot write old.tar/x.tar: Not a directory"),
    Case(2, ["pack", "-o", "archive", "--format", "tar"], "cannot write archive: Is a directory"),
    Case(
      2, ["-C", "a.tar.gz", "pack", "-o", "a.tar.gz"],
      "cannot write a.tar.gz: it is the archive that is being read"),
    Case(2, ["-C", "text.tar", "pack", "-o", "old.tar"], "cannot read text.tar: \(noArchive)"),
    Case(1, ["-C", "cut.tar.gz", "pack", "-o", "old.tar"], "cannot read "),
    Case(1, ["verify", "cut.tar.gz"], "cannot verify "),
    Case(1, ["pack", "-o", "old.tar", "no.md"], "cannot pack no.md: \(noFile)"),
    Case(2, ["pack", "-o", "old.tar", "--files-from", "no"], "cannot open no: \(noFile)"),
    Case(64, ["pack", "-o", "old.tar", "--files-from", "empty.tar"], "'empty.tar' lists no paths"),
    Case(
      64, ["new", "a/../b"],
      "No path can be made from the title 'a/../b': it has a component '..'"),
    Case(64, ["frobnicate"], ""), Case(64, ["-C"], ""), Case(64, ["--nonsense"], ""),
    Case(64, ["ls", "--since", "yesterday"], "'yesterday' is not a date"),
    Case(64, ["unpack"], ""), Case(64, ["unpack", "a.tar.gz", "--overwrite", "sometimes"], ""),
  ]

  @Test(arguments: cases)
  func `one line names the path and the reason, and nothing is changed`(_ row: Case) throws {
    let before = try folder.listing()
    let outcome = try folder.blogsh(row.arguments)
    #expect(outcome.end == .status(row.status), "\(outcome.testDescription)")
    // A damaged archive also gets a summary of how much of it is intact.
    let isSilent = outcome.output == [] || outcome.text.hasPrefix("cut.tar.gz: damaged: ")
    #expect(isSilent && outcome.hasOneLineOfErrors, "\(outcome.testDescription)")
    let whole = "blogsh: \(row.message)"
    #expect(
      outcome.errors == whole + "\n"
        || [1, 64].contains(row.status)
          && outcome.errors.hasPrefix(whole),
      "\(outcome.testDescription)")
    #expect(try folder.listing() == before)
  }

  @Test(arguments: ["empty.tar", "text.tar", "text.gz", "cut.tar.gz"])
  func `unpacking a broken archive fails in one line and leaves no file`(
    name: String
  ) throws {
    let outcome = try folder.blogsh("unpack", name, "-d", "x")
    #expect([.status(1), .status(2)].contains(outcome.end), "\(outcome.testDescription)")
    #expect(outcome.hasOneLineOfErrors && outcome.errors.contains(name))
    #expect(try folder.shell("find x -name '.*' -mindepth 1 2>/dev/null").text == "")
  }

  @Test func `a post that is not UTF-8 is shown with replacement characters and a warning`() throws
  {
    expect(
      try folder.blogsh("cat", "post/latin.md"),
      .failed(
        3, output: "$ cat post/latin.md\n\nA\n\n\n\u{FFFD}t\u{FFFD}\n",
        "blogsh: warning: post/latin.md: not UTF-8: invalid bytes are shown as U+FFFD\n"))
    expect(
      try folder.blogsh("cat", "--raw", "post/latin.md"),
      .done(try folder.contents("archive/post/latin.md")))
    #expect(try folder.blogsh("ls", "-R", "-l").end == .status(0))
  }

  @Test func `front matter that does not parse is a warning, and the post is shown and listed`()
    throws
  {
    let outcome = try folder.blogsh("cat", "post/broken.md")
    #expect(outcome.end == .status(0) && outcome.hasOneLineOfErrors)
    #expect(
      outcome.errors.hasPrefix(
        "blogsh: warning: post/broken.md: front matter does not parse: "), "\(outcome.errors)")
    #expect(outcome.text.hasPrefix("$ cat post/broken.md\n\nbroken\n\n\n"))
    #expect(outcome.text.hasSuffix("Text.\n"))
    #expect(try folder.blogsh("ls", "-R").lines.contains("post/broken.md"))
    #expect(try folder.blogsh("ls", "-l", "post").text.contains("broken.md"))
  }

  @Test func `a folder that cannot be written to is reported`() throws {
    try folder.makeFolder("locked", mode: 0o555)
    try folder.makeFolder("theirs", mode: 0o777)
    // Root may write anywhere, so another user tries, with a copy of the program that anybody may
    // run.
    try folder.write("blogsh", try Array(folder.shell("cat \"$BLOGSH\"").output), mode: 0o755)
    let user =
      "if [ \"$(id -u)\" = 0 ]; then set -- setpriv --reuid 65534 --clear-groups \"$@\"; fi; \"$@\""
    let pack = try folder.shell(user, "./blogsh", "pack", "-o", "locked/x.tar")
    expect(pack, .failed(2, "blogsh: cannot write locked/x.tar: Permission denied\n"))
    let unpack = try folder.shell(user, "./blogsh", "unpack", "a.tar.gz", "-d", "locked/x")
    expect(unpack, .failed(2, "blogsh: cannot write locked/x: Permission denied\n"))
    let below = try folder.shell(user, "./blogsh", "unpack", "a.tar.gz", "-d", "locked")
    #expect(below.end == .status(3) || below.end == .status(2), "\(below.testDescription)")
    #expect(below.errors.contains("Permission denied"), "\(below.testDescription)")
    expect(
      try folder.run("ls", "-A", "locked"),
      .done())
    try folder.write("archive/post/secret.md", "x", mode: 0)
    let partial = try folder.shell(user, "./blogsh", "pack", "-o", "theirs/x.tar")
    expect(partial, .failed(3, "blogsh: cannot read post/secret.md: Permission denied\n"))
    #expect(try folder.blogsh("-C", "theirs/x.tar", "ls", "-R").lines.count == 3)
    let shown = try folder.shell(user, "./blogsh", "cat", "post/secret.md")
    expect(shown, .failed(2, "blogsh: cannot read post/secret.md: Permission denied\n"))
  }

  @Test func `sockets and FIFOs are left out and reported by name`() throws {
    expect(try folder.run("mkfifo", "archive/post/fifo"), .done())
    expect(
      try folder.blogsh("pack", "-o", "b.tar"),
      .failed(3, "blogsh: cannot pack post/fifo: it is not a file, a folder or a link\n"))
    #expect(try folder.blogsh("-C", "b.tar", "ls", "-R").lines.count == 3)
    let outcome = try folder.blogsh("cat", "post/fifo")
    #expect(outcome.end == .status(2) && outcome.hasOneLineOfErrors)
  }
}
