/// Writes numbers of fixed size with the lowest byte first.
extension [UInt8] {
  /// Appends the bytes of a number, the lowest first.
  package mutating func append(littleEndian number: some FixedWidthInteger) {
    for shift in stride(from: 0, to: number.bitWidth, by: 8) {
      append(UInt8(truncatingIfNeeded: number >> shift))
    }
  }
}

extension RawSpan {
  /// Reads a number; the caller has checked that the bytes are there.
  package func littleEndian<Number: FixedWidthInteger & BitwiseCopyable>(
    at offset: Int, as: Number.Type
  ) -> Number {
    // Every bit pattern is a valid integer, and reading beyond the end stops the program.
    unsafe Number(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: Number.self))
  }

  /// Copies the bytes.
  func array() -> [UInt8] {
    unsafe withUnsafeBytes { unsafe Array($0) }
  }
}
