import Posts

/// A front matter to be written, in any of its forms.
struct FrontMatterText {
  /// The content of a field.
  enum Content {
    case text(String)
    case flag(Bool)
    /// A date, which some forms write without quotes.
    case date(String)
    case list([String])
    /// A value that another post has.
    case value(Value)
    /// Nothing yet.
    case nothing(isList: Bool)
  }

  let format: FrontMatter.Format
  private(set) var fields: [(key: String, content: Content)] = []
  /// The fields of tables, which come after all others, by the key of the table.
  private(set) var tables: [(key: String, field: String, content: Content)] = []

  init(format: FrontMatter.Format) { self.format = format }

  mutating func append(_ key: String, _ content: Content) { fields.append((key, content)) }

  mutating func append(_ table: String, _ key: String, _ content: Content) {
    tables.append((table, key, content))
  }

  /// The lines from the one that opens the block to the one that closes it.
  var text: String {
    switch format {
    case .yaml:
      let below = tables.map { "\($0.key):\n  \($0.field): \(json($0.content))\n" }
      return "---\n" + lines(": ", json) + below.joined() + "---\n"
    case .toml:
      let below = tables.map { "\n[\($0.key)]\n\($0.field) = \(json($0.content))\n" }
      return "+++\n" + lines(" = ", json) + below.joined() + "+++\n"
    case .json:
      let members =
        fields.map { "  \(quoted($0.key)): \(json($0.content))" }
        + tables.map { "  \(quoted($0.key)): {\(quoted($0.field)): \(json($0.content))}" }
      return "{\n" + members.joined(separator: ",\n") + "\n}\n"
    case .pelican: return lines(": ", plain)
    }
  }

  private func lines(_ mark: String, _ written: (Content) -> String) -> String {
    fields.map { key, content in
      let value = written(content)
      return value.isEmpty ? key + mark.filter { $0 != " " } + "\n" : key + mark + value + "\n"
    }.joined()
  }

  /// Returns a value as JSON, which YAML and TOML read too, but for dates and what is missing.
  private func json(_ content: Content) -> String {
    switch content {
    case .text(let text): quoted(text)
    case .flag(let flag): String(flag)
    case .date(let date): format == .json ? quoted(date) : date
    case .list(let texts): "[" + texts.map(quoted).joined(separator: ", ") + "]"
    case .value(let value): String(decoding: JSONText.encode(value), as: UTF8.self)
    case .nothing(let isList):
      switch format {
      case .json: "null"
      case .toml: isList ? "[]" : quoted("")
      case .yaml, .pelican: ""
      }
    }
  }

  /// Returns a value as Pelican has it, on one line.
  private func plain(_ content: Content) -> String {
    switch content {
    case .text(let text), .date(let text): text.foldingWhiteSpace()
    case .flag(let flag): String(flag)
    case .list(let texts): texts.map { $0.foldingWhiteSpace() }.joined(separator: ", ")
    case .value(let value): (value.text ?? "").foldingWhiteSpace()
    case .nothing: ""
    }
  }

  /// Quotes a text as a double-quoted scalar of YAML (1.2.2, 7.3.1) and a basic string of TOML; a
  /// JSON string is both.
  private func quoted(_ text: String) -> String {
    String(decoding: JSONText.encode(.string(text)), as: UTF8.self)
  }
}
