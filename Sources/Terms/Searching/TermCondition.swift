/// What a text must hold to be worth a search: texts, combined with "all of" and "any of".
package indirect enum TermCondition: Hashable, Sendable {
  /// Nothing: any text may match.
  case nothing
  /// This text.
  case text(NeededText)
  /// All of these.
  case all([TermCondition])
  /// At least one of these.
  case any([TermCondition])

  /// Returns the condition that all of some conditions hold, as simple as it can be.
  package static func all(of conditions: [TermCondition]) -> TermCondition {
    let needed = conditions.filter { $0 != .nothing }
    return needed.count > 1 ? .all(needed) : needed.first ?? .nothing
  }

  /// Returns the condition that one of some conditions holds, as simple as it can be.
  package static func any(of conditions: [TermCondition]) -> TermCondition {
    if conditions.contains(.nothing) { return .nothing }
    var seen: Set<TermCondition> = []
    let distinct = conditions.filter { seen.insert($0).inserted }
    return distinct.count > 1 ? .any(distinct) : distinct.first ?? .nothing
  }

  /// Calls `body` with each text of the condition.
  func forEachText(_ body: (NeededText) -> Void) {
    switch self {
    case .nothing: break
    case .text(let text): body(text)
    case .all(let conditions), .any(let conditions):
      for condition in conditions { condition.forEachText(body) }
    }
  }
}

/// A literal part of every text that a pattern matches.
package struct NeededText: Hashable, Sendable {
  /// A character of the text.
  package struct Character: Hashable, Sendable {
    /// The character.
    package var scalar: Unicode.Scalar
    /// Whether any other case of it will do.
    package var ignoresCase: Bool

    /// Creates a character.
    package init(_ scalar: Unicode.Scalar, ignoresCase: Bool = false) {
      self.scalar = scalar
      self.ignoresCase = ignoresCase
    }
  }

  /// What is known of the character before the text or after it.
  package enum Edge: Hashable, Sendable {
    /// Nothing.
    case open
    /// There is none, or PCRE2 takes it for no part of a word (`\W`).
    case wordEnd
    /// There is none, or it is a white space.
    case space
  }

  /// The characters of the text.
  package var characters: [Character]
  /// What is known of the place before the text.
  package var start: Edge
  /// What is known of the place after the text.
  package var end: Edge

  /// Creates a text.
  package init(_ characters: [Character], start: Edge = .open, end: Edge = .open) {
    self.characters = characters
    self.start = start
    self.end = end
  }
}
