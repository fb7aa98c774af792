import ArgumentParser
import Entries
import Files
import Store
import SystemPackage
import Terminal

/// The completion of a line for blogsh: a command line, or a line of its shell.
struct LineCompletion {
  /// One possible completion of the last word.
  struct Candidate: Equatable {
    /// The whole word without quoting.
    let word: [UInt8]
    /// The text that a list shows, without quoting.
    var shown: [UInt8]
    /// A sentence on what the word does.
    var remark = ""
    /// Whether the word is then complete, so that another one follows.
    var isWhole = true
  }

  enum Answer: Equatable {
    /// A file outside the collection, which the shell itself completes.
    case file
    /// A folder outside the collection, which the shell itself completes.
    case folder
    case candidates([Candidate])

    static let nothing = Answer.candidates([])
  }

  private let vocabulary: Vocabulary
  private let environment: Environment
  /// The completion of paths if the line names no collection; nil for the default collection.
  private let current: PathCompletion?
  /// The conditions of reading a collection, which stops if it takes too long for a person who
  /// types.
  private let context: Context

  init(
    vocabulary: Vocabulary, environment: Environment, current: PathCompletion? = nil,
    context: Context = .silent()
  ) {
    self.vocabulary = vocabulary
    self.environment = environment
    self.current = current
    self.context = context
  }

  /// Returns the completions of the last word of a line that runs the program.
  func answer(to line: ShellLine) -> Answer {
    if line.isUnknown { return .nothing }
    if line.isRedirection { return .file }
    var words = line.words
    let typed = words.removeLast()
    guard let place = words.firstIndex(where: Self.isProgram) ?? Self.firstProgram(words) else {
      return .nothing
    }
    var collection = words[..<place].last { $0.starts(with: Self.variable) }
      .map { Array($0.dropFirst(Self.variable.count)) }
    var rest = words[(place + 1)...]
    while let word = rest.first, word.starts(with: "-".utf8) {
      rest.removeFirst()
      guard word.starts(with: "-C".utf8) else { continue }
      if word.count > 2 {
        collection = Array(word.dropFirst(2))
      } else if rest.isEmpty {
        return answer(typed, as: .file, in: nil)
      } else {
        collection = rest.removeFirst()
      }
    }
    return answer(typed, after: rest, in: collection)
  }

  /// Returns the completions of a word of a command.
  ///
  /// - Parameters:
  ///   - words: the command and the words after it; empty if the word is the command itself.
  ///   - collection: the name of the collection to work on; nil if none is given.
  func answer(
    _ typed: [UInt8], after words: ArraySlice<[UInt8]>, in collection: [UInt8]? = nil
  ) -> Answer {
    var rest = words
    guard let name = rest.popFirst() else { return commands(typed, withOptions: true) }
    if name == Array("help".utf8) { return rest.isEmpty ? commands(typed) : .nothing }
    guard let type = vocabulary.command(named: String(decoding: name, as: UTF8.self)) else {
      return .nothing
    }
    return answer(
      typed, after: Array(rest), of: CommandGrammar(of: type.whole, includesHidden: true),
      in: collection)
  }

  private static let variable = Array("BLOGSH_COLLECTION=".utf8)

  private static func isProgram(_ word: [UInt8]) -> Bool {
    word.split(separator: UInt8(ascii: "/")).last?.elementsEqual("blogsh".utf8) ?? false
  }

  /// Returns the place of the program under another name, such as an alias: the first word that is
  /// not an assignment.
  private static func firstProgram(_ words: [[UInt8]]) -> Int? {
    words.firstIndex { !$0.contains(UInt8(ascii: "=")) }
  }

  private func commands(_ typed: [UInt8], withOptions: Bool = false) -> Answer {
    if withOptions, typed.first == UInt8(ascii: "-") {
      return options(of: CommandGrammar(of: vocabulary.root), typed)
    }
    let shown = vocabulary.commands.map { $0.configuration }.filter(\.shouldDisplay).map {
      ($0.commandName ?? "", $0.abstract)
    }
    // The parser has a help command of its own if the vocabulary has none.
    let help = vocabulary.command(named: "help") == nil ? [("help", "Show help.")] : []
    return candidates(shown + help, typed)
  }

  private func options(of grammar: CommandGrammar, _ typed: [UInt8]) -> Answer {
    candidates(
      grammar.options.flatMap { option in option.names.map { ($0, option.abstract) } }, typed)
  }

  private func candidates(
    _ words: [(word: String, remark: String)], _ typed: [UInt8], after head: [UInt8] = []
  ) -> Answer {
    .candidates(
      words.filter { $0.word.utf8.starts(with: typed) }.map {
        Candidate(word: head + Array($0.word.utf8), shown: Array($0.word.utf8), remark: $0.remark)
      })
  }

