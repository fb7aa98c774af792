import Posts

/// The names of files in a patch.
enum PatchName {
  /// Returns a name as git writes it: exact, or as a C string if it holds a control character, a
  /// quote or a backslash (git's quote.c, with core.quotePath off). patch(1) reads both.
  ///
  /// - Parameter quotingSpaces: whether a name with a space becomes a C string too.
  static func quoted(_ name: [UInt8], quotingSpaces: Bool = false) -> [UInt8] {
    let isPlain = name.allSatisfy {
      escape(of: $0) == nil && !(quotingSpaces && $0 == .space)
    }
    guard !isPlain else { return name }
    return [.quote] + name.flatMap { escape(of: $0) ?? [$0] } + [.quote]
  }

  private static func escape(of byte: UInt8) -> [UInt8]? {
    switch byte {
    case .quote, .backslash: [.backslash, byte]
    case 0x07...0x0D: [.backslash, Array("abtnvfr".utf8)[Int(byte) - 0x07]]
    case 0..<0x20, 0x7F:
      [.backslash] + [byte >> 6, byte >> 3 & 7, byte & 7].map { UInt8(ascii: "0") + $0 }
    default: nil
    }
  }
}
