extension YAMLScalar {
  /// Returns the value of the scalar by the core schema (YAML 1.2.2, section 10.3.2).
  ///
  /// - Parameter asWritten: Whether every scalar but null is text.
  func value(asWritten: Bool) -> Value {
    guard isPlain, mayBeOtherThanText else { return .string(text) }
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    case _ where asWritten: return .string(text)
    case "true", "True", "TRUE": return .bool(true)
    case "false", "False", "FALSE": return .bool(false)
    default: return number ?? .string(text)
    }
  }

  /// Whether the text begins like a word or a number of the schema.
  private var mayBeOtherThanText: Bool {
    guard let first = text.utf8.first else { return true }
    switch first.asciiLowercased {
    case .dash, .dot, UInt8(ascii: "~"), UInt8(ascii: "+"): return true
    case UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "t"): return text.utf8.count <= 5
    default: return first.isDigit
    }
  }

  /// The number that the text is; nil for other text, and for a whole number that does not fit in
  /// 64 bits.
  private var number: Value? {
    var digits = text.utf8[...]
    guard let first = digits.first, first.isDigit || "+-.".utf8.contains(first) else { return nil }
    if text.hasPrefix("0o") { return integer(digits.dropFirst(2), radix: 8) }
    if text.hasPrefix("0x") { return integer(digits.dropFirst(2), radix: 16) }
    if first == UInt8(ascii: "+") || first == .dash { digits = digits.dropFirst() }
    if !digits.isEmpty, digits.allSatisfy(\.isDigit) { return Int64(text).map { .integer($0) } }
    switch String(decoding: digits, as: UTF8.self) {
    case ".inf", ".Inf", ".INF": return .double(first == .dash ? -.infinity : .infinity)
    case ".nan" where digits.count == text.utf8.count: return .double(.nan)
    case ".NaN" where digits.count == text.utf8.count: return .double(.nan)
    case ".NAN" where digits.count == text.utf8.count: return .double(.nan)
    default: return isFloat(digits) ? Double(text).map { .double($0) } : nil
    }
  }

  private func integer(_ digits: Substring.UTF8View, radix: Int) -> Value? {
    // Without this, `0x-1` would pass.
    guard digits.allSatisfy({ $0.isDigit || $0.isLetter }) else { return nil }
    return Int64(String(decoding: digits, as: UTF8.self), radix: radix).map { .integer($0) }
  }

  /// Returns whether the text matches `( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+
  /// )?`.
  private func isFloat(_ text: Substring.UTF8View) -> Bool {
    var rest = text.drop(while: \.isDigit)
    let whole = text.count - rest.count
    if rest.first == .dot {
      let fraction = rest.dropFirst().prefix(while: \.isDigit).count
      guard whole + fraction > 0 else { return false }
      rest = rest.dropFirst(1 + fraction)
    } else if whole == 0 {
      return false
    }
    guard let exponent = rest.first else { return true }
    guard exponent.asciiLowercased == UInt8(ascii: "e") else { return false }
    rest = rest.dropFirst()
    if let sign = rest.first, sign == .dash || sign == UInt8(ascii: "+") { rest = rest.dropFirst() }
    return !rest.isEmpty && rest.allSatisfy(\.isDigit)
  }
}

extension YAMLReader {
  /// The keys whose values are text because of their meaning, even if they look like numbers.
  static let textKeys =
    ["title"] + FactKeys.dates.filter { $0 != "published" } + FactKeys.tags
}
