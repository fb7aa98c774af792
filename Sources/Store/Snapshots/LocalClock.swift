import Glibc

/// The offset between local time and UTC, which can change with the season.
package struct LocalClock: Sendable {
  /// Returns the seconds by which local clocks are ahead of UTC at a moment in seconds since 1970.
  let secondsEast: @Sendable (Int64) -> Int64

  /// Creates a zone that follows any rule.
  ///
  /// - Parameter secondsEast: Returns an offset of less than a day in either direction for a moment
  ///   in seconds since 1970.
  package init(secondsEast: @escaping @Sendable (Int64) -> Int64) {
    self.secondsEast = secondsEast
  }

  /// Returns a zone with the same offset at all times.
  package static func fixed(secondsEast: Int64) -> LocalClock { LocalClock { _ in secondsEast } }

  /// The zone of the user: `TZ`, else the system's setting.
  package static let local = LocalClock { moment in
    var moment = time_t(moment)
    var shown = unsafe tm()
    // localtime_r(3) fails only for years beyond Int32, and nobody asks for those.
    guard unsafe localtime_r(&moment, &shown) != nil else { return 0 }
    return unsafe Int64(shown.tm_gmtoff)
  }

  /// The moment that the clock of the system shows, in seconds since 1970.
  package static var now: Int64 { Int64(time(nil)) }
}
