import Posts
import Terminal

/// A lexer that cuts a line into tokens as a POSIX shell does (POSIX.1-2024, Shell Command
/// Language, 2.2 and 2.3).
///
/// | in the line | means |
/// |---|---|
/// | `'…'` | everything is literal |
/// | `"…"` | everything is literal, except `\` before `"`, `\`, `$`, `` ` `` and a line end |
/// | `$'…'` | the escapes of `EscapeSequence` |
/// | `\` | the next byte is literal; before a line end, both are left out |
/// | `#` at the beginning of a word | a comment |
/// | a line end after a word | `;` |
/// | `!` where a command can begin | a command, to which the rest of the line is one word |
///
/// There are no variables and no substitutions: `$` and `` ` `` are literal. No line is wrong here:
/// anything that is not understood becomes a token that says so.
struct ShellLexer {
  private let line: [UInt8]
  private var position = 0
  private var result = ShellTokens()
  private var word: ShellWord?
  private var wordStart = 0

  /// Cuts a line, which contains newlines if several lines were joined.
  static func tokens(of line: [UInt8]) -> ShellTokens {
    var lexer = ShellLexer(line: line)
    lexer.run()
    return lexer.result
  }

  private init(line: [UInt8]) { self.line = line }

  private mutating func run() {
    while let byte = peek() {
      switch byte {
      case .space, .tab, .carriageReturn:
        endWord()
        position += 1
      case .newline:
        endWord()
        takeLineEnd()
      case UInt8(ascii: "!") where beginsCommand: takeRestOfLine()
      case .apostrophe: takeSingleQuoted()
      case UInt8(ascii: "\""): takeDoubleQuoted()
      case .backslash: takeBackslash()
      case UInt8(ascii: "$") where peek(1) == .apostrophe: takeEscaped()
      case UInt8(ascii: "#") where word == nil:
        guard let end = line[position...].firstIndex(of: .newline) else {
          result.endsInComment = true
          return
        }
        position = end
      default:
        if !takeOperator() { takePlain(byte) }
      }
    }
    endWord()
  }

  private func peek(_ offset: Int = 0) -> UInt8? {
    position + offset < line.count ? line[position + offset] : nil
  }

  private mutating func beginWord() {
    guard word == nil else { return }
    word = ShellWord()
    wordStart = position
  }

  private mutating func endWord() {
    guard let whole = word else { return }
    result.tokens.append(ShellToken(kind: .word(whole), range: wordStart..<position))
    word = nil
  }

  /// Takes the end of a line, which ends the command unless there is none, as after an operator.
  private mutating func takeLineEnd() {
    switch result.tokens.last?.kind {
    case .word, .redirection, .unknown:
      result.tokens.append(ShellToken(kind: .semicolon, range: position..<position + 1))
    case .pipe, .and, .or, .semicolon, nil: break
    }
    result.outside = nil
    position += 1
  }

  /// Whether the next word is the name of a command of blogsh.
  private var beginsCommand: Bool {
    guard word == nil else { return false }
    switch result.tokens.last?.kind {
    case .and, .or, .semicolon, nil: return true
    case .word, .redirection, .pipe, .unknown: return false
    }
  }

  /// Takes the `!` at which the lexer is as a word, and what follows it as another, as if that was
  /// quoted.
  private mutating func takeRestOfLine() {
    takePlain(line[position])
    endWord()
    result.outside = position
    position = line[position...].firstIndex { ![.space, .tab].contains($0) } ?? line.count
    let end = line[position...].firstIndex(of: .newline) ?? line.count
    guard position < end else { return }
    beginWord()
    word?.append(quoted: line[position..<end])
    position = end
    endWord()
  }

  private mutating func takePlain(_ byte: UInt8) {
    beginWord()
    word?.append(byte, isQuoted: false)
    position += 1
  }

  /// Notes that something that begins at `start` does not end; the part that is there is a word.
  private mutating func leaveOpen(_ what: ShellTokens.Open, from start: Int) {
    position = line.count
    result.open = (what, start)
  }
}

