extension TOMLReader {
  /// Reads the value at the start of the rest.
  mutating func value(depth: Int) throws(FrontMatterProblem) -> Value {
    try checkDepth(depth)
    switch rest.first {
    case UInt8.quote:
      return .string(try rest.starts(with: #"""""#.utf8) ? longString() : basicString())
    case UInt8.apostrophe:
      return .string(try rest.starts(with: "'''".utf8) ? longString() : literalString())
    case UInt8.openBracket: return try list(depth: depth)
    case UInt8.openBrace: return try inlineTable(depth: depth)
    default:
      let text = scalar()
      if text.isEmpty { throw problem("a value is missing") }
      guard let value = TOMLScalar(text).value else {
        throw problem("'\(text.prefix(40))' is not a value")
      }
      return value
    }
  }

  private mutating func list(depth: Int) throws(FrontMatterProblem) -> Value {
    var values: [Value] = []
    rest.removeFirst()
    while true {
      skipSpaceAndComments()
      if take(.closeBracket) { return .list(values) }
      values.append(try value(depth: depth + 1))
      skipSpaceAndComments()
      guard take(.comma) || rest.first == .closeBracket else {
        throw problem("a ',' or ']' is missing")
      }
    }
  }

  private mutating func inlineTable(depth: Int) throws(FrontMatterProblem) -> Value {
    var tables = TOMLTables()
    rest.removeFirst()
    while true {
      skipSpaceAndComments()
      if take(.closeBrace) { return .table(tables.fields(of: TOMLTables.root)) }
      let (keys, value) = try field(depth: depth)
      guard tables.set(keys, to: value, in: TOMLTables.root) else { throw defined(keys) }
      skipSpaceAndComments()
      guard take(.comma) || rest.first == .closeBrace else {
        throw problem("a ',' or '}' is missing")
      }
    }
  }

  /// Takes the text of a number, date or word; a date and its time may have one space between them.
  private mutating func scalar() -> String {
    let ends: (UInt8) -> Bool = {
      $0.isBlank || $0 == .newline || $0 == .carriageReturn || $0 == .comma || $0 == .hash
        || $0 == .closeBracket || $0 == .closeBrace
    }
    var text = rest.prefix { !ends($0) }
    let after = rest[text.endIndex...]
    if after.first == .space, after.dropFirst().first?.isDigit == true,
      TOMLScalar(String(decoding: text, as: UTF8.self)).isDay
    {
      text = rest[..<(after.dropFirst().firstIndex(where: ends) ?? rest.endIndex)]
    }
    rest = rest[text.endIndex...]
    return String(decoding: text, as: UTF8.self)
  }
}

// MARK: - Strings

extension TOMLReader {
  /// Reads `"…"` on one line.
  mutating func basicString() throws(FrontMatterProblem) -> String {
    rest.removeFirst()
    // Most strings have no escape.
    let beginning = rest.prefix {
      $0 == .tab || $0 >= 0x20 && $0 != .quote && $0 != .backslash
    }
    rest = rest[beginning.endIndex...]
    if take(.quote) { return String(decoding: beginning, as: UTF8.self) }
    var bytes = Array(beginning)
    while let byte = rest.popFirst() {
      switch byte {
      case .quote: return String(decoding: bytes, as: UTF8.self)
      case .backslash: try appendEscape(to: &bytes)
      case .tab, 0x20...: bytes.append(byte)
      default: throw notClosed
      }
    }
    throw notClosed
  }

  /// Reads `'…'` on one line.
  mutating func literalString() throws(FrontMatterProblem) -> String {
    let text = rest.dropFirst().prefix { $0 == .tab || $0 >= 0x20 && $0 != .apostrophe }
    rest = rest[text.endIndex...]
    guard take(.apostrophe) else { throw notClosed }
    return String(decoding: text, as: UTF8.self)
  }

  /// Reads a string between three quotes of either kind, over any number of lines.
  private mutating func longString() throws(FrontMatterProblem) -> String {
    let quote = rest.first
    let opening = line
    rest = rest.dropFirst(3)
    _ = takeNewline()
    var bytes: [UInt8] = []
    while let byte = rest.first {
      if takeNewline() {
        bytes.append(.newline)
        continue
      }
      guard byte != quote else {
        // Up to two quotes of the content may precede the three that close the string.
        let run = rest.prefix(5).prefix { $0 == quote }
        rest = rest[run.endIndex...]
        bytes.append(contentsOf: run.dropFirst(run.count < 3 ? 0 : 3))
        if run.count >= 3 { return String(decoding: bytes, as: UTF8.self) }
        continue
      }
      rest.removeFirst()
      if byte == .backslash && quote == .quote {
        if !skipBrokenLine() { try appendEscape(to: &bytes) }
      } else if byte == .tab || byte >= 0x20 {
        bytes.append(byte)
      } else {
        throw problem("a string contains a control character")
      }
    }
    throw FrontMatterProblem("a string is not closed", line: opening)
  }

  /// Skips the end of the line after a backslash, and all white space after that; returns false if
  /// the line has more text.
  private mutating func skipBrokenLine() -> Bool {
    let after = rest.drop(while: \.isBlank)
    guard after.first == .newline || after.starts(with: [.carriageReturn, .newline]) else {
      return false
    }
    repeat { skipBlanks() } while takeNewline()
    return true
  }

  private mutating func appendEscape(to bytes: inout [UInt8]) throws(FrontMatterProblem) {
    switch rest.popFirst() {
    case UInt8(ascii: "b"): bytes.append(0x08)
    case UInt8(ascii: "t"): bytes.append(.tab)
    case UInt8(ascii: "n"): bytes.append(.newline)
    case UInt8(ascii: "f"): bytes.append(0x0C)
    case UInt8(ascii: "r"): bytes.append(.carriageReturn)
    case UInt8(ascii: "e"): bytes.append(0x1B)
    case let byte? where byte == .quote || byte == .backslash: bytes.append(byte)
    case UInt8(ascii: "x"): try appendScalar(digits: 2, to: &bytes)
    case UInt8(ascii: "u"): try appendScalar(digits: 4, to: &bytes)
    case UInt8(ascii: "U"): try appendScalar(digits: 8, to: &bytes)
    default: throw problem("a string has an unknown escape")
    }
  }

  private mutating func appendScalar(
    digits count: Int, to bytes: inout [UInt8]
  ) throws(FrontMatterProblem) {
    let digits = rest.prefix(count)
    guard digits.count == count, digits.allSatisfy({ $0.isDigit || $0.isLetter }),
      let number = UInt32(String(decoding: digits, as: UTF8.self), radix: 16),
      let scalar = Unicode.Scalar(number)
    else { throw problem("a string has an unknown escape") }
    rest = rest[digits.endIndex...]
    bytes.append(contentsOf: String(scalar).utf8)
  }

  private var notClosed: FrontMatterProblem {
    problem("a string contains a control character or is not closed")
  }
}
