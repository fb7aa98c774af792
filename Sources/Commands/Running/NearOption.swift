import ArgumentParser

/// The option that was probably meant by a word that is none.
struct NearOption {
  /// The word as it was typed.
  let word: String
  private let command: any SessionCommand.Type
  private let grammar: CommandGrammar

  /// Finds the first word of a command line that is no option of its command.
  ///
  /// - Parameters:
  ///   - words: the words after the command, as they were typed.
  ///   - command: the command.
  /// - Returns: nil if all options are known.
  init?(in words: [String], of command: any SessionCommand.Type) {
    self.command = command
    grammar = CommandGrammar(of: command.whole, includesHidden: true)
    let remarks = OptionWords.remarks[command.configuration.commandName ?? ""] ?? [:]
    guard
      let word = grammar.unknownOption(
        in: command.words(fromTyped: words)[...], orAnyOf: Set(remarks.keys))
    else { return nil }
    self.word = word
  }

  /// Returns the sentence about the word, with what was probably meant.
  func sentence(in vocabulary: Vocabulary) -> String {
    let sentence = "no such option: \(word)"
    let name = command.configuration.commandName ?? ""
    if let remark = OptionWords.remarks[name]?[word] { return "\(sentence). \(remark)" }
    let meant = optionOfOthers(name) ?? nearest
    return meant.map { "\(sentence). Did you mean \($0)?" }
      ?? "\(sentence) (`\(vocabulary.nameOfHelp) \(name)` lists all options)"
  }

  /// Returns the option of the command for which other tools have the word.
  private func optionOfOthers(_ name: String) -> String? {
    let known = (OptionWords.ofCommands[name] ?? []) + OptionWords.ofAll
    return known.first { option, words in
      words.split(separator: " ").contains { $0 == word } && grammar.hasOption(option)
    }?.option
  }

  /// The option whose name begins like the word, or else is nearest to it; nil if none is near.
  private var nearest: String? {
    let typed = String(word.drop { $0 == "-" })
    guard typed.count > 2 else { return nil }
    let names = grammar.options.flatMap(\.names).filter { $0.count > 2 }
    let bare = names.map { String($0.drop { $0 == "-" }) }
    let meant = bare.first { $0.hasPrefix(typed) } ?? Nearness.closest(to: typed, among: bare)
    return meant.flatMap(bare.firstIndex).map { names[$0] }
  }
}

extension CommandGrammar {
  func hasOption(_ name: String) -> Bool { options.contains { $0.names.contains(name) } }

  /// Returns the first option in some words that the command does not have; nil if it has all.
  ///
  /// - Parameter others: options of other tools, which could also be several letters.
  fileprivate func unknownOption(
    in words: ArraySlice<String>, orAnyOf others: Set<String>
  ) -> String? {
    var rest = words
    while let word = rest.popFirst(), word != "--" {
      guard word.hasPrefix("-"), word != "-" else { continue }
      let name = String(word.prefix { $0 != "=" })
      if let option = options.first(where: { $0.names.contains(name) }) {
        if option.value != nil, name == word { _ = rest.popFirst() }
        continue
      }
      if word.hasPrefix("--") || others.contains(word) { return name }
      for (place, letter) in word.dropFirst().enumerated() {
        guard let option = options.first(where: { $0.names.contains("-\(letter)") }) else {
          return place == 0 ? word : "-\(letter)"
        }
        if option.value != nil {
          // A value that can follow at once has a word of its own by now.
          guard place == word.count - 2 else { return word }
          _ = rest.popFirst()
        }
      }
    }
    return nil
  }
}
