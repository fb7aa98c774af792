/// Says when styles are shown: the values of `--color`.
package enum ColorChoice: String, CaseIterable, Sendable {
  case auto, always, never

  /// Decides on styles for one stream.
  ///
  /// In this order: the choice itself, a non-empty `NO_COLOR` (no-color.org), `CLICOLOR_FORCE`
  /// other than `0` (bixense.com/clicolors), and last whether the stream is a terminal that knows
  /// more than lines.
  func allowsStyles(on destination: Destination) -> Bool {
    switch self {
    case .always: return true
    case .never: return false
    case .auto: break
    }
    let variables = destination.environment
    if let value = variables["NO_COLOR"], !value.isEmpty { return false }
    if let value = variables["CLICOLOR_FORCE"], !value.isEmpty, value != "0" { return true }
    return destination.isTerminal && !destination.isDumb
  }
}
