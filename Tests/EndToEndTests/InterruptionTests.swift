import Foundation
import Testing

/// A closed pipe, and signals that ask to stop.
struct InterruptionTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A collection that takes longer to pack than a signal takes: files of holes, which are read as
  /// zeros.
  private func makeLargeCollection(files: Int = 40, megabytes: Int = 200) throws {
    for number in 10..<(10 + files) {
      try folder.write("archive/\(number).bin", "")
      truncate(folder["archive/\(number).bin"], off_t(megabytes) << 20)
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
      "cd archive/post && i=0; while [ $i -lt 400 ]; do : >\"a-rather-long-name-of-a-post-$i-$(printf %0200d $i).md\"; i=$((i+1)); done"
    )
    try #require(made == .done())
    let outcome = try folder.shell(
      "{ \"$BLOGSH\" \(command); echo $? >status; } | head -1 >/dev/null; sleep 0.1; cat status")
    expect(outcome, .done("0\n"))
  }

  @Test func `nobody who reads is a quiet end too`() throws {
    try folder.write("archive/post/a.md", "# A\n")
    var ends: [CInt] = [0, 0]
    #expect(pipe(&ends) == 0)
    close(ends[0])
    defer { close(ends[1]) }
    let run = try Program.start(
      Surroundings.blogsh, ["-C", folder["archive"], "cat", "post/a.md"],
      output: .descriptor(ends[1]))
    expect(try run.wait(), .done())
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP], ["new.tar", "old.tar", "old.tar.zst"])
  func `packing that is stopped ends by the signal and leaves the old archive`(
    signal: CInt, output: String
  ) throws {
    try makeLargeCollection()
    try folder.write("old.tar", "the old bytes\n")
    try folder.write("old.tar.zst", "the old bytes\n")
    let run = try Program.start(
      Surroundings.blogsh, ["pack", "-o", output], workingDirectory: folder.path)
    try waitUntil { try folder.run("ls", "-A").lines.count > 3 }
    run.signal(signal)
    let outcome = try run.wait()
    #expect(outcome.end == .signal(signal), "\(outcome.testDescription)")
    #expect(outcome.output == [])
    expect(
      try folder.run("ls", "-A"),
      .done("archive\nold.tar\nold.tar.zst\n"))
    #expect(try folder.readText("old.tar") == "the old bytes\n")
    #expect(try folder.readText("old.tar.zst") == "the old bytes\n")
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func
    `unpacking from an idle pipe that is stopped ends by the signal and leaves nothing half-written`(
      signal: CInt
    ) throws
  {
    try folder.write("archive/a.md", "# A\n")
    try folder.write("archive/b.md", String(repeating: "b", count: 400_000))
    try #require(try folder.blogsh("pack", "-o", "a.tar") == .done())
    let part = Array(try folder.read("a.tar").prefix(200_000))
    var ends: [CInt] = [0, 0]
    #expect(pipe(&ends) == 0)
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[1]) }
    let run = try Program.start(
      Surroundings.blogsh, ["unpack", "-", "-d", folder["x"]], input: .descriptor(ends[0]))
    close(ends[0])
    var rest = part[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(ends[1], $0.baseAddress, $0.count) }
      guard count > 0 else { throw SystemError(errno, "pipe") }
      rest = rest.dropFirst(count)
    }
    usleep(200_000)
    run.signal(signal)
    let outcome = try run.wait(atMost: 10)
    #expect(outcome.end == .signal(signal), "\(outcome.testDescription)")
    #expect(!folder.has("x/b.md"))
    #expect(try folder.shell("find x -name '.*' 2>/dev/null").text == "")
  }

  @Test func `packing is stopped in the middle of a large file too`() throws {
    try makeLargeCollection(files: 1, megabytes: 8192)
    let run = try Program.start(
      Surroundings.blogsh, ["pack", "-o", "x.tar"], workingDirectory: folder.path)
    try waitUntil { try folder.run("ls", "-A").lines.count > 1 }
    run.signal(SIGINT)
    // The whole file takes far longer.
    let outcome = try run.wait(atMost: 8)
    #expect(outcome.end == .signal(SIGINT), "\(outcome.testDescription)")
    expect(try folder.run("ls", "-A"), .done("archive\n"))
  }

  @Test func `unpacking that is stopped keeps what is whole and leaves no other file`() throws {
    try makeLargeCollection(files: 3)
    expect(try folder.shell("tar -cf - -C archive . | gzip -1 >a.tar.gz && rm -r archive"), .done())
    let run = try Program.start(
      Surroundings.blogsh, ["unpack", "a.tar.gz", "-d", "x"], workingDirectory: folder.path)
    try waitUntil { folder.has("x") }
    run.signal(SIGINT)
    #expect(try run.wait().end == .signal(SIGINT))
    expect(try folder.shell("find x ! -type d ! -size 209715200c"), .done())
  }

  /// Waits for something that a program does in its own time; a minute at most.
  private func waitUntil(_ condition: () throws -> Bool) throws {
    for _ in 0..<6000 {
      if try condition() { return }
      usleep(10_000)
    }
    Issue.record("nothing came of waiting")
  }
}
