import ProgramSupport
import TestSupport
import Testing

/// A backup of a collection from which nearly everything is gone, as from a disk that is not
/// mounted.
struct EmptySourceTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Backs up some posts and another file, and then what is left of them.
  private func backUp(_ posts: Int, left: Int, _ options: String...) throws -> Outcome {
    for number in 1...posts { try folder.write("archive/\(number).md", "# \(number)\n") }
    try folder.write("archive/style.css", "body {}\n")
    try #require(try folder.blogsh("backup", "--to", "h.tar.zst").end == .status(0))
    for number in 1...posts where number > left { try folder.remove("archive/\(number).md") }
    if left == 0 { try folder.remove("archive/style.css") }
    return try folder.blogsh(["backup", "--to", "h.tar.zst"] + options)
  }

  @Test(
    arguments: [
      (1, 0, "all 2 files of"), (9, 0, "all 10 files of"), (10, 1, nil), (10, 0, "all 11 files of"),
      (11, 1, "10 of 11 posts of"), (20, 2, "18 of 20 posts of"), (20, 3, nil), (9, 1, nil),
    ] as [(Int, Int, String?)])
  func `a backup is refused if nearly all posts are gone`(
    posts: Int, left: Int, said: String?
  ) throws {
    let outcome = try backUp(posts, left: left)
    guard let said else {
      #expect(outcome.end == .status(0), "\(outcome.testDescription)")
      return
    }
    #expect(outcome.end == .status(1) && outcome.hasOneLineOfErrors && outcome.output == [])
    #expect(
      outcome.errors
        == "blogsh: cannot back up archive: \(said) the last snapshot are gone from it; "
        + "--allow-removals backs it up\n")
    #expect(try folder.snapshots("h.tar.zst").count == 1)
    try folder.expectNames("archive", "h.tar.zst")
  }

  @Test func `with --allow-removals, it is backed up`() throws {
    #expect(try backUp(12, left: 0, "--allow-removals").end == .status(0))
    #expect(try folder.snapshots("h.tar.zst").map(\.removed) == [0, 13])
  }

  @Test func `an empty folder can be the first snapshot`() throws {
    try folder.makeFolder("archive")
    #expect(try folder.blogsh("backup", "--to", "h.tar.zst").end == .status(0))
  }

  /// The path comes from the archive, which may be a stranger's.
  @Test func `the folder that was taken is one word of one line`() throws {
    let name = "a\u{1B}[31m\nb c"
    try folder.write("\(name)/a.md", "# A\n")
    let made = try folder.blogsh("-C", name, "backup", "--to", "h.tar.zst")
    let shown = #"$'a\033[31m\nb c'"#
    #expect(
      made.text.hasPrefix("snapshot 1 of \(shown) in h.tar.zst: 1 new"), "\(made.testDescription)")
    let listed = try folder.blogsh("snapshots", "h.tar.zst")
    #expect(listed.lines.count == 1 && listed.lines[0].hasSuffix("  \(shown)"))
    let elsewhere = try folder.shell(
      "cd / && \"$BLOGSH\" snapshots \"$1\"", folder.path("h.tar.zst"))
    #expect(elsewhere.lines.count == 1 && elsewhere.text.contains(folder.path("a")))
  }
}
