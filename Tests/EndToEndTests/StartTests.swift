import ProgramSupport
import TestSupport
import Testing

/// The start of the program where something that it usually finds is missing.
struct StartTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("archive/a.md", "# A\n")
  }

  @Test(arguments: [[], ["-C", "archive"]])
  func `a call without a command, away from a terminal, runs the commands that it is given`(
    words: [String]
  ) throws {
    expect(try folder.blogsh(words, input: .bytes("ls".bytes)), .done("a.md\n"))
    expect(try folder.blogsh(words), .done())
  }

  @Test func `help about a command that does not exist is wrong usage`() throws {
    let asked = try folder.blogsh("help", "nonsense")
    #expect(asked.status == 64 && asked.output.isEmpty)
    #expect(asked.errors.contains("no such command: nonsense"))
  }

  @Test(arguments: ["ls", "cat a.md", "pack -o a.tar.zst", "backup --to h.tar.zst", "wc a.md"])
  func `commands work where /proc is not mounted`(command: String) throws {
    // Where the test may not make a namespace of its own, it shows nothing.
    let script = """
      unshare --user --map-root-user --mount true || exit 0
      unshare --user --map-root-user --mount sh -c \
        'mount -t tmpfs none /proc && exec "$BLOGSH" \(command) >/dev/null'
      """
    #expect(try folder.shell(script).status == 0)
  }

  @Test func `modes are restored where /proc is not mounted`() throws {
    try #require(try folder.blogsh("backup", "--to", "h.tar.zst").status == 0)
    try folder.setMode("archive/a.md".bytes, 0o600)
    let script = """
      unshare --user --map-root-user --mount true || exit 0
      unshare --user --map-root-user --mount sh -c \
        'mount -t tmpfs none /proc && exec "$BLOGSH" restore h.tar.zst --to archive' || exit
      [ "$(stat -c %a archive/a.md)" = 644 ]
      """
    #expect(try folder.shell(script).status == 0)
  }

  @Test func `a command that may open no file does not succeed`() throws {
    let limited = try folder.shell("ulimit -n 3; \"$BLOGSH\" backup --to h.tar.zst")
    #expect(limited.status != 0)
    #expect(try folder.names() == ["archive"])
  }
}
