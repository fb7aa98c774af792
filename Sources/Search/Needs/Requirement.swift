import Terms

/// What a part of a pattern requires of the text that it matches.
enum Requirement {
  /// The text is one of these.
  case strings([[Symbol]])
  /// The line has what the condition says, anywhere.
  case elsewhere(TermCondition)

  /// A character of a text, or something of which less is known.
  enum Symbol: Hashable {
    case character(NeededText.Character)
    /// A place, or text of any length that is the same edge for what is before it and after it.
    case edge(NeededText.Edge)
    /// Any text; what is before it and after it may even overlap.
    static let gap = Symbol.edge(.open)
  }

  /// The requirement of a part that matches any text.
  static let gap = Requirement.strings([[.gap]])

  static func edge(_ edge: NeededText.Edge) -> Requirement { .strings([[.edge(edge)]]) }

  /// The greatest number of strings, so that a pattern of many choices does not make millions.
  private static let maximumStrings = 16
  /// The greatest number of symbols of all strings together.
  private static let maximumSymbols = 1_024

  /// The condition that every line with such a text meets.
  var condition: TermCondition {
    switch self {
    case .elsewhere(let condition): condition
    case .strings(let strings):
      .any(of: strings.map { .all(of: Self.texts($0).map(TermCondition.text)) })
    }
  }

  /// Returns the literal parts of a string.
  private static func texts(_ string: [Symbol]) -> [NeededText] {
    var texts: [NeededText] = []
    var open = NeededText([])
    for symbol in string {
      switch symbol {
      case .character(let character): open.characters.append(character)
      case .edge(let edge):
        open.end = edge
        if !open.characters.isEmpty { texts.append(open) }
        open = NeededText([], start: edge)
      }
    }
    if !open.characters.isEmpty { texts.append(open) }
    return texts
  }

  /// Returns what one of several parts requires.
  static func any(of parts: [Requirement]) -> Requirement {
    var all: [[Symbol]] = []
    for part in parts {
      guard case .strings(let strings) = part else {
        return .elsewhere(.any(of: parts.map(\.condition)))
      }
      all += strings
    }
    return all.count <= maximumStrings
      ? .strings(all) : .elsewhere(.any(of: parts.map(\.condition)))
  }

  /// Returns what parts require that follow one another.
  static func sequence(_ parts: [Requirement]) -> Requirement {
    var conditions: [TermCondition] = []
    var open: [[Symbol]] = [[]]
    for part in parts {
      switch part {
      case .strings(let strings):
        if let product = product(open, strings) {
          open = product
        } else {
          conditions.append(Requirement.strings(open).condition)
          open = strings
        }
      case .elsewhere(let condition):
        conditions += [Requirement.strings(open).condition, condition]
        open = [[]]
      }
    }
    if conditions.isEmpty { return .strings(open) }
    return .elsewhere(.all(of: conditions + [Requirement.strings(open).condition]))
  }

  /// Returns each of some strings followed by each of others; nil if that is too much.
  private static func product(_ strings: [[Symbol]], _ others: [[Symbol]]) -> [[Symbol]]? {
    guard strings.count * others.count <= maximumStrings else { return nil }
    let product = strings.flatMap { string in others.map { string + $0 } }
    return product.reduce(0) { $0 + $1.count } <= maximumSymbols ? product : nil
  }

  /// Returns what the part requires if it is repeated.
  ///
  /// - Parameters:
  ///   - least: The least number of times.
  ///   - most: The greatest; nil if there is none.
  func repeated(_ least: Int, _ most: Int?) -> Requirement {
    if least == 0 { return most == 1 ? .any(of: [self, .strings([[]])]) : .gap }
    if least == 1, most == 1 { return self }
    guard case .strings = self else { return self }
    // Of more repetitions, the first and the last are enough.
    if least == most, least <= 4 { return .sequence(Array(repeating: self, count: least)) }
    return .sequence([self, .gap, self])
  }
}
