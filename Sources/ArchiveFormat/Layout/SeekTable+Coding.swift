extension SeekTable {
  /// Encodes the table as the skippable frame that ends a file.
  ///
  ///     at        size  what
  ///      0           4  magic, 0x184D2A5E
  ///      4           4  length of all that follows: 8 n + 9
  ///      8 + 8 i     4  compressed size of frame i
  ///     12 + 8 i     4  decompressed size of frame i
  ///      8 + 8 n     4  n, the number of frames
  ///     12 + 8 n     1  descriptor, 0: entries have no checksums
  ///     13 + 8 n     4  magic, 0x8F92EAB1
  package func encode() -> [UInt8] {
    var bytes: [UInt8] = []
    let payload = count * 8 + IndexedArchive.seekTableFooterLength
    bytes.reserveCapacity(IndexedArchive.skippableHeaderLength + payload)
    bytes.append(littleEndian: IndexedArchive.seekTableMagic)
    bytes.append(littleEndian: UInt32(payload))
    for frame in 0..<count {
      let extent = extent(of: frame)
      bytes.append(littleEndian: UInt32(extent.upperBound - extent.lowerBound))
      bytes.append(littleEndian: decodedLengths[frame])
    }
    bytes.append(littleEndian: UInt32(count))
    bytes.append(0)
    bytes.append(littleEndian: IndexedArchive.seekTableEndMagic)
    return bytes
  }

  /// Returns the length in bytes of the table at the end of a file, header and footer included.
  ///
  /// - Parameters:
  ///   - footer: The last 9 bytes of the file.
  ///   - fileLength: The length of the file in bytes.
  /// - Throws: `.notIndexed` if these bytes do not end a seek table; `.damaged` or `.tooLarge` if
  ///   the table is impossible.
  package static func encodedLength(footer: RawSpan, fileLength: Int64) throws(IndexError) -> Int {
    let (count, stride) = try entries(footer: footer)
    let length =
      IndexedArchive.skippableHeaderLength + count * stride + IndexedArchive.seekTableFooterLength
    guard length <= fileLength else { throw .damagedSeekTable("it is longer than its file") }
    return length
  }

  /// Decodes the table at the end of a file.
  ///
  /// - Parameters:
  ///   - bytes: The last bytes of the file, as many as `encodedLength(footer:fileLength:)` returns.
  ///   - fileLength: The length of the file in bytes; frames and table must add up to it.
  /// - Throws: `.notIndexed`, `.damaged` or `.tooLarge`.
  package init(_ bytes: RawSpan, fileLength: Int64) throws(IndexError) {
    let footerLength = IndexedArchive.seekTableFooterLength
    guard bytes.byteCount >= footerLength else {
      throw IndexError(.notIndexed, "There is no seek table at the end of the file")
    }
    let footer = bytes.extracting(last: footerLength)
    let (count, stride) = try Self.entries(footer: footer)
    let headerLength = IndexedArchive.skippableHeaderLength
    let payload = count * stride + footerLength
    guard bytes.byteCount == headerLength + payload,
      FrameStart(bytes) == .skippable(magic: IndexedArchive.seekTableMagic, length: payload)
    else { throw .damagedSeekTable("its length does not match its entries") }
    reserveCapacity(count)
    for index in 0..<count {
      let offset = headerLength + index * stride
      let size = bytes.littleEndian(at: offset, as: UInt32.self)
      let decoded = bytes.littleEndian(at: offset + 4, as: UInt32.self)
      guard size > 0 else { throw .damagedSeekTable("it has an empty frame") }
      try append(compressed: Int(size), decoded: Int(decoded))
    }
    guard length == fileLength - Int64(bytes.byteCount) else {
      throw .damagedSeekTable("the lengths of its frames do not add up to that of the file")
    }
  }

  /// Reads the footer: the number of entries, and the length of each in bytes.
  private static func entries(footer: RawSpan) throws(IndexError) -> (count: Int, stride: Int) {
    guard footer.byteCount == IndexedArchive.seekTableFooterLength,
      footer.littleEndian(at: 5, as: UInt32.self) == IndexedArchive.seekTableEndMagic
    else { throw IndexError(.notIndexed, "There is no seek table at the end of the file") }
    let descriptor = footer.littleEndian(at: 4, as: UInt8.self)
    guard descriptor & 0x7F == 0 else {
      throw .damagedSeekTable("reserved bits of its descriptor are set")
    }
    let count = Int(footer.littleEndian(at: 0, as: UInt32.self))
    guard count <= IndexedArchive.maximumFrameCount else {
      throw IndexError(
        .tooLarge, "A seek table has more than \(IndexedArchive.maximumFrameCount) frames")
    }
    return (count, descriptor == 0x80 ? 12 : 8)
  }
}
