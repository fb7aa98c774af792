import Glibc
import ProgramSupport
import SystemPackage
import TestSupport
import Testing

/// Closed pipes, and signals that ask the program to stop.
struct InterruptionTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Starts the program under test in the folder.
  private func start(
    _ arguments: String..., input: Program.Input = .nothing, output: FileDescriptor? = nil
  ) throws -> RunningProgram {
    try Program.start(
      Surroundings.blogsh, arguments.map(\.bytes), input: input, output: output, in: folder.path)
  }

  /// A collection that takes longer to pack than a signal takes to arrive: sparse files, which are
  /// read as zeros.
  private func makeLargeCollection(files: Int = 40, megabytes: Int = 200) throws {
    for number in 10..<(10 + files) {
      try folder.write("archive/\(number).bin", "")
      truncate(folder.path("archive/\(number).bin"), off_t(megabytes) << 20)
    }
  }

  @Test(arguments: [
    "ls -R", "ls -l -R", "ls --json -R", "ls -R -0", "tree", "cat post/long.md",
    "cat --raw post/long.md",
    "head -n 100000 post/long.md", "pack -o - --format tar", "--help",
  ])
  func `a closed pipe is a quiet end`(command: String) throws {
    try folder.write("archive/post/long.md", String(repeating: "line\n\n", count: 60_000))
    let made = try folder.shell(
      """
      cd archive/post && i=0; while [ $i -lt 400 ]; do \
      : >"a-rather-long-name-of-a-post-$i-$(printf %0200d $i).md"; i=$((i+1)); done
      """)
    try #require(made == .done())
    let outcome = try folder.shell(
      "{ \"$BLOGSH\" \(command); echo $? >status; } | head -1 >/dev/null; sleep 0.1; cat status")
    expect(outcome, .done("0\n"))
  }

  @Test func `an output without a reader is a quiet end too`() throws {
    try folder.write("archive/post/a.md", "# A\n")
    let (end, beginning) = try FileDescriptor.pipe()
    try end.close()
    defer { try? beginning.close() }
    let run = try start("-C", folder.path("archive"), "cat", "post/a.md", output: beginning)
    expect(try run.wait(), .done())
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP], ["new.tar", "old.tar", "old.tar.zst"])
  func `packing that is stopped ends by the signal and leaves the old archive`(
    signal: CInt, output: String
  ) throws {
    try makeLargeCollection()
    try folder.write("old.tar", "the old bytes\n")
    try folder.write("old.tar.zst", "the old bytes\n")
    let run = try start("pack", "-o", output)
    try waitUntil { try folder.run("ls", "-A").lines.count > 3 }
    run.signal(signal)
    let outcome = try run.wait()
    #expect(outcome.end == .signal(signal), "\(outcome.testDescription)")
    #expect(outcome.output == [])
    expect(
      try folder.run("ls", "-A"),
      .done("archive\nold.tar\nold.tar.zst\n"))
    #expect(try folder.content("old.tar") == "the old bytes\n")
    #expect(try folder.content("old.tar.zst") == "the old bytes\n")
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func
    `unpacking from an idle pipe can be stopped, and leaves nothing half-written`(
      signal: CInt
    ) throws
  {
    try folder.write("archive/a.md", "# A\n")
    try folder.write("archive/b.md", String(repeating: "b", count: 400_000))
    try #require(try folder.blogsh("pack", "-o", "a.tar") == .done())
    let part = Array(try folder.contents("a.tar").prefix(200_000))
    let (end, beginning) = try FileDescriptor.pipe()
    for descriptor in [end, beginning] { _ = fcntl(descriptor.rawValue, F_SETFD, FD_CLOEXEC) }
    defer { try? beginning.close() }
    let run = try start("unpack", "-", "-d", folder.path("x"), input: .descriptor(end))
    try end.close()
    try beginning.writeAll(part)
    usleep(200_000)
    run.signal(signal)
    let outcome = try run.wait(atMost: 10)
    #expect(outcome.end == .signal(signal), "\(outcome.testDescription)")
    #expect(!folder.exists("x/b.md"))
    #expect(try folder.shell("find x -name '.*' 2>/dev/null").text == "")
  }

  @Test func `packing can be stopped in the middle of a large file`() throws {
    try makeLargeCollection(files: 1, megabytes: 8192)
    let run = try start("pack", "-o", "x.tar")
    try waitUntil { try folder.run("ls", "-A").lines.count > 1 }
    run.signal(SIGINT)
    // The whole file takes far longer.
    let outcome = try run.wait(atMost: 8)
    #expect(outcome.end == .signal(SIGINT), "\(outcome.testDescription)")
    expect(try folder.run("ls", "-A"), .done("archive\n"))
  }

  @Test func `unpacking that is stopped keeps whole files and leaves no others`() throws {
    try makeLargeCollection(files: 3)
    expect(try folder.shell("tar -cf - -C archive . | gzip -1 >a.tar.gz && rm -r archive"), .done())
    let run = try start("unpack", "a.tar.gz", "-d", "x")
    try waitUntil { folder.exists("x") }
    run.signal(SIGINT)
    #expect(try run.wait().end == .signal(SIGINT))
    // A folder in which nothing is yet is removed again.
    expect(try folder.shell("[ ! -e x ] || find x ! -type d ! -size 209715200c"), .done())
  }

  /// Waits for a condition, for a minute at most.
  private func waitUntil(_ condition: () throws -> Bool) throws {
    for _ in 0..<6000 {
      if try condition() { return }
      usleep(10_000)
    }
    Issue.record("nothing came of waiting")
  }
}
