import Foundation
import ProgramSupport
import TestSupport
import Testing

/// Damage in a frame, in the index or in the seek table: lost files are reported, and the rest is
/// kept.
struct LostFrameTests {
  static let posts = 1400

  let folder: TemporaryFolder
  let frames: [JudgedFrame]

  init() throws {
    folder = try TemporaryFolder()
    try folder.makeBlog("archive", posts: Self.posts)
    var generator = FixedGenerator(state: 3)
    try folder.write("archive/post/2007/large.bin", generator.bytes(9 << 20), modified: 1_000_000)
    try folder.write("archive/post/2011/number-0011.png", generator.bytes(300_000), modified: 5)
    try folder.setTimes(ofFoldersIn: "archive")
    try #require(try folder.blogsh("pack", "-o", "a.tar.zst") == .done())
    frames = try folder.frames("a.tar.zst")
    try #require(frames.filter { $0.kind == .members }.count > 8)
  }

  /// The files of the collection.
  private func files() throws -> Set<String> {
    Set(try folder.shell("cd archive && find . -type f | cut -c 3-").lines)
  }

  /// Expects exactly these files to be lost from the damaged archive, and the others to be kept.
  ///
  /// - Parameter status: the exit status of salvaging: 0 if it is certain that nothing is lost.
  private func expectLost(
    _ lost: Set<String>, indexIsWhole: Bool = true, status: Int = 1
  ) throws {
    let kept = try files().subtracting(lost)
    let unpacked = try folder.blogsh("unpack", "--salvage", "d.tar.zst", "-d", "x")
    #expect(unpacked.status == status, "\(unpacked.testDescription)")
    #expect(!unpacked.errors.isEmpty)
    try expectKept(kept, in: "x")
    let packed = try folder.blogsh("-C", "d.tar.zst", "pack", "-o", "saved.tar.zst", "--salvage")
    #expect(packed.status == status, "\(packed.testDescription)")
    #expect(!packed.errors.isEmpty)
    #expect(try folder.blogsh("verify", "saved.tar.zst").end == .status(0))
    _ = try folder.judge("check", "saved.tar.zst")
    expect(try folder.blogsh("unpack", "saved.tar.zst", "-d", "y"), .done())
    try expectKept(kept, in: "y")
    for outcome in [unpacked, packed] where indexIsWhole {
      #expect(try named(outcome) == lost, "\(outcome.testDescription)")
    }
  }

  private func expectKept(_ kept: Set<String>, in copy: String) throws {
    let found = Set(try folder.shell("cd \"$1\" && find . -type f | cut -c 3-", copy).lines)
    #expect(found == kept, "\(found.symmetricDifference(kept).sorted().prefix(20))")
    let archived = try folder.listing("archive").split(separator: "\n")
    let there = Set(try folder.listing(copy).split(separator: "\n"))
    for line in archived where kept.contains(where: { line.hasSuffix($0) }) {
      #expect(there.contains(line), "\(line)")
    }
  }

  /// Returns the files whose paths are in messages.
  private func named(_ outcome: Outcome) throws -> Set<String> {
    Set(try files().filter { outcome.errors.contains(" \($0) ") })
  }

