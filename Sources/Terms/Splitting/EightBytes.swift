/// Eight bytes of a text, looked at together; the first byte is the lowest.
struct EightBytes {
  let bytes: UInt64
  /// The bytes with ASCII letters in lower case.
  let folded: UInt64
  /// The highest bit of each byte that is an ASCII letter, digit or underscore.
  let words: UInt64

  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let highBits: UInt64 = 0x8080_8080_8080_8080

  /// Returns the highest bits of the bytes below 0x80 that are in a range.
  ///
  /// - Parameter low: Bytes below 0x80.
  @inline(__always)
  private static func inRange(_ low: UInt64, _ first: UInt8, _ last: UInt8) -> UInt64 {
    // Neither sum exceeds 0xFF in any byte.
    let fromFirst = low &+ ones &* UInt64(0x80 - first)
    let afterLast = low &+ ones &* UInt64(0x7F - last)
    return fromFirst & ~afterLast & highBits
  }

  @inline(__always)
  init(_ bytes: UInt64) {
    self.bytes = bytes
    let low = bytes & ~Self.highBits
    let ascii = ~bytes & Self.highBits
    let letters =
      Self.inRange(low | Self.ones &* 0x20, UInt8(ascii: "a"), UInt8(ascii: "z")) & ascii
    let digits = Self.inRange(low, UInt8(ascii: "0"), UInt8(ascii: "9"))
    let underscores = Self.inRange(low, UInt8(ascii: "_"), UInt8(ascii: "_"))
    words = letters | (digits | underscores) & ascii
    folded = bytes | letters >> 2
  }

  /// The highest bit of each byte that is not ASCII.
  @inline(__always)
  var notASCII: UInt64 { bytes & Self.highBits }

  /// The number of bytes at the beginning that are letters, digits or underscores.
  @inline(__always)
  var wordCount: Int { (~words & Self.highBits).trailingZeroBitCount >> 3 }

  /// The number of bytes at the beginning that are ASCII and neither letters, digits nor
  /// underscores.
  @inline(__always)
  var separatorCount: Int { (words | notASCII).trailingZeroBitCount >> 3 }

  /// Returns the first bytes, folded, with zeros after them.
  ///
  /// - Parameter count: 1 to 7.
  @inline(__always)
  func foldedPrefix(_ count: Int) -> UInt64 { folded & (1 << UInt64(8 * count) &- 1) }

  /// Whether the byte at an index below 8 is ASCII.
  @inline(__always)
  func isASCII(at index: Int) -> Bool { bytes >> UInt64(8 * index + 7) & 1 == 0 }
}
