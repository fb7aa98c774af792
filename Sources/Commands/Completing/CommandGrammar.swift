import ArgumentParser
import Posts

/// What can be said to a command, as the argument parser knows it.
struct CommandGrammar {
  /// What a value is, or an argument.
  enum Kind: Equatable {
    /// One of these words.
    case words([String])
    /// A file outside of the collection.
    case file
    /// A folder outside of the collection.
    case folder
    /// A path of the collection.
    case path
    /// A path of the collection, but for the first unless an option gives the pattern.
    case patternOrPath
    /// Anything else.
    case text
  }

  struct Option {
    /// As they are typed, with `-` and `--`.
    let names: [String]
    let abstract: String
    /// What its value is; nil for a flag.
    let value: Kind?
  }

  private(set) var options: [Option] = []
  /// What the arguments are, in their order.
  private(set) var arguments: [Kind] = []
  /// Whether there may be more of the last.
  private(set) var repeatsLast = false

  init(of type: any ParsableCommand.Type) {
    // The parser tells what it knows as JSON, for tools that write manuals.
    let dump = (try? JSONText.fields(of: Array(type._dumpHelp().utf8))) ?? []
    for argument in dump["command"]?.fields["arguments"]?.list ?? [] {
      let fields = argument.fields
      guard fields["shouldDisplay"] == .bool(true) else { continue }
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

  /// The option of a name, or the last one of several letters behind one `-`.
  func option(_ word: String) -> Option? {
    if let option = options.first(where: { $0.names.contains(word) }) { return option }
    guard !word.hasPrefix("--"), word.count > 2, let last = word.last else { return nil }
    return options.first { $0.names.contains("-\(last)") }
  }

  /// What the argument is that so many stand before; nil where none may follow.
  func argument(at position: Int) -> Kind? {
    if position < arguments.count { return arguments[position] }
    return repeatsLast ? arguments.last : nil
  }
}

extension CommandGrammar.Kind {
  /// By what the parser says of its completion, else by the name of the value in the help.
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
