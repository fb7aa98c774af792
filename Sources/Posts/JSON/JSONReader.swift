/// Reads JSON front matter (RFC 8259).
///
/// blogsh has its own reader because `JSONDecoder` keeps no order of fields, reports no line of a
/// problem, and needs Foundation, which would slow down the start of the program.
struct JSONReader {
  /// Reads the fields of a block.
  ///
  /// - Parameters:
  ///   - text: The block in UTF-8.
  ///   - line: The line of the post on which `text` begins.
  /// - Throws: A problem if the text is not one JSON object, or nests too deeply.
  static func fields(
    of text: ArraySlice<UInt8>, line: Int
  ) throws(FrontMatterProblem) -> [Value.Field] {
    var reader = JSONReader(rest: text, line: line)
    reader.skipSpace()
    guard reader.rest.first == .openBrace else { throw reader.problem("it is not an object") }
    let value = try reader.value(depth: 0)
    reader.skipSpace()
    guard reader.rest.isEmpty else { throw reader.problem("unexpected text after the object") }
    guard case .table(let fields) = value else { return [] }
    return fields
  }

  private var rest: ArraySlice<UInt8>
  private var line: Int

  /// Reads the value at the start of the rest.
  private mutating func value(depth: Int) throws(FrontMatterProblem) -> Value {
    guard depth <= FrontMatterLimit.depth else { throw FrontMatterLimit.tooDeep(line: line) }
    switch rest.first {
    case UInt8.openBrace: return try table(depth: depth)
    case UInt8.openBracket: return try list(depth: depth)
    case UInt8.quote: return .string(try string())
    case let byte? where byte == .dash || byte.isDigit: return try number()
    default:
      let word = rest.prefix(while: \.isLetter)
      rest = rest[word.endIndex...]
      switch String(decoding: word, as: UTF8.self) {
      case "null": return .null
      case "true": return .bool(true)
      case "false": return .bool(false)
      default: throw problem("a value is missing")
      }
    }
  }

  private mutating func table(depth: Int) throws(FrontMatterProblem) -> Value {
    var fields = UniqueFields()
    rest.removeFirst()
    skipSpace()
    if take(.closeBrace) { return .table([]) }
    repeat {
      skipSpace()
      guard rest.first == .quote else { throw problem("a quoted key is missing") }
      let key = try string()
      skipSpace()
      guard take(.colon) else { throw problem("a ':' is missing after a key") }
      skipSpace()
      fields.set(key, try value(depth: depth + 1))
      skipSpace()
    } while take(.comma)
    guard take(.closeBrace) else { throw problem("a ',' or '}' is missing") }
    return .table(fields.list)
  }

  private mutating func list(depth: Int) throws(FrontMatterProblem) -> Value {
    var values: [Value] = []
    rest.removeFirst()
    skipSpace()
    if take(.closeBracket) { return .list([]) }
    repeat {
      skipSpace()
      values.append(try value(depth: depth + 1))
      skipSpace()
    } while take(.comma)
    guard take(.closeBracket) else { throw problem("a ',' or ']' is missing") }
    return .list(values)
  }

  /// Reads a number; one that does not fit in 64 bits stays text.
  private mutating func number() throws(FrontMatterProblem) -> Value {
    let digits = rest.prefix { $0.isDigit || $0.isLetter || "+-.".utf8.contains($0) }
    rest = rest[digits.endIndex...]
    let text = String(decoding: digits, as: UTF8.self)
    switch JSONNumber(digits) {
    case .whole: return Int64(text).map { .integer($0) } ?? .string(text)
    case .real:
      guard let double = Double(text), double.isFinite else { return .string(text) }
      return .double(double)
    case nil: throw problem("'\(text.prefix(20))' is not a number")
    }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard rest.first == byte else { return false }
    rest.removeFirst()
    return true
  }

  private mutating func skipSpace() {
    while let byte = rest.first, byte.isWhiteSpace {
      if byte == .newline { line += 1 }
      rest.removeFirst()
    }
  }

  private func problem(_ reason: String) -> FrontMatterProblem {
    FrontMatterProblem(reason, line: line)
  }
}

// MARK: - Strings

extension JSONReader {
  /// Reads a string whose first quote is at the start of the rest. Half of a surrogate pair becomes
  /// U+FFFD.
  private mutating func string() throws(FrontMatterProblem) -> String {
    rest.removeFirst()
    var bytes: [UInt8] = []
    while let byte = rest.popFirst() {
      switch byte {
      case .quote: return String(decoding: bytes, as: UTF8.self)
      case .backslash: try appendEscape(to: &bytes)
      case 0..<0x20: throw problem("a string contains a control character or is not closed")
      default: bytes.append(byte)
      }
    }
    throw problem("a string is not closed")
  }

  private mutating func appendEscape(to bytes: inout [UInt8]) throws(FrontMatterProblem) {
    switch rest.popFirst() {
    case UInt8(ascii: "b"): bytes.append(0x08)
    case UInt8(ascii: "f"): bytes.append(0x0C)
    case UInt8(ascii: "n"): bytes.append(.newline)
    case UInt8(ascii: "r"): bytes.append(.carriageReturn)
    case UInt8(ascii: "t"): bytes.append(.tab)
    case let byte? where byte == .quote || byte == .backslash || byte == .slash:
      bytes.append(byte)
    case UInt8(ascii: "u"):
      var units = [try codeUnit()]
      while let last = units.last, UTF16.isLeadSurrogate(last), rest.starts(with: #"\u"#.utf8) {
        rest = rest.dropFirst(2)
        units.append(try codeUnit())
      }
      bytes.append(contentsOf: String(decoding: units, as: UTF16.self).utf8)
    default: throw problem("a string has an unknown escape")
    }
  }

  private mutating func codeUnit() throws(FrontMatterProblem) -> UInt16 {
    let digits = rest.prefix(4)
    guard digits.count == 4, digits.allSatisfy({ $0.isDigit || $0.isLetter }),
      let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw problem("a string has an unknown escape") }
    rest = rest.dropFirst(4)
    return unit
  }
}

/// The two kinds of numbers (RFC 8259, section 6).
private enum JSONNumber {
  case whole, real

  init?(_ text: ArraySlice<UInt8>) {
    var rest = text.first == .dash ? text.dropFirst() : text
    let whole = rest.prefix(while: \.isDigit)
    guard let first = whole.first, first != UInt8(ascii: "0") || whole.count == 1
    else { return nil }
    rest = rest[whole.endIndex...]
    self = rest.isEmpty ? .whole : .real
    if rest.first == .dot {
      let fraction = rest.dropFirst().prefix(while: \.isDigit)
      guard !fraction.isEmpty else { return nil }
      rest = rest[fraction.endIndex...]
    }
    guard let exponent = rest.first else { return }
    guard exponent.asciiLowercased == UInt8(ascii: "e") else { return nil }
    rest = rest.dropFirst()
    if let sign = rest.first, sign == .dash || sign == UInt8(ascii: "+") { rest = rest.dropFirst() }
    guard !rest.isEmpty, rest.allSatisfy(\.isDigit) else { return nil }
  }
}
