/// Holds the tables of a TOML text while it is read, and knows which of them may still grow.
struct TOMLTables {
  /// Names the table that holds all others.
  static let root = 0

  /// Tells what made a table, on which depends what may add to it.
  private enum Origin {
    /// A part of a header before the last: a header of its own may still open it.
    case passed
    /// A header, once.
    case header
    /// A dotted key: others may add to it, a header may not open it.
    case dotted
  }

  private enum Entry {
    case value(Value)
    case table(Int)
    /// An index in `lists`.
    case list(Int)
  }

  private struct Table {
    var origin: Origin
    var keys: [String] = []
    var entries: [String: Entry] = [:]
  }

  private var tables = [Table(origin: .header)]
  private var lists: [[Int]] = []

  /// Opens the table that a header names; nil where that name is taken.
  mutating func open(_ keys: [String]) -> Int? {
    guard let last = keys.last, let parent = pass(keys.dropLast()) else { return nil }
    switch tables[parent].entries[last] {
    case nil: return add(.header, as: last, to: parent)
    case .table(let table) where tables[table].origin == .passed:
      tables[table].origin = .header
      return table
    default: return nil
    }
  }

  /// Adds a table to the list that a header in two brackets names; nil where that name is taken.
  mutating func appendToList(_ keys: [String]) -> Int? {
    guard let last = keys.last, let parent = pass(keys.dropLast()) else { return nil }
    let table = tables.count
    switch tables[parent].entries[last] {
    case nil:
      set(.list(lists.count), as: last, in: parent)
      lists.append([table])
    case .list(let list): lists[list].append(table)
    default: return nil
    }
    tables.append(Table(origin: .header))
    return table
  }

  /// Sets a field of a table; false where its name is taken.
  mutating func set(_ keys: [String], to value: Value, in table: Int) -> Bool {
    var table = table
    for key in keys.dropLast() {
      switch tables[table].entries[key] {
      case nil: table = add(.dotted, as: key, to: table)
      case .table(let next) where tables[next].origin == .dotted: table = next
      default: return false
      }
    }
    guard let last = keys.last, tables[table].entries[last] == nil else { return false }
    set(.value(value), as: last, in: table)
    return true
  }

  /// Lists the fields of a table in written order.
  func fields(of table: Int) -> [Value.Field] {
    tables[table].keys.compactMap { key in
      switch tables[table].entries[key] {
      case .value(let value): Value.Field(key, value)
      case .table(let table): Value.Field(key, .table(fields(of: table)))
      case .list(let list): Value.Field(key, .list(lists[list].map { .table(fields(of: $0)) }))
      case nil: nil
      }
    }
  }

  /// Walks to the table that the first parts of a header name, the last one of a list; nil where
  /// one of them is a value.
  private mutating func pass(_ keys: ArraySlice<String>) -> Int? {
    var table = Self.root
    for key in keys {
      switch tables[table].entries[key] {
      case nil: table = add(.passed, as: key, to: table)
      case .table(let next): table = next
      case .list(let list):
        guard let last = lists[list].last else { return nil }
        table = last
      case .value: return nil
      }
    }
    return table
  }

  private mutating func add(_ origin: Origin, as key: String, to table: Int) -> Int {
    tables.append(Table(origin: origin))
    set(.table(tables.count - 1), as: key, in: table)
    return tables.count - 1
  }

  private mutating func set(_ entry: Entry, as key: String, in table: Int) {
    tables[table].keys.append(key)
    tables[table].entries[key] = entry
  }
}
