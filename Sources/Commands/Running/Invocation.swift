import ArgumentParser
import Terminal

/// A command line, understood.
struct Invocation {
  /// What `-C` named.
  let collection: String?
  /// When colours and styles are shown.
  let color: ColorChoice
  let work: any SessionWork

  /// What to do when a command line is not a command to run.
  enum Answer: Error {
    /// A help text, a version or a completion script, for standard output.
    case text(String)
    /// What is wrong with the words.
    case wrongUsage(String)
  }

  /// Reads a command line.
  ///
  /// The parser looks at types as it goes, which is most of what a short command does. So a command
  /// is parsed by itself, in two thirds of the time that the tree of all commands takes; and `cat`
  /// with nothing but paths, which makefiles and pagers say all day, is neither parsed nor made. Whatever is
  /// not understood here goes through the tree: all help and all error messages come from there.
  ///
  /// - Parameters:
  ///   - arguments: the words behind the program's name.
  ///   - vocabulary: what may be said.
  init(_ arguments: [String], _ vocabulary: Vocabulary) throws(Answer) {
    if let direct = Self.direct(arguments, vocabulary) {
      self = direct
      return
    }
    do {
      var parsed = try vocabulary.root.parseAsRoot(arguments)
      guard let command = parsed as? any SessionCommand else {
        // The parser's own help command, or the root, which answers with its help.
        try parsed.run()
        throw Answer.text(vocabulary.root.helpMessage())
      }
      // The tree takes -C behind the command too, and keeps what it said to itself; everything else
      // that it understands was understood above.
      let name = type(of: command).configuration.commandName ?? ""
      throw Answer.wrongUsage("-C goes before the command: blogsh -C <collection> \(name) ...")
    } catch let answer as Answer {
      throw answer
    } catch {
      throw Self.answer(to: error, vocabulary)
    }
  }

  private init(collection: String?, color: ColorChoice = .auto, work: any SessionWork) {
    self.collection = collection
    self.color = color
    self.work = work
  }

  private static func direct(_ arguments: [String], _ vocabulary: Vocabulary) -> Invocation? {
    let (collection, rest) = vocabulary.takesCollection ? words(arguments) : (nil, arguments[...])
    guard let name = rest.first ?? vocabulary.usualCommand else {
      return nil
    }
    let words = Array(rest.dropFirst())
    if name == Cat.name, !words.isEmpty, !words.contains(where: { $0.hasPrefix("-") }) {
      return Invocation(collection: collection, work: PostShowing(paths: words))
    }
    guard let type = vocabulary.command(named: name), let command = try? type.parse(words)
    else { return nil }
    return Invocation(
      collection: collection, color: command.colorOptions.color, work: command)
  }

  /// Splits off the words before the command.
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

  private static func answer(to error: any Error, _ vocabulary: Vocabulary) -> Answer {
    let root = vocabulary.root
    let status = root.exitCode(for: error)
    let text = root.fullMessage(for: error)
    guard status != .success else { return .text(text) }
    let usage = text.split(separator: "\n").last { $0.contains("--help") }
    let hint =
      usage.map { " (\(vocabulary.hint(String($0.trimmingPrefix(while: \.isWhitespace)))))" } ?? ""
    return .wrongUsage(root.message(for: error) + hint)
  }
}
