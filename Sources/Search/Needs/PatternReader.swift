import Terms

/// Reads a regular expression to find what it requires (pcre2pattern(3)).
///
/// It knows the frequent parts of expressions. What it does not know ends the reading, and then the
/// pattern requires nothing: verbs, callouts, conditions, comments, `(?x)`, `\g`, `\k`, and all
/// that versions of PCRE2 understand differently.
struct PatternReader {
  private let pattern: [Unicode.Scalar]
  private var position = 0

  /// The reason why a pattern requires nothing.
  private struct Unknown: Error {}

  /// The settings that `(?i)` and the like change.
  private struct Settings {
    var ignoresCase: Bool
  }

  /// Returns what a pattern requires; nil if it is not known.
  ///
  /// - Parameter pattern: A pattern that PCRE2 compiles.
  static func requirement(of pattern: [Unicode.Scalar], ignoresCase: Bool) -> Requirement? {
    var reader = PatternReader(pattern: pattern)
    do throws(Unknown) {
      let requirement = try reader.alternatives(Settings(ignoresCase: ignoresCase))
      return reader.position == pattern.count ? requirement : nil
    } catch {
      return nil
    }
  }

  private init(pattern: [Unicode.Scalar]) { self.pattern = pattern }

  // MARK: The scalars

  private var next: Unicode.Scalar? {
    position < pattern.count ? pattern[position] : nil
  }

  private mutating func take() throws(Unknown) -> Unicode.Scalar {
    guard let next else { throw Unknown() }
    position += 1
    return next
  }

  /// Passes a text if it is next.
  private mutating func takes(_ text: String) -> Bool {
    guard pattern[position...].starts(with: text.unicodeScalars) else { return false }
    position += text.unicodeScalars.count
    return true
  }

  /// Passes scalars up to the first one of a kind, and returns them.
  private mutating func taken(while isMeant: (Unicode.Scalar) -> Bool) -> ArraySlice<Unicode.Scalar>
  {
    let taken = pattern[position...].prefix(while: isMeant)
    position += taken.count
    return taken
  }

  // MARK: Alternatives and sequences

  /// Reads up to the end of the group or of the pattern.
  private mutating func alternatives(_ settings: Settings) throws(Unknown) -> Requirement {
    // A setting in an alternative also holds for those after it.
    var settings = settings
    var alternatives: [Requirement] = []
    var parts: [Requirement] = []
    while let next, next != ")" {
      if takes("|") {
        alternatives.append(.sequence(parts))
        parts = []
      } else {
        let items = try items(&settings)
        // A quantifier belongs to the last of several characters.
        parts += items.dropLast()
        if let last = items.last { parts.append(try quantified(last)) }
      }
    }
    return .any(of: alternatives + [.sequence(parts)])
  }

  /// Reads the quantifier that may follow a part.
  private mutating func quantified(_ part: Requirement) throws(Unknown) -> Requirement {
    guard let (least, most) = try quantifier() else { return part }
    // What makes it lazy or possessive changes nothing here.
    _ = takes("?") || takes("+")
    return part.repeated(least, most)
  }

  private mutating func quantifier() throws(Unknown) -> (least: Int, most: Int?)? {
    if takes("?") { return (0, 1) }
    if takes("*") { return (0, nil) }
    if takes("+") { return (1, nil) }
    guard next == "{" else { return nil }
    let start = position
    position += 1
    guard let least = Int(decimal: taken(while: \.isDigit)) else {
      // Before version 10.43, `{,3}` and `{ 3}` are no quantifiers.
      guard let next, next != ",", next != " ", next != "\t" else { throw Unknown() }
      position = start
      return nil
    }
    if takes("}") { return (least, least) }
    guard takes(",") else { throw Unknown() }
    let most = taken(while: \.isDigit)
    guard takes("}") else { throw Unknown() }
    if most.isEmpty { return (least, nil) }
    guard let most = Int(decimal: most) else { throw Unknown() }
    return (least, most)
  }

  // MARK: Items

  /// Reads the next item: several for the text between `\Q` and `\E`, none for a setting.
  private mutating func items(_ settings: inout Settings) throws(Unknown) -> [Requirement] {
    let first = try take()
    switch first {
    case "(": return try group(&settings)
    case "[": return [try characterClass(settings)]
    case ".": return [.gap]
    case "^", "$": return [.edge(.space)]
    case "\\": return try escape(settings)
    // Each would be a quantifier of nothing.
    case "*", "+", "?": throw Unknown()
    default: return [character(first, settings)]
    }
  }

  private func character(_ scalar: Unicode.Scalar, _ settings: Settings) -> Requirement {
    .strings([[.character(NeededText.Character(scalar, ignoresCase: settings.ignoresCase))]])
  }

  private mutating func escape(_ settings: Settings) throws(Unknown) -> [Requirement] {
    let letter = try take()
    switch letter {
    case "b": return [.edge(.wordEnd)]
    case "A", "Z", "z": return [.edge(.space)]
    case "s", "h", "v", "R": return [.edge(.space)]
    case "W": return [.edge(.wordEnd)]
    case "B", "G", "K", "d", "D", "w", "S", "H", "V", "X": return [.gap]
    case "N":
      guard next != "{" else { throw Unknown() }
      return [.gap]
    case "p", "P":
      try passProperty()
      return [.gap]
    case "1"..."9":
      // With another digit, it may be a character in octal.
      guard next?.isDigit != true else { throw Unknown() }
      return [.gap]
    case "Q":
      var quoted: [Requirement] = []
      while position < pattern.count, !takes("\\E") {
        quoted.append(character(try take(), settings))
      }
      guard !quoted.isEmpty else { throw Unknown() }
      return quoted
    default: return [character(try escaped(letter), settings)]
    }
  }

