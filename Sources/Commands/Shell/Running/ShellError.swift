import Posts

/// The reason why the shell cannot do what a line says.
enum ShellError: Error, Equatable {
  case noSuchCommand(String)
  case cannotGo(Path, String)
  /// A folder outside the collection.
  case cannotGoOutside([UInt8], String)
  /// A file outside the collection that a redirection names.
  case cannotOpen([UInt8], String)
  case cannotStart([UInt8], String, status: Int32)
  /// There is not enough memory, or no descriptor left, for editing lines.
  case cannotEdit

  var sentence: [UInt8] {
    switch self {
    case .noSuchCommand(let name):
      Array(NearCommand.sentence(name, in: .shell).utf8)
    case .cannotGo(let path, let cause): Self.sentence("cannot go to", path.typed, cause)
    case .cannotGoOutside(let name, let cause): Self.sentence("cannot go to", name, cause)
    case .cannotOpen(let name, let cause): Self.sentence("cannot open", name, cause)
    case .cannotStart(let name, let cause, _): Self.sentence("cannot start", name, cause)
    case .cannotEdit: Array("cannot start line editing: Cannot allocate memory".utf8)
    }
  }

  /// The exit status that users of shells expect (POSIX.1-2024, Shell Command Language, 2.8.2).
  var status: Int32 {
    switch self {
    case .noSuchCommand: 127
    case .cannotGo, .cannotGoOutside: ExitStatus.no.rawValue
    case .cannotOpen, .cannotEdit: ExitStatus.trouble.rawValue
    case .cannotStart(_, _, let status): status
    }
  }

  private static func sentence(_ attempt: String, _ subject: [UInt8], _ cause: String) -> [UInt8] {
    Array("\(attempt) ".utf8) + subject + Array(": \(cause)".utf8)
  }
}

extension Path {
  /// The path as it can be typed from anywhere in the collection.
  var typed: [UInt8] { [UInt8(ascii: "/")] + bytes }
}
