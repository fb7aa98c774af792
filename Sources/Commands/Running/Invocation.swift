import ArgumentParser
import Terminal

/// A parsed command line.
struct Invocation {
  /// The collection that `-C` names; nil without `-C`.
  let collection: String?
  /// The choice of when colours and styles are shown.
  let color: ColorChoice
  let work: any SessionWork

  /// The answer to a command line that is not a command to run.
  enum Answer: Error {
    /// A help text, a version or a completion script, for standard output.
    case text(String)
    /// A message about wrong usage.
    case wrongUsage(String)
  }

  /// Parses a command line.
  ///
  /// The parser inspects types as it goes, which is most of the work of a short command. So a
  /// command is parsed on its own, in two thirds of the time that the tree of all commands takes;
  /// and `cat` with nothing but paths, which makefiles and pagers run all day, is neither parsed
  /// nor created by the parser. Everything else goes through the tree, which makes all help and all
  /// error messages.
  ///
  /// - Parameters:
  ///   - arguments: the words after the name of the program.
  ///   - vocabulary: the commands that can be run.
  init(_ arguments: [String], _ vocabulary: Vocabulary) throws(Answer) {
    let arguments = Self.withCommand(arguments, vocabulary)
    if let direct = try Self.direct(arguments, vocabulary) {
      self = direct
      return
    }
    if vocabulary.takesCollection, let advice = Self.adviceOnCollection(arguments, vocabulary) {
      throw .wrongUsage(advice)
    }
    do {
      let (_, rest) = Self.words(arguments)
      let many = rest.first.map { Self.manyPaths($0, Array(rest.dropFirst()), vocabulary) } ?? []
      var parsed = try vocabulary.root.parseAsRoot(Array(arguments.dropLast(many.count)))
      guard let command = parsed as? any SessionCommand else {
        guard type(of: parsed) != vocabulary.root else { throw Self.noCommand(vocabulary) }
        // The parser's own help command.
        try Self.requireTopics(ofHelp: Self.words(arguments).rest, vocabulary)
        try parsed.run()
        throw Answer.text(vocabulary.root.helpMessage())
      }
      // The tree accepts -C and --version after the command too, but does not pass them on;
      // everything else that it accepts was parsed above.
      throw Self.answer(toUnknownOptionIn: rest, vocabulary)
        ?? Answer.wrongUsage(type(of: command).adviceOnCollection)
    } catch let answer as Answer {
      throw answer
    } catch {
      throw Self.answer(to: error, Self.words(arguments).rest, vocabulary)
    }
  }

  /// Returns the choice that the words of a command line make of colours, for an answer to it.
  static func color(in words: [String]) -> ColorChoice {
    let options = ["--color", "--colour"]
    let named = words.indices.compactMap { index -> ColorChoice? in
      let parts = words[index].split(separator: "=", maxSplits: 1).map(String.init)
      guard let name = parts.first, options.contains(name) else { return nil }
      let next = index + 1 < words.endIndex ? words[index + 1] : ""
      return ColorChoice(rawValue: parts.count > 1 ? parts[1] : next)
    }
    return named.last ?? .auto
  }

  private init(collection: String?, color: ColorChoice = .auto, work: any SessionWork) {
    self.collection = collection
    self.color = color
    self.work = work
  }

  private static func direct(
    _ arguments: [String], _ vocabulary: Vocabulary
  ) throws(Answer) -> Invocation? {
    let (collection, rest) = vocabulary.takesCollection ? words(arguments) : (nil, arguments[...])
    guard let name = rest.first else { return nil }
    let words = Array(rest.dropFirst())
    if name == Cat.name, !words.isEmpty, !words.contains(where: { $0.hasPrefix("-") }) {
      return Invocation(collection: collection, work: PostShowing(paths: words))
    }
    guard name.hasPrefix("-") || name == "help" || vocabulary.command(named: name) != nil else {
      throw .wrongUsage(NearCommand.sentence(name, in: vocabulary))
    }
    let many = manyPaths(name, words, vocabulary)
    guard let type = vocabulary.command(named: name),
      var command = try? type.parsed(words.dropLast(many.count))
    else { return nil }
    if collection != nil, !type.takesCollection {
      throw .wrongUsage("\(name) works on no collection, so that -C means nothing")
    }
    if !many.isEmpty, var longer = command as? any PathsCommand {
      longer.paths += many
      command = longer
    }
    return Invocation(collection: collection, color: command.colorOptions.color, work: command)
  }

  /// Returns the sentence about a `-C` after a command that has no such option; nil without one.
  private static func adviceOnCollection(_ arguments: [String], _ vocabulary: Vocabulary) -> String?
  {
    let rest = words(arguments).rest
    guard let name = rest.first, let type = vocabulary.command(named: name),
      rest.dropFirst().prefix(while: { $0 != "--" }).contains(where: { $0.hasPrefix("-C") }),
      CommandGrammar(of: type).option("-C") == nil
    else { return nil }
    return type.adviceOnCollection
  }

