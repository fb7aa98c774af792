import Terminal

/// The continuation of a word that is being typed, in the quotes that are open.
struct WordContinuation {
  /// The inserted text: the rest of the word after what was typed, or the whole word in its place.
  enum Form {
    case rest, wholeWord
  }

  enum Step: Equatable {
    /// This completes the word, except for an open quote.
    case end(String)
    /// This is certain, and more is to follow.
    case more(String)
    /// Nothing is certain, so the person has to choose.
    case choose
  }

  let step: Step
  /// The number of bytes of the word that are not inserted again.
  private let kept: Int
  private let quote: ShellQuote

  /// - Parameter candidates: the completions of the last word of the line; at least one.
  init(_ candidates: [LineCompletion.Candidate], of line: ShellLine, as form: Form = .rest) {
    let typed = line.words.last ?? []
    let kept = form == .rest ? typed.count : 0
    (self.kept, quote) = (kept, line.quote)
    let shared = candidates.dropFirst().reduce(candidates[0].word) { $0.shared(with: $1.word) }
    let text = Self.text(shared, keeping: kept, in: quote)
    if candidates.count == 1 {
      step = candidates[0].isWhole ? .end(text) : .more(text)
    } else {
      step = shared.count > typed.count ? .more(text) : .choose
    }
  }

  /// Returns the text that turns the word that is being typed into another.
  func text(_ word: [UInt8]) -> String { Self.text(word, keeping: kept, in: quote) }

  private static func text(_ word: [UInt8], keeping kept: Int, in quote: ShellQuote) -> String {
    ShellQuoting.continuation(Array(word.dropFirst(kept)), in: quote, isStart: kept == 0)
  }
}

extension [UInt8] {
  /// Returns the common beginning of two words, without a part of a character.
  func shared(with other: [UInt8]) -> [UInt8] {
    var count = 0
    while count < Swift.min(self.count, other.count), self[count] == other[count] { count += 1 }
    // Bytes like this continue a character (Unicode 16, table 3-7).
    while count > 0, count < self.count, 0x80...0xBF ~= self[count] { count -= 1 }
    return Array(prefix(count))
  }
}
