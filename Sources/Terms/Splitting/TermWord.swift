/// A run of letters that becomes a term, or several that overlap if it is long (Terms.md, Terms).
@safe struct TermWord: ~Copyable {
  /// The greatest length of a term in bytes.
  static let maximum = 64
  /// The least number of bytes that two neighbouring terms of a long run share.
  static let overlap = 32

  // Eight bytes are written at once, so that up to seven follow the term.
  private let bytes = UnsafeMutableRawBufferPointer.allocate(
    byteCount: maximum + 8, alignment: 8)
  private(set) var count = 0

  deinit { unsafe bytes.deallocate() }

  mutating func removeAll() { count = 0 }

  /// Adds the first of eight bytes.
  ///
  /// - Parameters:
  ///   - count: The number of bytes to add, at most 8.
  /// - Returns: False if there is no room for them.
  @inline(__always)
  mutating func append(_ eight: UInt64, count added: Int) -> Bool {
    guard count + added <= Self.maximum else { return false }
    unsafe bytes.storeBytes(of: eight.littleEndian, toByteOffset: count, as: UInt64.self)
    count += added
    return true
  }

  /// Adds a character; if there is no room, gives the term so far, and goes on with its end.
  mutating func append(_ scalar: UInt32, giving receiver: inout some TermReceiver & ~Copyable) {
    let (eight, added) = Self.utf8(scalar)
    if append(eight, count: added) { return }
    unsafe receiver.take(term)
    var kept = count - Self.overlap
    while unsafe bytes[kept] & 0xC0 == 0x80 { kept -= 1 }
    unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[..<(count - kept)])
      .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[kept..<count]))
    count -= kept
    _ = append(eight, count: added)
  }

  /// Gives the term, and becomes empty.
  mutating func end(giving receiver: inout some TermReceiver & ~Copyable) {
    if count > 0 { unsafe receiver.take(term) }
    count = 0
  }

  private var term: UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(rebasing: bytes[..<count])
  }

  /// Returns a character in UTF-8, the first byte lowest, and the number of bytes.
  private static func utf8(_ scalar: UInt32) -> (bytes: UInt64, count: Int) {
    func continuation(_ shift: UInt32) -> UInt64 { UInt64(scalar >> shift & 0x3F | 0x80) }
    let lead = UInt64(scalar)
    switch scalar {
    case ..<0x80: return (lead, 1)
    case ..<0x800: return (lead >> 6 | 0xC0 | continuation(0) << 8, 2)
    case ..<0x1_0000:
      return (lead >> 12 | 0xE0 | continuation(6) << 8 | continuation(0) << 16, 3)
    default:
      return (
        lead >> 18 | 0xF0 | continuation(12) << 8 | continuation(6) << 16 | continuation(0) << 24, 4
      )
    }
  }
}
