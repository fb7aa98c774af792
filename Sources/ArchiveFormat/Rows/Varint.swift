extension [UInt8] {
  /// Appends a number as unsigned LEB128: seven bits in each byte, the lowest first, with the
  /// highest bit set in every byte except the last.
  package mutating func append(varint number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    append(UInt8(truncatingIfNeeded: rest))
  }

  /// Appends a signed number so that small ones are short: 0, -1, 1, -2, 2 become 0, 1, 2, 3, 4.
  mutating func append(zigzag number: Int64) {
    append(varint: UInt64(bitPattern: (number << 1) ^ (number >> 63)))
  }

  /// Appends the number of bytes, and then the bytes.
  package mutating func append(counted bytes: some Collection<UInt8>) {
    append(varint: UInt64(bytes.count))
    append(contentsOf: bytes)
  }
}

/// Reads the fields of a block from its beginning to its end.
package struct BlockCursor: Sendable {
  package let bytes: [UInt8]
  /// The index of the byte that is read next.
  package private(set) var position = 0

  /// Begins at the first of the bytes.
  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Whether all bytes have been read.
  package var isAtEnd: Bool { position == bytes.count }

  mutating func byte() throws(IndexError) -> UInt8 {
    guard position < bytes.count else { throw Self.cutOff }
    defer { position += 1 }
    return bytes[position]
  }

  /// Reads a number as `append(varint:)` writes it: at most 64 bits, and no more bytes than needed.
  mutating func varint() throws(IndexError) -> UInt64 {
    var byte = try byte()
    if byte < 0x80 { return UInt64(byte) }
    var number = UInt64(byte & 0x7F)
    var shift: UInt64 = 7
    while true {
      byte = try self.byte()
      // The tenth byte has room for one bit only.
      guard shift < 63 || byte <= 1 else {
        throw .damagedIndex("a number has more than 64 bits")
      }
      number |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { break }
      shift += 7
    }
    guard byte != 0 else { throw .damagedIndex("a number is not in its shortest form") }
    return number
  }

  mutating func zigzag() throws(IndexError) -> Int64 {
    let number = try varint()
    return Int64(bitPattern: number >> 1) ^ -Int64(bitPattern: number & 1)
  }

  /// Reads a count that must be at most `limit`.
  package mutating func count(upTo limit: Int) throws(IndexError) -> Int {
    let number = try varint()
    guard limit >= 0, number <= UInt64(limit) else {
      throw .damagedIndex("a number is out of range")
    }
    return Int(number)
  }

  /// Skips counted bytes and returns their range.
  package mutating func counted() throws(IndexError) -> Range<Int> {
    let count = try varint()
    guard count <= UInt64(bytes.count - position) else { throw Self.cutOff }
    let start = position
    position += Int(count)
    return start..<position
  }

  /// Reads the 32 bytes of a digest.
  mutating func digest() throws(IndexError) -> Digest {
    let end = position + IndexedArchive.digestLength
    guard end <= bytes.count,
      let digest = unsafe Digest(bytes.span.bytes.extracting(position..<end))
    else { throw Self.cutOff }
    position = end
    return digest
  }

  /// Goes on at another index, at most the number of bytes.
  package mutating func move(to position: Int) { self.position = position }

  private static var cutOff: IndexError { .damagedIndex("a part of it ends too early") }
}
