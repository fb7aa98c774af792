/// Reads the plainest YAML, which most posts use, in a quarter of the time that libyaml takes.
///
/// It reads fields at the margin, `key: value`, with a value on one line: text with or without
/// quotes, or `[a, b]` of such texts. It also reads a list of such texts in lines `- a` below the
/// key. It declines everything else, valid or not (escapes, comments, anchors, tags, text over
/// several lines, tables, tabs, CR), and everything that libyaml might read differently. Its result
/// is always the same as that of `YAMLReader`.
struct YAMLFastPath {
  /// Reads the fields of a block.
  ///
  /// - Parameter range: The range of the block in `bytes`, which must be UTF-8.
  /// - Returns: The fields, at least one; nil for a block that `YAMLReader` has to read.
  static func fields(of bytes: [UInt8], in range: Range<Int>) -> [Value.Field]? {
    guard bytes.span.extracting(range).holdsNothingButText else { return nil }
    var reader = YAMLFastPath(bytes: bytes, end: range.upperBound, offset: range.lowerBound)
    var fields = UniqueFields(capacity: 8)
    reader.skip(.newline)
    while reader.next != nil {
      guard let key = reader.key(),
        let value = reader.value(asWritten: YAMLReader.isText(key))
      else { return nil }
      fields.set(key, value)
      reader.skip(.newline)
    }
    return fields.list.isEmpty ? nil : fields.list
  }

  /// The greatest length of a key in bytes, far below the 1,024 characters that libyaml accepts.
  private static let longestKey = 256

  private let bytes: [UInt8]
  private let end: Int
  private var offset: Int

  private init(bytes: [UInt8], end: Int, offset: Int) {
    self.bytes = bytes
    self.end = end
    self.offset = offset
  }

  private var next: UInt8? { offset < end ? bytes[offset] : nil }

  private var isAtEndOfLine: Bool { offset == end || bytes[offset] == .newline }

  private mutating func skip(_ byte: UInt8) {
    while next == byte { offset += 1 }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    offset += 1
    return true
  }

  private func text(from start: Int, to end: Int) -> String {
    String(decoding: bytes[start..<end], as: UTF8.self)
  }

  /// Takes a key and its colon. A key consists of letters, digits, `_` and `-`, and begins with a
  /// letter.
  private mutating func key() -> String? {
    let start = offset
    guard let first = next, first.isLetter else { return nil }
    while let byte = next, byte.isLetter || byte.isDigit || byte == .dash || byte == .underscore {
      offset += 1
    }
    guard offset - start <= Self.longestKey else { return nil }
    let key = YAMLScalar(text: text(from: start, to: offset), isPlain: true)
    guard take(.colon), isAtEndOfLine || next == .space else { return nil }
    // A key `null` has no text, so that the block is declined.
    return key.value(asWritten: true).text
  }

  /// Takes the value that follows a key.
  private mutating func value(asWritten: Bool) -> Value? {
    skip(.space)
    if isAtEndOfLine { return linesOfList(asWritten: asWritten) }
    let value =
      take(.openBracket) ? listInLine(asWritten: asWritten) : scalar(asWritten: asWritten)
    return isAtEndOfLine ? value : nil
  }

  /// Takes the items below a key, all indented as much as the first; returns null if there are
  /// none.
  private mutating func linesOfList(asWritten: Bool) -> Value? {
    var values: [Value] = []
    var margin: Int?
    while true {
      skip(.newline)
      let start = offset
      skip(.space)
      guard next == .dash else {
        // Only a key may follow, and a key begins at the margin.
        return offset > start ? nil : values.isEmpty ? .null : .list(values)
      }
      guard margin == nil || margin == offset - start else { return nil }
      margin = offset - start
      offset += 1
      guard take(.space) else { return nil }
      skip(.space)
      guard let value = scalar(asWritten: asWritten), isAtEndOfLine else { return nil }
      values.append(value)
    }
  }

  /// Takes the rest of a list in brackets.
  private mutating func listInLine(asWritten: Bool) -> Value? {
    var values: [Value] = []
    skip(.space)
    while !take(.closeBracket) {
      guard let value = scalar(asWritten: asWritten, inBrackets: true) else { return nil }
      values.append(value)
      guard take(.comma) else {
        guard next == .closeBracket else { return nil }
        continue
      }
      skip(.space)
      guard next != .closeBracket else { return nil }
    }
    skip(.space)
    return .list(values)
  }

  /// Takes text, and the spaces after it.
  private mutating func scalar(asWritten: Bool, inBrackets: Bool = false) -> Value? {
    guard let first = next else { return nil }
    if first == .quote || first == .apostrophe { return quoted(by: first) }
    guard !first.isYAMLIndicator else { return nil }
    let start = offset
    var textEnd = offset
    while let byte = next, byte != .newline {
      if inBrackets, byte == .comma || byte == .closeBracket { break }
      if inBrackets, byte.isYAMLIndicator, byte != .dash { return nil }
      // After a space, this begins a comment.
      if byte == .hash, textEnd < offset { return nil }
      offset += 1
      // Before a space or at the end of the line, this ends a key.
      if byte == .colon, isAtEndOfLine || next == .space { return nil }
      if byte != .space { textEnd = offset }
    }
    return YAMLScalar(text: text(from: start, to: textEnd), isPlain: true)
      .value(asWritten: asWritten)
  }

  /// Takes text in quotes without escapes, and the spaces after it.
  private mutating func quoted(by quote: UInt8) -> Value? {
    offset += 1
    let start = offset
    while let byte = next, byte != quote {
      if byte == .newline || byte == .backslash && quote == .quote { return nil }
      offset += 1
    }
    let text = text(from: start, to: offset)
    // A second apostrophe would be an escape. The callers decline it, since they accept no more
    // text after the closing quote.
    guard take(quote) else { return nil }
    skip(.space)
    return .string(text)
  }
}

extension UInt8 {
  fileprivate static let underscore = UInt8(ascii: "_")

  /// Whether text without quotes cannot begin with this (YAML 1.2.2, section 5.3).
  fileprivate var isYAMLIndicator: Bool {
    switch self {
    case .dash, .colon, .comma, .openBracket, .closeBracket, .openBrace, .closeBrace, .hash, .quote,
      .apostrophe, UInt8(ascii: "?"), UInt8(ascii: "&"), UInt8(ascii: "*"), UInt8(ascii: "!"),
      UInt8(ascii: "|"), UInt8(ascii: ">"), UInt8(ascii: "%"), UInt8(ascii: "@"), UInt8(ascii: "`"):
      true
    default: false
    }
  }
}

extension Span<UInt8> {
  /// Whether this UTF-8 consists of newlines and characters that YAML always takes as text: it has
  /// no ASCII or C1 controls, no U+2028 or U+2029, and nothing that begins like a byte-order mark.
  fileprivate var holdsNothingButText: Bool {
    for index in indices {
      switch self[index] {
      case 0x20...0x7E, .newline, 0x80...0xC1, 0xC3...0xE1, 0xE3...0xEE, 0xF0...: continue
      case 0xC2 where index + 1 < count && self[index + 1] >= 0xA0: continue
      case 0xE2 where index + 2 < count && self[index + 1] != 0x80: continue
      case 0xE2 where index + 2 < count && !(0xA8...0xA9 ~= self[index + 2]): continue
      default: return false
      }
    }
    return true
  }
}
