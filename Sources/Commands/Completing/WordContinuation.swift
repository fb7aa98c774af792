import Terminal

/// How a word that is being typed goes on, in the quotes that it stands in.
struct WordContinuation {
  /// What is written: behind what was typed, or in the place of it.
  enum Form {
    case rest, wholeWord
  }

  enum Step: Equatable {
    /// The word is whole with this, but for a quote that is open.
    case end(String)
    /// This is sure, and more is to follow.
    case more(String)
    /// Nothing is sure to follow: somebody has to choose.
    case choose
  }

  let step: Step
  /// How many bytes of the word are not written again.
  private let kept: Int
  private let quote: ShellQuote

  /// - Parameter candidates: what the last word of the line may become; at least one.
  init(
    _ candidates: [LineCompletion.Candidate], of line: ShellLine, as form: Form = .rest
  ) {
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

  /// What makes the word that is being typed another one.
  func text(_ word: [UInt8]) -> String { Self.text(word, keeping: kept, in: quote) }

  private static func text(_ word: [UInt8], keeping kept: Int, in quote: ShellQuote) -> String {
    ShellQuoting.continuation(Array(word.dropFirst(kept)), in: quote, isStart: kept == 0)
  }
}

extension [UInt8] {
  /// What two words begin with, without the beginning of a character.
  func shared(with other: [UInt8]) -> [UInt8] {
    var count = 0
    while count < Swift.min(self.count, other.count), self[count] == other[count] { count += 1 }
    // All bytes but the first of a character look like this (Unicode 16, table 3-7).
    while count > 0, count < self.count, 0x80...0xBF ~= self[count] { count -= 1 }
    return Array(prefix(count))
  }
}
