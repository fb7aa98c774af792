import Foundation
import Glibc
import ProgramSupport
import TestSupport
import Testing

/// `restore`, as a person uses it.
struct RestoreTests {
  /// The options that a refusal to overwrite names.
  static let choices =
    "--overwrite never brings back what is missing, --overwrite if-changed or --force overwrites "
    + "what differs"

  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.makeSample()
    try #require(try folder.blogsh("pack", "-o", "blog.tar.zst") == .done())
    try #require(try folder.blogsh("restore", "blog.tar.zst", "--to", "out").end == .status(0))
  }

  private func expectEqual(_ name: String = "out") throws {
    #expect(try folder.listing(name) == folder.listing("archive"))
    #expect(try folder.hardLinks(name))
  }

  @Test func `everything is restored, and then nothing is left to do`() throws {
    try expectEqual()
    expect(
      try folder.blogsh("restore", "blog.tar.zst", "--to", "new", "--verify"),
      .done("18 written, 0 with other times or modes, 0 removed, 0 equal\n"))
    try expectEqual("new")
    expect(
      try folder.blogsh("restore", "blog.tar.zst", "--to", "out", "--delete"),
      .done("0 written, 0 with other times or modes, 0 removed, 18 equal\n"))
    expect(
      try folder.blogsh("restore", "blog.tar.zst", "--to", "out", "-n", "--delete"), .done())
    expect(try folder.run("diff", "-r", "--no-dereference", "archive", "out"), .done())
  }

  @Test func `steps are printed, one per line, and as JSON`() throws {
    let changed = try folder.shell(
      """
      cd out && touch -d @77 post/plain.md && rm asset.bin && mkdir -p new/deep &&
      cp -p post/script.sh new/deep && touch -d @1450000000 . && chmod 711 empty &&
      cp post/script.sh "$(printf 'new/esc\\033[31m.md')"
      """)
    try #require(changed == .done())
    let before = try folder.listing("out")
    expect(
      try folder.blogsh("restore", "-n", "--delete", "blog.tar.zst", "--to", "out"),
      .done(
        """
        write  asset.bin
        set    empty/
        set    hard-too.md
        remove new/
        remove new/deep/
        remove new/deep/script.sh
        remove new/esc\u{1B}[31m.md
        set    post/hard.md
        set    post/plain.md

        """))
    expect(
      try folder.blogsh(
        "restore", "-n", "--json", "--delete", "blog.tar.zst", "--to", "out", "empty"),
      .done("{\"step\":\"set\",\"path\":\"empty\",\"kind\":\"folder\"}\n"))
    #expect(try folder.listing("out") == before)
    expect(
      try folder.blogsh("restore", "--json", "--delete", "blog.tar.zst", "--to", "out"),
      .done("{\"written\":1,\"set\":3,\"removed\":2,\"equal\":14,\"bytes\":300000}\n"))
    try expectEqual()
  }

  @Test func `content that would be lost is reported, and nothing is done without --force`() throws
  {
    try folder.write("out/post/script.sh", "mine")
    try folder.write("out/post/new.md", "new")
    try folder.write("out/post/esc\u{1B}[0m.md", "new")
    try folder.makeSymbolicLink("out/asset.bin.new", to: "mine")
    let before = try folder.listing("out")
    let named = """
      blogsh: cannot remove asset.bin.new: no snapshot of blog.tar.zst has a link to its target
      blogsh: cannot remove post/esc^[[0m.md: its content is in no snapshot of blog.tar.zst
      blogsh: cannot remove post/new.md: its content is in no snapshot of blog.tar.zst
      blogsh: cannot overwrite post/script.sh: its content is in no snapshot of blog.tar.zst

      """
    expect(
      try folder.blogsh("restore", "--delete", "blog.tar.zst", "--to", "out"),
      .failed(2, named + "blogsh: warning: nothing was done; \(RestoreTests.choices)\n"))
    #expect(try folder.listing("out") == before)
    let preview = try folder.blogsh("restore", "-n", "--delete", "blog.tar.zst", "--to", "out")
    #expect(preview.end == .status(2))
    #expect(
      preview.errors
        == named + "blogsh: warning: nothing would be done; \(RestoreTests.choices)\n")
    #expect(
      preview.lines == [
        "remove asset.bin.new", "set    post/", "remove post/esc\u{1B}[0m.md", "remove post/new.md",
        "write  post/script.sh",
      ])
    // Without removals, only what is overwritten is reported.
    expect(
      try folder.blogsh("restore", "blog.tar.zst", "--to", "out", "post/script.sh"),
      .failed(
        2,
        """
        blogsh: cannot overwrite post/script.sh: its content is in no snapshot of blog.tar.zst
        blogsh: warning: nothing was done; \(RestoreTests.choices)

        """))
    expect(
      try folder.blogsh("restore", "--delete", "--force", "blog.tar.zst", "--to", "out"),
      .done("1 written, 0 with other times or modes, 3 removed, 17 equal\n"))
    try expectEqual()
  }

  @Test func `an archive on standard input can be restored`() throws {
    expect(
      try folder.shell("cat blog.tar.zst | \"$BLOGSH\" restore - --to new"),
      .done("18 written, 0 with other times or modes, 0 removed, 0 equal\n"))
    try expectEqual("new")
  }

  @Test func `missing paths and folders are reported`() throws {
    expect(
      try folder.blogsh("restore", "blog.tar.zst", "post/nothing", "post", "--to", "new"),
      .failed(
        1,
        "blogsh: cannot restore post/nothing in blog.tar.zst: No such file or directory; "
          + "did you mean post/nothing.md?\n"))
    expect(
      try folder.blogsh("restore", "blog.tar.zst", "../x", "--to", "new"),
      .failed(1, "blogsh: cannot use the path '../x': it leads outside the collection\n"))
    expect(
      try folder.blogsh("restore", "nothing.tar.zst", "--to", "new"),
      .failed(2, "blogsh: cannot open nothing.tar.zst: No such file or directory\n"))
    expect(
      try folder.blogsh("restore", "blog.tar.zst", "--to", "blog.tar.zst"),
      .failed(2, "blogsh: cannot write blog.tar.zst: Not a directory\n"))
    expect(
      try folder.blogsh("restore", "archive", "--to", "new"),
      .failed(
        2, "blogsh: cannot restore archive: it is a folder, not an archive\n"))
    expect(try folder.blogsh("pack", "-o", "plain.tar"), .done())
    expect(
      try folder.blogsh("restore", "plain.tar", "--to", "new"),
      .failed(
        1,
        "blogsh: cannot restore plain.tar: it has no index, which snapshots need: "
          + "blogsh reindex writes one\n"))
    #expect(!folder.exists("new"))
  }

  @Test(arguments: [
    ["restore", "blog.tar.zst"], ["restore", "--to", "new"],
    ["restore", "blog.tar.zst", "--to", "new", "-n", "--verify"],
    ["restore", "blog.tar.zst", "--to", "new", "--jobs", "0"],
    ["restore", "blog.tar.zst", "--to", "new", "--delete=yes"],
  ])
  func `options that cannot be combined are wrong usage`(arguments: [String]) throws {
    #expect(try folder.blogsh(arguments).end == .status(64))
    #expect(!folder.exists("new"))
  }

  @Test(arguments: ["1", "2", "7"])
  func `the result is the same with any number of threads`(jobs: String) throws {
    #expect(
      try folder.blogsh("restore", "blog.tar.zst", "--to", "new", "--jobs", jobs).end == .status(0))
    try expectEqual("new")
  }

  @Test func `restore is the same command in the shell`() throws {
    try folder.write("script", "restore blog.tar.zst --to new\n")
    let outcome = try folder.shell("\"$BLOGSH\" shell < script")
    #expect(outcome.text == "18 written, 0 with other times or modes, 0 removed, 0 equal\n")
    try expectEqual("new")
  }

  @Test func `a full disk ends the restore, and each file is old or new`() throws {
    try folder.write("out/post/script.sh", "#!/bin/sh\n# longer\n")
    try folder.remove("out/asset.bin")
    let outcome = try folder.shell(
      FullDiskTests.limited + "\"$BLOGSH\" restore --force blog.tar.zst --to out")
    #expect(outcome.end == .status(2) || outcome.end == .status(3), "\(outcome.testDescription)")
    #expect(
      outcome.errors.contains("asset.bin in blog.tar.zst: File too large"),
      "\(outcome.testDescription)")
    #expect(!folder.exists("out/asset.bin"))
    #expect(try folder.run("find", "out", "-name", ".blogsh*").text == "")
    #expect(
      try folder.blogsh("restore", "--force", "blog.tar.zst", "--to", "out").end == .status(0))
    try expectEqual()
  }
}

