extension ShellLine {
  /// A line of the shell, as it stands before the cursor.
  ///
  /// - Parameter home: what `~` stands for.
  /// - Returns: the line, and whether the command is a program of the system, behind a pipe.
  static func reading(_ text: [UInt8], home: String?) -> (line: ShellLine, isOfProgram: Bool) {
    let lexed = ShellLexer.tokens(of: text)
    var line = ShellLine()
    var isOfProgram = false
    line.words = []
    for token in lexed.tokens {
      let isRedirected = line.isRedirection
      line.isRedirection = false
      switch token.kind {
      case .word where isRedirected && token.range.upperBound < text.count: break
      case .word(let word):
        line.words.append(word.expandingTilde(home: home).bytes)
        line.isRedirection = isRedirected
      case .redirection: line.isRedirection = true
      case .pipe: (line.words, isOfProgram) = ([], true)
      case .and, .or, .semicolon, .unknown: (line.words, isOfProgram) = ([], false)
      }
    }
    // A word that the cursor stands right behind is still being typed.
    var isTyping = false
    if let last = lexed.tokens.last, case .word = last.kind {
      isTyping = last.range.upperBound == text.count
    }
    if !isTyping { line.words.append([]) }
    switch lexed.open?.what {
    case .quote("'"): line.quote = .single
    case .quote("\""): line.quote = .double
    case .quote: line.quote = .escapes
    case .backslash: line.isUnknown = true
    case nil: break
    }
    if lexed.endsInComment { line.isUnknown = true }
    return (line, isOfProgram)
  }
}

extension ShellQuote {
  /// What ends it.
  var closing: String {
    switch self {
    case .none: ""
    case .single, .escapes: "'"
    case .double: "\""
    }
  }
}
