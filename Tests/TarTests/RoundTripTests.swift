import Glibc
import SystemPackage
import Tar
import TestSupport
import Testing

/// Members read back as they were written.
@Suite struct RoundTripTests {
  private static let members = [
    member("post/", .folder, mode: 0o755),
    file("post/a.md", "---\ntitle: a\n---\nbody\n"),
    file("post/empty.md"),
    file("post/-a/-b.md", "dashes\n", mode: 0o600),
    file("post/large.bin".bytes, noise(700_000)),
    member("post/link.md", .symbolicLink(target: "../elsewhere/ä".bytes), mode: 0o777),
    member("post/second.md", .hardLink(target: "post/a.md".bytes), mode: 0o644),
    member("empty/", .folder, mode: 0o555),
  ]

  @Test(arguments: compressions, Source.allCases)
  func `members of every kind read back through every compression`(
    compression: Compression, source: Source
  ) throws {
    let bytes = try write(Self.members, compression)
    #expect(try read(bytes, from: source) == Reading(met: Self.members))
  }

  @Test(arguments: compressions, Source.allCases)
  func `contents can be skipped`(compression: Compression, source: Source) throws {
    let bytes = try write(Self.members, compression)
    let headers = Self.members.map { Met(member: $0.member) }
    #expect(try read(bytes, from: source, skipping: true) == Reading(met: headers))
  }

  @Test(arguments: compressions)
  func `an archive of every level reads back`(compression: Compression) throws {
    let met = [file("a".bytes, noise(5_000))]
    // The last three levels of zstd need hundreds of megabytes.
    for level in compression.levels ?? 0...0 where level <= 19 {
      let bytes = try write(met, compression, level: compression.levels.map { _ in level })
      #expect(try read(bytes) == Reading(met: met))
    }
  }

  @Test(arguments: compressions)
  func `an archive without members reads back`(compression: Compression) throws {
    let bytes = try write([], compression)
    #expect(try read(bytes) == Reading())
  }

  @Test(arguments: [
    "箱書き.md", "radka’s-beans.md", "буркани.md",
    // é composed and decomposed, and both in one path.
    "caf\u{E9}.md", "cafe\u{301}.md", "caf\u{E9}/cafe\u{301}.md",
    // A Hangul syllable, and the letters of which it is composed.
    "\u{D55C}", "\u{1112}\u{1161}\u{11AB}",
    "a\nb", "a\u{1B}[31mb", " ", "a b ", "\\", "*", "-", "\u{202E}gnp.exe", "\u{FEFF}a", "😀",
  ])
  func `a name in UTF-8 reads back byte for byte`(name: String) throws {
    try expectSame(name.bytes)
  }

  @Test(arguments: [
    [0xFF], [0xC3], [0x61, 0x80, 0x62], [0xED, 0xA0, 0x80], [0xC0, 0xAF], [0xF5, 0x80, 0x80, 0x80],
    "caf".bytes + [0xE9], [0xFE, 0xFF, 0x0A], [0x7F], Array(1...0x2E), Array(0x30...0xFF),
  ])
  func `a name in no encoding reads back byte for byte`(name: [UInt8]) throws {
    try expectSame(name)
  }

  @Test(arguments: [99, 100, 101, 155, 156, 255, 256, 257, 300, 1_000, 5_000])
  func `a name of any length reads back`(count: Int) throws {
    try expectSame([UInt8](repeating: 0x61, count: count))
    try expectSame(Array("é".bytes.cycled(to: count / 2 * 2)))
    try expectSame(Array("folder/".bytes.cycled(to: count - 1)) + [0x78])
  }

  /// Checks a file's path, and the target of each kind of link.
  private func expectSame(_ name: [UInt8]) throws {
    let target = String(decoding: name.prefix(8), as: UTF8.self)
    var members = [
      file(name, "content".bytes),
      member("symbolic \(target)", .symbolicLink(target: name)),
      member("hard \(target)", .hardLink(target: name)),
    ]
    members[1].member.path = "symbolic".bytes
    members[2].member.path = "hard".bytes
    #expect(try read(write(members)) == Reading(met: members))
  }

  @Test(arguments: ["箱".bytes, [0xFF]])
  func `an old value of errno does not matter`(name: [UInt8]) throws {
    let output = try Program.namelessFile()
    defer { try? output.close() }
    let writer = try ArchiveWriter.open(output, compression: .none)
    errno = ENOMEM
    try writer.begin(file(name).member)
    try writer.finish()
    try output.seek(offset: 0, from: .start)
    var reader = try ArchiveReader.open(DescriptorBytes(output))
    errno = ENOMEM
    #expect(try reader.next()?.member == file(name).member)
  }

  @Test(arguments: [0, 0o644, 0o755, 0o7777, 0o4755, 0o2755, 0o1777, 0o001])
  func `a mode reads back`(mode: UInt16) throws {
    let members = [file("a".bytes, mode: mode), member("b/", .folder, mode: mode)]
    #expect(try read(write(members)) == Reading(met: members))
  }

  @Test(arguments: [
    0, 1, -1, -86_400, -2_208_988_800, -1 << 40, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF,
    0o77_777_777_777, 0o77_777_777_777 + 1, 253_402_300_800, 1 << 40, 1 << 55,
  ])
  func `a time reads back even before 1970 and in the far future`(modified: Int64) throws {
    let members = [file("a".bytes, modified: modified)]
    #expect(try read(write(members)) == Reading(met: members))
  }

  /// The time that POSIX means by a pax header is the sum of the number and its fraction, of which
  /// both have the sign.
  @Test(
    arguments: [
      (1, 500_000_000, "1.5"), (0, 1, "0.000000001"), (-2, 250_000_000, "-1.75"),
      (-86_400, 1, "-86399.999999999"), (-86_400, 999_999_999, "-86399.000000001"),
    ] as [(Int64, UInt32, String)])
  func `a fraction of a second reads back, and is written as POSIX means it`(
    modified: Int64, nanoseconds: UInt32, text: String
  ) throws {
    var post = file("a".bytes, modified: modified)
    post.member.nanoseconds = nanoseconds
    let bytes = try write([post])
    #expect(try read(bytes) == Reading(met: [post]))
    #expect(String(decoding: bytes, as: UTF8.self).contains(" mtime=\(text)\n"))
  }

  @Test func `a time in the last second before 1970 loses its fraction`() throws {
    var post = file("a".bytes, modified: -1)
    post.member.nanoseconds = 5
    #expect(
      try read(write([post])) == Reading(met: [file("a".bytes, modified: -1)]))
  }

  @Test(arguments: [
    0o77_777_777_777, 0o77_777_777_777 + 1, 9 << 30, 1 << 40, (1 << 60) + 12_345,
  ])
  func `a size beyond 8 GiB reads back`(size: Int64) throws {
    let large = Member(path: "a".bytes, kind: .file, mode: 0o644, modified: 0, size: size)
    let output = try Program.namelessFile()
    defer { try? output.close() }
    do {
      let writer = try ArchiveWriter.open(output, compression: .none)
      try writer.begin(large)
      // Enough to write the header to the file; then the archive is abandoned.
      try noise(600_000).withUnsafeBytes { try writer.write($0) }
    }
    let reading = try read(Program.contents(of: output))
    #expect(reading.met.map(\.member) == [large])
    #expect(reading.failure?.code == .damaged)
  }
}

extension [UInt8] {
  /// Returns `count` bytes by repeating these.
  fileprivate func cycled(to count: Int) -> [UInt8] { (0..<count).map { self[$0 % self.count] } }
}