// MARK: - Somebody else than root

extension RestoreTests {
  /// Runs the program as a user other than root, in a folder that this user owns.
  private func asSomebody(_ arguments: String...) throws -> Outcome {
    if getuid() != 0 { return try folder.blogsh(arguments) }
    try folder.write("blogsh", try Array(folder.shell("cat \"$BLOGSH\"").output), mode: 0o755)
    try #require(try folder.run("chown", "-R", "65534", folder.path).end == .status(0))
    return try folder.run(
      "setpriv", ["--reuid", "65534", "--clear-groups", "./blogsh"] + arguments)
  }

  @Test func `a read-only folder of the user is written to, and keeps its mode`()
    throws
  {
    try folder.setMode("archive/post".bytes, 0o500)
    try #require(try folder.blogsh("pack", "-o", "blog.tar.zst") == .done())
    try folder.setMode("out/post".bytes, 0o700)
    try folder.write("out/post/new/x.md", "# Private\n")
    try folder.setMode("out/post/new".bytes, 0o500)
    try folder.remove("out/post/private.md")
    try folder.setMode("out/post".bytes, 0o500)
    let outcome = try asSomebody("restore", "--delete", "blog.tar.zst", "--to", "out")
    expect(outcome, .done("1 written, 0 with other times or modes, 1 removed, 17 equal\n"))
    try expectEqual()
  }

