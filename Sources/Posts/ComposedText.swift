@_spi(_Unicode) import Swift

extension Span<UInt8> {
  /// Whether all bytes are ASCII.
  package var isASCII: Bool {
    for index in indices where self[index] >= 0x80 { return false }
    return true
  }

  /// The text with each letter as one code point where there is one: normalization form C (Unicode
  /// 16, 3.11). Texts that are canonically equivalent have the same. Nil for ASCII, which is that
  /// already, and for bytes that are not UTF-8.
  package var composed: [UInt8]? {
    guard !isASCII, isUTF8 else { return nil }
    var scalars = String.UnicodeScalarView()
    // The standard library has no public name for it.
    scalars.append(contentsOf: text._nfc)
    return Array(String(scalars).utf8)
  }
}
