package import SystemPackage

/// The reason why a stream of the console takes no more bytes.
package enum ConsoleError: Error, Equatable, Sendable {
  /// The reader of the pipe has closed it; this is a quiet end, not a failure.
  case closedPipe

  /// Somebody asked the command that writes to stop.
  case interrupted

  /// The system refused a write to the stream of this name.
  case cannotWrite(to: String, Errno)

  /// Bytes that must stay exact would have gone to a terminal.
  case dataForTerminal(String)

  /// The editor of this name did not do its work, for this reason.
  case editor(String, String)
}

extension ConsoleError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .closedPipe: "the reader has closed the pipe"
    case .interrupted: "interrupted"
    case .cannotWrite(let stream, let reason): "cannot write to \(stream): \(reason)"
    case .dataForTerminal(let stream): "cannot write to \(stream): binary data for a terminal"
    case .editor(let editor, let reason): "cannot edit with \(editor): \(reason)"
    }
  }
}
