/// Reads YAML front matter: turns libyaml's events into values by the YAML 1.2 core schema.
///
/// That schema has no form for dates, so they stay as written. `yes` and `no` are text. A field
/// whose key is a list or a table is left out; `<<` merges the tables that it names; tags other
/// than `!!str` have no effect. Everything below a key in `textKeys` stays as written too, so that
/// a title `1.10` or a tag `3.10` keeps its final zero.
struct YAMLReader: ~Copyable {
  /// Reads the fields of a block.
  ///
  /// - Parameters:
  ///   - text: The block in UTF-8.
  ///   - line: The line of the post on which `text` begins.
  /// - Returns: The fields, empty for an empty block; nil if the block is not a mapping.
  /// - Throws: A problem if the block is not YAML, or exceeds a `FrontMatterLimit`.
  static func fields(
    of text: ArraySlice<UInt8>, line: Int
  ) throws(FrontMatterProblem) -> [Value.Field]? {
    try unsafe text.span.withUnsafeBufferPointer {
      (text) throws(FrontMatterProblem) -> [Value.Field]? in
      var reader = YAMLReader(events: unsafe try YAMLEvents.open(text, line: line))
      switch try reader.document() {
      case .table(let fields): return fields
      case .null: return []
      default: return nil
      }
    }
  }

  private var events: YAMLEvents
  private var anchors: [String: Anchor] = [:]
  private var weight = 0

  /// A value that an alias may repeat, and its weight with every alias in it expanded.
  private struct Anchor {
    var value: Value
    var weight: Int
  }

  private init(events: consuming YAMLEvents) {
    self.events = events
  }

  /// Reads the one document of a block; returns null for an empty block.
  private mutating func document() throws(FrontMatterProblem) -> Value {
    var root: Value?
    while true {
      let event = try events.next()
      switch event {
      case .streamEnd:
        return root ?? .null
      case .documentStart:
        guard root == nil else { throw problem("it contains more than one document") }
        root = try value(from: try events.next(), depth: 0, asWritten: false)
      default:
        continue
      }
    }
  }

  /// Reads the value that begins with `event`.
  private mutating func value(
    from event: YAMLEvent, depth: Int, asWritten: Bool
  ) throws(FrontMatterProblem) -> Value {
    guard depth <= FrontMatterLimit.depth else {
      throw FrontMatterLimit.tooDeep(line: events.line)
    }
    let before = weight
    try charge(1)
    switch event {
    case .scalar(let scalar, let anchor):
      try charge(scalar.text.utf8.count)
      return keep(scalar.value(asWritten: asWritten), as: anchor, since: before)
    case .listStart(let anchor):
      return keep(try list(depth: depth, asWritten: asWritten), as: anchor, since: before)
    case .tableStart(let anchor):
      return keep(try table(depth: depth, asWritten: asWritten), as: anchor, since: before)
    case .alias(let name):
      guard let anchor = anchors[name] else { throw problem("the alias '\(name)' is not defined") }
      try charge(anchor.weight)
      return anchor.value
    case .listEnd, .tableEnd, .documentStart, .streamEnd, .other:
      throw problem("it ends inside a value")
    }
  }

  private mutating func list(depth: Int, asWritten: Bool) throws(FrontMatterProblem) -> Value {
    var values: [Value] = []
    while true {
      let event = try events.next()
      if case .listEnd = event { return .list(values) }
      values.append(try value(from: event, depth: depth + 1, asWritten: asWritten))
    }
  }

  private mutating func table(depth: Int, asWritten: Bool) throws(FrontMatterProblem) -> Value {
    var fields = UniqueFields()
    var merged: [Value.Field] = []
    while true {
      let event = try events.next()
      if case .tableEnd = event {
        for field in merged { fields.add(field) }
        return .table(fields.list)
      }
      // Keys are text, so that a key `1` or `yes` stays as written.
      let key = try value(from: event, depth: depth + 1, asWritten: true)
      let isText = depth == 0 && key.text.map(Self.isText) == true
      let value = try value(
        from: try events.next(), depth: depth + 1, asWritten: asWritten || isText)
      if event.isMergeKey, let others = value.mergedFields {
        merged += others
        continue
      }
      switch key {
      case .list, .table: continue
      default: fields.set(key.text ?? "", value)
      }
    }
  }

  /// Returns whether the values of a field are always text, because of the meaning of its key.
  static func isText(_ key: String) -> Bool {
    textKeys.contains { $0.isSameKey(as: key) }
  }

  /// Returns a value, after keeping it for aliases if it has an anchor.
  private mutating func keep(_ value: Value, as anchor: String?, since before: Int) -> Value {
    if let anchor { anchors[anchor] = Anchor(value: value, weight: weight - before) }
    return value
  }

  private mutating func charge(_ amount: Int) throws(FrontMatterProblem) {
    weight += amount
    guard weight <= FrontMatterLimit.weight else {
      throw problem("its aliases expand to more than \(FrontMatterLimit.weight >> 20) MiB")
    }
  }

  private func problem(_ reason: String) -> FrontMatterProblem {
    FrontMatterProblem(reason, line: events.line)
  }
}

extension YAMLEvent {
  /// Whether this is a key that merges other tables into its own (yaml.org/type/merge.html).
  fileprivate var isMergeKey: Bool {
    if case .scalar(let scalar, _) = self { scalar.isPlain && scalar.text == "<<" } else { false }
  }
}

extension Value {
  /// The fields that a merge key adds: those of a table, or of each table in a list, the first of
  /// which takes precedence; nil for any other value.
  fileprivate var mergedFields: [Value.Field]? {
    switch self {
    case .table(let fields): return fields
    case .list(let values):
      var fields: [Value.Field] = []
      for value in values {
        guard case .table(let others) = value else { return nil }
        fields += others
      }
      return fields
    default: return nil
    }
  }
}
