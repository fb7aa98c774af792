import ArchiveFormat
import TestSupport
import Testing

@Suite struct FrameTests {
  private static let contents: [[UInt8]] = [
    [], [0], Array("a post".utf8), [UInt8](repeating: 7, count: 100_000), noise(200_000),
    Array(String(repeating: "All work and no play. ", count: 30_000).utf8),
  ]

  private static func noise(_ count: Int) -> [UInt8] {
    var generator = FixedGenerator(state: 3)
    return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
  }

  @Test(arguments: contents.indices, [-5, 1, 3, 19])
  func `a frame decodes to the content that it was made from`(number: Int, level: Int) throws {
    let content = Self.contents[number]
    let compressor = try FrameCompressor(level: level)
    let decompressor = try FrameDecompressor()
    let frame = try compressor.compress(content)
    #expect(try decompressor.decompress(frame) == content)
    let reused = try decompressor.reusedBytes(of: frame)
    #expect(reused == content)
    #expect(FrameStart(frame) == .zstd)
    #expect(try FrameLength.find((frame + [1, 2, 3])) == frame.count)
    let judged = try Program.run("zstd", "-dc", input: frame)
    #expect(judged.output == content && judged.status == 0)
  }

  @Test(arguments: contents.indices, [-5, 1, 3, 19])
  func `the beginning of a frame is decoded block by block, and no further`(
    number: Int, level: Int
  ) throws {
    let content = Self.contents[number]
    let frame = try FrameCompressor(level: level).compress(content)
    let decompressor = try FrameDecompressor()
    for count in [0, 1, 511, 131_072, 131_073, content.count, content.count + 1] {
      let memory = UnsafeMutableRawBufferPointer.allocate(
        byteCount: max(1, content.count), alignment: 16)
      defer { memory.deallocate() }
      memory.initializeMemory(as: UInt8.self, repeating: 0xA5)
      let room = UnsafeMutableRawBufferPointer(rebasing: memory[..<content.count])
      let decoded = try decompressor.decompressBeginning(of: frame, count: count) {
        #expect($0 == content.count)
        return room
      }
      #expect(decoded == min(count, content.count))
      #expect(room.prefix(decoded).elementsEqual(content.prefix(decoded)))
      // A block decodes to at most 128 KiB (RFC 8878, 3.1.1.2.4); zstd works in as much after it.
      let end = ((decoded + 131_071) / 131_072 + 1) * 131_072 + 64
      #expect(room.dropFirst(end).allSatisfy { $0 == 0xA5 }, "\(count)")
      #expect(try decompressor.decompress(frame) == content)
    }
  }

