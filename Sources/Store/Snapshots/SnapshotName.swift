package import Posts

/// The name of a snapshot of an archive: the text after the `@`.
package enum SnapshotName: Sendable, Equatable {
  /// The snapshot with this number.
  case number(Int)
  /// The oldest snapshot.
  case first
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
  /// The newest snapshot made by a time that is counted from now.
  case relative(RelativeTime)

  /// Returns the snapshot that the name means.
  ///
  /// The numbers decide which snapshot is newest, not the times, because clocks may have been set
  /// back. A time is compared with the local time of each snapshot in the zone; if the clock showed
  /// a time twice, both moments match.
  ///
  /// - Parameter now: The moment from which relative times are counted, in seconds since 1970.
  /// - Throws: `SnapshotNameError` if there is no such snapshot.
  package func choose(
    among snapshots: [DatedSnapshot], in zone: LocalClock, at now: Int64 = LocalClock.now
  ) throws(SnapshotNameError) -> DatedSnapshot {
    if case .relative(let time) = self {
      return try time.name(at: now, in: zone).choose(among: snapshots, in: zone)
    }
    let ordered = snapshots.sorted { $0.number < $1.number }
    let chosen: DatedSnapshot? =
      switch self {
      case .number(let number): ordered.first { $0.number == number }
      case .first: ordered.first
      case .latest, .relative: ordered.last
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
    "3, -1, latest, last, first, today, yesterday, -7d (or h, w, m, y), 2026-11-01, 18:00, "
    + "2026-11-01T18:00 and, in another zone, 2026-11-01T18:00Z or 2026-11-01T18:00+01:00"
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
