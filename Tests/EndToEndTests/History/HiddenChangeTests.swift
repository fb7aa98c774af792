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

  @Test(arguments: [
    // A program that sets the time back.
    "printf '# B\\n' >archive/a.md && touch -d @1000000000 archive/a.md",
    // Another file of the same size and time that takes the place of the first.
    "printf '# B\\n' >b && touch -d @1000000000 b && mv b archive/a.md",
    "touch -r archive/large.bin t && tr a b <archive/large.bin >b && cat b >archive/large.bin"
      + " && touch -r t archive/large.bin",
  ])
  func `other content with the same size and time is seen`(change: String) throws {
    try folder.write(
      "archive/large.bin", [UInt8](repeating: 97, count: 6 << 20), modified: 1_000_000_001)
    #expect(try backup().made == true)
    expect(try folder.blogsh("pack", "-o", "a.tar.zst"), .done())
    expect(try folder.shell(change), .done())
    #expect(try backup().changed == 1)
    expect(try folder.blogsh("pack", "-o", "a.tar.zst"), .done())
    for archive in ["h.tar.zst", "a.tar.zst"] {
      expect(try folder.blogsh("diff", archive, "archive"), .done())
    }
  }

  /// Each of these sets the time of the inode's last change.
  @Test(arguments: [
    "cp -a archive b && rm -r archive && mv b archive", "ln archive/a.md b",
    "chmod 600 archive/a.md && chmod 644 archive/a.md",
  ])
  func `a file that may have changed is read, and not stored again`(change: String) throws {
    expect(try folder.shell("chmod 644 archive/a.md"), .done())
    #expect(try backup().made == true)
    expect(try folder.shell(change), .done())
    #expect(try backup().made == false)
  }

  /// Pruning writes the archive anew, after changes that no snapshot has.
  @Test func `a change before the archive was pruned is seen`() throws {
    #expect(try backup().made == true)
    #expect(try backup("--always").made == true)
    try folder.write("archive/a.md", "# B\n", modified: 1_000_000_000)
    #expect(
      try folder.blogsh("prune", "h.tar.zst", "--keep-last", "1").end == .status(0))
    #expect(try backup().changed == 1)
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
