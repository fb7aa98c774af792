extension [UInt8] {
  /// Appends a value in the form that `JSONText` describes.
  mutating func appendJSON(_ value: Value) {
    switch value {
    case .null: append(contentsOf: "null".utf8)
    case .bool(let bool): append(contentsOf: String(bool).utf8)
    case .integer(let integer): append(contentsOf: String(integer).utf8)
    case .double(let double):
      append(contentsOf: (double.isFinite ? String(double) : "null").utf8)
    case .string(let text): appendJSON(text)
    case .list(let values):
      append(.openBracket)
      for (index, value) in values.enumerated() {
        if index > 0 { append(.comma) }
        appendJSON(value)
      }
      append(.closeBracket)
    case .table(let fields):
      append(.openBrace)
      for (index, field) in fields.enumerated() {
        if index > 0 { append(.comma) }
        appendJSON(field.key)
        append(.colon)
        appendJSON(field.value)
      }
      append(.closeBrace)
    }
  }

  /// Appends a text in quotes.
  mutating func appendJSON(_ text: String) {
    append(.quote)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": append(contentsOf: #"\""#.utf8)
      case "\\": append(contentsOf: #"\\"#.utf8)
      case "\n": append(contentsOf: #"\n"#.utf8)
      case "\r": append(contentsOf: #"\r"#.utf8)
      case "\t": append(contentsOf: #"\t"#.utf8)
      case "\0"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
        let digits = String(scalar.value, radix: 16)
        append(contentsOf: (#"\u"# + String(repeating: "0", count: 4 - digits.count) + digits).utf8)
      default: append(contentsOf: String(scalar).utf8)
      }
    }
    append(.quote)
  }

  /// The bytes in base 64 with padding.
  var base64: String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    for start in stride(from: 0, to: count, by: 3) {
      let group = self[start..<Swift.min(start + 3, count)]
      let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
      for place in 0...3 {
        let isPadding = place > group.count
        text.append(isPadding ? UInt8.equals : alphabet[bits >> (18 - 6 * place) & 63])
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
