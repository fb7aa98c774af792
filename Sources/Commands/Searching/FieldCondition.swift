import ArgumentParser
import Posts

/// A condition on one field of a front matter: that it is there, or that it has a certain value.
struct FieldCondition: Equatable, Sendable {
  private let key: String
  /// The value, with its white space folded and in lower case; nil if any will do.
  private let value: String?

  /// Reads `KEY` or `KEY=VALUE`; nil if there is no key.
  init?(_ text: String) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard let key = parts.first, !key.isEmpty else { return nil }
    self.key = String(key)
    value = parts.count > 1 ? String(parts[1]).foldingWhiteSpace().lowercased() : nil
  }

  /// Returns whether a front matter meets the condition.
  ///
  /// The case of keys does not matter, as in Hugo, nor that of values, as for tags. A dot in the
  /// key leads into a table, or into each table of a list; a key that has a dot itself comes first.
  /// A list has each of its values.
  func holds(for frontMatter: FrontMatter?) -> Bool {
    guard let frontMatter else { return false }
    let found = Value.table(frontMatter.fields).values(at: key[...])
    guard let value else { return !found.isEmpty }
    return found.contains { $0.has(value) }
  }
}

extension FieldCondition: ExpressibleByArgument {
  init?(argument: String) { self.init(argument) }
}

extension Value {
  /// Returns the values at a key, in which a dot leads into a table.
  func values(at key: Substring) -> [Value] {
    switch self {
    case .list(let values): return values.flatMap { $0.values(at: key) }
    case .table(let fields):
      if let value = fields[String(key)] { return [value] }
      for dot in key.indices where key[dot] == "." {
        let below = fields[String(key[..<dot])]?.values(at: key[key.index(after: dot)...]) ?? []
        if !below.isEmpty { return below }
      }
      return []
    case .null, .bool, .integer, .double, .string: return []
    }
  }

  fileprivate func has(_ value: String) -> Bool {
    switch self {
    case .list(let values): values.contains { $0.has(value) }
    case .table: false
    case .null, .bool, .integer, .double, .string:
      (text ?? "").foldingWhiteSpace().lowercased() == value
    }
  }
}
