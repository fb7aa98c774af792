import Posts

/// The ways of writing short options that getopt(3) reads and the argument parser does not: `-inC2`
/// for `-i -n -C 2`, and `-5` for the option that a command has for numbers.
extension SessionCommand {
  /// Returns the words after a command with each short option that takes a value in a word of its
  /// own, or at the end of one, and its value in the next.
  static func separated(_ words: [String]) -> [String] {
    guard words.contains(where: isShort) else { return words }
    var separated: [String] = []
    var rest = words[...]
    while let word = rest.first, word != "--" {
      rest.removeFirst()
      let parts = parts(of: word)
      separated += parts
      // A value may look like an option.
      if parts.count == 1, takesNext(word, of: rest), let value = rest.popFirst() {
        separated.append(value)
      }
    }
    return separated + rest
  }

  private static func isShort(_ word: String) -> Bool {
    word.utf8.count > 1 && word.hasPrefix("-") && !word.hasPrefix("--")
  }

  private static func parts(of word: String) -> [String] {
    guard isShort(word) else { return [word] }
    let letters = word.dropFirst()
    if let optionOfNumber, letters.first != "0", letters.utf8.allSatisfy(\.isDigit) {
      return [optionOfNumber, String(letters)]
    }
    guard let place = letters.firstIndex(where: lettersWithValue.contains),
      case let value = letters[letters.index(after: place)...],
      !value.isEmpty, !value.hasPrefix("=")
    else { return [word] }
    let flags = letters[..<place]
    return (flags.isEmpty ? [] : ["-\(flags)"]) + ["-\(letters[place])", String(value)]
  }

  /// Returns whether the word after an option is its value.
  private static func takesNext(_ word: String, of rest: ArraySlice<String>) -> Bool {
    if isShort(word) { return word.last.map(lettersWithValue.contains) ?? false }
    // The grammar takes time, and only here the answer matters.
    guard word.hasPrefix("--"), rest.first.map(isShort) ?? false else { return false }
    return CommandGrammar(of: whole, includesHidden: true).option(word)?.value != nil
  }
}
