/// Holds one value of a front matter, whatever form it was written in.
package enum Value: Sendable, Equatable {
  /// One key of a table and its value.
  package struct Field: Sendable, Equatable {
    /// Holds the key as written.
    package var key: String
    /// Holds what the key stands for.
    package var value: Value

    /// Pairs a key with a value.
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
  /// Any other number; infinities and not-a-number in YAML and TOML.
  case double(Double)
  /// Text, and what has no case of its own: dates as they are written, numbers that do not fit.
  case string(String)
  /// A sequence.
  case list([Value])
  /// A mapping, without two fields of the same key.
  case table([Field])

  /// Gives a scalar as text; nil for null, lists and tables.
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
  /// Finds a value by its key, without case; the last one where keys differ by case alone.
  package subscript(key: String) -> Value? {
    last { $0.key.isSameKey(as: key) }?.value
  }
}
