/// Tells of a snapshot what names and rules go by.
package struct DatedSnapshot: Sendable, Hashable {
  /// Counts from 1, and grows with each backup; a number that was pruned stays unused.
  package let number: Int
  /// Says when the clock said that it was made, in seconds since 1970.
  package let time: Int64

  /// Takes what an archive tells.
  package init(number: Int, time: Int64) {
    self.number = number
    self.time = time
  }
}
