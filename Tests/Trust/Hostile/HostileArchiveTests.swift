import ProgramSupport
import TestSupport
import Testing

/// Runs every command that reads an archive on hostile ones. Nothing outside is touched, good
/// members are unpacked, and the others are reported.
struct HostileArchiveTests {
  @Test(arguments: HostileCase.tried)
  func `a hostile archive does no harm`(hostile: HostileCase) throws {
    let place = try HostilePlace(try hostile.bytes())
    let unpacked = try place.run(["unpack", "h.tar", "-d", "x"])
    #expect(unpacked.status == hostile.status, "\(unpacked.testDescription)")
    let lines = unpacked.errors.split(separator: "\n")
    #expect(lines.count == hostile.said.count, "\(unpacked.testDescription)")
    for (line, said) in zip(lines, hostile.said) {
      #expect(line.contains(said), "\(unpacked.testDescription)")
    }
    let kept = try place.kept()
    #expect(kept == hostile.kept.sorted())
    try place.expectNoHarm()
    if hostile.isJudged {
      let judge = try place.folder.run("tar", "-tf", "h.tar")
      let listed = Set(judge.lines.map { $0.replacing("./", with: "").replacing("//", with: "/") })
      #expect(listed.isSuperset(of: hostile.kept), "\(judge.testDescription)")
    }

    try place.runReaders()
    if Campaign.isWhole {
      expect(try place.folder.run("zstd", "-q", "h.tar", "-o", "h.tar.zst"), .done())
      try place.runReaders(of: "h.tar.zst")
    }
    Campaign.count(.hostileCases)
  }

  /// The names of the archives with a forged index, seek table or frame (`Reference/forge.py`).
  private static let forgeries: [String] = [
    "unusable", "lies", "disagrees", "broken", "wide", "bomb", "stale", "altered",
  ].flatMap { kind in
    (try? Program.run("python3", Surroundings.judges + "/forge.py", "names", kind))?.lines ?? []
  }

  @Test(arguments: Campaign.share(of: forgeries, atMost: 4))
  func `a forged index does no harm`(forgery: String) throws {
    let place = try HostilePlace([])
    try place.folder.forge(forgery, as: "h.tar.zst")
    let unpacked = try place.run(["unpack", "h.tar.zst", "-d", "x"])
    #expect([0, 1, 2, 3].contains(unpacked.status), "\(unpacked.testDescription)")
    try place.runReaders(of: "h.tar.zst")
    Campaign.count(.hostileCases)
  }
}

/// A folder with an archive, a folder `x` to unpack into, and a folder that must stay unchanged.
struct HostilePlace {
  let folder: TemporaryFolder
  private let outside: String

  init(_ archive: [UInt8]) throws {
    folder = try TemporaryFolder()
    try folder.write("h.tar", archive)
    try folder.write("outside/victim.md", "precious\n", mode: 0o640, modified: 1_111_111_111)
    try folder.write("outside/f/deep.md", "precious\n", modified: 1_111_111_112)
    try folder.makeSymbolicLink("outside/link", to: "victim.md")
    try folder.makeFolder("x")
    for name in ["outside/f", "outside"] { try folder.setTime(name, 1_111_111_113) }
    outside = try folder.listing("outside")
  }

  /// The time that a command may take in seconds. All but bombs take a hundredth of it.
  private static let maximumSeconds = 60 * Sanitizing.patience
  /// The address space that a command may have, in KiB. A sanitizer takes terabytes.
  private static let maximumMemory = Sanitizing.isOn ? "unlimited" : "\(1 << 20)"

  /// Runs every command that reads an archive, except `unpack` into `x`, and expects no harm.
  func runReaders(of archive: String = "h.tar") throws {
    for command in [
      ["-C", archive, "ls", "-lR"], ["-C", archive, "cat", "first.md", "l/victim.md", "s.bin"],
      ["verify", archive], ["-C", archive, "grep", "-c", "x"],
      ["unpack", "-n", archive, "-d", "x"],
      ["unpack", "--strict", archive, "-d", "y"], ["unpack", "--salvage", archive, "-d", "z"],
      ["reindex", archive, "-o", "reindexed.tar.zst"],
      ["-C", archive, "pack", "-o", "packed.tar"], ["restore", archive, "--to", "s"],
    ] {
      let outcome = try run(command)
      #expect([0, 1, 2, 3].contains(outcome.status), "\(command) \(outcome.testDescription)")
    }
    if folder.exists("reindexed.tar.zst") {
      // Blogsh has written this index over hostile members.
      let outcome = try run(["restore", "reindexed.tar.zst", "--to", "r"])
      #expect([0, 1, 2, 3].contains(outcome.status), "\(outcome.testDescription)")
    }
    try expectNoHarm()
    expect(try folder.shell("rm -rf y z r s packed.tar reindexed.tar.zst"), .done())
  }

  /// Runs the program with limited time and memory, and expects messages that are harmless to
  /// print.
  func run(_ arguments: [String]) throws -> Outcome {
    let outcome = try Program.run(
      "sh",
      [
        "-c",
        "ulimit -v \(Self.maximumMemory); "
          + "exec timeout -s KILL \(Self.maximumSeconds) \"$0\" \"$@\"",
        Surroundings.blogsh,
      ] + arguments, in: folder.path)
    #expect(HostileText.isHarmless(outcome.errors.bytes), "\(arguments) \(outcome.testDescription)")
    return outcome
  }

  /// Expects nothing outside to be changed, and no temporary files, set-ID bits or special files.
  func expectNoHarm() throws {
    #expect(try folder.listing("outside") == outside)
    let known = [
      "h.tar", "h.tar.zst", "outside", "packed.tar", "r", "reindexed.tar.zst", "s", "x", "y", "z",
    ]
    #expect(try Set(folder.names()).isSubset(of: known))
    let bad = try folder.shell(
      #"""
      find . \( -name '.blogsh-*-*.tmp' -o -name '.blogsh-*.part' -o -perm /6000 \
        -o ! \( -type f -o -type d -o -type l \) \) -print
      """#)
    expect(bad, .done())
  }

  /// Returns the paths of files and links in `x`, sorted, with bytes replaced that are not UTF-8.
  func kept() throws -> [String] {
    let found = try folder.run("find", "x", "-mindepth", "1", "!", "-type", "d", "-printf", "%P\\0")
    return found.text.split(separator: "\0").map(String.init).sorted()
  }
}
