package import Posts

/// A second in the calendar and on the clock of some place.
package struct CivilTime: Sendable, Hashable, Comparable {
  package let day: PostDate.Day
  /// The seconds since the midnight that begins the day, 0 to 86,399.
  package let second: Int

  /// Creates a time from a day and a second that are known to be valid.
  package init(day: PostDate.Day, second: Int) {
    self.day = day
    self.second = second
  }

  /// Creates the time that the calendar and the clock of a zone show at a moment.
  ///
  /// - Parameter moment: Seconds since 1970 in UTC. A moment outside the years 0 to 9999 becomes
  ///   the nearest one inside, because a file may claim any time.
  package init(_ moment: Int64, in zone: LocalClock) {
    let seconds = Self.seconds(of: moment, in: zone)
    guard let day = PostDate.Day(secondsSince1970: seconds) else {
      preconditionFailure("each second of those years is in a day")
    }
    self.day = day
    second = Int(seconds - Self.midnight(before: seconds))
  }

  /// The moment at which a clock in UTC shows the time, in seconds since 1970.
  package var momentInUTC: Int64 { Int64(day.daysSince1970) * 86_400 + Int64(second) }

  /// Returns the number of days from 1 January 1970 to the day in a zone at a moment.
  package static func dayNumber(of moment: Int64, in zone: LocalClock) -> Int {
    Int(midnight(before: seconds(of: moment, in: zone)) / 86_400)
  }

  private static let seconds: ClosedRange<Int64> = -62_167_219_200...253_402_300_799

  /// Returns the moment at which a clock in UTC shows the time that the zone's clock shows at
  /// `moment`.
  private static func seconds(of moment: Int64, in zone: LocalClock) -> Int64 {
    let moment = min(max(moment, seconds.lowerBound), seconds.upperBound)
    let shown = moment + zone.secondsEast(moment)
    return min(max(shown, seconds.lowerBound), seconds.upperBound)
  }

  private static func midnight(before seconds: Int64) -> Int64 {
    let rest = seconds % 86_400
    return seconds - (rest < 0 ? rest + 86_400 : rest)
  }

  package static func < (one: CivilTime, other: CivilTime) -> Bool {
    (one.day, one.second) < (other.day, other.second)
  }
}

extension CivilTime: CustomStringConvertible {
  /// The time as `2024-03-05 18:00:07`.
  package var description: String {
    let parts = [second / 3600, second / 60 % 60, second % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
    return "\(day) \(parts.joined(separator: ":"))"
  }
}