  private func expectVerified(lost: Set<String>) throws {
    let outcome = try folder.blogsh("verify", "d.tar.zst")
    #expect(outcome.end == .status(1), "\(outcome.testDescription)")
    #expect(try named(outcome) == lost, "\(outcome.testDescription)")
    let posts = lost.count { $0.hasSuffix(".md") }
    let whole = "1,\(Self.posts - posts - 1000)"
    #expect(
      outcome.text.hasPrefix("d.tar.zst: damaged: \(posts) posts lost, \(whole) whole in "),
      "\(outcome.testDescription)")
    let json = try folder.blogsh("verify", "--json", "d.tar.zst")
    struct Object: Decodable { let archive: String, whole: Bool, lost: [String] }
    let object = try JSONDecoder().decode(Object.self, from: Data(json.output))
    #expect(json.end == .status(1) && !object.whole && object.archive == "d.tar.zst")
    // Folders are lost too.
    #expect(Set(object.lost).intersection(try files()) == lost)
    #expect(try folder.blogsh("verify", "--quick", "d.tar.zst").end == .status(1))
  }

  @Test(arguments: [0.0, 0.3, 0.5, 0.9, 1.0])
  func `a damaged byte in one frame loses only its files`(place: Double) throws {
    let members = frames.filter { $0.kind == .members }
    let frame = members[Int(Double(members.count - 1) * place)]
    try folder.write("d.tar.zst", try folder.contents("a.tar.zst"))
    try folder.damage("d.tar.zst", at: (frame.start + frame.end) / 2)
    let lost = Set(frame.paths).intersection(try files())
    try expectVerified(lost: lost)
    try expectLost(lost)
    // The others can all be read, and the lost files are reported.
    let one = try #require(try files().subtracting(lost).sorted().first)
    expect(
      try folder.blogsh("-C", "d.tar.zst", "cat", "--raw", one),
      .done(try folder.contents("archive/" + one)))
    // A post before the damage may be read; one after it cannot.
    let first = try #require(frame.paths.first(where: lost.contains))
    let before = try folder.blogsh("-C", "d.tar.zst", "cat", "--raw", first)
    #expect(
      before == .done(try folder.contents("archive/" + first))
        || before.end == .status(1) && before.output.isEmpty && before.hasOneLineOfErrors)
    let gone = try #require(frame.paths.last(where: lost.contains))
    let outcome = try folder.blogsh("-C", "d.tar.zst", "cat", "--raw", gone)
    #expect(
      outcome.end == .status(1) && outcome.output.isEmpty && outcome.hasOneLineOfErrors,
      "\(outcome.testDescription)")
    #expect(try folder.blogsh("unpack", "d.tar.zst", "-d", "z").end == .status(1))
    // Lists do not read frames.
    expect(
      try folder.blogsh("-C", "d.tar.zst", "ls", "-lRa"),
      try folder.blogsh("-C", "archive", "ls", "-lRa"))
  }

  @Test func `a damaged magic, header or checksum loses only its frame`() throws {
    let frame = frames[3]
    for place in [frame.start, frame.start + 4, frame.start + 6, frame.end - 1] {
      try folder.write("d.tar.zst", try folder.contents("a.tar.zst"))
      try folder.damage("d.tar.zst", at: place)
      let lost = Set(frame.paths).intersection(try files())
      try expectVerified(lost: lost)
      try expectLost(lost)
      for copy in ["x", "y"] { _ = try folder.shell("rm -rf \"$1\"", copy) }
    }
  }

  /// Wrong sizes in a seek table do not damage the frames.
  @Test(arguments: [0, 9, 22], [false, true])
  func `a wrong size in the seek table loses no post`(bit: Int, isLarge: Bool) throws {
    let number = try #require(
      frames.firstIndex { isLarge == ($0.paths == ["post/2007/large.bin"]) })
    var bytes = try folder.contents("a.tar.zst")
    // The table has eight bytes for each frame, including index and end, and ends with nine more.
    let entry = bytes.count - 9 - 8 * (frames.count - number)
    bytes[entry + 4 + bit / 8] ^= UInt8(1 << (bit % 8))
    try folder.write("d.tar.zst", bytes)
    #expect(try folder.blogsh("verify", "d.tar.zst").end == .status(1))
    #expect(try folder.blogsh("verify", "--quick", "d.tar.zst").end == .status(1))
    try expectLost([], indexIsWhole: false, status: 0)
  }

  @Test func `two damaged frames and a damaged large member lose only their files`() throws {
    let pieces = frames.filter { $0.paths == ["post/2007/large.bin"] }
    #expect(pieces.count == 3)
    let members = frames.filter { $0.kind == .members }
    try folder.write("d.tar.zst", try folder.contents("a.tar.zst"))
    for frame in [pieces[1], members[1]] {
      try folder.damage("d.tar.zst", at: (frame.start + frame.end) / 2)
    }
    let lost = Set(["post/2007/large.bin"] + members[1].paths).intersection(try files())
    try expectVerified(lost: lost)
    try expectLost(lost)
  }

  @Test(arguments: ["trailer", "directory", "first block", "seek table", "both", "cut"])
  func `a lost index loses no post`(part: String) throws {
    let index = try #require(frames.first { $0.kind == .index })
    var bytes = try folder.contents("a.tar.zst")
    switch part {
    case "trailer": bytes[index.end - 150] ^= 1
    case "directory": bytes[index.end - 170] ^= 1
    case "first block": bytes[index.start + 20] ^= 1
    case "seek table": bytes[bytes.count - 3] ^= 1
    case "cut": bytes.removeSubrange(index.start...)
    default:
      bytes[index.start + 1] ^= 1
      bytes[bytes.count - 20] ^= 1
    }
    try folder.write("d.tar.zst", bytes)
    let outcome = try folder.blogsh("verify", "d.tar.zst")
    #expect(outcome.end == .status(1), "\(outcome.testDescription)")
    #expect(try named(outcome) == [], "\(outcome.testDescription)")
    // If neither index nor seek table is left, nobody knows what there was.
    let isKnown = part != "both" && part != "cut"
    try expectLost([], indexIsWhole: false, status: isKnown ? 0 : 1)
  }

  @Test(arguments: ["index", "seek table", "cut"])
  func `without the index, damage loses only its frame`(part: String) throws {
    let index = try #require(frames.first { $0.kind == .index })
    let frame = frames[4]
    var bytes = try folder.contents("a.tar.zst")
    switch part {
    case "index": bytes[index.end - 100] ^= 1
    case "seek table": bytes.removeLast(20)
    default: bytes.removeSubrange((index.start - 10)...)
    }
    // The magic number: the end of the frame can no longer be found from its own header.
    bytes[frame.start + 1] ^= 1
    try folder.write("d.tar.zst", bytes)
    let last = frames.last { $0.kind == .members }
    var lost = Set(frame.paths)
    if part == "cut" { lost.formUnion(last?.paths ?? []) }
    try expectLost(lost.intersection(try files()), indexIsWhole: false)
  }

  @Test func `missing bytes lose only their frame`() throws {
    let frame = frames[5]
    var bytes = try folder.contents("a.tar.zst")
    bytes.removeSubrange((frame.start + 30)..<(frame.start + 130))
    try folder.write("d.tar.zst", bytes)
    try expectLost(Set(frame.paths).intersection(try files()), indexIsWhole: false)
  }

  @Test func `the beginning of an archive is enough for the files in it`() throws {
    let frame = frames[frames.count / 2]
    let bytes = try folder.contents("a.tar.zst")
    try folder.write("d.tar.zst", Array(bytes[..<frame.start]))
    let kept = Set(frames[..<(frames.count / 2)].flatMap(\.paths))
    let lost = try files().subtracting(kept).union(frame.paths).intersection(try files())
    try expectLost(lost, indexIsWhole: false)
  }
}
