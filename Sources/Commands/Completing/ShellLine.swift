import ArgumentParser
import Files
import Terminal

/// A shell that a command line is typed into.
enum ShellDialect: String, CaseIterable, ExpressibleByArgument {
  case bash, zsh, fish
}

/// The quotes that are open at the end of a command line.
enum ShellQuote: String, CaseIterable, ExpressibleByArgument {
  case none = ""
  case single = "'"
  case double = "\""
  /// `$'…'`, in which a backslash begins an escape.
  case escapes = "$'"
}

/// A command line as it stands before the cursor, in the words that a shell makes of it.
///
/// Only the last command of the line counts.
struct ShellLine {
  /// The words without quoting. The last one is being typed, and is empty if it has not been begun.
  var words: [[UInt8]] = [[]]
  /// The quotes that are open at the end of the line.
  var quote = ShellQuote.none
  /// Whether the last word is the file of a redirection.
  var isRedirection = false
  /// Whether the last word contains something that only the shell itself knows.
  var isUnknown = false
}

extension ShellLine {
  /// Reads a line of another shell.
  ///
  /// Environment variables and `~` are expanded. What only the shell itself knows, such as the
  /// output of a command or a variable of its own, is not looked up.
  init(_ line: [UInt8], in dialect: ShellDialect, environment: Environment) {
    self = ForeignLineReader.read(line, in: dialect, environment: environment)
  }
}

/// Reads a line as bash, zsh or fish does, as far as what is being typed depends on it.
///
/// `ShellLexer` reads the shell of blogsh, which has no variables and no substitutions. What these
/// shells share with it, the escapes of `$'…'`, is read by `EscapeSequence` for both.
private struct ForeignLineReader {
  private var line = ShellLine()
  private let dialect: ShellDialect
  private let environment: Environment
  private var rest: ArraySlice<UInt8>
  /// Whether the last word has been begun, even if it is empty.
  private var isBegun = false

  static func read(
    _ line: [UInt8], in dialect: ShellDialect, environment: Environment
  ) -> ShellLine {
    var reader = ForeignLineReader(dialect: dialect, environment: environment, rest: line[...])
    while let byte = reader.rest.popFirst() { reader.take(byte) }
    return reader.line
  }

  private init(dialect: ShellDialect, environment: Environment, rest: ArraySlice<UInt8>) {
    self.dialect = dialect
    self.environment = environment
    self.rest = rest
  }

  private mutating func take(_ byte: UInt8) {
    switch line.quote {
    case .none: takeBare(byte)
    case .single: takeSingle(byte)
    case .double: takeDouble(byte)
    case .escapes: takeEscapes(byte)
    }
  }

  private mutating func takeBare(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: " "), UInt8(ascii: "\t"): endWord()
    case UInt8(ascii: "\n"), UInt8(ascii: ";"), UInt8(ascii: "|"), UInt8(ascii: "("),
      UInt8(ascii: ")"), UInt8(ascii: "`"):
      beginCommand()
    case UInt8(ascii: "&"):
      if rest.first != UInt8(ascii: ">") { beginCommand() }
    case UInt8(ascii: "<"), UInt8(ascii: ">"): redirect()
    case UInt8(ascii: "#") where !isBegun: skipComment()
    case UInt8(ascii: "\\"): takeBackslash()
    case UInt8(ascii: "'"): open(.single)
    case UInt8(ascii: "\""): open(.double)
    case UInt8(ascii: "$"):
      if rest.first == UInt8(ascii: "'"), dialect != .fish {
        rest.removeFirst()
        open(.escapes)
      } else {
        expand()
      }
    case UInt8(ascii: "~")
    where !isBegun
      && (rest.isEmpty || rest.first == UInt8(ascii: "/")
        || rest.first == UInt8(ascii: " ")):
      append(ArgumentText.bytes(of: environment["HOME"] ?? "~"))
    default: append([byte])
    }
  }

  private mutating func takeSingle(_ byte: UInt8) {
    if byte == UInt8(ascii: "'") {
      line.quote = .none
    } else if byte == UInt8(ascii: "\\"), dialect == .fish,
      let next = rest.first, next == byte || next == UInt8(ascii: "'")
    {
      rest.removeFirst()
      append([next])
    } else {
      append([byte])
    }
  }

  private mutating func takeDouble(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): line.quote = .none
    case UInt8(ascii: "$"): expand()
    case UInt8(ascii: "`") where dialect != .fish: line.isUnknown = true
    case UInt8(ascii: "\\"):
      guard let next = rest.first, Self.escapableInDouble.contains(next) else {
        return append([byte])
      }
      rest.removeFirst()
      if next != UInt8(ascii: "\n") { append([next]) }
    default: append([byte])
    }
  }

  private static let escapableInDouble: Set<UInt8> = Set("$`\"\\\n".utf8)

  private mutating func takeEscapes(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "'"): line.quote = .none
    case UInt8(ascii: "\\"): append(EscapeSequence.take(from: &rest, of: .posix))
    default: append([byte])
    }
  }

  private mutating func takeBackslash() {
    if dialect == .fish {
      append(EscapeSequence.take(from: &rest, of: .fish))
    } else if let next = rest.popFirst(), next != UInt8(ascii: "\n") {
      append([next])
    }
  }

  private mutating func open(_ quote: ShellQuote) {
    line.quote = quote
    isBegun = true
  }

  private mutating func append(_ bytes: [UInt8]) {
    line.words[line.words.endIndex - 1] += bytes
    isBegun = true
  }

  private mutating func endWord() {
    guard isBegun else { return }
    if line.isRedirection { line.words.removeLast() }
    line.words.append([])
    (isBegun, line.isRedirection, line.isUnknown) = (false, false, false)
  }

  private mutating func beginCommand() {
    line.words = [[]]
    (isBegun, line.isRedirection, line.isUnknown) = (false, false, false)
  }

  private mutating func redirect() {
    // The number of a descriptor, as in 2>, is part of the operator.
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    if isBegun, line.words.last?.allSatisfy({ digits.contains($0) }) == true {
      line.words[line.words.endIndex - 1] = []
      isBegun = false
    }
    endWord()
    while let next = rest.first, next == UInt8(ascii: ">") || next == UInt8(ascii: "&") {
      rest.removeFirst()
    }
    line.isRedirection = true
  }

  private mutating func skipComment() {
    rest = rest.drop { $0 != UInt8(ascii: "\n") }
    // Text in a comment is not a word.
    if rest.isEmpty { line.isUnknown = true }
  }

  /// Expands a variable whose `$` has been taken.
  private mutating func expand() {
    var ahead = rest
    let isBraced = ahead.first == UInt8(ascii: "{")
    if isBraced { ahead.removeFirst() }
    let name = ahead.prefix(while: Self.isOfName)
    ahead = ahead.dropFirst(name.count)
    if name.isEmpty || (isBraced && ahead.popFirst() != UInt8(ascii: "}")) {
      // A `$` alone is literal; after any other, only the shell knows what follows.
      if rest.isEmpty || rest.first == UInt8(ascii: " ") { return append([UInt8(ascii: "$")]) }
      line.isUnknown = true
      return
    }
    rest = ahead
    guard let value = environment[String(decoding: name, as: UTF8.self)] else {
      line.isUnknown = true
      return
    }
    append(ArgumentText.bytes(of: value))
  }

  private static func isOfName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
