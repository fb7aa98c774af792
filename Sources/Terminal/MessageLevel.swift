/// The severity of a message.
package enum MessageLevel: Sendable {
  /// Something asked for was not done.
  case error

  /// It was done, but something is not right.
  case warning

  /// The message is only information.
  case note

  /// The style of the prefix.
  var look: Look {
    switch self {
    case .error: .bad
    case .warning: .warning
    case .note: .strong
    }
  }

  /// The words before the message.
  var prefix: String {
    switch self {
    case .error: "blogsh: "
    case .warning: "blogsh: warning: "
    case .note: "blogsh: note: "
    }
  }
}
