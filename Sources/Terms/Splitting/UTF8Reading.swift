/// Reads characters as PCRE2 does: what is no UTF-8 is a single byte that is no character
/// (pcre2unicode(3)).
enum UTF8Reading {
  /// Reads the character at an index.
  ///
  /// - Returns: Its number in Unicode and its length in bytes; 0 and 1 for a byte that begins none.
  @inline(__always)
  static func character(
    in text: UnsafeRawBufferPointer, at index: Int
  ) -> (scalar: UInt32, count: Int) {
    let lead = unsafe UInt32(text[index])
    if lead < 0x80 { return (lead, 1) }
    let count = lead < 0xC2 || lead > 0xF4 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    guard count > 1, index + count <= text.count else { return (0, 1) }
    var scalar = lead & (0x7F >> UInt32(count))
    for offset in 1..<count {
      let next = unsafe UInt32(text[index + offset])
      guard next & 0xC0 == 0x80 else { return (0, 1) }
      scalar = scalar << 6 | next & 0x3F
    }
    // Too long a form, half of a surrogate pair, or no number of Unicode.
    guard Unicode.Scalar(scalar) != nil, count == 2 || scalar >= (count == 3 ? 0x800 : 0x1_0000)
    else { return (0, 1) }
    return (scalar, count)
  }
}
