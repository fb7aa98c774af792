import Dispatch
import Glibc
import Synchronization
import SystemPackage
import Tar
import TestSupport
import Testing

/// A tar in memory has exactly the bytes that `ArchiveWriter` writes to a file.
@Suite struct TarBufferTests {
  @Test func `members of every kind make the bytes of an archive`() throws {
    let members = [
      member("post", .folder), member("post/", .folder), file("post/a.md", "a\n"),
      file("post/箱書き.md", "b\n"), file([0xFF, 0xFE], "c\n".bytes),
      file([UInt8](repeating: 0x61, count: 300), "d\n".bytes), file("empty"),
      member("ссылка", .symbolicLink(target: "post/箱書き.md".bytes), mode: 0o777),
      member("long", .symbolicLink(target: [UInt8](repeating: 0x62, count: 101))),
      member("second", .hardLink(target: "post/箱書き.md".bytes)),
      member("third", .hardLink(target: "post/a.md".bytes)),
      member("none", .symbolicLink(target: [])), member("no", .hardLink(target: [])),
      file("large.bin".bytes, noise(3_000_000)),
    ]
    #expect(try frame(members) == write(members).dropLast(1_024))
  }

  @Test func `generated members make the bytes of an archive`() throws {
    var generator = FixedGenerator(state: 3)
    let members = (0..<5_000).map { _ in Self.generated(&generator) }
    // Kinds are mixed, so that cheap and expensive headers follow one another in every order.
    #expect(try frame(members) == write(members).dropLast(1_024))
  }

  /// Returns a member of which every part is near a limit of ustar.
  private static func generated(_ generator: inout FixedGenerator) -> Met {
    let modified: [Int64] = [
      0, 1, -1, 1_700_000_000, 0x7FFF_FFFE, 0x7FFF_FFFF, 0x8000_0000, 0o77_777_777_777,
      0o77_777_777_777 + 1, -1 << 40, 1 << 55,
    ]
    var met = file(
      path(&generator), [], mode: UInt16.random(in: 0...0o7777, using: &generator),
      modified: modified.randomElement(using: &generator) ?? 0)
    switch Int.random(in: 0..<8, using: &generator) {
    case 0: met.member.kind = .folder
    case 1: met.member.kind = .symbolicLink(target: path(&generator))
    case 2: met.member.kind = .hardLink(target: path(&generator))
    default:
      met.content = noise([0, 1, 511, 512, 513, 2_300].randomElement(using: &generator) ?? 0)
      met.member.size = Int64(met.content.count)
    }
    return met
  }

  private static func path(_ generator: inout FixedGenerator) -> [UInt8] {
    let counts = Array(1...40) + Array(95...105) + Array(150...160) + Array(250...262)
    let count = counts.randomElement(using: &generator) ?? 1
    var path = (0..<count).map { _ in UInt8.random(in: 0x61...0x7A, using: &generator) }
    for _ in 0..<Int.random(in: 0...4, using: &generator) {
      let bytes: [UInt8] = [0x2F, 0x2F, 0x2E, 0x20, 0x01, 0x7F, 0x0A]
      path[Int.random(in: 0..<count, using: &generator)] = bytes.randomElement(using: &generator)!
    }
    switch Int.random(in: 0..<8, using: &generator) {
    case 0: path += "é".bytes
    case 1: path.append(0xFF)
    default: break
    }
    return path
  }

  @Test(arguments: [
    0o77_777_777_777, 0o77_777_777_777 + 1, 9 << 30, 1 << 40, (1 << 60) + 12_345,
  ])
  func `a member beyond 8 GiB begins as in an archive`(size: Int64) throws {
    let large = Member(path: "a".bytes, kind: .file, mode: 0o644, modified: 0, size: size)
    let content = noise(600_000)
    let output = try Program.namelessFile()
    defer { try? output.close() }
    do {
      let archive = try ArchiveWriter.open(output, compression: .none)
      try archive.begin(large)
      try content.withUnsafeBytes { try archive.write($0) }
    }
    let writer = try TarBuffer()
    try writer.begin(large)
    try content.withUnsafeBytes { try writer.write($0) }
    #expect(writer.missing == size - 600_000)
    // The archive keeps back bytes that do not fill a block of its file.
    let written = try Program.contents(of: output)
    #expect(written.count > 500_000)
    #expect(bytes(of: writer).starts(with: written))
  }

