import Posts

extension SnapshotName {
  /// A time that is counted from now.
  package enum RelativeTime: Sendable, Equatable {
    /// The end of a day: 0 for today, 1 for yesterday.
    case daysAgo(Int)
    /// A number of hours, days, weeks, months or years ago, by the calendar and the clock.
    case ago(Int, Unit)
    /// The last time that the clock showed these seconds since midnight, 0 to 86,399.
    case clock(second: Int)

    /// A unit of time, by the letter for it.
    package enum Unit: Sendable, Equatable {
      case hour, day, week, month, year

      init?(letter: UInt8) {
        switch letter {
        case UInt8(ascii: "h"): self = .hour
        case UInt8(ascii: "d"): self = .day
        case UInt8(ascii: "w"): self = .week
        case UInt8(ascii: "m"): self = .month
        case UInt8(ascii: "y"): self = .year
        default: return nil
        }
      }
    }

    /// Returns the name that means the same at a moment, which is not relative.
    func name(at now: Int64, in zone: LocalClock) -> SnapshotName {
      let time = CivilTime(now, in: zone)
      let (day, second) = (time.day, time.second)
      return switch self {
      case .daysAgo(let count): .onOrBefore(day.before(days: count))
      case .ago(let count, .hour): .notAfterMoment(now - Int64(count) * 3600)
      case .ago(let count, .day): .notAfter(CivilTime(day: day.before(days: count), second: second))
      case .ago(let count, .week):
        .notAfter(CivilTime(day: day.before(days: 7 * count), second: second))
      case .ago(let count, .month):
        .notAfter(CivilTime(day: day.before(months: count), second: second))
      case .ago(let count, .year):
        .notAfter(CivilTime(day: day.before(months: 12 * count), second: second))
      case .clock(let wanted):
        .notAfter(CivilTime(day: day.before(days: wanted > second ? 1 : 0), second: wanted))
      }
    }
  }
}

extension PostDate.Day {
  /// Returns the day that many days earlier, from the year 0 on.
  fileprivate func before(days: Int) -> PostDate.Day {
    Self.containing(Int64(daysSince1970 - days) * 86_400)
  }

  /// Returns the same day of the month that many months earlier, or the last one that the month
  /// has, from the year 0 on.
  fileprivate func before(months: Int) -> PostDate.Day {
    let month = year * 12 + self.month - 1 - months
    for day in stride(from: self.day, to: 0, by: -1) {
      if let found = Self(year: month / 12, month: month % 12 + 1, day: day) { return found }
    }
    return Self.containing(.min)
  }

  private static func containing(_ moment: Int64) -> PostDate.Day {
    CivilTime(moment, in: .fixed(secondsEast: 0)).day
  }
}
