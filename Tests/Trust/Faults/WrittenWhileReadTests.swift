import ProgramSupport
import TestSupport
import Testing

/// Changes a file while it is read to be packed. The archive has the file as it was at one moment,
/// or the file is named.
@Suite(.disabled(if: Sanitizing.isOn, "the calls of a sanitizer would be counted as well"))
struct WrittenWhileReadTests {
  /// A way to pack a collection.
  enum Way: String, CaseIterable, CustomTestStringConvertible {
    case tar, tarGzip, tarXZ, indexed, reproducible, onePath, output, again, everythingAgain
    case firstBackup, backup

    var testDescription: String { rawValue }

    var arguments: [String] {
      switch self {
      case .tar: ["pack", "-o", "x.tar"]
      case .tarGzip: ["pack", "-o", "x.tar.gz"]
      case .tarXZ: ["pack", "-o", "x.tar.xz"]
      case .indexed, .again: ["pack", "-o", "x.tar.zst"]
      case .reproducible: ["pack", "-o", "x.tar.zst", "--reproducible"]
      case .onePath: ["pack", "-o", "x.tar", "post"]
      case .output: ["pack", "-o", "-", "--format", "tar"]
      case .everythingAgain: ["pack", "-o", "x.tar.zst", "--checksum"]
      case .firstBackup, .backup: ["backup", "--to", "x.tar.zst"]
      }
    }

    /// The name of the archive that is written.
    var archive: String { self == .output ? "x.tar" : arguments[2] }

    /// The length in bytes from which on a file is not read as a whole before it is written.
    fileprivate var longest: Int { archive.hasSuffix(".zst") ? 700 << 10 : 256 << 10 }
  }

  /// The files to which another process writes, and their lengths: all fit in a frame but the last,
  /// and only the first two are read at once for a tar without frames.
  private static let files = [
    "post/a.md": 1_000, "post/two-names.md": 1_000, "post/middle.bin": 400_000,
    "post/large.bin": 3_000_000,
  ]

  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func prepare(_ way: Way) throws {
    expect(try folder.shell("rm -rf now"), .done())
    try folder.makeFolder("now/tmp")
    for (file, length) in Self.files {
      try folder.write(
        "now/archive/\(file)", [UInt8](repeating: 0x61, count: length), modified: 1_000_000_000)
    }
    try folder.makeHardLink("now/archive/z.md", to: "now/archive/post/two-names.md")
    guard [.again, .everythingAgain, .backup].contains(way) else { return }
    let made = try Program.run(Surroundings.blogsh, way.arguments, in: folder.path("now"))
    try #require(made.end == .status(0), "\(made.testDescription)")
    for (file, length) in Self.files {
      let content = [UInt8](repeating: 0x61, count: length + 1)
      try folder.write("now/archive/\(file)", content, modified: 1_000_000_001)
    }
  }

  @Test(arguments: Way.allCases, [Fault.Effect.written, .rewritten])
  func `a file that is written while it is packed is read again or named`(
    way: Way, effect: Fault.Effect
  ) throws {
    for (file, length) in Self.files {
      try prepare(way)
      let run = try FaultLibrary.run(
        way.arguments, in: "now", of: folder, at: "archive/\(file)",
        fault: Fault(kind: .read, number: 1, effect: effect))
      let note: Comment = "\(file): \(run.outcome.testDescription)"
      #expect(!run.calls.isEmpty, note)
      let isNamed = effect == .rewritten || length > way.longest
      #expect(run.outcome.end == .status(isNamed ? 3 : 0), note)
      #expect(
        run.outcome.errors
          == (isNamed ? "blogsh: cannot pack \(file): it changed while it was read\n" : ""), note)
      if way == .output { try folder.write("now/x.tar", run.outcome.output) }
      let packed = try Program.run(
        Surroundings.blogsh, ["-C", way.archive, "cat", "--raw", file], in: folder.path("now"))
      let content = try folder.contents("now/archive/\(file)")
      #expect(packed.end == .status(0) && packed.output.count == content.count, note)
      if !isNamed { #expect(packed.output == content, note) }
    }
    Campaign.count(.faults, Self.files.count)
  }
}
