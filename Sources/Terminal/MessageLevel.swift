/// Says how bad it is what a message tells.
package enum MessageLevel: Sendable {
  /// Something asked for was not done.
  case error

  /// It was done, but not all is well.
  case warning

  /// Worth knowing.
  case note

  var prefix: String {
    switch self {
    case .error: "blogsh: "
    case .warning: "blogsh: warning: "
    case .note: "blogsh: note: "
    }
  }
}
