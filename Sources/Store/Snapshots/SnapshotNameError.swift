/// The error when no snapshot matches a name; its message lists the snapshots that exist.
package struct SnapshotNameError: Error, Equatable, Sendable {
  /// The reason as a sentence without a full stop.
  package let message: String

  /// Creates the error for a name that matches none of the snapshots.
  ///
  /// - Parameter snapshots: All snapshots, the oldest first.
  init(_ name: SnapshotName, among snapshots: [DatedSnapshot], in zone: LocalClock) {
    guard let first = snapshots.first else {
      message = "there are no snapshots"
      return
    }
    let firstTime = CivilTime(first.time, in: zone)
    message =
      switch name {
      case .first, .latest, .relative: "there are no snapshots"
      case .number(let number):
        "there is no snapshot \(number): \(Self.numbers(of: snapshots.map(\.number)))"
      case .beforeLatest(let count):
        "there is no snapshot \(count) before the latest: "
          + Self.numbers(of: snapshots.map(\.number))
      case .onOrBefore(let day):
        "there is no snapshot from \(day) or earlier: the oldest is from \(firstTime)"
      case .notAfter(let time):
        "there is no snapshot from \(time) or earlier: the oldest is from \(firstTime)"
      case .notAfterMoment(let moment):
        "there is no snapshot from \(CivilTime(moment, in: zone)) or earlier: "
          + "the oldest is from \(firstTime)"
      }
  }

  /// The greatest number of ranges that a message lists; more are hard to read.
  private static let maximumRanges = 8

  private static func numbers(of numbers: [Int]) -> String {
    var runs: [ClosedRange<Int>] = []
    for number in numbers {
      if let run = runs.last, run.upperBound == number - 1 {
        runs[runs.count - 1] = run.lowerBound...number
      } else {
        runs.append(number...number)
      }
    }
    guard numbers.count > 1 else { return "the only one is \(numbers[0])" }
    guard runs.count <= maximumRanges else {
      return "there are \(numbers.count), from \(numbers[0]) to \(numbers[numbers.count - 1])"
    }
    var texts = runs.flatMap { run in
      switch run.count {
      case 1: ["\(run.lowerBound)"]
      case 2: ["\(run.lowerBound)", "\(run.upperBound)"]
      default: ["\(run.lowerBound) to \(run.upperBound)"]
      }
    }
    let last = texts.removeLast()
    return "the snapshots are "
      + (texts.isEmpty ? last : texts.joined(separator: ", ") + " and " + last)
  }
}
