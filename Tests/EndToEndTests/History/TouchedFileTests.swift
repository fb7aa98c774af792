import ProgramSupport
import TestSupport
import Testing

/// A file whose time or mode alone has changed costs a row of the index, not its content.
struct TouchedFileTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    var generator = FixedGenerator(state: 4)
    for number in 1...3 {
      try folder.write(
        "archive/pics/\(number).jpg", generator.bytes(200_000), modified: 1_000_000_000)
    }
    // In frames of its own.
    try folder.write("archive/pics/large.bin", generator.bytes(9 << 20), modified: 1_000_000_000)
    try folder.write("archive/a.md", "# A\n", modified: 1_000_000_000)
    expect(try folder.shell("cd archive && ln a.md b.md && ln -s a.md c.md"), .done())
    #expect(try folder.blogsh("backup", "--to", "h.tar.zst").end == .status(0))
  }

  @Test(arguments: [
    "find archive -type f -exec touch -d 2021-01-01 {} +",
    "chmod -R go-rwx archive",
    // A fresh clone, or a copy without times.
    "cp -r archive copy && rm -r archive && mv copy archive",
    "touch archive/a.md",
  ])
  func `a new time or mode does not store the content again`(change: String) throws {
    let before = try folder.contents("h.tar.zst").count
    expect(try folder.shell(change), .done())
    let outcome = try folder.blogsh("backup", "--to", "h.tar.zst", "--json")
    let snapshot = try ReportedSnapshot(json: outcome.text)
    #expect(snapshot.made == true && snapshot.changed == 0 && snapshot.touched > 0)
    #expect(try folder.contents("h.tar.zst").count - before < 8_000)
    try expectWhole()
    expect(
      try folder.shell("\"$BLOGSH\" prune h.tar.zst --keep-last 1 >/dev/null"), .done())
    try expectWhole()
  }

  /// Expects the archive to be whole, and to bring the collection back as it is; tar programs that
  /// know of no snapshots bring the contents back.
  private func expectWhole() throws {
    #expect(try folder.blogsh("verify", "h.tar.zst").end == .status(0))
    expect(try folder.blogsh("diff", "h.tar.zst", "archive"), .done())
    #expect(try folder.blogsh("restore", "h.tar.zst", "--to", "restored").end == .status(0))
    expect(try folder.blogsh("diff", "archive", "restored"), .done())
    for program in ["tar", "bsdtar"] {
      expect(
        try folder.shell(
          "mkdir out && \(program) -C out -xf h.tar.zst && diff -r archive out && rm -r out"),
        .done())
    }
    expect(try folder.shell("rm -r restored"), .done())
    _ = try folder.judgeHistory("check", "h.tar.zst")
  }

  @Test func `content that changes with the time is stored`() throws {
    try folder.write("archive/a.md", "# B\n", modified: 1_000_000_009)
    let outcome = try folder.blogsh("backup", "--to", "h.tar.zst", "--json")
    #expect(try ReportedSnapshot(json: outcome.text).changed > 0)
    expect(try folder.blogsh("diff", "h.tar.zst", "archive"), .done())
  }
}
