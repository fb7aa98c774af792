import SystemPackage
import Tar
import TestSupport
import Testing

/// Bytes of a file after the end of the archive in it.
@Suite struct RestTests {
  private static let tar = TarBuilder.archive { $0.file("a.md", "one\n") }
  private static let endOfTar = Int64(tar.count)

  /// Reads an archive to its end and then the rest of the file.
  private func rest(of bytes: [UInt8], from source: Source = .file) throws -> ArchiveReader.Rest? {
    let input = try descriptor(of: bytes, source)
    defer { try? input.close() }
    var reader = try ArchiveReader.open(DescriptorBytes(input))
    while try reader.next() != nil {}
    return try reader.rest()
  }

  @Test(arguments: compressions, Source.allCases)
  func `a whole archive has no rest`(compression: Compression, source: Source) throws {
    let bytes = try write([file("a.md", "one\n"), file("b.md", "two\n")], compression)
    #expect(try rest(of: bytes, from: source) == nil)
  }

  @Test(arguments: Source.allCases)
  func `zeros after the end mark are padding`(source: Source) throws {
    for count in [1, 512, 10_240, 300_000] {
      #expect(
        try rest(of: Self.tar + [UInt8](repeating: 0, count: count), from: source) == nil)
    }
  }

  @Test(arguments: Source.allCases)
  func `another tar or any other bytes after the end mark are a rest`(source: Source) throws {
    let zeros = [UInt8](repeating: 0, count: 300_000)
    for rest in [Self.tar, [1], "words".bytes, zeros + [1]] {
      #expect(
        try self.rest(of: Self.tar + rest, from: source) == .afterEndMark(Self.endOfTar))
    }
  }

  @Test func `a member after a lone block of zeros is a rest`() throws {
    let bytes = Self.tar.dropLast(512) + Self.tar
    #expect(try rest(of: Array(bytes)) == .afterLoneBlock(Self.endOfTar - 512))
  }

  // An error of the stream itself ends .zstd and .xz.
  @Test(arguments: [Compression.gzip, .bzip2, .lz4], [1, 2, 3, 4, 5, 400_000])
  func `bytes after a compressed stream are a rest`(compression: Compression, count: Int) throws {
    let bytes = try write([file("a.md", "one\n")], compression)
    let words = [UInt8](repeating: UInt8(ascii: "w"), count: count)
    #expect(try rest(of: bytes + words) == .afterStream)
    #expect(try rest(of: bytes + [UInt8](repeating: 0, count: count)) == nil)
  }

  @Test(arguments: compressions.filter { $0 != .none })
  func `a second stream is read, and its tar is a rest of the first`(
    compression: Compression
  ) throws {
    let bytes = try write([file("a.md", "one\n")], compression)
    guard case .afterEndMark = try rest(of: bytes + bytes) else {
      Issue.record("no rest was found")
      return
    }
  }
}
