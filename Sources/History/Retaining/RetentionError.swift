/// The reason why retention rules are refused.
package enum RetentionError: Error, Equatable, Sendable {
  /// No rule keeps any snapshot.
  case nothingToKeep
  /// A rule has a negative count, the number given.
  case negative(Retention.Rule, Int)

  /// The reason as a sentence without a full stop.
  package var message: String {
    switch self {
    case .nothingToKeep:
      "no rule keeps any snapshot: give one of "
        + Retention.Rule.allCases.map { "--keep-\($0.rawValue)" }.joined(separator: ", ")
        + " with 1 or more"
    case .negative(let rule, let count):
      "--keep-\(rule.rawValue) must be 0 or more, not \(count)"
    }
  }
}
