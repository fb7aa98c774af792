import Dispatch
import SystemPackage
import Tar
import TestSupport
import Testing

/// Streams of zstd that have more or less than one frame with a tar in it.
@Suite struct ZstdTests {
  private static let members = [file("a", "one"), file("b".bytes, noise(3_000))]

  /// Returns a frame that decoders skip (RFC 8878, 3.1.2).
  private static func skippable(_ magic: UInt32, _ content: [UInt8]) -> [UInt8] {
    [magic, UInt32(content.count)].flatMap { number in
      (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    } + content
  }

  /// Returns a tar in three frames, as the archives of `pack` have it.
  private static func frames() throws -> [[UInt8]] {
    let tar = try write(members)
    return try [tar[..<1_024], tar[1_024..<(tar.count - 1_024)], tar.suffix(1_024)].map {
      try Program.run("zstd", "-c", input: Array($0)).output
    }
  }

  @Test(arguments: Source.allCases)
  func `skippable frames are skipped and counted`(source: Source) throws {
    let frames = try Self.frames()
    let bytes =
      Self.skippable(0x184D_2A50, noise(1_000)) + frames[0] + Self.skippable(0x184D_2A51, [])
      + frames[1] + Self.skippable(0x184D_2A5B, noise(300_000)) + frames[2]
      + Self.skippable(0x184D_2A5E, noise(17))
    let input = try descriptor(of: bytes, source)
    defer { try? input.close() }
    var reader = try ArchiveReader.open(DescriptorBytes(input))
    for met in Self.members { #expect(try reader.next()?.member == met.member) }
    #expect(try reader.next() == nil)
    #expect(
      reader.skippedFrames == [0x184D_2A50: 1, 0x184D_2A51: 1, 0x184D_2A5B: 1, 0x184D_2A5E: 1])
  }

  @Test(arguments: compressions)
  func `an archive without skippable frames counts none of them`(compression: Compression) throws {
    let input = try descriptor(of: write(Self.members, compression), .file)
    defer { try? input.close() }
    var reader = try ArchiveReader.open(DescriptorBytes(input))
    while try reader.next() != nil {}
    #expect(reader.skippedFrames.isEmpty)
  }

  @Test func `frames that arrive byte by byte are read`() throws {
    let bytes = try Self.frames().flatMap { $0 + Self.skippable(0x184D_2A5B, noise(9)) }
    let (output, input) = try FileDescriptor.pipe()
    DispatchQueue.global().async {
      for byte in bytes { _ = try? input.writeAll([byte]) }
      try? input.close()
    }
    #expect(read(output) == Reading(met: Self.members))
    try output.close()
  }

  @Test func `frames cut short anywhere are never accepted as whole`() throws {
    let frames = try Self.frames()
    let bytes = frames.joined().map(\.self) + Self.skippable(0x184D_2A5B, noise(9))
    let borders = [frames.joined().count, bytes.count]
    for count in 1..<bytes.count where !borders.contains(count) {
      let reading = try read(Array(bytes[..<count]))
      let codes: [TarError.Code] = count < 4 ? [.damaged, .notAnArchive] : [.damaged]
      #expect(reading.failure.map { codes.contains($0.code) } == true, "cut to \(count)")
    }
  }

  @Test(arguments: [
    [0], [0x28], [0x28, 0xB5, 0x2F], "no frame at all".bytes, [UInt8](repeating: 0, count: 512),
    [0x28, 0xB5, 0x2F, 0xFE], [0x50, 0x2A, 0x4D, 0x18], [0x50, 0x2A, 0x4D, 0x18, 9, 0, 0, 0],
  ])
  func `anything else after a frame is damage`(rest: [UInt8]) throws {
    let reading = try read(write(Self.members, .zstd) + rest)
    #expect(reading.met == Self.members)
    #expect(reading.failure?.code == .damaged)
    #expect(reading.failure?.message.contains("zstd input") == true)
  }

  @Test func `a cut stream is reported as truncated`() throws {
    let bytes = try write(Self.members, .zstd)
    let failure = try read(bytes.dropLast()).failure
    #expect(failure == TarError(.damaged, "Truncated zstd input"))
  }

  @Test func `a wrong checksum is damage`() throws {
    var bytes = try write(Self.members, .zstd)
    bytes[bytes.count - 1] ^= 1
    let failure = try read(bytes).failure
    #expect(failure?.code == .damaged)
    #expect(failure?.message.hasPrefix("Damaged zstd input: ") == true)
  }

  @Test func `a stream without content is not an archive`() throws {
    let nothing = try Program.run("zstd", "-c", input: []).output
    for bytes in [nothing, nothing + nothing, Self.skippable(0x184D_2A5B, noise(9))] {
      let failure = try read(bytes).failure
      #expect(failure == TarError(.notAnArchive, "it is empty"))
    }
  }

  @Test(arguments: [(27, true), (28, false), (41, false)])
  func `a window of 128 MiB is read and a larger one is refused`(window: UInt8, isRead: Bool) throws
  {
    // Magic, no flags, the window's exponent, and one raw block, which is the last.
    let tar = TarBuilder.archive { $0.file("a", "one") }
    let header = UInt32(tar.count) << 3 | 1
    let bytes =
      [0x28, 0xB5, 0x2F, 0xFD, 0, (window - 10) << 3]
      + (0..<3).map { UInt8(truncatingIfNeeded: header >> (8 * $0)) } + tar
    let reading = try read(bytes)
    #expect(reading.paths == (isRead ? ["a"] : []))
    #expect(reading.failure?.code == (isRead ? nil : .needsWindow(most: 128 << 20)))
  }

  @Test func `a content of a gigabyte is read in a few megabytes of memory`() async throws {
    await #expect(processExitsWith: .success) {
      // The header of a tar, and 8,192 blocks of four bytes, each of which repeats one byte 131,072
      // times.
      let size = 1 << 30
      let header = TarHeader("a".bytes, size: size).block
      let raw = [0x00, 0x10, 0x00] as [UInt8]
      var bomb = [0x28, 0xB5, 0x2F, 0xFD, 0, 0x58] + raw + header
      for _ in 0..<(size >> 17) { bomb += [0x02, 0x00, 0x10, 0x61] }
      let input = try descriptor(of: bomb, .file)
      var reader = try ArchiveReader.open(DescriptorBytes(input), limit: Expansion(ratio: .max))
      #expect(try reader.next()?.member.size == Int64(size))
      var count = 0
      while count < size, let piece = try reader.nextPiece() { count += piece.bytes.count }
      #expect(count == size)
      #expect(try Sanitizing.isOn || Self.peakMemory() < 128 << 20)
    }
  }

  /// Returns the peak memory of this process in bytes.
  ///
  /// getrusage(2) reports it too, but includes the time before the process became this program.
  private static func peakMemory() throws -> Int {
    let file = try FileDescriptor.open("/proc/self/status", .readOnly)
    defer { try? file.close() }
    var bytes = [UInt8](repeating: 0, count: 4_096)
    let count = try bytes.withUnsafeMutableBytes { try file.read(into: $0) }
    let words = String(decoding: bytes[..<count], as: UTF8.self).split { $0.isWhitespace }
    let label = try #require(words.firstIndex(of: "VmHWM:"))
    return try #require(Int(words[label + 1])) * 1_024
  }
}
