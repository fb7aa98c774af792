extension ShellLine {
  /// Reads a line of the shell up to the cursor.
  ///
  /// - Parameter home: the folder that `~` stands for.
  /// - Returns: the line, and whether its command is a program of the system, after a pipe or `!`.
  static func reading(_ text: [UInt8], home: String?) -> (line: ShellLine, isOfProgram: Bool) {
    let lexed = ShellLexer.tokens(of: text)
    if let start = lexed.outside {
      return (reading(Array(text[start...]), home: home).line, true)
    }
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
    // A word that ends at the cursor is still being typed.
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
  /// The text that closes the quote.
  var closing: String {
    switch self {
    case .none: ""
    case .single, .escapes: "'"
    case .double: "\""
    }
  }
}
