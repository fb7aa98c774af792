/// The kind of data that begins at some place of a file.
package enum FrameStart: Equatable, Sendable {
  /// A zstd frame.
  case zstd
  /// A skippable frame, with its magic number and the number of bytes after magic and length.
  case skippable(magic: UInt32, length: Int)
  /// Anything else, or too few bytes to decide.
  case neither

  /// The number of bytes that suffice to decide.
  package static let byteCount = IndexedArchive.skippableHeaderLength

  /// Examines the bytes at the place.
  package init(_ bytes: RawSpan) {
    guard bytes.byteCount >= 4 else {
      self = .neither
      return
    }
    let magic = bytes.littleEndian(at: 0, as: UInt32.self)
    if magic == IndexedArchive.frameMagic {
      self = .zstd
    } else if magic & ~0xF == IndexedArchive.skippableMagic, bytes.byteCount >= Self.byteCount {
      self = .skippable(magic: magic, length: Int(bytes.littleEndian(at: 4, as: UInt32.self)))
    } else {
      self = .neither
    }
  }
}

/// The fields of a zstd frame's header (RFC 8878, 3.1.1.1).
///
///     at  size  what
///      0     4  magic
///      4     1  descriptor: bits 0-1 length of the dictionary's number, 2 checksum, 3 reserved,
///               5 single segment, 6-7 length of the content size
///      5   0-1  window: bits 3-7 exponent - 10, 0-2 mantissa in eighths; not in a single segment
///             0-4  number of the dictionary
///             0-8  content size
package struct FrameHeader: Equatable {
  /// The length of the longest header in bytes.
  package static let maximumLength = 18

  /// The length of the header in bytes, magic included: 5 to 18.
  let length: Int
  /// The number of bytes that the frame decodes to; nil if the header does not say.
  package let contentLength: UInt64?
  /// The number of decoded bytes that a decoder must keep.
  let windowLength: UInt64
  let hasChecksum: Bool
  let hasDictionary: Bool

  /// Reads the header at the beginning of `bytes`; nil if `bytes` are too few or begin with
  /// anything else.
  package init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= 5, FrameStart(bytes) == .zstd else { return nil }
    let descriptor = bytes.littleEndian(at: 4, as: UInt8.self)
    let isSingleSegment = descriptor & 0x20 != 0
    let dictionaryLength = [0, 1, 2, 4][Int(descriptor & 3)]
    let sizeLength = descriptor >> 6 == 0 ? (isSingleSegment ? 1 : 0) : 1 << Int(descriptor >> 6)
    let dictionaryStart = isSingleSegment ? 5 : 6
    length = dictionaryStart + dictionaryLength + sizeLength
    guard bytes.byteCount >= length else { return nil }
    hasChecksum = descriptor & 4 != 0
    hasDictionary = dictionaryLength > 0
    var size: UInt64 = 0
    for index in 0..<sizeLength {
      let byte = bytes.littleEndian(at: dictionaryStart + dictionaryLength + index, as: UInt8.self)
      size |= UInt64(byte) << (8 * index)
    }
    // A size of two bytes is stored less 256, because one byte holds the smaller sizes.
    contentLength = sizeLength == 0 ? nil : sizeLength == 2 ? size + 256 : size
    if isSingleSegment {
      windowLength = size
    } else {
      let window = bytes.littleEndian(at: 5, as: UInt8.self)
      let base = UInt64(1) << (10 + UInt64(window >> 3))
      windowLength = base + base / 8 * UInt64(window & 7)
    }
  }
}

/// Finds the ends of zstd frames without decoding them.
package enum FrameLength {
  /// Returns the length of the zstd or skippable frame at the beginning of `bytes`, by following
  /// its blocks.
  ///
  /// - Returns: The whole length in bytes; nil if the frame extends beyond `bytes`.
  /// - Throws: `.damaged` if no frame begins there, or a block has an unknown type.
  package static func find(_ bytes: RawSpan) throws(IndexError) -> Int? {
    switch FrameStart(bytes) {
    case .neither:
      if bytes.byteCount < FrameStart.byteCount { return nil }
      throw .damagedFrame("no frame begins here")
    case .skippable(_, let length):
      let whole = IndexedArchive.skippableHeaderLength + length
      return whole <= bytes.byteCount ? whole : nil
    case .zstd:
      guard let header = FrameHeader(bytes) else { return nil }
      return try findEnd(of: header, in: bytes)
    }
  }

  private static func findEnd(
    of header: FrameHeader, in bytes: RawSpan
  ) throws(IndexError) -> Int? {
    var end = header.length
    var isLast = false
    while !isLast {
      guard let block = try block(at: end, in: bytes) else { return nil }
      (end, isLast) = block
    }
    if header.hasChecksum { end += 4 }
    return end <= bytes.byteCount ? end : nil
  }

  /// Returns the end of the block that begins at `start`, and whether it is the last of its frame;
  /// nil if its header extends beyond `bytes`.
  ///
  /// - Throws: `.damaged` for a block of an unknown type.
  static func block(
    at start: Int, in bytes: RawSpan
  ) throws(IndexError) -> (end: Int, isLast: Bool)? {
    guard start + 3 <= bytes.byteCount else { return nil }
    // Three bytes: bit 0 marks the last block, bits 1-2 are the type, the rest is the size (RFC
    // 8878, 3.1.1.2).
    let word =
      UInt32(bytes.littleEndian(at: start, as: UInt16.self))
      | UInt32(bytes.littleEndian(at: start + 2, as: UInt8.self)) << 16
    let isLast = word & 1 != 0
    switch word >> 1 & 3 {
    case 0, 2: return (start + 3 + Int(word >> 3), isLast)
    case 1: return (start + 3 + 1, isLast)
    default: throw .damagedFrame("it has a block of an unknown type")
    }
  }
}
