/// A parser of lines of the shell.
struct ShellParser {
  enum Outcome: Equatable {
    case list(ShellList)
    /// More lines are needed.
    case incomplete(Need)
    case wrong(String)
  }

  /// The part that a line still needs.
  enum Need: Equatable {
    /// The end of a quote.
    case quote(String)
    /// The line after a backslash or an operator at the end of the line.
    case continuation

    /// The message if no more lines follow.
    var sentence: String {
      switch self {
      case .quote(let quote): "a quote is not closed: \(quote)"
      case .continuation: "a command is missing at the end of the line"
      }
    }
  }

  private var tokens: ArraySlice<ShellToken>
  private var list = ShellList()
  private var stages: [ShellStage] = []
  private var stage = ShellStage()
  private var condition = ShellList.Item.Condition.always

  /// Parses a line, or several that belong together.
  static func parse(_ line: [UInt8]) -> Outcome {
    let lexed = ShellLexer.tokens(of: line)
    switch lexed.open?.what {
    case .quote(let quote): return .incomplete(.quote(quote))
    case .backslash: return .incomplete(.continuation)
    case nil: break
    }
    var parser = ShellParser(tokens: lexed.tokens[...])
    do throws(Stop) {
      try parser.run()
      return .list(parser.list)
    } catch {
      switch error {
      case .incomplete: return .incomplete(.continuation)
      case .wrong(let sentence): return .wrong(sentence)
      }
    }
  }

  private init(tokens: ArraySlice<ShellToken>) { self.tokens = tokens }

  private enum Stop: Error {
    case incomplete
    case wrong(String)
  }

  private mutating func run() throws(Stop) {
    while let token = tokens.popFirst() {
      switch token.kind {
      case .word(let word): stage.words.append(try checked(word))
      case .redirection(let descriptor, let kind): try redirect(descriptor, kind)
      case .pipe:
        try endStage(before: "|")
        if tokens.isEmpty { throw .incomplete }
      case .and: try endPipeline(before: "&&", next: .success)
      case .or: try endPipeline(before: "||", next: .failure)
      case .semicolon: try endPipeline(before: ";", next: .always)
      case .unknown(let text):
        throw .wrong("'\(text)' has no meaning here; quote it to use it literally")
      }
    }
    if stages.isEmpty, stage == ShellStage() {
      if condition != .always { throw .incomplete }
    } else {
      try endPipeline(before: "the end", next: .always)
    }
  }

  private mutating func redirect(
    _ descriptor: Int, _ kind: ShellToken.RedirectionKind
  ) throws(Stop) {
    guard (0...2).contains(descriptor) else {
      throw .wrong("only 0, 1 and 2 can be redirected, not \(descriptor)")
    }
    guard case .word(let word)? = tokens.first?.kind else {
      throw .wrong("a redirection has no file")
    }
    tokens.removeFirst()
    _ = try checked(word)
    let target: ShellRedirection.Target
    switch kind {
    case .read: target = .read(word)
    case .write: target = .write(word)
    case .append: target = .append(word)
    case .duplicate:
      guard let other = [0, 1, 2].first(where: { word.bytes == Array("\($0)".utf8) }) else {
        throw .wrong("'>&' takes 1 or 2, not a file")
      }
      target = .descriptor(other)
    }
    stage.redirections.append(ShellRedirection(descriptor: descriptor, target: target))
  }

  private func checked(_ word: ShellWord) throws(Stop) -> ShellWord {
    guard !word.bytes.contains(0) else { throw .wrong("a word cannot contain a NUL byte") }
    return word
  }

  private mutating func endStage(before what: String) throws(Stop) {
    guard !stage.words.isEmpty else { throw .wrong("a command is missing before \(what)") }
    stages.append(stage)
    stage = ShellStage()
  }

  private mutating func endPipeline(
    before what: String, next: ShellList.Item.Condition
  ) throws(Stop) {
    try endStage(before: what)
    list.items.append(.init(condition: condition, pipeline: ShellPipeline(stages: stages)))
    stages = []
    condition = next
  }
}
