/// When to show styles: the values of `--color`.
package enum ColorChoice: String, CaseIterable, Sendable {
  case auto, always, never

  /// Returns whether one stream shows styles.
  ///
  /// The first of these rules that applies decides: the choice itself; a non-empty `NO_COLOR`
  /// (no-color.org); a non-empty `CLICOLOR_FORCE` other than `0` (bixense.com/clicolors); whether
  /// the stream is a terminal that can do more than print lines.
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
