/// The encodings of text in units of two bytes, by their byte-order mark (Unicode 16, section
/// 2.13).
private enum UTF16Order {
  case littleEndian, bigEndian
}

extension [UInt8] {
  /// The text in UTF-8, with its byte-order mark and with U+FFFD for what is no character, if this
  /// is text in UTF-16 with a byte-order mark; else nil.
  package var decodedFromUTF16: [UInt8]? {
    guard let order = span.utf16Order else { return nil }
    var units: [UInt16] = []
    units.reserveCapacity(count / 2)
    for index in stride(from: 0, to: count - 1, by: 2) {
      let (first, second) = (UInt16(self[index]), UInt16(self[index + 1]))
      units.append(order == .littleEndian ? second << 8 | first : first << 8 | second)
    }
    return Array(String(decoding: units, as: Unicode.UTF16.self).utf8)
  }
}

extension Span<UInt8> {
  /// Whether this begins like text in UTF-16 with a byte-order mark.
  package var beginsLikeUTF16: Bool { utf16Order != nil }

  fileprivate var utf16Order: UTF16Order? {
    guard count >= 2 else { return nil }
    switch (self[0], self[1]) {
    case (0xFE, 0xFF): return .bigEndian
    // With two more zeros, this is UTF-32.
    case (0xFF, 0xFE): return count >= 4 && self[2] == 0 && self[3] == 0 ? nil : .littleEndian
    default: return nil
    }
  }
}
