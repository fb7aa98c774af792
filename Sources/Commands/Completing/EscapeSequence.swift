/// A backslash escape of a byte or a character.
enum EscapeSequence {
  enum Form {
    /// Within `$'…'`, as bash and zsh read it.
    case posix
    /// Outside quotes, as fish reads it.
    case fish
  }

  /// Takes an escape whose backslash has been taken.
  ///
  /// - Returns: the bytes that it stands for; none for an escaped line end.
  static func take(from rest: inout ArraySlice<UInt8>, of form: Form) -> [UInt8] {
    guard let byte = rest.popFirst() else { return [] }
    /// The bytes of an escape without a meaning.
    let itself = form == .fish ? [byte] : [UInt8(ascii: "\\"), byte]
    switch byte {
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "a"): return [0x07]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "e"): return [0x1B]
    case UInt8(ascii: "E") where form == .posix: return [0x1B]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "v"): return [0x0B]
    case UInt8(ascii: "x"):
      return value(&rest, radix: 16, digits: 2).map { [UInt8($0)] } ?? itself
    case UInt8(ascii: "X") where form == .fish:
      return value(&rest, radix: 16, digits: 2).map { [UInt8($0)] } ?? itself
    case UInt8(ascii: "u"): return character(&rest, digits: 4) ?? itself
    case UInt8(ascii: "U"): return character(&rest, digits: 8) ?? itself
    case UInt8(ascii: "0")...UInt8(ascii: "7"):
      let first = UInt32(byte - UInt8(ascii: "0"))
      let value = value(&rest, from: first, radix: 8, digits: 2) ?? first
      return [UInt8(truncatingIfNeeded: value)]
    case UInt8(ascii: "c"):
      guard let control = rest.first, control != UInt8(ascii: "'") else { return itself }
      rest.removeFirst()
      // A question mark stands for DEL.
      return [control == UInt8(ascii: "?") ? 0x7F : control & 0x1F]
    case UInt8(ascii: "\n") where form == .fish: return []
    case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "?"): return [byte]
    default: return itself
    }
  }

  private static func character(_ rest: inout ArraySlice<UInt8>, digits: Int) -> [UInt8]? {
    value(&rest, radix: 16, digits: digits).map {
      Array(String(Unicode.Scalar($0) ?? "\u{FFFD}").utf8)
    }
  }

  /// Takes up to `digits` digits and returns their value; nil if there are none.
  private static func value(
    _ rest: inout ArraySlice<UInt8>, from start: UInt32? = nil, radix: Int, digits: Int
  ) -> UInt32? {
    var value = start
    for _ in 0..<digits {
      guard let byte = rest.first,
        let digit = Character(Unicode.Scalar(byte)).hexDigitValue, digit < radix
      else { break }
      value = (value ?? 0) &* UInt32(radix) &+ UInt32(digit)
      rest.removeFirst()
    }
    return value
  }
}
