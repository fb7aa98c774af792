/// Reads TOML front matter: TOML 1.0, and from 1.1 line breaks in inline tables, times without
/// seconds, and the escapes `\e` and `\x41`. Dates and times stay as written.
///
/// blogsh has its own reader because the available parser, toml++ in TOMLKit 0.6.0, aborts the
/// process on a date such as `2024-03-05TT10:00`, keeps no order of fields, never frees its memory,
/// and loads Foundation at the start of the program.
struct TOMLReader {
  /// Reads the fields of a block.
  ///
  /// - Parameters:
  ///   - text: The block in UTF-8.
  ///   - line: The line of the post on which `text` begins.
  /// - Throws: A problem if the text is not TOML, or nests too deeply.
  static func fields(
    of text: ArraySlice<UInt8>, line: Int
  ) throws(FrontMatterProblem) -> [Value.Field] {
    var reader = TOMLReader(rest: text, line: line)
    try reader.document()
    return reader.tables.fields(of: TOMLTables.root)
  }

  var rest: ArraySlice<UInt8>
  var line: Int
  /// The line of each key of the document and of its tables, if somebody asks for them.
  private var lines: [[String]: Int]?
  private var tables = TOMLTables()

  init(rest: ArraySlice<UInt8>, line: Int) {
    self.rest = rest
    self.line = line
  }

  /// Reads the fields of a whole file, and the line of each key.
  static func fieldsAndLines(
    of text: ArraySlice<UInt8>
  ) throws(FrontMatterProblem) -> (fields: [Value.Field], lines: [[String]: Int]) {
    var reader = TOMLReader(rest: text, line: 1)
    reader.lines = [:]
    try reader.document()
    return (reader.tables.fields(of: TOMLTables.root), reader.lines ?? [:])
  }

  /// Reads headers and fields, one on each line.
  private mutating func document() throws(FrontMatterProblem) {
    var current = TOMLTables.root
    var above: [String] = []
    while true {
      skipSpaceAndComments()
      guard let byte = rest.first else { return }
      let first = line
      if byte == .openBracket {
        rest.removeFirst()
        (current, above) = try header()
        lines?[above] = first
      } else {
        let (keys, value) = try field(depth: above.count)
        guard tables.set(keys, to: value, in: current) else { throw defined(keys) }
        lines?[above + keys] = first
      }
      skipBlanks()
      skipComment()
      guard rest.isEmpty || takeNewline() else {
        throw problem("unexpected text at the end of the line")
      }
    }
  }

  /// Reads `[a.b]` or `[[a.b]]`, whose first bracket was taken.
  private mutating func header() throws(FrontMatterProblem) -> (table: Int, keys: [String]) {
    let isList = take(.openBracket)
    skipBlanks()
    let keys = try dottedKey()
    try checkDepth(keys.count)
    guard take(.closeBracket), !isList || take(.closeBracket) else {
      throw problem("a header is not closed")
    }
    let table = isList ? tables.appendToList(keys) : tables.open(keys)
    guard let table else { throw defined(keys) }
    return (table, keys)
  }

  /// Reads `a.b = value`.
  ///
  /// - Parameter depth: The depth of the table that the field is in, 0 for the root.
  mutating func field(depth: Int) throws(FrontMatterProblem) -> (keys: [String], value: Value) {
    let keys = try dottedKey()
    try checkDepth(depth + keys.count)
    guard take(.equals) else { throw problem("a '=' is missing after a key") }
    skipBlanks()
    return (keys, try value(depth: depth + keys.count))
  }

  /// Reads keys that are separated by dots, and the blanks around each of them.
  private mutating func dottedKey() throws(FrontMatterProblem) -> [String] {
    var keys: [String] = []
    repeat {
      skipBlanks()
      keys.append(try key())
      skipBlanks()
    } while take(.dot)
    return keys
  }

  private mutating func key() throws(FrontMatterProblem) -> String {
    switch rest.first {
    case UInt8.quote: return try basicString()
    case UInt8.apostrophe: return try literalString()
    default:
      let bare = rest.prefix {
        $0.isLetter || $0.isDigit || $0 == .dash || $0 == UInt8(ascii: "_")
      }
      guard !bare.isEmpty else { throw problem("a key is missing") }
      rest = rest[bare.endIndex...]
      return String(decoding: bare, as: UTF8.self)
    }
  }

  func defined(_ keys: [String]) -> FrontMatterProblem {
    problem("'\(keys.joined(separator: "."))' is already defined")
  }
}

// MARK: - Steps

extension TOMLReader {
  func checkDepth(_ depth: Int) throws(FrontMatterProblem) {
    guard depth <= FrontMatterLimit.depth else { throw FrontMatterLimit.tooDeep(line: line) }
  }

  mutating func take(_ byte: UInt8) -> Bool {
    guard rest.first == byte else { return false }
    rest.removeFirst()
    return true
  }

  /// Takes LF or CRLF.
  mutating func takeNewline() -> Bool {
    if rest.starts(with: [.carriageReturn, .newline]) { rest.removeFirst() }
    guard take(.newline) else { return false }
    line += 1
    return true
  }

  mutating func skipBlanks() {
    rest = rest.drop(while: \.isBlank)
  }

  mutating func skipComment() {
    guard rest.first == .hash else { return }
    rest = rest.drop { $0 != .newline }
  }

  /// Skips blanks, newlines and comments, as between the items of a list.
  mutating func skipSpaceAndComments() {
    repeat {
      skipBlanks()
      skipComment()
    } while takeNewline()
  }

  func problem(_ reason: String) -> FrontMatterProblem {
    FrontMatterProblem(reason, line: line)
  }
}
