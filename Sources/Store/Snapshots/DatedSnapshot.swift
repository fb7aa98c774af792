/// The number and the time of a snapshot, by which names and retention rules select it.
package struct DatedSnapshot: Sendable, Hashable {
  /// The number of the snapshot, from 1. It grows with each backup; the number of a pruned snapshot
  /// is not used again.
  package let number: Int
  /// The time at which it was made, by the clock of the machine, in seconds since 1970.
  package let time: Int64

  package init(number: Int, time: Int64) {
    self.number = number
    self.time = time
  }
}
