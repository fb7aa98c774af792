import Glibc
import ProgramSupport
import TestSupport
import Testing

/// Backups that fail, wait or meet changing files: the archive stays whole, and no other files are
/// left.
struct BackupFailureTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("archive/a.md", "# A\n", modified: 1_000_000_000)
    try folder.write("archive/z.md", "# Z\n", modified: 1_000_000_001)
    try #require(try folder.blogsh("backup", "--to", "h.tar.zst").end == .status(0))
    try folder.write("archive/b.md", "# B\n", modified: 1_000_000_002)
    try #require(try folder.blogsh("backup", "--to", "h.tar.zst").end == .status(0))
  }

  /// Expects a failure with a message, and nothing to have changed.
  private func expectUntouched(
    _ archive: String = "h.tar.zst", status: Int32 = 2, saying message: String,
    sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Outcome
  ) throws {
    let names = try folder.names()
    let before = try folder.contents(archive)
    let outcome = try body()
    #expect(
      outcome.end == .status(status) && outcome.hasOneLineOfErrors && outcome.output == [],
      "\(outcome.testDescription)", sourceLocation: sourceLocation)
    #expect(
      outcome.errors.contains(message), "\(outcome.testDescription)",
      sourceLocation: sourceLocation)
    #expect(try folder.contents(archive) == before, sourceLocation: sourceLocation)
    #expect(try folder.names() == names, sourceLocation: sourceLocation)
  }

  /// Makes a file that takes a while to read, since it is a hole.
  private func makeLargeFile() throws {
    try folder.write("archive/large.bin", "")
    truncate(folder.path("archive/large.bin"), 1 << 30)
  }

  /// Starts a backup and stops it after it has written a part of the large file.
  private func startStopped(_ archive: String = "h.tar.zst") throws -> RunningProgram {
    let run = try Program.start(
      Surroundings.blogsh, ["backup", "--to", archive].map(\.bytes), in: folder.path)
    let next = ".blogsh-\(archive).next"
    let before = (try? folder.status(archive).st_size) ?? 0
    for _ in 0..<60_000 {
      if let size = try? folder.status(next).st_size, size > before + 4_000 { break }
      usleep(500)
    }
    run.signal(SIGSTOP)
    try #require(folder.exists(next))
    return run
  }

  // MARK: Disks

  @Test func `a full disk leaves the archive unchanged`() throws {
    var generator = FixedGenerator(state: 1)
    try folder.write("archive/noise.bin", generator.bytes(300_000))
    try expectUntouched(saying: "cannot write h.tar.zst: ") {
      try folder.shell(FullDiskTests.limited + "\"$BLOGSH\" backup --to h.tar.zst")
    }
    #expect(try folder.blogsh("backup", "--to", "h.tar.zst").end == .status(0))
    #expect(try folder.snapshots("h.tar.zst").map(\.snapshot) == [1, 2, 3])
    try expectUntouched(saying: "cannot write h.tar.zst: ") {
      try folder.shell(FullDiskTests.limited + "\"$BLOGSH\" prune h.tar.zst --keep-last 1")
    }
  }

  @Test(arguments: ["backup --to h.tar.zst --always", "prune h.tar.zst --keep-last 1"])
  func `a read-only folder leaves the archive unchanged`(command: String) throws {
    try expectUntouched(saying: "cannot write h.tar.zst: Permission denied") {
      try folder.shell(
        """
        chmod 555 .
        if [ "$(id -u)" = 0 ]; then set -- setpriv --reuid 65534 --clear-groups; fi
        "$@" "$BLOGSH" \(command); status=$?
        chmod 755 .; exit $status
        """)
    }
  }

  @Test(arguments: ["nothing/h.tar.zst", "/proc/h.tar.zst", "archive/a.md/h.tar.zst"])
  func `a path at which no file can be is reported`(path: String) throws {
    try expectUntouched(saying: "cannot write \(path): ") {
      try folder.blogsh("backup", "--to", path)
    }
  }

  // MARK: Files that are not histories

  @Test(arguments: [
    "tar -cf x.tar.zst -C archive .", "tar -I zstd -cf x.tar.zst -C archive .", ": >x.tar.zst",
    "head -c 3000 /dev/urandom >x.tar.zst",
  ])
  func `a tar without an index and any other file are refused`(command: String) throws {
    expect(try folder.shell(command), .done())
    for verb in [["backup", "--to"], ["prune", "--keep-last", "1"]] {
      try expectUntouched("x.tar.zst", saying: "reindex") {
        try folder.blogsh(verb + ["x.tar.zst"])
      }
    }
  }

  @Test(arguments: ["head -c 200 h.tar.zst >x.tar.zst", "head -c -1 h.tar.zst >x.tar.zst"])
  func `a history that is cut off is left alone, and can be salvaged`(command: String) throws {
    expect(try folder.shell(command), .done())
    for words in [
      ["backup", "--to", "x.tar.zst"], ["prune", "--keep-last", "1", "x.tar.zst"],
      ["pack", "-o", "x.tar.zst"], ["reindex", "h.tar.zst", "-o", "x.tar.zst"],
    ] {
      let before = try folder.contents("x.tar.zst")
      let outcome = try folder.blogsh(words)
      #expect(outcome.end != .status(0), "\(outcome.testDescription)")
      #expect(outcome.errors.contains("pack -o saved.tar.zst --salvage"), "\(words)")
      #expect(!outcome.errors.contains("reindex"), "\(words)")
      #expect(try folder.contents("x.tar.zst") == before)
    }
    expect(try folder.blogsh("pack", "-o", "x.tar.zst", "--force"), .done())
  }

  @Test(arguments: ["mkfifo x.tar.zst", "ln -s /dev/null x.tar.zst"])
  func `anything other than a file is refused`(command: String) throws {
    expect(try folder.shell(command), .done())
    for words in [["backup", "--to", "x.tar.zst"], ["prune", "x.tar.zst", "--keep-last", "1"]] {
      let outcome = try Program.run(
        "timeout", ["20", Surroundings.blogsh] + words, in: folder.path)
      #expect(outcome.end == .status(2), "\(outcome.testDescription)")
      #expect(outcome.errors.contains("x.tar.zst: it is not a file"), "\(outcome.testDescription)")
    }
  }

  @Test func `an archive that reindex made becomes the first snapshot`() throws {
    expect(try folder.shell("tar -czf x.tar.gz -C archive ."), .done())
    expect(try folder.blogsh("reindex", "x.tar.gz", "-o", "x.tar.zst"), .done())
    try folder.write("archive/c.md", "# C\n", modified: 1_000_000_003)
    let made = try folder.blogsh("backup", "--to", "x.tar.zst", "--json")
    #expect(try ReportedSnapshot(json: made.text).snapshot == 2, "\(made.testDescription)")
    expect(try folder.blogsh("diff", "x.tar.zst", "archive"), .done())
    expect(try folder.blogsh("-C", "x.tar.zst@1", "ls", "-R"), .done("a.md\nb.md\nz.md\n"))
  }

  /// Damages every byte of the file, one for each backup; a byte that nothing depends on does no
  /// harm.
  @Test(arguments: 0..<4)
  func `damage anywhere is reported or does no harm`(part: Int) throws {
    let whole = try folder.contents("h.tar.zst")
    try folder.write("archive/c.md", "# C\n", modified: 1_000_000_003)
    for index in stride(from: part * 3, to: whole.count, by: 12) {
      var damaged = whole
      damaged[index] ^= UInt8(1 << (index % 8))
      try folder.write("h.tar.zst", damaged)
      let outcome = try folder.blogsh("backup", "--to", "h.tar.zst")
      if outcome.end == .status(0) {
        #expect(try folder.blogsh("verify", "h.tar.zst").end == .status(0), "byte \(index)")
      } else {
        #expect(
          outcome.errors.contains("--salvage") && outcome.hasOneLineOfErrors,
          "byte \(index): \(outcome.testDescription)")
        #expect(try folder.contents("h.tar.zst") == damaged, "byte \(index)")
      }
      try folder.expectNames("archive", "h.tar.zst")
    }
  }

  // MARK: Others at the same time

  @Test func `a backup is refused or waits while another one runs`() throws {
    try makeLargeFile()
    let first = try startStopped()
    for words in [["backup", "--to", "h.tar.zst"], ["prune", "h.tar.zst", "--keep-last", "1"]] {
      try expectUntouched(saying: "is writing to it") { try folder.blogsh(words) }
    }
    // Readers see the old archive, and do not wait.
    expect(try folder.blogsh("-C", "h.tar.zst", "ls"), .done("a.md\nb.md\nz.md\n"))
    #expect(try folder.blogsh("verify", "h.tar.zst").end == .status(0))
    let second = try Program.start(
      Surroundings.blogsh, ["backup", "--to", "h.tar.zst", "--wait", "-m", "second"].map(\.bytes),
      in: folder.path)
    try folder.write("archive/c.md", "# C\n", modified: 1_000_000_003)
    first.signal(SIGCONT)
    #expect(try first.wait().end == .status(0))
    #expect(try second.wait().end == .status(0))
    let reported = try folder.snapshots("h.tar.zst")
    #expect(reported.map(\.snapshot).starts(with: [1, 2, 3]))
    try folder.expectNames("archive", "h.tar.zst")
    expect(try folder.blogsh("diff", "h.tar.zst", "archive"), .done())
  }

  @Test func `a backup waits while another one makes the first snapshot`() throws {
    try makeLargeFile()
    let first = try startStopped("new.tar.zst")
    let second = try Program.start(
      Surroundings.blogsh, ["backup", "--to", "new.tar.zst", "--wait", "--always"].map(\.bytes),
      in: folder.path)
    usleep(100_000)
    first.signal(SIGCONT)
    #expect(try first.wait().end == .status(0))
    #expect(try second.wait().end == .status(0))
    #expect(try folder.snapshots("new.tar.zst").map(\.snapshot) == [1, 2])
  }

  @Test func `a backup after a killed one makes the next snapshot`() throws {
    try makeLargeFile()
    let before = try folder.contents("h.tar.zst")
    let first = try startStopped()
    first.signal(SIGKILL)
    #expect(try first.wait().end == .signal(SIGKILL))
    #expect(try folder.contents("h.tar.zst") == before)
    try folder.remove("archive/large.bin")
    try folder.write("archive/c.md", "# C\n", modified: 1_000_000_003)
    #expect(try folder.blogsh("backup", "--to", "h.tar.zst").end == .status(0))
    try folder.expectNames("archive", "h.tar.zst")
    #expect(try folder.snapshots("h.tar.zst").map(\.snapshot) == [1, 2, 3])
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func `a backup that is stopped ends by the signal`(signal: CInt) throws {
    try makeLargeFile()
    let before = try folder.contents("h.tar.zst")
    let run = try startStopped()
    run.signal(signal)
    run.signal(SIGCONT)
    #expect(try run.wait().end == .signal(signal))
    #expect(try folder.contents("h.tar.zst") == before)
    try folder.expectNames("archive", "h.tar.zst")
  }

  @Test func `a snapshot is whole if files change and vanish during the backup`() throws {
    try makeLargeFile()
    let run = try startStopped()
    expect(try folder.shell("echo more >>archive/large.bin && rm archive/z.md"), .done())
    run.signal(SIGCONT)
    let outcome = try run.wait()
    #expect(outcome.end == .status(3), "\(outcome.testDescription)")
    #expect(outcome.errors.contains("cannot pack large.bin: it changed while it was read\n"))
    let reported = try #require(try folder.snapshots("h.tar.zst").last)
    #expect(reported.snapshot == 3 && reported.unread?.contains("large.bin") == true)
    #expect(try folder.blogsh("verify", "h.tar.zst").end == .status(0))
    // The next snapshot has everything as it is.
    try folder.remove("archive/large.bin")
    #expect(try folder.blogsh("backup", "--to", "h.tar.zst").end == .status(0))
    expect(try folder.blogsh("diff", "h.tar.zst", "archive"), .done())
    #expect(try folder.snapshots("h.tar.zst").last?.unread == nil)
    try folder.expectNames("archive", "h.tar.zst")
  }

  @Test func `an unreadable file is reported and stays as in the snapshot before`() throws {
    try folder.write("archive/b.md", "# Secret\n", mode: 0o000, modified: 1_000_000_009)
    let outcome = try folder.shell(
      """
      if [ "$(id -u)" = 0 ]; then chown -R 65534 .; set -- setpriv --reuid 65534 --clear-groups; fi
      "$@" "$BLOGSH" backup --to h.tar.zst --always --json
      """)
    #expect(
      outcome.end == .status(3)
        && outcome.errors == "blogsh: cannot read b.md: Permission denied\n",
      "\(outcome.testDescription)")
    #expect(try ReportedSnapshot(json: outcome.text).unread == ["b.md"])
    expect(try folder.blogsh("-C", "h.tar.zst", "cat", "--raw", "b.md"), .done("# B\n"))
  }

  // MARK: Clocks

  /// A packed archive has the time of its file.
  @Test func `snapshots keep their order after the clock went back`() throws {
    expect(try folder.blogsh("pack", "-o", "x.tar.zst"), .done())
    try folder.setTime("x.tar.zst", 4_070_908_800)
    try folder.write("archive/c.md", "# C\n")
    try folder.setTime("archive/c.md", 4_000_000_000)
    let made = try folder.blogsh("backup", "--to", "x.tar.zst")
    #expect(
      made.end == .status(0)
        && made.errors
          == "blogsh: warning: the previous snapshot is from 2099-01-01 00:00:00, later than "
          + "the clock says now\n",
      "\(made.testDescription)")
    expect(try folder.blogsh("diff", "x.tar.zst", "archive"), .done())
    // The same size, at a time that is neither before nor after.
    try folder.write("archive/c.md", "# D\n")
    #expect(try folder.blogsh("backup", "--to", "x.tar.zst").end == .status(0))
    expect(try folder.blogsh("-C", "x.tar.zst", "cat", "--raw", "c.md"), .done("# D\n"))
    let reported = try folder.snapshots("x.tar.zst")
    #expect(reported.map(\.snapshot) == [1, 2, 3] && reported[0].time == "2099-01-01T00:00:00Z")
    // The newest snapshot is the one that was made last.
    expect(
      try folder.blogsh("-C", "x.tar.zst@2099-06-01", "cat", "--raw", "c.md"), .done("# D\n"))
    #expect(try folder.blogsh("prune", "x.tar.zst", "--keep-daily", "1").end == .status(0))
    #expect(try folder.snapshots("x.tar.zst").map(\.snapshot) == [3])
  }
}
