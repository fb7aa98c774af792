/// The reason why retention rules are refused.
package enum RetentionError: Error, Equatable, Sendable {
  /// No rule keeps any snapshot.
  case nothingToKeep
  /// A rule has a negative count, the number given.
  case negative(Retention.Rule, Int)
}
