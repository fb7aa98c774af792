/// A question to a section: which frames hold a term like this?
struct TermLookup: Hashable, Sendable {
  enum Form: Hashable, Sendable {
    /// The term itself.
    case whole
    /// A term that begins with the bytes.
    case beginning
    /// A term that ends with the bytes.
    case end
    /// A term that has the bytes anywhere.
    case part
  }

  let form: Form
  let bytes: [UInt8]
  /// Whether the answer also holds for files that are no text, of which only some terms are known.
  let countsForBinary: Bool

  /// Whether all terms have to be gone through.
  var needsAllTerms: Bool { form == .end || form == .part }

  /// Whether the answer could leave out any frames worth mentioning: nearly all hold a term with a
  /// given letter in it.
  fileprivate var isSelective: Bool {
    switch form {
    case .whole: true
    case .beginning: bytes.count >= 2
    case .end, .part: bytes.count >= 3
    }
  }

  /// Returns whether a term is one of those asked for.
  func isMet(by term: TermBytes) -> Bool {
    switch form {
    case .whole: term.count == bytes.count && term.has(bytes, at: 0)
    case .beginning: term.has(bytes, at: 0)
    case .end: term.count >= bytes.count && term.has(bytes, at: term.count - bytes.count)
    case .part: term.contains(bytes)
    }
  }
}

extension NeededText {
  /// The look-ups that every frame must pass that holds the text; none if any frame may hold it.
  var lookups: [TermLookup] { runs.flatMap(\.lookups).filter(\.isSelective) }

  /// The runs of characters of one kind that the text has, as the splitter would cut it.
  private var runs: [Run] {
    var runs: [Run] = []
    var open: Run?
    // What is known of the place before the next character.
    var before = start
    for character in characters {
      let properties = CharacterTable.shared[character.scalar.value]
      let isSure = !character.ignoresCase || properties.isCaseCertain
      if !isSure || properties.kind != open?.kind {
        open?.isEnded = isSure
        if let open { runs.append(open) }
        open = nil
      }
      // Only a character of the same kind goes on with a run. This one may be of any kind.
      guard isSure else {
        before = .open
        continue
      }
      if properties.kind == .separator {
        before = .space
        continue
      }
      var run = open ?? Run(properties.kind, isBegun: before.bounds(properties.kind))
      run.characters.append(properties.folded)
      open = run
      before = .space
    }
    if var open {
      open.isEnded = end.bounds(open.kind)
      runs.append(open)
    }
    return runs
  }
}

extension NeededText.Edge {
  /// Whether no character of this kind is beyond the edge.
  fileprivate func bounds(_ kind: CharacterKind) -> Bool {
    switch self {
    case .open: false
    // Some signs that join the letters of a script are no parts of words for PCRE2.
    case .wordEnd: kind == .letter
    case .space: true
    }
  }
}

/// Characters of one kind that follow one another.
private struct Run {
  let kind: CharacterKind
  /// Whether a run of the text begins here, and whether it ends here.
  let isBegun: Bool
  var isEnded = false
  var characters: [UInt32] = []

  init(_ kind: CharacterKind, isBegun: Bool) {
    self.kind = kind
    self.isBegun = isBegun
  }

  var lookups: [TermLookup] {
    let count = kind.neighbours
    if count > 0, characters.count >= count {
      return (0...(characters.count - count)).map {
        lookup(.whole, characters[$0..<($0 + count)])
      }
    }
    let length = characters.reduce(0) { $0 + UTF8.width(Unicode.Scalar($1) ?? " ") }
    if isBegun, isEnded, length <= TermWord.maximum { return [lookup(.whole, characters[...])] }
    if length <= TermWord.overlap {
      return [lookup(isBegun ? .beginning : isEnded ? .end : .part, characters[...])]
    }
    // A part of this length is in one of the terms of a long run.
    let step = TermWord.overlap / 4
    return stride(from: 0, to: characters.count, by: step).map { start in
      let start = min(start, characters.count - step)
      return lookup(.part, characters[start..<(start + step)])
    }
  }

  private func lookup(_ form: TermLookup.Form, _ characters: ArraySlice<UInt32>) -> TermLookup {
    let bytes = characters.flatMap { Array(String(Unicode.Scalar($0) ?? " ").utf8) }
    return TermLookup(
      form: form, bytes: bytes,
      countsForBinary: characters.count >= BinarySplitter.minimum
        && characters.allSatisfy { $0 < 0x80 })
  }
}
