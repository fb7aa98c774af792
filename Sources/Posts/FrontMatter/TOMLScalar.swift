/// The text of a TOML number, date, time or word.
struct TOMLScalar {
  private let text: String

  init(_ text: String) { self.text = text }

  /// Whether the text is a date without a time.
  var isDay: Bool {
    let text = text.utf8Span.span
    var end = 0
    return Self.takeDay(text, at: &end) && end == text.count
  }

  /// The value; nil if the text is not a value. Dates and times stay text, and so does a number
  /// that does not fit in 64 bits.
  var value: Value? {
    switch text {
    case "true": .bool(true)
    case "false": .bool(false)
    case "inf", "+inf": .double(.infinity)
    case "-inf": .double(-.infinity)
    case "nan", "+nan", "-nan": .double(.nan)
    default: isMoment ? .string(text) : number
    }
  }

  // MARK: - Numbers

  private var number: Value? {
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where text.hasPrefix(prefix) {
      guard let digits = plain(text.utf8.dropFirst(2), hex: radix == 16), !digits.isEmpty,
        digits.utf8.allSatisfy({ $0.isDigit || $0.isLetter })
      else { return nil }
      if let integer = Int64(digits, radix: radix) { return .integer(integer) }
      // If all are digits of the radix, the number is valid but too large.
      return digits.allSatisfy { $0.hexDigitValue.map { $0 < radix } == true } ? .string(text) : nil
    }
    guard let plain = plain(text.utf8[...], hex: false) else { return nil }
    var rest = plain.utf8[...]
    if let sign = rest.first, isSign(sign) { rest = rest.dropFirst() }
    let whole = takeDigits(&rest)
    guard whole.count == 1 || whole.first.map({ $0 != UInt8(ascii: "0") }) == true else {
      return nil
    }
    if rest.isEmpty { return Int64(plain).map { .integer($0) } ?? .string(text) }
    if rest.first == .dot {
      rest = rest.dropFirst()
      guard !takeDigits(&rest).isEmpty else { return nil }
    }
    if rest.first?.asciiLowercased == UInt8(ascii: "e") {
      rest = rest.dropFirst()
      if let sign = rest.first, isSign(sign) { rest = rest.dropFirst() }
      guard !takeDigits(&rest).isEmpty else { return nil }
    }
    guard rest.isEmpty, let double = Double(plain) else { return nil }
    return double.isFinite ? .double(double) : .string(text)
  }

  /// Returns the text without any `_` between two digits; nil if there is one elsewhere.
  private func plain(_ text: Substring.UTF8View, hex: Bool) -> String? {
    let bytes = Array(text)
    guard bytes.contains(UInt8(ascii: "_")) else { return String(decoding: bytes, as: UTF8.self) }
    let isDigit: (Int) -> Bool = {
      bytes.indices.contains($0) && (bytes[$0].isDigit || hex && bytes[$0].isLetter)
    }
    for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "_") {
      guard isDigit(index - 1), isDigit(index + 1) else { return nil }
    }
    return String(decoding: bytes.filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)
  }

  private func isSign(_ byte: UInt8) -> Bool { byte == .dash || byte == UInt8(ascii: "+") }

  private func takeDigits(_ rest: inout Substring.UTF8View) -> Substring.UTF8View {
    let digits = rest.prefix(while: \.isDigit)
    rest = rest[digits.endIndex...]
    return digits
  }

  // MARK: - Dates and times

  /// Whether the text is a date, a time, or both with or without an offset (RFC 3339, section 5.6).
  private var isMoment: Bool {
    let text = text.utf8Span.span
    var end = 0
    guard Self.takeDay(text, at: &end) else {
      return Self.takeTime(text, at: &end) && end == text.count
    }
    guard let separator = text.byte(at: end) else { return true }
    end += 1
    guard separator == .space || separator.asciiLowercased == UInt8(ascii: "t"),
      Self.takeTime(text, at: &end)
    else { return false }
    guard let zone = text.byte(at: end) else { return true }
    end += 1
    if zone.asciiLowercased == UInt8(ascii: "z") { return end == text.count }
    return isSign(zone) && Self.takeHourAndMinute(text, at: &end) && end == text.count
  }

  /// Takes `2024-03-05`.
  private static func takeDay(_ text: Span<UInt8>, at end: inout Int) -> Bool {
    guard text.count >= 10, text[4] == .dash else { return false }
    var next = end
    guard PostDate.takeDay(from: text.extracting(..<10), at: &next) != nil, next == 10 else {
      return false
    }
    end = next
    return true
  }

  /// Takes `10:30`, `10:30:15` or `10:30:15.5`.
  private static func takeTime(_ text: Span<UInt8>, at end: inout Int) -> Bool {
    guard takeHourAndMinute(text, at: &end) else { return false }
    guard text.byte(at: end) == .colon else { return true }
    end += 1
    guard takeTwoDigits(text, at: &end, upTo: 60) else { return false }
    guard text.byte(at: end) == .dot else { return true }
    let start = end + 1
    repeat { end += 1 } while text.byte(at: end)?.isDigit == true
    return end > start
  }

  private static func takeHourAndMinute(_ text: Span<UInt8>, at end: inout Int) -> Bool {
    guard takeTwoDigits(text, at: &end, upTo: 23), text.byte(at: end) == .colon else {
      return false
    }
    end += 1
    return takeTwoDigits(text, at: &end, upTo: 59)
  }

  private static func takeTwoDigits(
    _ text: Span<UInt8>, at end: inout Int, upTo last: Int
  ) -> Bool {
    guard let number = PostDate.takeNumber(from: text, at: &end, digits: 2...2) else {
      return false
    }
    return number <= last
  }
}
