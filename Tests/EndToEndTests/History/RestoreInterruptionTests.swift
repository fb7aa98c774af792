import Foundation
import Glibc
import ProgramSupport
import TestSupport
import Testing

/// A restore that ends too early, and the next one.
struct RestoreInterruptionTests {
  let folder: TemporaryFolder

  /// The state of each path: the output of `find`, and the digest of a file.
  private typealias Listing = [String: String]

  init() throws {
    folder = try TemporaryFolder()
    for (state, time) in [("old", 1_000), ("new", 9_000)] {
      for number in 0..<10 { try folder.makeFolder("\(state)/post/\(number)") }
      for number in 0..<200 {
        let name = "\(state)/post/\(number % 10)/\(number).md"
        let text = String(repeating: "\(state) \(number)\n", count: 1 + number % 50)
        switch number % 10 {
        // Files that are the same in both, in only one of them, of another kind, or a hard link.
        case 0: try folder.write(name, "the same \(number)\n", modified: 1_000)
        case 1 where state == "old": continue
        case 2 where state == "new": continue
        case 3 where state == "new": try folder.makeSymbolicLink(name, to: "\(number)")
        case 4 where state == "new": try folder.write(name + "/below.md", text, modified: 1_000)
        case 5 where number > 10 && state == "new":
          try folder.makeHardLink(name, to: "\(state)/post/5/5.md")
        default: try folder.write(name, text, modified: time + number)
        }
      }
      let large = (0..<2_000_000 as Range<UInt32>).map {
        UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 13)
      }
      try folder.write("\(state)/large.bin", large + state.bytes, modified: time)
      // Archives keep whole seconds.
      let dated = try folder.shell(
        "find \"$1\" ! -type f -exec touch -h -d @1450000000 {} +", state)
      try #require(dated == .done())
      try #require(
        try folder.blogsh("-C", state, "pack", "-o", "\(state).tar.zst") == .done())
    }
    try #require(try folder.shell("cp -a old out") == .done())
  }

  private func listing(_ name: String) throws -> Listing {
    var listing: Listing = [:]
    for line in try folder.listing(name, times: false).split(separator: "\n") {
      // `f 644  post/0/0.md`, and then `DIGEST  ./post/0/0.md`.
      let parts = line.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false)
      if parts.count == 4 {
        listing[String(parts[3]), default: ""] += parts[..<3].joined(separator: " ")
      } else {
        listing[String(parts[2].dropFirst(2)), default: ""] += " " + parts[0]
      }
    }
    return listing
  }

  private func arguments(to state: String) -> [[UInt8]] {
    ["restore", "--force", "--delete", "\(state).tar.zst", "--to", "out"].map(\.bytes)
  }

  @Test func `a restore killed at any moment leaves old or new files, and the next one finishes`()
    throws
  {
    let states = try ["old": listing("old"), "new": listing("new")]
    let start = ContinuousClock.now
    #expect(
      try Program.run(Surroundings.blogsh, arguments(to: "new"), in: folder.path).end == .status(0))
    let whole = ContinuousClock.now - start
    var generator = SystemRandomNumberGenerator()
    // On a busy machine, some or most steps may be done before the signal arrives.
    var (number, killed) = (0, 0)
    while number < 40 || killed <= 10 && number < 400 {
      let target = number.isMultiple(of: 2) ? "old" : "new"
      number += 1
      let run = try Program.start(Surroundings.blogsh, arguments(to: target), in: folder.path)
      let moment = Double.random(in: 0...1, using: &generator) * Double(whole.microseconds)
      usleep(UInt32(moment))
      run.signal(SIGKILL)
      if try run.wait().end == .signal(SIGKILL) { killed += 1 }

      let found = try listing("out")
      for (path, node) in found where !path.contains(".blogsh-") {
        let isKnown = states.values.contains { $0[path].map { $0.isSameFile(as: node) } ?? false }
        #expect(isKnown, "\(path): \(node)")
      }
      // Anything that both have as the same kind is always there.
      for (path, node) in states["old"]! {
        guard let other = states["new"]![path], node.first == other.first else { continue }
        #expect(found[path] != nil, "\(path)")
      }
      let next = try Program.run(Surroundings.blogsh, arguments(to: target), in: folder.path)
      #expect(next.end == .status(0), "\(next.testDescription)")
      #expect(try folder.listing("out") == folder.listing(target))
    }
    #expect(killed > 10)
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func `a restore asked to stop leaves no temporary file, and ends by the signal`(signal: CInt)
    throws
  {
    for name in ["old", "new"] {
      for number in 10..<40 {
        truncate(folder.path("\(name)/\(number).bin"), 0)
        let file = open(folder.path("\(name)/\(number).bin"), O_CREAT | O_WRONLY | O_CLOEXEC, 0o644)
        ftruncate(file, off_t(200) << 20)
        close(file)
      }
    }
    try #require(try folder.blogsh("-C", "new", "pack", "-o", "new.tar.zst") == .done())
    let run = try Program.start(Surroundings.blogsh, arguments(to: "new"), in: folder.path)
    for _ in 0..<3_000 where !folder.exists("out/.blogsh-journal.tmp") { usleep(10_000) }
    usleep(200_000)
    run.signal(signal)
    #expect(try run.wait().end == .signal(signal))
    #expect(try folder.run("find", "out", "-name", ".blogsh*").text == "")
    #expect(try folder.shell("find out -name '??.bin' ! -size 209715200c").text == "")
  }
}

extension String {
  /// Returns whether kind and content are the same: a mode comes with the content or a moment
  /// later.
  fileprivate func isSameFile(as other: String) -> Bool {
    first == other.first
      && split(separator: " ").dropFirst(2) == other.split(separator: " ").dropFirst(2)
  }
}

extension Duration {
  fileprivate var microseconds: Int64 {
    components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
  }
}