  @Test func `a writer that is used again writes the same bytes`() throws {
    let members = [file("a", "one"), file("é", "two"), member("b", .folder)]
    let writer = try TarBuffer()
    let expected = try Array(write(members).dropLast(1_024))
    for _ in 0..<3 {
      try add(members, to: writer)
      #expect(bytes(of: writer) == expected)
      #expect(writer.count == expected.count)
      writer.removeAll()
      #expect(writer.count == 0)
    }
  }

  @Test(arguments: [1, 512, 1_000, 65_536])
  func `a large member can be removed in pieces while it is written`(piece: Int) throws {
    let large = file("large".bytes, noise(200_000))
    let writer = try TarBuffer()
    var taken: [UInt8] = []
    func take(_ count: Int) {
      taken += bytes(of: writer)[..<count]
      writer.removeFirst(count)
    }
    try writer.begin(large.member)
    for start in stride(from: 0, to: large.content.count, by: 7_000) {
      let end = min(start + 7_000, large.content.count)
      try large.content[start..<end].withUnsafeBytes { try writer.write($0) }
      while writer.count >= piece, taken.count < 2_000 || piece > 1 { take(piece) }
    }
    #expect(writer.missing == 0)
    try writer.endMember()
    take(writer.count)
    #expect(try taken == write([large]).dropLast(1_024))
  }

  @Test func `missing content is filled with zeros and excess content is dropped`() throws {
    var short = file("short", "0123456789")
    short.content = Array(short.content.prefix(4))
    var long = file("é long", "0123456789")
    long.content += "too much".bytes
    let writer = try TarBuffer()
    for met in [short, long] {
      try writer.begin(met.member)
      try met.content.withUnsafeBytes { try writer.write($0) }
      #expect(writer.missing == max(0, 10 - met.content.count))
      // The member is not ended here: the next `begin` does that.
    }
    try writer.endMember()
    #expect(writer.missing == 0)
    #expect(try bytes(of: writer) == write([short, long]).dropLast(1_024))
  }

  @Test func `content between members is dropped`() throws {
    let writer = try TarBuffer()
    try noise(10).withUnsafeBytes { try writer.write($0) }
    try writer.endMember()
    #expect(writer.count == 0)
    try add([file("a", "one")], to: writer)
    try noise(10).withUnsafeBytes { try writer.write($0) }
    #expect(try bytes(of: writer) == write([file("a", "one")]).dropLast(1_024))
  }

  @Test(arguments: [
    Member(path: "a".bytes, kind: .special, mode: 0o644, modified: 0, size: 0),
    Member(path: [], kind: .file, mode: 0o644, modified: 0, size: 0),
    Member(path: "a".bytes, kind: .file, mode: 0o644, modified: 0, size: -1),
  ])
  func `a member that tar cannot hold is refused`(member: Member) throws {
    let writer = try TarBuffer()
    do throws(TarError) {
      try writer.begin(member)
      Issue.record("nothing failed")
    } catch {
      #expect(error.code == .unwritable)
      #expect(!error.message.isEmpty)
    }
    #expect(writer.count == 0)
  }

  @Test(arguments: ["箱".bytes, [0xFF]])
  func `an old value of errno does not matter`(name: [UInt8]) throws {
    let writer = try TarBuffer()
    errno = ENOMEM
    try writer.begin(file(name).member)
    try writer.endMember()
    #expect(try bytes(of: writer) == write([file(name)]).dropLast(1_024))
  }

  @Test func `many threads write and read at once`() throws {
    let members = (0..<200).flatMap { number in
      [
        file("post/\(number).md", "text"), file("箱/\(number)", "text"),
        file([0xFF] + "\(number)".bytes), member("link", .symbolicLink(target: [0xFF])),
      ]
    }
    let expected = try Array(write(members).dropLast(1_024))
    let right = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: 16) { _ in
      guard let bytes = try? frame(members), bytes == expected else { return }
      let reading = readFrame(bytes)
      guard reading.failure == nil, reading.found.map(\.member) == members.map(\.member) else {
        return
      }
      right.add(1, ordering: .relaxed)
    }
    #expect(right.load(ordering: .relaxed) == 16)
  }
}
