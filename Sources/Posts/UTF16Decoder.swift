/// A decoder of text in UTF-16 with a byte-order mark, piece by piece (Unicode 16, section 2.13).
package struct UTF16Decoder {
  private enum Order {
    case littleEndian, bigEndian
  }

  private let order: Order
  /// The bytes of a character that goes on in the next piece: half a unit, the first unit of two,
  /// or both.
  private var pending: [UInt8] = []

  /// Creates a decoder for the text with this beginning.
  ///
  /// - Returns: nil if it does not begin like text in UTF-16 with a byte-order mark.
  package init?(_ start: Span<UInt8>) {
    guard start.count >= 2 else { return nil }
    switch (start[0], start[1]) {
    case (0xFE, 0xFF): order = .bigEndian
    // With two more zeros, this is UTF-32.
    case (0xFF, 0xFE) where start.count >= 4 && start[2] == 0 && start[3] == 0: return nil
    case (0xFF, 0xFE): order = .littleEndian
    default: return nil
    }
  }

  /// Returns the next piece in UTF-8, with its byte-order mark and with U+FFFD for what is no
  /// character.
  ///
  /// - Parameter isLast: whether the text ends with it.
  package mutating func decode(_ piece: Span<UInt8>, isLast: Bool = false) -> [UInt8] {
    for index in piece.indices { pending.append(piece[index]) }
    var units: [UInt16] = []
    units.reserveCapacity(pending.count / 2)
    for index in stride(from: 0, to: pending.count - 1, by: 2) {
      let (first, second) = (UInt16(pending[index]), UInt16(pending[index + 1]))
      units.append(order == .littleEndian ? second << 8 | first : first << 8 | second)
    }
    if !isLast, let last = units.last, Unicode.UTF16.isLeadSurrogate(last) { units.removeLast() }
    pending.removeFirst(2 * units.count)
    return Array(String(decoding: units, as: Unicode.UTF16.self).utf8)
  }
}

extension [UInt8] {
  /// The text in UTF-8 if this is text in UTF-16 with a byte-order mark; else nil.
  package var decodedFromUTF16: [UInt8]? {
    guard var decoder = UTF16Decoder(span) else { return nil }
    return decoder.decode(span, isLast: true)
  }
}