  /// Returns the paths at the end of a command line that the parser need not see, if there are
  /// many: it takes time by the square of the number of words.
  private static func manyPaths(
    _ name: String, _ words: [String], _ vocabulary: Vocabulary
  ) -> ArraySlice<String> {
    guard words.count > 100, vocabulary.command(named: name) is any PathsCommand.Type else {
      return []
    }
    var start = words.lastIndex { $0.hasPrefix("-") }.map { $0 + 1 } ?? 0
    // After an option, `--` may be its value.
    if let mark = words.firstIndex(of: "--"), mark == 0 || !words[mark - 1].hasPrefix("-") {
      start = mark + 1
    }
    // The words before them may be the value of an option, and an archive or a pattern.
    return words.dropFirst(start + 3)
  }

  /// Returns the arguments with the command that is meant if they have none, or an option instead.
  private static func withCommand(_ arguments: [String], _ vocabulary: Vocabulary) -> [String] {
    let (collection, rest) = words(arguments)
    // After a -C without a value, the command would be taken for that.
    let isWhole = collection != nil || rest.count == arguments.count
    guard isWhole, let command = vocabulary.command(meantBy: rest) else { return arguments }
    let isOption = command == VersionCommand.name
    return arguments.dropLast(rest.count) + [command] + rest.dropFirst(isOption ? 1 : 0)
  }

  /// Splits off the options before the command.
  private static func words(_ arguments: [String]) -> (
    collection: String?, rest: ArraySlice<String>
  ) {
    var rest = arguments[...]
    var collection: String?
    while let word = rest.first, word.hasPrefix("-C") {
      rest.removeFirst()
      collection = word.count > 2 ? String(word.dropFirst(2)) : rest.popFirst()
    }
    return (collection, rest)
  }

  private static func noCommand(_ vocabulary: Vocabulary) -> Answer {
    .wrongUsage(
      "No command is given, and no shell reads from a terminal while its output goes elsewhere"
        + hint(vocabulary))
  }

  /// Throws if help is wanted about something else than a command, for which the parser shows the
  /// help of all.
  private static func requireTopics(
    ofHelp words: ArraySlice<String>, _ vocabulary: Vocabulary
  ) throws(Answer) {
    guard words.first == "help" else { return }
    if words.dropFirst().first == LimitOptions.topic { throw .text(LimitOptions.help) }
    let unknown = words.dropFirst().first {
      !$0.hasPrefix("-") && $0 != "help" && vocabulary.command(named: $0) == nil
    }
    if let unknown { throw .wrongUsage(NearCommand.sentence(unknown, in: vocabulary)) }
  }

  private static func hint(_ vocabulary: Vocabulary) -> String {
    " (\(vocabulary.hint("See 'blogsh --help' for more information.")))"
  }

  /// Returns what is said about the first option that a command does not have; nil if it has all.
  private static func answer(
    toUnknownOptionIn words: ArraySlice<String>, _ vocabulary: Vocabulary
  ) -> Answer? {
    guard let first = words.first else { return nil }
    if first.hasPrefix("-"),
      !CommandGrammar(of: vocabulary.root).hasOption(String(first.prefix { $0 != "=" }))
    {
      return .wrongUsage(
        "no such option before the command: \(first) (`\(vocabulary.nameOfHelp)` lists all)")
    }
    guard let type = vocabulary.command(named: first),
      let near = NearOption(in: Array(words.dropFirst()), of: type)
    else { return nil }
    return VersionCommand.options.contains(near.word)
      ? .text(VersionCommand.text) : .wrongUsage(near.sentence(in: vocabulary))
  }

  /// Returns what is said about an error of the parser.
  ///
  /// - Parameter words: the command and the words after it.
  private static func answer(
    to error: any Error, _ words: ArraySlice<String>, _ vocabulary: Vocabulary
  ) -> Answer {
    let root = vocabulary.root
    let status = root.exitCode(for: error)
    let text = root.fullMessage(for: error)
    // In an option such as `-depth`, the parser reads a -h. The last word makes the manual pages.
    let asking = ["help", "-h", "--help", "--experimental-dump-help"]
    if status == .success, words.contains(where: asking.contains) { return .text(text) }
    // An option that does not exist explains what the parser misses.
    if let answer = answer(toUnknownOptionIn: words, vocabulary) { return answer }
    guard status != .success else { return .text(text) }
    let usage = text.split(separator: "\n").last { $0.contains("--help") }
    let hint =
      usage.map { " (\(vocabulary.hint(String($0.trimmingPrefix(while: \.isWhitespace)))))" } ?? ""
    // The parser adds lines with other readings of the same word.
    let sentence = root.message(for: error).prefix { $0 != "\n" }
    return .wrongUsage(sentence + hint)
  }
}
