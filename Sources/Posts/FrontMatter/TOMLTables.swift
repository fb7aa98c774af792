/// The tables of a TOML text while it is read; it knows which of them may still grow.
struct TOMLTables {
  /// The index of the table that holds all others.
  static let root = 0

  /// The way in which a table was made, which decides what may add to it.
  private enum Origin {
    /// Named by a header as the parent of another table: a header of its own may still open it.
    case passed
    /// Opened by a header, which may happen only once.
    case header
    /// Made by a dotted key: other dotted keys may add to it, but no header may open it.
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

  /// Opens the table that a header names; returns nil if that name is taken.
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

  /// Adds a table to the list that a header in two brackets names; returns nil if that name is
  /// taken.
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

  /// Sets a field of a table; returns false if its name is taken.
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

  /// Returns the fields of a table in written order.
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

  /// Walks to the table that the leading keys of a header name, through the last table of each list
  /// on the way; returns nil if one of the keys names a value.
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
