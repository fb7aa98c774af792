/// One value of a front matter, in whichever form it was written.
package enum Value: Sendable, Equatable {
  /// One key of a table and its value.
  package struct Field: Sendable, Equatable {
    /// The key as written.
    package var key: String
    /// The value of the key.
    package var value: Value

    package init(_ key: String, _ value: Value) {
      self.key = key
      self.value = value
    }
  }

  /// Nothing: `null`, `~`, or no text at all.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A whole number.
  case integer(Int64)
  /// Any other number; in YAML and TOML also infinities and NaN.
  case double(Double)
  /// Text, and any value without a case of its own: dates as written, numbers that do not fit.
  case string(String)
  /// A sequence.
  case list([Value])
  /// A mapping, in which no two fields have the same key.
  case table([Field])

  /// A scalar as text; nil for null, lists and tables.
  package var text: String? {
    switch self {
    case .string(let text): text
    case .bool(let bool): String(bool)
    case .integer(let integer): String(integer)
    case .double(let double): String(double)
    case .null, .list, .table: nil
    }
  }
}

extension [Value.Field] {
  /// The value of a key, ignoring case; the last one if several keys differ only in case.
  package subscript(key: String) -> Value? {
    last { $0.key.isSameKey(as: key) }?.value
  }
}
