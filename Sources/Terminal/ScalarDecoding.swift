/// A borrowed sequence of bytes.
package typealias ByteSpan = Span<UInt8>

/// The result of decoding one place in bytes that should be UTF-8.
package enum DecodedScalar: Equatable {
  /// A character and its length in bytes, 1 to 4.
  case scalar(Unicode.Scalar, length: Int)

  /// A byte that is part of no character.
  case invalid

  /// The beginning of a character at the end of the bytes; more bytes may complete it.
  case incomplete
}

extension ByteSpan {
  /// Decodes the character at `start`, an index of this span (Unicode 16, table 3-7).
  package func decodeScalar(at start: Int) -> DecodedScalar {
    let lead = self[start]
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch lead {
    case 0x00...0x7F: return .scalar(Unicode.Scalar(lead), length: 1)
    case 0xC2...0xDF: length = 2
    case 0xE0...0xEF: length = 3
    case 0xF0...0xF4: length = 4
    default: return .invalid
    }
    switch lead {
    case 0xE0: second = 0xA0...0xBF  // else an overlong form
    case 0xED: second = 0x80...0x9F  // else a surrogate
    case 0xF0: second = 0x90...0xBF  // else an overlong form
    case 0xF4: second = 0x80...0x8F  // else above U+10FFFF
    default: break
    }
    var value = UInt32(lead) & (0x7F >> UInt32(length))
    for offset in 1..<length {
      guard start + offset < count else { return .incomplete }
      let byte = self[start + offset]
      guard (offset == 1 ? second : 0x80...0xBF).contains(byte) else { return .invalid }
      value = value << 6 | UInt32(byte & 0x3F)
    }
    guard let scalar = Unicode.Scalar(value) else { return .invalid }
    return .scalar(scalar, length: length)
  }
}
