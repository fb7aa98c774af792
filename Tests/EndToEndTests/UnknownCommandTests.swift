import ProgramSupport
import TestSupport
import Testing

/// What is said about a word that is no command.
struct UnknownCommandTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: [
    // Slips of a finger.
    ("gerp", "grep"), ("lss", "ls"), ("snapshot-s", "snapshots"), ("unpak", "unpack"),
    // The words of git, tar, restic, borg, hugo and ripgrep.
    ("commit", "backup"), ("checkout", "restore"), ("show", "cat"), ("tag", "tags"),
    ("extract", "unpack"), ("create", "pack"), ("forget", "prune"), ("check", "verify"),
    ("list", "ls"), ("rg", "grep"), ("fd", "find"), ("bat", "cat"), ("vim", "edit"),
  ])
  func `a word that is no command is reported with the one that is meant`(
    word: String, meant: String
  ) throws {
    let sentence = "blogsh: no such command: \(word). Did you mean \(meant)?\n"
    for words in [[word], [word, "a", "--b"], ["-C", "x", word], ["help", word]] {
      expect(try folder.blogsh(words), .failed(64, sentence))
    }
    try folder.write("in/a.md", "# A\n")
    expect(
      try folder.blogsh("-C", "in", "shell", "-c", "\(word) a"), .failed(127, sentence))
  }

  @Test func `a word that is like no command is reported with where to find them`() throws {
    expect(
      try folder.blogsh("frobnicate", "x"),
      .failed(64, "blogsh: no such command: frobnicate (`blogsh help` lists all commands)\n"))
  }

  @Test func `bytes of a word do not reach the terminal as they are`() throws {
    let outcome = try folder.blogsh("\u{1B}[31mx")
    #expect(
      outcome.status == 64 && !outcome.errors.utf8.contains(0x1B), "\(outcome.testDescription)")
  }
}
