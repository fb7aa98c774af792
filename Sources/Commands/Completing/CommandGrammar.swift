import ArgumentParser
import Posts

/// The options and arguments of a command, as the argument parser knows them.
struct CommandGrammar {
  /// The kind of an option's value or of an argument.
  enum Kind: Equatable {
    /// One of these words.
    case words([String])
    /// A file outside the collection.
    case file
    /// A folder outside the collection.
    case folder
    /// A path of the collection.
    case path
    /// A path of the collection, except that the first is a pattern unless an option gives one.
    case patternOrPath
    /// A tag of a post.
    case tag
    /// A field of a front matter, with or without a value: `key=value`.
    case field
    /// The name of a snapshot.
    case snapshot
    /// Anything else.
    case text
  }

  struct Option {
    /// The names as they are typed, with `-` or `--`.
    let names: [String]
    let abstract: String
    /// The kind of its value; nil for a flag.
    let value: Kind?
  }

  private(set) var options: [Option] = []
  /// The kinds of the arguments, in order.
  private(set) var arguments: [Kind] = []
  /// Whether the last argument can be repeated.
  private(set) var repeatsLast = false

  /// - Parameter includesHidden: whether options count that the help does not list.
  init(of type: any ParsableCommand.Type, includesHidden: Bool = false) {
    // The parser describes the command as JSON, for tools that write manuals.
    let dump = (try? JSONText.fields(of: Array(type._dumpHelp().utf8))) ?? []
    for argument in dump["command"]?.fields["arguments"]?.list ?? [] {
      let fields = argument.fields
      guard includesHidden || fields["shouldDisplay"] == .bool(true) else { continue }
      if fields["kind"]?.text == "positional" {
        arguments.append(Kind(fields))
        repeatsLast = fields["isRepeating"] == .bool(true)
      } else {
        options.append(
          Option(
            names: (fields["names"]?.list ?? []).map(Self.typed),
            abstract: fields["abstract"]?.text ?? "",
            value: fields["kind"]?.text == "option" ? Kind(fields) : nil))
      }
    }
  }

  private static func typed(_ name: Value) -> String {
    (name.fields["kind"]?.text == "long" ? "--" : "-") + (name.fields["name"]?.text ?? "")
  }

  /// Returns the option with a name; for several letters after one `-`, that of the last letter.
  func option(_ word: String) -> Option? {
    if let option = options.first(where: { $0.names.contains(word) }) { return option }
    guard !word.hasPrefix("--"), word.count > 2, let last = word.last else { return nil }
    return options.first { $0.names.contains("-\(last)") }
  }

  /// Returns the kind of the argument at a position; nil if there can be none.
  func argument(at position: Int) -> Kind? {
    if position < arguments.count { return arguments[position] }
    return repeatsLast ? arguments.last : nil
  }
}

extension CommandGrammar.Kind {
  /// Uses the parser's own kind of completion, or else the name of the value in the help.
  fileprivate init(_ argument: [Value.Field]) {
    let completion = argument["completionKind"]?.fields ?? []
    if let words = completion["list"]?.fields["values"]?.list {
      self = .words(words.compactMap(\.text))
    } else if completion["file"] != nil {
      self = .file
    } else {
      switch argument["valueName"]?.text {
      case "file", "collection": self = .file
      case "folder": self = .folder
      case "path": self = .path
      case "pattern-or-path": self = .patternOrPath
      case "tag": self = .tag
      case "key[=value]": self = .field
      case "snapshot": self = .snapshot
      default: self = .text
      }
    }
  }
}

extension Value {
  fileprivate var fields: [Field] {
    if case .table(let fields) = self { fields } else { [] }
  }

  fileprivate var list: [Value]? {
    if case .list(let list) = self { list } else { nil }
  }
}
