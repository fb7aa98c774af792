import Glibc
import ProgramSupport
import SystemPackage
import TestSupport
import Testing

/// Lets another process swap folders for links to a folder outside while `unpack` or `restore`
/// writes.
struct RaceTests {
  private static let parts = 2
  private static let rounds = Campaign.rounds(1000, share: 26)

  /// The folders in which files are written in turn, so that each is opened again and again.
  private static let folders = ["a", "b", "a/deep"]

  @Test(arguments: 0..<parts)
  func `nothing is written through a folder that was swapped for a link`(part: Int) throws {
    let folder = try TemporaryFolder()
    let unpacks = part == 0
    try folder.write("h.tar", Self.archive)
    expect(try folder.blogsh("reindex", "h.tar", "-o", "h.tar.zst"), .done())
    for name in Self.folders {
      try folder.write("outside/\(name)/0.md", "precious\n", mode: 0o640, modified: 1_111_111_111)
    }
    for name in Self.folders.reversed() + ["."] {
      try folder.setTime("outside/\(name)", 1_111_111_112)
    }
    let before = try folder.listing("outside")
    var refusals = 0
    for round in stride(from: part, to: Self.rounds, by: Self.parts) {
      for name in Self.folders { try folder.makeFolder("x/\(name)") }
      try folder.makeSymbolicLink("x/a-link", to: "../outside/a")
      try folder.makeSymbolicLink("x/b-link", to: folder.path("outside/b"))
      try folder.makeSymbolicLink("x/a/deep-link", to: "../../outside/a/deep")
      let swapper = try Swapper(
        folder, ["x/a", "x/a-link", "x/b", "x/b-link", "x/a/deep", "x/a/deep-link"])
      let outcome =
        unpacks
        ? try folder.blogsh("unpack", "h.tar", "-d", "x", "--overwrite", "always")
        : try folder.blogsh("restore", "h.tar.zst", "--to", "x", "--force")
      swapper.end()
      refusals +=
        outcome.errors.contains("a link or a file is in the place of a folder") ? 1 : 0
      #expect([0, 1, 2, 3].contains(outcome.status), "\(outcome.testDescription)")
      try #require(
        try folder.listing("outside") == before, "round \(round) \(outcome.testDescription)")
      expect(try folder.run("rm", "-r", "x"), .done())
      Campaign.count(.raceRounds)
    }
    // Without a refusal, no swap has met a write.
    #expect(refusals > 0)
  }

  private static let archive = TarBuilder.archive { builder in
    for number in 0..<60 {
      for name in folders { builder.file("\(name)/\(number).md", "\(number)\n") }
      if number % 10 == 0 {
        builder.symbolicLink("b/link-\(number)", to: "0.md")
        builder.hardLink("a/hard-\(number)", to: "b/\(number).md")
        builder.folder("b/folder-\(number)/", mode: 0o700)
      }
    }
    for name in folders { builder.folder("\(name)/", mode: 0o711, modified: 1_222_222_222) }
  }
}

/// A process that swaps folders for links (`swapper.py`).
private struct Swapper {
  private let process: RunningProgram

  /// Starts the process, and waits until it swaps.
  init(_ folder: TemporaryFolder, _ names: [String]) throws {
    let (read, write) = try FileDescriptor.pipe()
    defer { try? read.close() }
    do {
      defer { try? write.close() }
      process = try Program.start(
        "python3",
        [Surroundings.package + "/Tests/Trust/Hostile/swapper.py"].map(\.bytes)
          + names.map(\.bytes), output: write,
        in: folder.path)
    }
    var ready = [UInt8](repeating: 0, count: 1)
    let count = try ready.withUnsafeMutableBytes { try read.read(into: $0) }
    try #require(count == 1)
  }

  func end() {
    process.signal(SIGKILL)
    _ = try? process.wait()
  }
}
