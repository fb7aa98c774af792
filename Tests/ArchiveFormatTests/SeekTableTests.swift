import ArchiveFormat
import TestSupport
import Testing

@Suite struct SeekTableTests {
  private static func table(_ frames: [(Int, Int)]) throws -> SeekTable {
    var table = SeekTable()
    for (compressed, decoded) in frames {
      try table.append(compressed: compressed, decoded: decoded)
    }
    return table
  }

  private static func decode(_ bytes: [UInt8], before: Int64) throws -> SeekTable {
    let fileLength = before + Int64(bytes.count)
    let length = try SeekTable.encodedLength(
      footer: bytes.suffix(9), fileLength: fileLength)
    return try SeekTable(bytes.suffix(length), fileLength: fileLength)
  }

  private static let frames = [(100, 4096), (200, 8192), (0xFFFF_FFFF, 512), (50, 0), (20, 1024)]

  @Test func `a table reads back as it was written`() throws {
    let table = try Self.table(Self.frames)
    let decoded = try Self.decode(table.encode(), before: table.length)
    #expect(decoded == table)
    #expect(decoded.count == 5)
    #expect(decoded.indexFrame == 3)
    #expect(decoded.endFrame == 4)
    #expect(decoded.offset(of: 0) == 0)
    #expect(decoded.extent(of: 2) == 300..<(300 + 0xFFFF_FFFF))
    #expect(decoded.offset(of: 5) == decoded.length)
    #expect((0..<5).map(decoded.decodedLength) == [4096, 8192, 512, 0, 1024])
  }

  @Test func `a table without frames is valid`() throws {
    let table = SeekTable()
    #expect(table.encode().count == 17)
    #expect(try Self.decode(table.encode(), before: 0) == table)
    #expect(table.indexFrame == nil)
    #expect(table.endFrame == nil)
    #expect(table.offset(of: 0) == 0)
  }

  @Test(
    arguments: [
      ([(9, 512), (9, 1024)], nil, nil), ([(9, 0)], 0, nil), ([(9, 0), (9, 1024)], 0, 1),
      ([(9, 0), (9, 512)], 0, nil), ([(9, 0), (9, 512), (9, 1024)], 0, nil),
      ([(9, 0), (9, 512), (9, 0), (9, 1024)], 2, 3), ([(9, 0), (9, 1024), (9, 0)], 0, 1),
      ([(9, 0), (9, 1024), (9, 0), (9, 0)], 0, nil),
    ] as [([(Int, Int)], Int?, Int?)])
  func `the index and the end are found by their positions`(
    frames: [(Int, Int)], index: Int?, end: Int?
  ) throws {
    let table = try Self.table(frames)
    #expect(table.indexFrame == index)
    #expect(table.endFrame == end)
  }

  @Test(arguments: [(0, 1), (-1, 1), (1 << 32, 1), (1, 1 << 32), (1, -1)])
  func `a frame whose size the format cannot store is refused`(compressed: Int, decoded: Int) {
    var table = SeekTable()
    let error = failure { try table.append(compressed: compressed, decoded: decoded) }
    #expect(error?.code == .tooLarge)
    #expect(table == SeekTable())
  }

  @Test func `entries with checksums are read`() throws {
    let plain = try Self.table(Self.frames).encode()
    var bytes = Array(plain[..<4]) + littleEndian(UInt32(5 * 12 + 9))
    for entry in 0..<5 { bytes += plain[(8 + entry * 8)..<(16 + entry * 8)] + [1, 2, 3, 4] }
    bytes += [5, 0, 0, 0, 0x80] + plain.suffix(4)
    let table = try Self.table(Self.frames)
    #expect(try Self.decode(bytes, before: table.length) == table)
  }

