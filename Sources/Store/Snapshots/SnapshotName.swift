package import Posts

/// The name of a snapshot of an archive: the text after the `@`.
package enum SnapshotName: Sendable, Equatable {
  /// The snapshot with this number.
  case number(Int)
  /// The newest snapshot.
  case latest
  /// The snapshot this many places before the newest, among those that exist.
  case beforeLatest(Int)
  /// The newest snapshot made on this day or earlier.
  case onOrBefore(PostDate.Day)
  /// The newest snapshot made at this time or earlier.
  case notAfter(CivilTime)
  /// The newest snapshot made at this moment or earlier, in seconds since 1970.
  case notAfterMoment(Int64)

  /// Returns the snapshot that the name means.
  ///
  /// The numbers decide which snapshot is newest, not the times, because clocks may have been set
  /// back. A time is compared with the local time of each snapshot in the zone; if the clock showed
  /// a time twice, both moments match.
  ///
  /// - Throws: `SnapshotNameError` if there is no such snapshot.
  package func choose(
    among snapshots: [DatedSnapshot], in zone: LocalClock
  ) throws(SnapshotNameError) -> DatedSnapshot {
    let ordered = snapshots.sorted { $0.number < $1.number }
    let chosen: DatedSnapshot? =
      switch self {
      case .number(let number): ordered.first { $0.number == number }
      case .latest: ordered.last
      case .beforeLatest(let count): count < ordered.count ? ordered.dropLast(count).last : nil
      case .onOrBefore(let day): ordered.last { CivilTime($0.time, in: zone).day <= day }
      case .notAfter(let time): ordered.last { CivilTime($0.time, in: zone) <= time }
      case .notAfterMoment(let moment): ordered.last { $0.time <= moment }
      }
    guard let chosen else { throw SnapshotNameError(self, among: ordered, in: zone) }
    return chosen
  }
}

extension SnapshotName {
  /// Parses a number, `latest`, `-2`, `2026-11-01`, or `2026-11-01T18:00`, with or without seconds,
  /// with a space or a `T`, and with a `Z` for UTC; nil for any other text.
  package init?(_ text: some Collection<UInt8>) {
    let text = Array(text)
    if text.elementsEqual("latest".utf8) {
      self = .latest
    } else if let number = Self.number(text[...], digits: 1...18) {
      self = .number(number)
    } else if text.first == .dash, let count = Self.number(text.dropFirst(), digits: 1...18) {
      self = .beforeLatest(count)
    } else if let day = Self.day(text.prefix(10)) {
      guard text.count > 10 else {
        self = .onOrBefore(day)
        return
      }
      let isUTC = text.last == UInt8(ascii: "Z")
      guard text[10] == UInt8(ascii: "T") || text[10] == .space,
        let second = Self.second(text.dropFirst(11).dropLast(isUTC ? 1 : 0))
      else { return nil }
      let time = CivilTime(day: day, second: second)
      self = isUTC ? .notAfterMoment(time.momentInUTC) : .notAfter(time)
    } else {
      return nil
    }
  }

  private static func number(_ text: ArraySlice<UInt8>, digits: ClosedRange<Int>) -> Int? {
    let zero = UInt8(ascii: "0")
    guard digits ~= text.count, text.allSatisfy({ zero...(zero + 9) ~= $0 }) else { return nil }
    return text.reduce(0) { $0 * 10 + Int($1 - zero) }
  }

  private static func day(_ text: ArraySlice<UInt8>) -> PostDate.Day? {
    let parts = text.split(separator: .dash, omittingEmptySubsequences: false)
    guard parts.count == 3, let year = number(parts[0], digits: 4...4),
      let month = number(parts[1], digits: 2...2), let day = number(parts[2], digits: 2...2)
    else { return nil }
    return PostDate.Day(year: year, month: month, day: day)
  }

  private static func second(_ text: ArraySlice<UInt8>) -> Int? {
    let parts = text.split(separator: .colon, omittingEmptySubsequences: false)
    let numbers = parts.compactMap { number($0, digits: 2...2) }
    guard 2...3 ~= parts.count, numbers.count == parts.count,
      numbers[0] < 24, numbers.dropFirst().allSatisfy({ $0 < 60 })
    else { return nil }
    return numbers[0] * 3600 + numbers[1] * 60 + (numbers.count > 2 ? numbers[2] : 0)
  }
}

extension SnapshotName {
  /// Splits a text at its last `@` into the name of a file and the name of a snapshot, which is nil
  /// if the part after the `@` has no form of one. Returns nil if nothing precedes the `@`.
  ///
  /// A file may have the whole text as its name, and then it is meant: try to open that first.
  package static func split(_ text: [UInt8]) -> (file: [UInt8], snapshot: SnapshotName?)? {
    guard let separator = text.lastIndex(of: UInt8(ascii: "@")), separator > 0 else { return nil }
    return (Array(text[..<separator]), SnapshotName(text[(separator + 1)...]))
  }

  /// The forms that a name can have, for messages.
  package static let forms =
    "3, latest, -1, 2026-11-01, 2026-11-01T18:00 and, in UTC, 2026-11-01T18:00:00Z"
}

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