  /// Passes the name of a property, after `\p`.
  private mutating func passProperty() throws(Unknown) {
    guard takes("{") else {
      _ = try take()
      return
    }
    _ = taken { $0 != "}" }
    guard takes("}") else { throw Unknown() }
  }

  /// Reads the rest of an escape that stands for one character, in a class or elsewhere.
  private mutating func escaped(_ letter: Unicode.Scalar) throws(Unknown) -> Unicode.Scalar {
    switch letter {
    case "a": return "\u{7}"
    case "e": return "\u{1B}"
    case "f": return "\u{C}"
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "x":
      guard takes("{") else {
        let digits = pattern[position...].prefix(2).prefix(while: \.isHexDigit)
        position += digits.count
        return try Self.scalar(digits, radix: 16)
      }
      let digits = taken(while: \.isHexDigit)
      guard !digits.isEmpty, takes("}") else { throw Unknown() }
      return try Self.scalar(digits, radix: 16)
    case _ where letter.isASCII && !letter.isLetterOrDigit: return letter
    default: throw Unknown()
    }
  }

  private static func scalar(
    _ digits: ArraySlice<Unicode.Scalar>, radix: Int
  ) throws(Unknown) -> Unicode.Scalar {
    let text = digits.map(String.init).joined()
    guard let number = UInt32(text.isEmpty ? "0" : text, radix: radix),
      let scalar = Unicode.Scalar(number)
    else { throw Unknown() }
    return scalar
  }

  // MARK: Groups

  /// Reads a group after its parenthesis.
  private mutating func group(_ settings: inout Settings) throws(Unknown) -> [Requirement] {
    if next == "*" { throw Unknown() }
    guard takes("?") else { return [try rest(of: settings)] }
    if takes(":") || takes("|") || takes(">") { return [try rest(of: settings)] }
    if takes("=") || takes("<=") { return [.elsewhere(try rest(of: settings).condition)] }
    if takes("!") || takes("<!") {
      _ = try rest(of: settings)
      return [.gap]
    }
    if takes("P=") || takes("P>") || takes("&") {
      _ = taken(while: \.isLetterDigitOrUnderscore)
      guard takes(")") else { throw Unknown() }
      return [.gap]
    }
    for (start, end) in [("P<", ">"), ("<", ">"), ("'", "'")] where takes(start) {
      _ = taken(while: \.isLetterDigitOrUnderscore)
      guard takes(end) else { throw Unknown() }
      return [try rest(of: settings)]
    }
    return try groupWithSettings(&settings)
  }

  /// Reads the alternatives of a group and the parenthesis after them.
  private mutating func rest(of settings: Settings) throws(Unknown) -> Requirement {
    let requirement = try alternatives(settings)
    guard takes(")") else { throw Unknown() }
    return requirement
  }

  /// Reads settings, which hold for a group or for the rest of the one around them.
  private mutating func groupWithSettings(
    _ settings: inout Settings
  ) throws(Unknown) -> [Requirement] {
    var changed = settings
    var isOn = true
    while true {
      switch try take() {
      case "i": changed.ignoresCase = isOn
      // Of these, only what is matched by `.`, `^` and `$`, or what is captured, depends.
      case "m", "s", "n", "J", "U": break
      case "-" where isOn: isOn = false
      case ":": return [try rest(of: changed)]
      case ")":
        settings = changed
        return []
      default: throw Unknown()
      }
    }
  }

  // MARK: Classes

  /// The greatest number of characters of a class that are tried one by one.
  private static let maximumMembers = 4

  /// Reads a class after its bracket.
  private mutating func characterClass(_ settings: Settings) throws(Unknown) -> Requirement {
    let isNegated = takes("^")
    // Nil if there are others than single characters.
    var members: [Unicode.Scalar]? = []
    var isFirst = true
    while true {
      let member = try take()
      switch member {
      case "]" where !isFirst:
        guard let members, !isNegated, members.count <= Self.maximumMembers else { return .gap }
        return .any(of: members.map { character($0, settings) })
      case "[" where next == ":":
        members = nil
        try passPOSIXClass()
      case "[" where next == "." || next == "=": throw Unknown()
      // A range, unless it is the first or the last.
      case "-": members = nil
      case "\\":
        let letter = try take()
        switch letter {
        case "d", "D", "w", "W", "s", "S", "h", "H", "v", "V": members = nil
        case "p", "P":
          members = nil
          try passProperty()
        case "b": members?.append("\u{8}")
        default:
          let scalar = try escaped(letter)
          members?.append(scalar)
        }
      default: members?.append(member)
      }
      isFirst = false
    }
  }

  /// Passes `[:name:]` after its bracket.
  private mutating func passPOSIXClass() throws(Unknown) {
    _ = takes(":")
    _ = takes("^")
    // `[[:<:]]` is something else.
    guard !taken(while: \.isLetterDigitOrUnderscore).isEmpty, takes(":]") else { throw Unknown() }
  }
}

extension Int {
  /// Reads a number of a few digits; nil for none or too many.
  fileprivate init?(decimal digits: ArraySlice<Unicode.Scalar>) {
    self.init(digits.map(String.init).joined())
  }
}

extension Unicode.Scalar {
  fileprivate var isDigit: Bool { ("0"..."9").contains(self) }

  fileprivate var isHexDigit: Bool { isASCII && properties.isASCIIHexDigit }

  fileprivate var isLetterOrDigit: Bool {
    ("a"..."z").contains(self) || ("A"..."Z").contains(self) || isDigit
  }

  fileprivate var isLetterDigitOrUnderscore: Bool { isLetterOrDigit || self == "_" }
}
