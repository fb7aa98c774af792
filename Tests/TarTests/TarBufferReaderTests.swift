import SystemPackage
import Tar
import TestSupport
import Testing

/// Reading tars in memory.
@Suite struct TarBufferReaderTests {
  private static let members = [
    member("post/", .folder), file("post/a.md", "---\ntitle: a\n---\nbody\n"),
    file("post/empty.md"), file("post/箱書き.md", "b\n"), file([0xFF, 0xFE], noise(700)),
    file([UInt8](repeating: 0x61, count: 300), noise(512)),
    member("post/link.md", .symbolicLink(target: "../elsewhere/ä".bytes), mode: 0o777),
    member("post/second.md", .hardLink(target: "post/a.md".bytes), mode: 0o644),
    file("z".bytes, noise(513), modified: -1),
  ]

  /// Returns the offsets at which the members begin, and the one at which the last ends.
  private static func borders() throws -> [Int] {
    let writer = try TarBuffer()
    return try [0]
      + members.map { met in
        try add([met], to: writer)
        return writer.count
      }
  }

  @Test func `members of every kind are read with their positions`() throws {
    let bytes = try frame(Self.members)
    let reading = readFrame(bytes)
    #expect(reading.failure == nil)
    #expect(reading.found.map(\.member) == Self.members.map(\.member))
    #expect(reading.found.map { Array(bytes[$0.content]) } == Self.members.map(\.content))
    #expect(try reading.found.map(\.position) == Self.borders().dropLast())
    #expect(reading.found.allSatisfy { $0.isWhole })
  }

  @Test func `reading can begin at any member`() throws {
    let bytes = try frame(Self.members)
    let all = readFrame(bytes).found
    for (index, position) in try Self.borders().enumerated() {
      let reading = readFrame(bytes, from: position)
      #expect(reading.failure == nil)
      #expect(reading.found == Array(all[index...]))
    }
  }

  @Test func `reading from an offset that is not a member is refused`() throws {
    let bytes = try frame([file("a.md", "one"), file("b.md", "two")])
    for offset in -2...(bytes.count + 2) where ![0, 1_024, 2_048].contains(offset) {
      let reading = readFrame(bytes, from: offset)
      #expect(reading.found.isEmpty && reading.failure?.code == .damaged, "from \(offset)")
    }
  }

