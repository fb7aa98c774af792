import ProgramSupport
import TestSupport
import Testing

/// The content of a file is kept even if its size and time reveal no change.
struct HiddenChangeTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("archive/a.md", "# A\n", modified: 1_000_000_000)
  }

  private func backup(_ options: String...) throws -> ReportedSnapshot {
    let outcome = try folder.blogsh(["backup", "--to", "h.tar.zst", "--json"] + options)
    #expect(outcome.end == .status(0), "\(outcome.testDescription)")
    return try ReportedSnapshot(json: outcome.text)
  }

  /// A snapshot has zeros where the disk could not be read, with the size and time of the file.
  @Test(.disabled(if: Sanitizing.isOn, "under strace no leaks are found"))
  func `the content is backed up after the disk failed in the middle of a file`() throws {
    var generator = FixedGenerator(state: 1)
    try folder.write("archive/large.bin", generator.bytes(6 << 20), modified: 1_000_000_001)
    let failed = try folder.run(
      "strace", "-f", "-qq", "-o", "/dev/null", "-P", folder.path("archive/large.bin"), "-e",
      "inject=pread64:error=EIO:when=20", Surroundings.blogsh, "backup", "--to", "h.tar.zst")
    #expect(failed.end == .status(3), "\(failed.testDescription)")
    #expect(failed.errors.contains("cannot read large.bin"), "\(failed.testDescription)")
    #expect(try folder.blogsh("diff", "h.tar.zst", "archive").end == .status(1))
    #expect(try backup().changed == 1)
    expect(try folder.blogsh("diff", "h.tar.zst", "archive"), .done())
    #expect(try backup().made == false)
  }

  /// A restore of an older snapshot can bring this about.
  @Test func `content of the same size and time as other content is backed up`() throws {
    for content in ["# B\n", "# C\n"] {
      try folder.write("archive/b.md", content, modified: 1_000_000_001)
      #expect(try backup("--checksum").made == true)
    }
    expect(
      try folder.blogsh("restore", "h.tar.zst@1", "--to", "archive"),
      .done("1 written, 0 with other times or modes, 0 removed, 1 equal\n"))
    #expect(try backup().changed == 1)
    expect(try folder.blogsh("-C", "h.tar.zst", "cat", "--raw", "b.md"), .done("# B\n"))
    #expect(try backup().made == false)
  }
}
