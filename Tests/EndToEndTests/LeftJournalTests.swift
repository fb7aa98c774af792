import ProgramSupport
import TestSupport
import Testing

/// The journal of a run that writes into a folder, where the system does not let it be removed.
@Suite(.disabled(if: Sanitizing.isOn, "under strace no leaks are found"))
struct LeftJournalTests {
  @Test(arguments: [
    ["unpack", "x.tar.zst", "-d", "out"], ["unpack", "x.tar.zst", "-d", "out", "--strict"],
    ["restore", "x.tar.zst", "--to", "out"], ["-C", "out", "new", "A title"],
  ])
  func `a journal that cannot be removed is named, and is in no archive`(words: [String]) throws {
    let folder = try TemporaryFolder()
    try folder.write("archive/a.md", "# A\n")
    try #require(try folder.blogsh("backup", "--to", "x.tar.zst").end == .status(0))
    try folder.makeFolder("out")
    let options = ["-f", "-qq", "-o", "/dev/null", "-e", "inject=unlinkat:error=EPERM"]
    let outcome = try Program.run(
      "strace", options + [Surroundings.blogsh] + words, in: folder.path)
    #expect(outcome.end == .status(3), "\(outcome.testDescription)")
    #expect(
      outcome.errors
        == "blogsh: cannot remove out/.blogsh-journal.tmp: Operation not permitted; it is not part "
        + "of the collection, and can be removed by hand\n")
    #expect(folder.exists("out/.blogsh-journal.tmp"))
    expect(try folder.blogsh("-C", "out", "pack", "-o", "y.tar"), .done())
    #expect(try !folder.shell("tar -tf y.tar").text.contains("journal"))
    #expect(try !folder.blogsh("-C", "out", "ls", "-a").text.contains("journal"))
    // The next run into the folder removes it.
    let again = words.contains("new") ? ["-C", "out", "new", "Another title"] : words
    #expect(try folder.blogsh(again).end == .status(0))
    #expect(!folder.exists("out/.blogsh-journal.tmp"))
  }
}