// MARK: - Quotes

extension ShellLexer {
  private mutating func takeSingleQuoted() {
    beginWord()
    let start = position
    position += 1
    while let byte = peek(), byte != .apostrophe {
      word?.append(byte, isQuoted: true)
      position += 1
    }
    guard peek() != nil else { return leaveOpen(.quote("'"), from: start) }
    position += 1
  }

  private mutating func takeDoubleQuoted() {
    beginWord()
    let start = position
    position += 1
    while let byte = peek(), byte != UInt8(ascii: "\"") {
      if byte == .backslash, let next = peek(1), Self.escapable.contains(next) {
        if next != .newline { word?.append(next, isQuoted: true) }
        position += 2
      } else {
        word?.append(byte, isQuoted: true)
        position += 1
      }
    }
    guard peek() != nil else { return leaveOpen(.quote("\""), from: start) }
    position += 1
  }

  /// The bytes that a backslash in double quotes makes literal.
  private static let escapable = Array("\"\\$`\n".utf8)

  private mutating func takeBackslash() {
    guard let next = peek(1) else {
      let start = position
      return leaveOpen(.backslash, from: start)
    }
    if next != .newline {
      beginWord()
      word?.append(next, isQuoted: true)
    }
    position += 2
  }

  private mutating func takeEscaped() {
    beginWord()
    let start = position
    position += 2
    while let byte = peek(), byte != .apostrophe {
      guard byte == .backslash, peek(1) != nil else {
        word?.append(byte, isQuoted: true)
        position += 1
        continue
      }
      var rest = line[(position + 1)...]
      word?.append(quoted: EscapeSequence.take(from: &rest, of: .posix))
      position = rest.startIndex
    }
    guard peek() != nil else { return leaveOpen(.quote("$'"), from: start) }
    position += 1
  }
}

// MARK: - Operators

extension ShellLexer {
  private mutating func takeOperator() -> Bool {
    guard
      let (text, kind) = Self.operators.first(where: { line[position...].starts(with: $0.text) })
    else { return false }
    var tokenKind = kind
    var start = position
    if case .redirection(let usual, let redirection) = kind {
      // In `2>`, the digits are a word of their own, right before the operator.
      if let word, let descriptor = Self.descriptor(word) {
        self.word = nil
        start = wordStart
        tokenKind = .redirection(descriptor: descriptor, redirection)
      } else {
        tokenKind = .redirection(descriptor: usual, redirection)
      }
    }
    endWord()
    position += text.count
    result.tokens.append(ShellToken(kind: tokenKind, range: start..<position))
    return true
  }

  private static func descriptor(_ word: ShellWord) -> Int? {
    guard word.elements.allSatisfy({ !$0.isQuoted && (0x30...0x39).contains($0.byte) }),
      !word.elements.isEmpty
    else { return nil }
    return Int(String(decoding: word.bytes, as: UTF8.self)) ?? .max
  }

  /// The operators, longer ones first.
  private static let operators: [(text: [UInt8], kind: ShellToken.Kind)] = [
    named("&&", .and), named("||", .or), unknown(";;"), unknown("|&"), unknown("&>"), unknown("<<"),
    unknown("<>"), unknown("<&"), redirection(">>", .append), redirection(">&", .duplicate),
    redirection(">|", .write), redirection(">", .write), redirection("<", .read), named("|", .pipe),
    named(";", .semicolon), unknown("&"), unknown("("), unknown(")"),
  ]

  private static func named(
    _ text: String, _ kind: ShellToken.Kind
  ) -> (text: [UInt8], kind: ShellToken.Kind) { (Array(text.utf8), kind) }

  private static func unknown(_ text: String) -> (text: [UInt8], kind: ShellToken.Kind) {
    named(text, .unknown(text))
  }

  private static func redirection(
    _ text: String, _ kind: ShellToken.RedirectionKind
  ) -> (text: [UInt8], kind: ShellToken.Kind) {
    named(text, .redirection(descriptor: kind == .read ? 0 : 1, kind))
  }
}