  @Test func `a tar cut short is whole only if the cut is between members`() throws {
    let bytes = try frame(Self.members)
    let all = readFrame(bytes).found
    let borders = try Self.borders()
    for count in 0..<bytes.count {
      let cut = readFrame(Array(bytes[..<count]))
      if borders.contains(count) {
        #expect(cut.failure == nil)
        #expect(cut.found == Array(all.prefix { $0.content.upperBound <= count }))
        continue
      }
      let isWhole = cut.found.allSatisfy { $0.isWhole }
      #expect(cut.failure?.code == .damaged || (cut.failure == nil && !isWhole), "cut to \(count)")
      for (met, expected) in zip(cut.found, all) {
        #expect(met.member == expected.member)
        #expect(met.position == expected.position)
        #expect(
          met.content == expected.content.lowerBound..<min(count, expected.content.upperBound))
      }
    }
  }

  @Test(arguments: [0x01, 0xFF] as [UInt8])
  func `a change of any byte does no harm and no changed header is accepted`(
    change: UInt8
  ) throws {
    let bytes = try frame(Self.members)
    let whole = readFrame(bytes)
    let contents = whole.found.map(\.content)
    for index in bytes.indices {
      var damaged = bytes
      damaged[index] ^= change
      let reading = readFrame(damaged)
      for found in reading.found {
        #expect(bytes.indices.contains(found.position) && found.member.size >= 0)
        #expect(found.content.lowerBound >= 0 && found.content.upperBound <= bytes.count)
      }
      if contents.contains(where: { $0.contains(index) }) {
        #expect(reading == whole, "byte \(index) of a content")
      }
      // Names in a pax header and the padding of a block have no checksum of their own.
      if index < 1_024 {
        let isSame = reading == whole
        #expect(reading.failure?.code == .damaged || isSame, "byte \(index) of a header")
        #expect(!isSame || 148..<156 ~= index % 512, "byte \(index) of a header")
      }
    }
  }

  @Test func `no bytes give no members`() {
    #expect(readFrame([]) == FrameReading())
  }

  @Test(arguments: [1, 2, 20])
  func `an end mark in a frame is damage`(blocks: Int) throws {
    let one = try frame([file("a", "one")])
    let zeros = [UInt8](repeating: 0, count: 512 * blocks)
    for bytes in [zeros, one + zeros, one + zeros + one, zeros + one] {
      #expect(readFrame(bytes).failure?.code == .damaged)
    }
  }

  @Test(arguments: [1, 511, 512, 513, 2_000])
  func `anything after the last member is damage`(count: Int) throws {
    let one = try frame([file("a", "one")])
    for rest in [noise(count), [UInt8](repeating: 0, count: count)] {
      let reading = readFrame(one + rest)
      #expect(reading.found.map(\.member) == [file("a", "one").member])
      #expect(reading.failure?.code == .damaged)
      #expect(readFrame(rest).failure?.code == .damaged)
    }
  }

  @Test func `a content longer than the bytes is cut and marked as not whole`() throws {
    let large = file("large".bytes, noise(5_000))
    let bytes = try frame([file("a", "one"), large])
    let reading = readFrame(Array(bytes[..<3_072]))
    #expect(reading.failure == nil)
    #expect(reading.found.map(\.isWhole) == [true, false])
    #expect(
      reading.found.last
        == TarMember(member: large.member, position: 1_024, content: 1_536..<3_072))
    // The same holds for a header without any content.
    #expect(readFrame(Array(bytes[..<1_536])).found.last?.content == 1_536..<1_536)
  }

  @Test(arguments: [1 << 33, 1 << 40, 1 << 62, Int.max - 1, Int.max])
  func `an impossible size gives a cut content or damage`(size: Int) throws {
    let forged = TarHeader("a".bytes, size: size)
    for bytes in [forged.block, forged.block + noise(512)] {
      let reading = readFrame(bytes)
      #expect(reading.failure?.code == .damaged || reading.found.map(\.isWhole) == [false])
      #expect(reading.found.allSatisfy { $0.content.upperBound <= bytes.count })
    }
  }

  @Test(arguments: ["gnu", "pax 0.0", "pax 0.1", "pax 1.0"])
  func `a sparse file is damage`(form: String) throws {
    let folder = try TemporaryFolder()
    let sparse = [UInt8](repeating: 0, count: 100_000) + "middle".bytes
    try folder.write("whole", "x")
    try folder.write("sparse".bytes, sparse + [UInt8](repeating: 0, count: 100_000))
    _ = try Program.run("fallocate", "--dig-holes", "sparse", in: folder.path)
    let words = form.split(separator: " ").map(String.init)
    let version = words.count > 1 ? ["--sparse-version=\(words[1])"] : []
    let made = try Program.run(
      "tar",
      ["--format=\(words[0])", "--sparse", "--hole-detection=raw"] + version
        + ["-cf", "-", "whole", "sparse"], in: folder.path)
    #expect(made.status == 0 && made.output.count < 100_000)
    let reading = readFrame(made.output)
    #expect(reading.found.map(\.member.path) == ["whole".bytes])
    #expect(reading.failure?.code == .damaged)
  }

  @Test(
    arguments: [
      TarHeader("a".bytes, .characterDevice), TarHeader("a".bytes, .blockDevice),
      TarHeader("a".bytes, .fifo),
      TarHeader("a".bytes).with(.size, TarHeader.number(-1)),
      TarHeader("a".bytes).with(.checksum, "000000".bytes),
      TarHeader("a".bytes, .pax, size: 512), TarHeader("a".bytes, .gnuLongName, size: 512),
      TarHeader("a".bytes, .pax).with(.size, "77777777777".bytes),
    ])
  func `a header that no frame may contain is damage`(header: TarHeader) throws {
    var builder = TarBuilder()
    builder.file("before", "one")
    builder.add(header)
    builder.file("behind", "two")
    let reading = readFrame(builder.bytes)
    #expect(reading.found.first?.member == file("before", "one").member)
    #expect(reading.found.count == 1)
    #expect(reading.failure?.code == .damaged)
  }

  @Test func `a hard link with a content of its own is damage`() throws {
    var builder = TarBuilder()
    builder.pax([("path", "b".bytes)])
    builder.add(
      TarHeader("x".bytes, .hardLink, size: 3, linkTarget: "a".bytes), content: "one".bytes)
    #expect(readFrame(builder.bytes) == FrameReading(failure: readFrame(builder.bytes).failure))
    #expect(readFrame(builder.bytes).failure?.code == .damaged)
  }

  @Test(arguments: ["7 a=b\n", "no number\n", "999999 path=x\n", "6 a=b", "3\n", " "])
  func `malformed pax records are damage`(records: String) throws {
    var builder = TarBuilder()
    builder.pax(raw: records.bytes)
    builder.file("a", "one")
    #expect(readFrame(builder.bytes).failure?.code == .damaged)
  }

  @Test(
    arguments: ["-1", "-5", "-9223372036854775808", "9223372036854775807", "600", "0"],
    ["size", "GNU.sparse.realsize", "GNU.sparse.size"])
  func `a size from another header leaves the content incomplete or is damage`(
    value: String, key: String
  ) throws {
    var builder = TarBuilder()
    builder.pax([(key, value.bytes)])
    builder.file("a", "one")
    let reading = readFrame(builder.bytes)
    #expect(reading.failure?.code == .damaged || reading.found.map(\.isWhole) == [false])
  }

  @Test func `the reader returns nothing after the end or an error`() throws {
    for bytes in try [frame([file("a")]), frame([file("a")]) + noise(512)] {
      try bytes.withUnsafeBytes { bytes in
        var reader = try TarBufferReader.open(bytes)
        #expect(try reader.next()?.member == file("a").member)
        _ = try? reader.next()
        for _ in 0..<3 { #expect(try reader.next() == nil) }
      }
    }
  }
}
