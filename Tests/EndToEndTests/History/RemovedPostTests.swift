import ProgramSupport
import TestSupport
import Testing

/// A removed post stays in the tar: if a history is read without its indexes, the post appears
/// again, with a warning.
struct RemovedPostTests {
  let folder: TemporaryFolder
  /// The newest snapshot has one of the two posts.
  private static let list = "post/kept.md\n"

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("c/post/kept.md", "# Kept\n")
    try folder.write("c/post/removed.md", "# Removed\n")
    try backUp()
    _ = try folder.run("rm", "c/post/removed.md")
    try backUp()
  }

  private func backUp() throws {
    let outcome = try folder.blogsh("-C", "c", "backup", "--to", "h.tar.zst")
    try #require(outcome.end == .status(0), "\(outcome.testDescription)")
  }

  /// The parts of the file that lead to the members of only the newest snapshot.
  enum Guide: CaseIterable { case newestIndex, seekTable }

  /// Writes the history as `f.tar.zst`, with one byte changed.
  private func damage(_ guide: Guide) throws {
    var bytes = try folder.contents("h.tar.zst")
    // Specification.md, Layout: the beginning of the last index, and the seek table after it.
    let magic: UInt8 = guide == .newestIndex ? 0x5B : 0x5E
    let start = try #require(
      bytes.indices.last { bytes[$0...].starts(with: [magic, 0x2A, 0x4D, 0x18]) })
    bytes[start + 20] ^= 0x40
    try folder.write("f.tar.zst", bytes)
  }

  @Test(arguments: Guide.allCases)
  func `a removed post is reported if the newest index cannot be used`(guide: Guide) throws {
    try damage(guide)
    for command in [
      ["-C", "f.tar.zst", "ls", "-R"],
      ["-C", "f.tar.zst", "grep", "-c", "#"], ["-C", "f.tar.zst", "find"],
      ["-C", "f.tar.zst", "tree"],
      ["unpack", "f.tar.zst", "-d", "x"], ["unpack", "--salvage", "f.tar.zst", "-d", "y"],
      ["unpack", "-n", "f.tar.zst", "-d", "z"], ["diff", "f.tar.zst", "c"],
      ["verify", "f.tar.zst"],
    ] {
      let outcome = try folder.blogsh(command)
      // grep and diff end with 2 for trouble, as grep(1) and diff(1) do.
      let trouble: CInt = command.contains("grep") ? 2 : 1
      #expect(outcome.end == .status(trouble), "\(command) \(outcome.testDescription)")
      #expect(
        outcome.errors.hasSuffix("record which posts were removed\n"),
        "\(command) \(outcome.testDescription)")
    }
    #expect(try folder.shell("ls x/post").text == "kept.md\nremoved.md\n")
  }

  @Test(arguments: Guide.allCases)
  func `a removed post is not packed again silently`(guide: Guide) throws {
    try damage(guide)
    for command in [
      ["-C", "f.tar.zst", "pack", "-o", "p.tar.zst"], ["reindex", "f.tar.zst", "-o", "p.tar.zst"],
    ] {
      let outcome = try folder.blogsh(command)
      #expect(outcome.end == .status(1), "\(command) \(outcome.testDescription)")
      #expect(!folder.exists("p.tar.zst"), "\(command)")
    }
  }

  /// Where the disk fails, the index may be whole: nobody knows what it would say.
  @Test(
    .disabled(if: Sanitizing.isOn, "under strace no leaks are found"),
    arguments: [
      ["-C", "h.tar.zst", "ls", "-R"], ["-C", "h.tar.zst", "find"],
      ["-C", "h.tar.zst", "grep", "-c", "#"], ["-C", "h.tar.zst", "cat", "post/kept.md"],
      ["-C", "h.tar.zst", "pack", "-o", "p.tar"], ["unpack", "h.tar.zst", "-d", "x"],
    ])
  func `a read error in the history brings no removed post back`(command: [String]) throws {
    let options = ["-f", "-qq", "-o", "/dev/null", "-P", folder.path("h.tar.zst"), "-e"]
    for number in 1...12 {
      let fault = "inject=pread64,read:error=EIO:when=\(number)"
      let outcome = try Program.run(
        "strace", options + [fault, Surroundings.blogsh] + command, in: folder.path)
      let note: Comment = "\(number): \(outcome.testDescription)"
      #expect(!outcome.text.contains("Removed") && !outcome.text.contains("removed.md"), note)
      #expect(!folder.exists("x/post/removed.md"), note)
      #expect(outcome.errors == "" || outcome.errors.contains("Input/output error"), note)
      if folder.exists("p.tar") {
        #expect(try !folder.shell("tar -tf p.tar && rm p.tar").text.contains("removed"), note)
      }
    }
  }

  @Test
  func `a removed post stays removed if only the seek table is damaged`()
    throws
  {
    try damage(.seekTable)
    let outcome = try folder.blogsh("-C", "f.tar.zst", "pack", "--salvage", "-o", "s.tar.zst")
    #expect(outcome.end == .status(0), "\(outcome.testDescription)")
    expect(try folder.blogsh("-C", "s.tar.zst", "ls", "-R"), .done(Self.list))
    expect(
      try folder.blogsh("-C", "s.tar.zst@1", "ls", "-R"),
      .done("post/kept.md\npost/removed.md\n"))
  }

  @Test func `a removed post stays removed in a history that comes through a pipe`() throws {
    for (line, output) in [
      (#"cat h.tar.zst | "$1" -C - ls -R"#, Self.list),
      (#"cat h.tar.zst | "$1" -C /dev/stdin ls -R"#, Self.list),
      (#""$1" -C <(cat h.tar.zst) ls -R"#, Self.list),
      (#"cat h.tar.zst | "$1" unpack - -d x; ls x/post"#, "kept.md\n"),
      (#""$1" unpack <(cat h.tar.zst) -d y; ls y/post"#, "kept.md\n"),
      (#"cat h.tar.zst | "$1" unpack - -n -d z | grep md"#, Self.list),
      (#"cat h.tar.zst | "$1" unpack --salvage - -d z; ls z/post"#, "kept.md\n"),
      (#"cat h.tar.zst | "$1" diff - c"#, ""),
    ] {
      let outcome = try folder.run(
        "bash", "-c", line, "bash", Surroundings.blogsh)
      expect(outcome, .done(output), "\(line)")
    }
    let verified = try folder.run(
      "bash", "-c", #"cat h.tar.zst | "$1" verify -"#, "bash", Surroundings.blogsh)
    #expect(verified.end == .status(0))
    #expect(verified.text.contains("2 snapshots, 2 posts"), "\(verified.testDescription)")
  }

  @Test func `a pipe that is not compressed by zstd is unpacked as it comes`() throws {
    // The first members are written, under any name, before the rest has been sent.
    _ = try folder.shell(
      "head -c 9000000 /dev/zero > c/large.bin && tar -cf a.tar -C c post/kept.md large.bin")
    let line = #"""
      mkdir x
      (head -c 8000000 a.tar; for n in $(seq 600); do
        [ -n "$(find x -type f -size +1M)" ] && tail -c +8000001 a.tar && break; sleep 0.05
      done) | "$1" unpack - -d x
      """#
    expect(try folder.run("bash", "-c", line, "bash", Surroundings.blogsh), .done())
    #expect(try folder.contents("x/large.bin").count == 9_000_000)
  }
}
