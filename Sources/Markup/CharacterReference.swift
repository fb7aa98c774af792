/// Reads character references: `&amp;`, `&#8217;`, `&#x2019;`, and those that HTML allows without
/// their `;` (WHATWG HTML, 13.2.5.72 on).
struct CharacterReference {
  /// What a name means.
  private struct Entity {
    let utf8: [UInt8]
    /// Whether the reference may be without its `;`.
    let mayLackEnd: Bool
  }

  /// All names; read when the first one is looked up.
  private static let entities: [ArraySlice<UInt8>: Entity] = {
    let text = Array(EntityNames.text.description.utf8)
    var entities: [ArraySlice<UInt8>: Entity] = [:]
    for item in text.split(whereSeparator: { $0 == 0x20 || $0 == 0x0A }) {
      guard let mark = item.firstIndex(where: { $0 == UInt8(ascii: ":") || $0 == .equals }) else {
        continue
      }
      let points = item[(mark + 1)...].split(separator: UInt8(ascii: "+"))
      let scalars = points.compactMap { point in
        UInt32(String(decoding: point, as: UTF8.self), radix: 16).flatMap(Unicode.Scalar.init)
      }
      entities[ArraySlice(Array(item[..<mark]))] = Entity(
        utf8: scalars.flatMap { Array(String($0).utf8) }, mayLackEnd: item[mark] == .equals)
    }
    return entities
  }()

  /// The greatest length of a name.
  private static let longestName = 32

  /// Reads the reference that begins with the `&` at a place.
  ///
  /// - Parameter inAttribute: Whether it is in the value of an attribute. There `&copy=1` is part
  ///   of an address.
  /// - Returns: Its meaning in UTF-8 and its length; `&` and 1 if there is no reference.
  func read(
    _ bytes: [UInt8], at place: Int, inAttribute: Bool
  ) -> (meaning: [UInt8], length: Int) {
    let body = bytes[(place + 1)...]
    if body.first == UInt8(ascii: "#") {
      if let found = Self.number(body.dropFirst()) { return (found.meaning, found.length + 2) }
    } else if let found = Self.named(body, inAttribute: inAttribute) {
      return (found.meaning, found.length + 1)
    }
    return ([.ampersand], 1)
  }

  /// Reads the name that some bytes begin with: the longest that has a meaning.
  private static func named(
    _ body: ArraySlice<UInt8>, inAttribute: Bool
  ) -> (meaning: [UInt8], length: Int)? {
    let run = body.prefix(longestName).prefix { $0.isLetter || $0.isDigit }
    if body.dropFirst(run.count).first == UInt8(ascii: ";"), let entity = entities[run] {
      return (entity.utf8, run.count + 1)
    }
    for length in stride(from: run.count, to: 0, by: -1) {
      guard let entity = entities[run.prefix(length)], entity.mayLackEnd else { continue }
      if inAttribute, let next = body.dropFirst(length).first,
        next == .equals || next.isLetter || next.isDigit
      {
        return nil
      }
      return (entity.utf8, length)
    }
    return nil
  }

  /// Reads a number after its `&#`; nil if there is no digit.
  private static func number(_ body: ArraySlice<UInt8>) -> (meaning: [UInt8], length: Int)? {
    let isHexadecimal = body.first?.lowercased == UInt8(ascii: "x")
    let digits = body.dropFirst(isHexadecimal ? 1 : 0).prefix {
      $0.isDigit || isHexadecimal && UInt8(ascii: "a")...UInt8(ascii: "f") ~= $0.lowercased
    }
    guard !digits.isEmpty else { return nil }
    var value: UInt32 = 0
    for digit in digits {
      let number = UInt32(digit.isDigit ? digit - 0x30 : digit.lowercased - 0x57)
      // Above all code points it only has to stay there.
      value = min(value * (isHexadecimal ? 16 : 10) + number, 0x11_0000)
    }
    let length = digits.endIndex - body.startIndex
    let hasEnd = body.dropFirst(length).first == UInt8(ascii: ";")
    return (Array(String(scalar(value)).utf8), length + (hasEnd ? 1 : 0))
  }

  /// Returns the character of a number: that of Windows-1252 for the numbers of control characters,
  /// which old pages mean so (13.2.5.80).
  private static func scalar(_ value: UInt32) -> Unicode.Scalar {
    if 0x80...0x9F ~= value, windows1252[Int(value - 0x80)] != 0 {
      return Unicode.Scalar(windows1252[Int(value - 0x80)]) ?? "\u{FFFD}"
    }
    return value == 0 ? "\u{FFFD}" : Unicode.Scalar(value) ?? "\u{FFFD}"
  }

  /// The characters from 0x80 on; 0 for those without another meaning.
  private static let windows1252: [UInt16] = [
    0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
    0x0152, 0, 0x017D, 0, 0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122,
    0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
  ]
}
