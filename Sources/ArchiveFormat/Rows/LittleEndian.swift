/// Writes and reads numbers of fixed size, the lowest byte first.
extension [UInt8] {
  mutating func append(littleEndian number: some FixedWidthInteger) {
    for shift in stride(from: 0, to: number.bitWidth, by: 8) {
      append(UInt8(truncatingIfNeeded: number >> shift))
    }
  }
}

extension RawSpan {
  /// Reads a number; the caller has checked that so many bytes are there.
  func littleEndian<Number: FixedWidthInteger & BitwiseCopyable>(at offset: Int, as: Number.Type)
    -> Number
  {
    // Any bytes are an integer, and those beyond the end stop the program.
    unsafe Number(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: Number.self))
  }

  /// Copies the bytes.
  func array() -> [UInt8] {
    unsafe withUnsafeBytes { unsafe Array($0) }
  }
}