  @Test func `a changed byte is detected or leaves the offsets of frames correct`() throws {
    let table = try Self.table([(100, 4096), (200, 8192), (50, 0), (20, 1024)])
    let bytes = table.encode()
    for position in bytes.indices {
      for change in [1, 0x40, 0x80, 0xFF] as [UInt8] {
        var changed = bytes
        changed[position] ^= change
        guard let decoded = try? Self.decode(changed, before: table.length) else { continue }
        // The decoded length of a frame is checked when the frame is decoded.
        #expect(decoded.count == table.count && (position - 8) % 8 >= 4 && position >= 8)
        #expect((0...4).map(decoded.offset) == (0...4).map(table.offset))
      }
    }
    for count in bytes.indices {
      #expect(failure { _ = try Self.decode(Array(bytes[..<count]), before: table.length) } != nil)
      let tail = Array(bytes.suffix(count))
      #expect(failure { _ = try Self.decode(tail, before: table.length) } != nil)
    }
  }

  @Test(
    arguments: [
      (UInt32.max, 0, "A seek table has more than 134217728 frames"),
      (1 << 27, 0, "Damaged seek table: it is longer than its file"),
      (3, 0, "Damaged seek table: its length does not match its entries"),
      (4, 0x80, "Damaged seek table: it is longer than its file"),
      (4, 1, "Damaged seek table: reserved bits of its descriptor are set"),
      (4, 0x7C, "Damaged seek table: reserved bits of its descriptor are set"),
    ] as [(UInt32, UInt8, String)])
  func `a forged footer is refused before memory is allocated`(
    count: UInt32, descriptor: UInt8, message: String
  ) throws {
    let bytes = try Self.table([(1, 512), (1, 512), (1, 0), (1, 1024)]).encode()
    let forged = bytes.dropLast(9) + littleEndian(count) + [descriptor] + bytes.suffix(4)
    #expect(failure { _ = try Self.decode(Array(forged), before: 4) }?.message == message)
  }

  @Test(arguments: [-1, 1, 1 << 40] as [Int64])
  func `a table whose frames do not add up to the file is refused`(difference: Int64) throws {
    let table = try Self.table([(100, 512), (20, 0), (30, 1024)])
    let error = IndexError(
      .damaged, "Damaged seek table: the lengths of its frames do not add up to that of the file")
    #expect(failure { _ = try Self.decode(table.encode(), before: 150 + difference) } == error)
  }

  @Test func `a frame of no bytes is refused`() throws {
    var bytes = try Self.table([(100, 512), (20, 0), (30, 1024)]).encode()
    bytes.replaceSubrange(16..<20, with: [0, 0, 0, 0])
    let error = IndexError(.damaged, "Damaged seek table: it has an empty frame")
    #expect(failure { _ = try Self.decode(bytes, before: 130) } == error)
  }

  @Test func `a file without a table is reported as not indexed`() {
    let error = IndexError(.notIndexed, "There is no seek table at the end of the file")
    for bytes in [[], [1, 2], [UInt8](repeating: 0, count: 9), [UInt8](repeating: 0, count: 500)] {
      #expect(failure { _ = try Self.decode(bytes, before: 0) } == error)
      #expect(
        failure { _ = try SeekTable(bytes[...], fileLength: Int64(bytes.count)) } == error)
    }
  }

  @Test func `a reader in Python reads the same table`() throws {
    let script = """
      import struct, sys
      data = sys.stdin.buffer.read()
      count, descriptor, magic = struct.unpack('<IBI', data[-9:])
      assert (descriptor, magic) == (0, 0x8F92EAB1)
      magic, length = struct.unpack('<II', data[:8])
      assert (magic, length) == (0x184D2A5E, len(data) - 8) and length == count * 8 + 9
      print([struct.unpack_from('<II', data, 8 + 8 * i) for i in range(count)])
      """
    let outcome = try Program.run(
      "python3", "-c", script, input: Self.table(Self.frames).encode())
    #expect(outcome.errors == "")
    #expect(
      outcome.text == "[(100, 4096), (200, 8192), (4294967295, 512), (50, 0), (20, 1024)]\n")
  }
}

/// Returns the bytes of a number, lowest first.
func littleEndian(_ number: some FixedWidthInteger) -> [UInt8] {
  (0..<(number.bitWidth / 8)).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
}
