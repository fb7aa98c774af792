import Glibc
import ProgramSupport
import TestSupport
import Testing

/// Damages an archive of ten thousand posts at random. `verify` finds the damage; `--salvage`
/// brings back every post whose frames are whole, and never a wrong one.
struct RandomDamageTests {
  /// The number of test cases among which the rounds are divided, so that they run in parallel.
  private static let parts = 4
  private static let rounds = Campaign.rounds(1000, share: 12)

  @Test(arguments: 0..<parts)
  func `verify finds the damage, and salvage brings back every whole post`(part: Int) throws {
    let archive = try BigArchive.shared.get()
    let folder = try TemporaryFolder()
    var generator = FixedGenerator(state: UInt64(part))
    for round in stride(from: part, to: Self.rounds, by: Self.parts) {
      let damage = Damage.random(
        of: archive.bytes, count: round % 5 == 0 ? 1 + generator.below(5) : 1, &generator)
      try folder.write("d.tar.zst", damage.bytes)

      let verified = try folder.blogsh("verify", "d.tar.zst")
      #expect(
        verified.status == 1 || verified.status == 2, "\(damage) \(verified.testDescription)")

      let salvaged = try folder.blogsh("unpack", "--salvage", "d.tar.zst", "-d", "x")
      #expect(
        [0, 1, 2].contains(salvaged.status) && salvaged.errors.hasPrefix("blogsh: "),
        "\(damage) \(salvaged.testDescription)")
      let found = try folder.files("x")
      let wrong = found.filter { archive.files[$0.key] != $0.value }
      #expect(wrong.isEmpty, "\(damage): wrong are \(wrong.keys.sorted().prefix(5))")
      let missing = archive.paths(wholeIn: damage).subtracting(found.keys)
      #expect(
        missing.isEmpty,
        "\(damage): missing are \(missing.sorted().prefix(5)) \(salvaged.testDescription)")
      #expect(
        found.count == archive.files.count || salvaged.status != 0,
        "\(damage) \(salvaged.testDescription)")
      expect(try folder.run("rm", "-rf", "x"), .done())
    }
    Campaign.count(.damages, Self.rounds / Self.parts)
  }
}

/// The archive that is damaged, and the files that it was packed from.
private struct BigArchive {
  static let shared = Result { try BigArchive() }

  let bytes: [UInt8]
  let files: [String: KeptFile]
  private let frames: [JudgedFrame]

  private init() throws {
    let folder = try TemporaryFolder()
    var generator = FixedGenerator(state: 6)
    for number in 0..<10_000 {
      try folder.write(
        "archive/post/\(1990 + number % 35)/\(number).md",
        "---\ntitle: Number \(number)\n---\n\(generator.words(5 + generator.below(120)))\n",
        mode: number % 9 == 0 ? 0o600 : 0o644, modified: 1_000_000_000 + number)
    }
    // A large member, which is packed in pieces of one frame each.
    try folder.write("archive/post/2001/large.bin", generator.bytes(9 << 20), modified: 1_000_000)
    try folder.makeHardLink("archive/post/2001/hard.md", to: "archive/post/2001/11.md")
    let packed = try folder.blogsh("pack", "-o", "a.tar.zst")
    try #require(packed == .done())
    bytes = try folder.contents("a.tar.zst")
    frames = try folder.frames("a.tar.zst")
    files = try folder.files("archive")
    try #require(frames.count > 15 && files.count == 10_002)
  }

  /// Returns the paths of the files whose frames are all unchanged in the damaged archive.
  func paths(wholeIn damage: Damage) -> Set<String> {
    var lost: Set<String> = []
    for frame in frames where damage.touches(frame.start..<frame.end) {
      lost.formUnion(frame.paths)
    }
    return Set(files.keys).subtracting(lost)
  }
}

/// The content, mode and time of a file.
private struct KeptFile: Equatable {
  let content: [UInt8]
  let mode: UInt32
  let modified: Int
}

extension TemporaryFolder {
  /// Returns the regular files below a folder, by their paths relative to it.
  fileprivate func files(_ name: String) throws -> [String: KeptFile] {
    guard exists(name) else { return [:] }
    let paths = try run("find", name, "-type", "f", "-printf", "%P\\0").text.split(separator: "\0")
    return try Dictionary(
      uniqueKeysWithValues: paths.map { path in
        let status = try status("\(name)/\(path)")
        return (
          String(path),
          KeptFile(
            content: try contents("\(name)/\(path)"), mode: status.st_mode,
            modified: status.st_mtim.tv_sec)
        )
      })
  }
}
