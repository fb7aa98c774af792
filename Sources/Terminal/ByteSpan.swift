/// A borrowed sequence of bytes.
package typealias ByteSpan = Span<UInt8>

extension [UInt8] {
  /// Appends a borrowed sequence of bytes.
  package mutating func append(_ bytes: ByteSpan) {
    unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
  }
}
