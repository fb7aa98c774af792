package import SystemPackage

/// Names why a stream of the console takes no more bytes.
package enum ConsoleError: Error, Equatable, Sendable {
  /// The reader of a pipe has gone: a quiet end and no trouble.
  case closedPipe

  /// Somebody asked the command that writes to stop.
  case interrupted

  /// The system refused a write to the stream of that name.
  case cannotWrite(to: String, Errno)

  /// Bytes that must stay exact were meant for a terminal.
  case dataForTerminal(String)
}

extension ConsoleError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .closedPipe: "the reader has closed the pipe"
    case .interrupted: "interrupted"
    case .cannotWrite(let stream, let reason): "cannot write to \(stream): \(reason)"
    case .dataForTerminal(let stream): "cannot write to \(stream): binary data for a terminal"
    }
  }
}