  @Test func `a file that cannot be read is reported, and not lost`() throws {
    try folder.write("out/post/script.sh", "#!/bin/sh\n", mode: 0o000, modified: 7)
    try folder.write("out/empty/hidden.md", "hidden")
    try folder.setMode("out/post/with space".bytes, 0o000)
    try folder.remove("out/asset.bin")
    let refused = try asSomebody("restore", "blog.tar.zst", "--to", "out")
    expect(
      refused,
      .failed(
        2,
        """
        blogsh: cannot list post/with space: Permission denied
        blogsh: cannot overwrite post/script.sh: it cannot be read to find out whether a snapshot \
        has it: Permission denied
        blogsh: warning: nothing was done; \(RestoreTests.choices)

        """))
    #expect(!folder.exists("out/asset.bin"))
    let forced = try asSomebody("restore", "--force", "blog.tar.zst", "--to", "out")
    #expect(forced.end == .status(3), "\(forced.testDescription)")
    #expect(forced.errors == "blogsh: cannot list post/with space: Permission denied\n")
    #expect(forced.text == "2 written, 0 with other times or modes, 0 removed, 15 equal\n")
    #expect(try folder.permissions("out/post/script.sh") == 0o755)
    // Its mode is right by then.
    let again = try asSomebody("restore", "--delete", "--force", "blog.tar.zst", "--to", "out")
    expect(again, .done("0 written, 0 with other times or modes, 1 removed, 18 equal\n"))
    try expectEqual()
  }

  @Test func `a read-only folder without changes is not an error`() throws {
    try folder.setMode("out".bytes, 0o555)
    expect(
      try asSomebody("restore", "--delete", "blog.tar.zst", "--to", "out"),
      .done("0 written, 0 with other times or modes, 0 removed, 18 equal\n"))
    try folder.setMode("out".bytes, 0o755)
    try folder.remove("out/asset.bin")
    try folder.setMode("out".bytes, 0o555)
    expect(
      try asSomebody("restore", "--delete", "blog.tar.zst", "--to", "out"),
      .failed(2, "blogsh: cannot write out: Permission denied\n"))
  }
}

extension TemporaryFolder {
  fileprivate func run(_ program: String, _ arguments: [String]) throws -> Outcome {
    try Program.run(program, arguments, in: path)
  }
}
