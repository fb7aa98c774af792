/// What stands behind a backslash for a byte or a character.
enum EscapeSequence {
  enum Form {
    /// Within `$'…'`, as bash and zsh read it.
    case posix
    /// Outside of quotes, as fish reads it.
    case fish
  }

  /// Takes what belongs to an escape, whose backslash has been taken.
  ///
  /// - Returns: the bytes that it stands for; none for a line that goes on.
  static func take(from rest: inout ArraySlice<UInt8>, of form: Form) -> [UInt8] {
    guard let byte = rest.popFirst() else { return [] }
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
    case UInt8(ascii: "x"), UInt8(ascii: "X"): return number(&rest, radix: 16, digits: 2)
    case UInt8(ascii: "u"): return character(&rest, digits: 4)
    case UInt8(ascii: "U"): return character(&rest, digits: 8)
    case UInt8(ascii: "0")...UInt8(ascii: "7"):
      return number(&rest, from: UInt32(byte - UInt8(ascii: "0")), radix: 8, digits: 2)
    case UInt8(ascii: "\n") where form == .fish: return []
    case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "?"): return [byte]
    default: return form == .fish ? [byte] : [UInt8(ascii: "\\"), byte]
    }
  }

  private static func number(
    _ rest: inout ArraySlice<UInt8>, from start: UInt32 = 0, radix: Int, digits: Int
  ) -> [UInt8] {
    [UInt8(truncatingIfNeeded: value(&rest, from: start, radix: radix, digits: digits))]
  }

  private static func character(_ rest: inout ArraySlice<UInt8>, digits: Int) -> [UInt8] {
    Unicode.Scalar(value(&rest, radix: 16, digits: digits)).map { Array(String($0).utf8) } ?? []
  }

  private static func value(
    _ rest: inout ArraySlice<UInt8>, from start: UInt32 = 0, radix: Int, digits: Int
  ) -> UInt32 {
    var value = start
    for _ in 0..<digits {
      guard let byte = rest.first,
        let digit = Character(Unicode.Scalar(byte)).hexDigitValue, digit < radix
      else { break }
      value = value &* UInt32(radix) &+ UInt32(digit)
      rest.removeFirst()
    }
    return value
  }
}
