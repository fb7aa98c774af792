/// Writes values as JSON on one line (RFC 8259) that is safe to print: control characters are
/// escaped, as are DEL, those of C1, U+2028 and U+2029.
package enum JSONText {
  /// Returns a value as JSON without spaces. Infinities and NaN, which JSON lacks, become `null`.
  package static func encode(_ value: Value) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.appendJSON(value)
    return bytes
  }

  /// Reads the fields of one object.
  ///
  /// - Parameter text: The object in UTF-8.
  /// - Throws: A problem if the text is not one JSON object, or nests too deeply.
  package static func fields(of text: [UInt8]) throws(FrontMatterProblem) -> [Value.Field] {
    try JSONReader.fields(of: text[...], line: 1)
  }
}

/// One JSON object on one line, written field by field, as `ls --json` prints it.
package struct JSONObject: Sendable {
  private var fields: [UInt8] = []

  /// Creates an object without fields.
  package init() {}

  /// The object, without a newline.
  package var bytes: [UInt8] { [.openBrace] + fields + [.closeBrace] }

  /// Adds a field, unless its text is nil.
  package mutating func append(_ key: String, _ text: String?) {
    guard let text else { return }
    begin(key)
    fields.appendJSON(text)
  }

  /// Adds a field, unless its number is nil.
  package mutating func append(_ key: String, _ number: Int64?) {
    append(key, number.map { Value.integer($0) })
  }

  /// Adds a field, unless its value is nil.
  package mutating func append(_ key: String, _ bool: Bool?) {
    append(key, bool.map { Value.bool($0) })
  }

  /// Adds a list of texts, unless the list is nil.
  package mutating func append(_ key: String, _ list: [String]?) {
    append(key, list.map { Value.list($0.map { .string($0) }) })
  }

  /// Adds a field, unless its value is nil; the value `.null` is written as `null`.
  package mutating func append(_ key: String, _ value: Value?) {
    guard let value else { return }
    begin(key)
    fields.appendJSON(value)
  }

  /// Adds a path as text; see `append(_:bytes:)`.
  package mutating func append(_ key: String, _ path: Path) { append(key, bytes: path.bytes) }

  /// Adds bytes as text, with U+FFFD for those that are not UTF-8. In that case a second field,
  /// named by the key and `_base64`, holds the exact bytes (RFC 4648).
  package mutating func append(_ key: String, bytes: [UInt8]) {
    if let text = String(validating: bytes, as: UTF8.self) {
      append(key, text)
    } else {
      append(key, String(decoding: bytes, as: UTF8.self))
      append(key + "_base64", bytes.base64)
    }
  }

  private mutating func begin(_ key: String) {
    if !fields.isEmpty { fields.append(.comma) }
    fields.appendJSON(key)
    fields.append(.colon)
  }
}
