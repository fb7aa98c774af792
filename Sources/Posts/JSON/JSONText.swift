/// Writes values as JSON on one line (RFC 8259), safe to print: no control character is left as it
/// is, neither DEL nor those of C1, nor U+2028 and U+2029.
package enum JSONText {
  /// Writes a value without any space. Infinities and not-a-number, which JSON lacks, are `null`.
  package static func encode(_ value: Value) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.appendJSON(value)
    return bytes
  }

  /// Reads the fields of one object.
  ///
  /// - Parameter text: UTF-8.
  /// - Throws: A problem where it is not one JSON object, or nests too deep.
  package static func fields(of text: [UInt8]) throws(FrontMatterProblem) -> [Value.Field] {
    try JSONReader.fields(of: text[...], line: 1)
  }
}

/// Writes one JSON object on one line, field by field, as `ls --json` prints it.
package struct JSONObject: Sendable {
  private var fields: [UInt8] = []

  /// Begins an object without fields.
  package init() {}

  /// Gives the object, without a newline.
  package var bytes: [UInt8] { [.openBrace] + fields + [.closeBrace] }

  /// Adds a field; none where there is no text.
  package mutating func append(_ key: String, _ text: String?) {
    guard let text else { return }
    begin(key)
    fields.appendJSON(text)
  }

  /// Adds a field; none where there is no number.
  package mutating func append(_ key: String, _ number: Int64?) {
    append(key, number.map { Value.integer($0) })
  }

  /// Adds a field; none where it is not known.
  package mutating func append(_ key: String, _ bool: Bool?) {
    append(key, bool.map { Value.bool($0) })
  }

  /// Adds a list of texts; none where there is no list.
  package mutating func append(_ key: String, _ list: [String]?) {
    append(key, list.map { Value.list($0.map { .string($0) }) })
  }

  /// Adds a field; none where there is no value, but `null` for `.null`.
  package mutating func append(_ key: String, _ value: Value?) {
    guard let value else { return }
    begin(key)
    fields.appendJSON(value)
  }

  /// Adds a path as text; see `append(_:bytes:)`.
  package mutating func append(_ key: String, _ path: Path) { append(key, bytes: path.bytes) }

  /// Adds bytes as text, those that are not UTF-8 as U+FFFD; where there are such bytes, a second
  /// field, `_base64` after the key, holds the exact ones (RFC 4648).
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