  @Test func `a frame that is cut off or too large is refused before its beginning is decoded`()
    throws
  {
    let content = Self.contents[5]
    let frame = try FrameCompressor(level: 3).compress(content)
    let decompressor = try FrameDecompressor()
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: content.count, alignment: 16)
    defer { room.deallocate() }
    for count in frame.indices {
      #expect(
        failure {
          _ = try decompressor.decompressBeginning(
            of: Array(frame[..<count]), count: 10, limit: content.count
          ) { _ in room }
        }?.code == .damaged)
    }
    #expect(
      failure {
        _ = try decompressor.decompressBeginning(
          of: frame, count: 10, limit: content.count - 1
        ) { _ in room }
      }?.code == .tooLarge)
  }

  @Test func `a frame does not depend on earlier frames`() throws {
    let used = try FrameCompressor(level: 3)
    for content in Self.contents { _ = try used.compress(content) }
    for content in Self.contents.reversed() {
      let fresh = try FrameCompressor(level: 3)
      #expect(try used.compress(content) == fresh.compress(content))
    }
  }

  @Test func `a frame has a content size and a checksum`() throws {
    let folder = try TemporaryFolder()
    let content = Self.contents[5]
    let frame = try FrameCompressor(level: 3).compress(content)
    try folder.write(Array("frame.zst".utf8), frame)
    let list = try Program.run("zstd", "-lv", folder.path("frame.zst")).text
    #expect(list.contains("(\(content.count) B)"))
    #expect(list.contains("XXH64"))
  }

  @Test func `a changed or truncated frame never decodes to another content`() throws {
    let content = Array("Post number 4, in which nothing happens, and nothing happens again.".utf8)
    let frame = try FrameCompressor(level: 3).compress(content)
    let decompressor = try FrameDecompressor()
    for position in frame.indices {
      for change in [1, 0x10, 0x80, 0xFF] as [UInt8] {
        var changed = frame
        changed[position] ^= change
        let decoded = try? decompressor.decompress(changed, limit: 1 << 20)
        // Some bits of the header can change without a change of meaning; that is not damage.
        #expect(decoded == nil || decoded == content, "\(position) \(change)")
        _ = try? FrameLength.find(changed)
      }
    }
    for count in frame.indices {
      let cut = Array(frame[..<count])
      #expect(failure { _ = try decompressor.decompress(cut) }?.code == .damaged)
      #expect(try FrameLength.find(cut) == nil)
    }
    #expect(try decompressor.decompress(frame) == content)
  }

  @Test func `a frame of another program is read if it has size and checksum`() throws {
    let content = Self.contents[5]
    let decompressor = try FrameDecompressor()
    let folder = try TemporaryFolder()
    try folder.write(Array("text".utf8), content)
    let made = { (arguments: [String]) throws -> [UInt8] in
      try Program.run("zstd", (arguments + ["-c", folder.path("text")]).map { Array($0.utf8) })
        .output
    }
    #expect(try decompressor.decompress(try made(["-3"])) == content)
    let refused: [([String], String)] = [
      (["--no-check"], "Damaged zstd frame: it has no checksum"),
      (["--no-content-size"], "Damaged zstd frame: it does not state its decoded size"),
    ]
    for (arguments, message) in refused {
      let frame = try made(arguments)
      let error = failure { _ = try decompressor.decompress(frame) }
      #expect(error == IndexError(.damaged, message))
      #expect(try FrameLength.find(frame) == frame.count)
    }
    let long = try made(["--long=28"])
    #expect(try decompressor.decompress(long) == content)
  }

  @Test func `bytes that are not exactly one whole frame are refused`() throws {
    let content = Self.contents[2]
    let frame = try FrameCompressor(level: 3).compress(content)
    let decompressor = try FrameDecompressor()
    let skippable: [UInt8] = [0x5B, 0x2A, 0x4D, 0x18, 2, 0, 0, 0, 1, 2]
    let cases: [([UInt8], String)] = [
      ([], "it is not a zstd frame"), ([0x28], "it is not a zstd frame"),
      (skippable, "it is not a zstd frame"), (skippable + frame, "it is not a zstd frame"),
      (content, "it is not a zstd frame"),
      (frame + frame, "bytes follow it that are not part of it"),
      (frame + skippable, "bytes follow it that are not part of it"),
      (frame + [0], "bytes follow it that are not part of it"),
    ]
    for (bytes, message) in cases {
      let error = IndexError(.damaged, "Damaged zstd frame: \(message)")
      #expect(failure { _ = try decompressor.decompress(bytes) } == error)
      #expect(failure { _ = try decompressor.reusedBytes(of: bytes) } == error)
    }
  }

  @Test func `a frame that is too large is refused before it is decoded`() throws {
    let content = [UInt8](repeating: 0, count: 20 << 20)
    let bomb = try FrameCompressor(level: 1).compress(content)
    let decompressor = try FrameDecompressor()
    #expect(bomb.count < 2000)
    let error = failure { _ = try decompressor.decompress(bomb) }
    #expect(error == IndexError(.tooLarge, "A zstd frame decodes to more than 16777216 bytes"))
    #expect(failure { _ = try decompressor.decompress(bomb, limit: 0) } != nil)
    #expect(failure { _ = try decompressor.decompress(bomb, limit: -1) } != nil)
    #expect(try decompressor.decompress(bomb, limit: 20 << 20) == content)
  }

  /// Headers of frames; each is followed by one raw block of one byte and a wrong checksum.
  @Test(
    arguments: [
      // A window of 2^31 bytes, content size 256 + 0.
      ([0x44, 21 << 3, 0, 0], IndexError.Code.tooLarge),
      // A content size of 2^64 - 1, in a single segment and not.
      ([0xE4, 255, 255, 255, 255, 255, 255, 255, 255], .tooLarge),
      ([0xC4, 0, 255, 255, 255, 255, 255, 255, 255, 255], .tooLarge),
      // A dictionary.
      ([0x25, 9, 1], .damaged),
      // A reserved bit.
      ([0x2C, 1], .damaged),
      // A size that differs from the decoded size.
      ([0x24, 2], .damaged), ([0x24, 0], .damaged),
      // Only the checksum is wrong.
      ([0x24, 1], .damaged),
    ] as [([UInt8], IndexError.Code)])
  func `a header with false claims is refused`(header: [UInt8], code: IndexError.Code) throws {
    let frame: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD] + header + [0x09, 0, 0, 0x61, 1, 2, 3, 4]
    let decompressor = try FrameDecompressor()
    #expect(failure { _ = try decompressor.decompress(frame) }?.code == code)
    #expect(try FrameLength.find(frame) == frame.count)
  }

  @Test func `a frame with a block of an unknown type is refused`() {
    let frame: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x20, 1, 0x0F, 0, 0, 0x61]
    let error = IndexError(.damaged, "Damaged zstd frame: it has a block of an unknown type")
    #expect(failure { _ = try FrameLength.find(frame) } == error)
  }

  @Test(
    arguments: [
      ([], FrameStart.neither), ([0x28, 0xB5, 0x2F], .neither), ([0x28, 0xB5, 0x2F, 0xFD], .zstd),
      ([0x50, 0x2A, 0x4D, 0x18], .neither),
      ([0x50, 0x2A, 0x4D, 0x18, 1, 0, 0, 0], .skippable(magic: 0x184D_2A50, length: 1)),
      (
        [0x5F, 0x2A, 0x4D, 0x18, 255, 255, 255, 255, 0],
        .skippable(magic: 0x184D_2A5F, length: 0xFFFF_FFFF)
      ),
      ([0x60, 0x2A, 0x4D, 0x18, 1, 0, 0, 0], .neither), ([0x75, 0x73, 0x74, 0x61], .neither),
    ] as [([UInt8], FrameStart)])
  func `the first bytes show what kind of frame begins there`(bytes: [UInt8], start: FrameStart) {
    #expect(FrameStart(bytes) == start)
  }

  @Test func `the lengths of frames lead from each frame to the next`() throws {
    let compressor = try FrameCompressor(level: 3)
    let index = try someTar(rows: 10).index()
    var pieces = try Self.contents.map { try compressor.compress($0) }
    pieces.insert(index, at: 2)
    var rest = pieces.flatMap { $0 }
    var lengths: [Int] = []
    while !rest.isEmpty, let length = try FrameLength.find(rest) {
      lengths.append(length)
      rest.removeFirst(length)
    }
    #expect(lengths == pieces.map(\.count))
    let error = IndexError(.damaged, "Damaged zstd frame: no frame begins here")
    #expect(failure { _ = try FrameLength.find(Array("ustar  0".utf8)) } == error)
  }
}