  private func answer(
    _ typed: [UInt8], after words: [[UInt8]], of grammar: CommandGrammar, in collection: [UInt8]?
  ) -> Answer {
    let before = WordsBefore(words, of: grammar)
    if let pending = before.pending { return answer(typed, as: pending, in: collection) }
    if typed.first == UInt8(ascii: "-"), !before.optionsHaveEnded {
      guard let equals = typed.firstIndex(of: UInt8(ascii: "=")) else {
        return options(of: grammar, typed)
      }
      let name = String(decoding: typed[..<equals], as: UTF8.self)
      guard let value = grammar.option(name)?.value else { return .nothing }
      return answer(
        Array(typed[(equals + 1)...]), as: value, after: Array(typed[...equals]), in: collection)
    }
    guard var kind = grammar.argument(at: before.arguments.count) else { return .nothing }
    if kind == .patternOrPath {
      let isPattern = before.arguments.isEmpty && !before.givesPattern
      kind = isPattern ? .text : .path
    }
    // Paths after an archive are paths in that archive, unless -C names it.
    var archive = collection
    if grammar.arguments.first == .file, grammar.arguments.last == .path {
      if collection != nil { kind = .path } else { archive = before.arguments.first }
    }
    return answer(typed, as: kind, in: archive)
  }

  private func answer(
    _ typed: [UInt8], as kind: CommandGrammar.Kind, after head: [UInt8] = [],
    in collection: [UInt8]?
  ) -> Answer {
    switch kind {
    case .file:
      let snapshots = snapshots(ofNamed: typed, in: collection)
      return snapshots.isEmpty ? .file : .candidates(snapshots)
    case .folder: return .folder
    case .words(let words): return candidates(words.map { ($0, "") }, typed, after: head)
    case .path: return .candidates(paths(typed, in: collection))
    case .tag, .field, .snapshot:
      guard let facts = facts(of: collection) else { return .nothing }
      switch kind {
      case .tag: return .candidates(facts.tags(typed, after: head))
      case .field: return .candidates(facts.fields(typed, after: head))
      default: return .candidates(facts.snapshots(typed, after: head))
      }
    case .patternOrPath, .text: return .nothing
    }
  }

  private func paths(_ typed: [UInt8], in collection: [UInt8]?) -> [Candidate] {
    // Errors are not reported while a person types: the command itself will report them.
    guard let completion = completion(in: collection),
      let found = try? completion.candidates(for: typed, context: context)
    else { return [] }
    return found.map(Candidate.init)
  }

  private func facts(of collection: [UInt8]?) -> FactCompletion? {
    completion(in: collection).map { FactCompletion(of: $0.collection, context: context) }
  }

  private func completion(in collection: [UInt8]?) -> PathCompletion? {
    collection == nil ? current ?? opened(nil) : opened(collection)
  }

  /// Returns the names of snapshots, if an archive and an `@` have been typed, or only an `@`.
  private func snapshots(ofNamed typed: [UInt8], in collection: [UInt8]?) -> [Candidate] {
    guard let at = typed.lastIndex(of: UInt8(ascii: "@")) else { return [] }
    let archive = Array(typed[..<at])
    return facts(of: archive.isEmpty ? collection : archive)?
      .snapshots(Array(typed[(at + 1)...]), after: Array(typed[...at])) ?? []
  }

  private func opened(_ collection: [UInt8]?) -> PathCompletion? {
    let name =
      collection.map(ArgumentText.text)
      ?? (try? ChosenCollection(named: nil, environment: environment))?.name
    // Standard input belongs to the shell, and anything but a file or a folder may never answer.
    guard let name, name != "-", Self.mayBeOpened(name),
      let collection = try? PostCollection.open(naming: name)
    else { return nil }
    return PathCompletion(in: collection, readsWorkingFolder: true)
  }

  /// Returns whether a name, or else the archive before its `@`, is a file or a folder.
  private static func mayBeOpened(_ name: String) -> Bool {
    let bytes = ArgumentText.bytes(of: name)
    if let kind = try? FilePath(bytes: bytes).stat().type {
      return kind == .directory || kind == .regular
    }
    guard let (file, snapshot) = SnapshotName.split(bytes), snapshot != nil else { return false }
    return mayBeOpened(ArgumentText.text(of: Array(file)))
  }
}

/// The words between a command and the word that is being typed.
private struct WordsBefore {
  private(set) var arguments: [[UInt8]] = []
  /// The kind of the value that the last word needs, if it is an option.
  private(set) var pending: CommandGrammar.Kind?
  private(set) var optionsHaveEnded = false
  /// Whether an option has given the pattern to search for.
  private(set) var givesPattern = false

  init(_ words: [[UInt8]], of grammar: CommandGrammar) {
    for word in words {
      if pending != nil {
        pending = nil
      } else if optionsHaveEnded || word.first != UInt8(ascii: "-") || word.count == 1 {
        arguments.append(word)
      } else if word == Array("--".utf8) {
        optionsHaveEnded = true
      } else if !word.contains(UInt8(ascii: "=")),
        let option = grammar.option(String(decoding: word, as: UTF8.self))
      {
        pending = option.value
        if option.names.contains("-e") || option.names.contains("-f") { givesPattern = true }
      }
    }
  }
}

extension LineCompletion.Candidate {
  /// Creates a candidate for a path.
  init(_ path: PathCompletion.Candidate) {
    self.init(word: path.word, shown: Array(path.word[path.nameStart...]), isWhole: !path.isFolder)
  }
}
