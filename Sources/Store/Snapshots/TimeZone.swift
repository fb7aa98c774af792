import Glibc

/// Tells how far the clocks of a place are before those of UTC, which changes with the season.
package struct TimeZone: Sendable {
  /// Gives the seconds by which clocks are ahead at a moment in seconds since 1970.
  let secondsEast: @Sendable (Int64) -> Int64

  /// Takes any rule.
  ///
  /// - Parameter secondsEast: Gives less than a day in either direction for a moment in seconds since
  ///   1970.
  package init(secondsEast: @escaping @Sendable (Int64) -> Int64) {
    self.secondsEast = secondsEast
  }

  /// Has no seasons.
  package static func fixed(secondsEast: Int64) -> TimeZone { TimeZone { _ in secondsEast } }

  /// Is where the person is: what `TZ`, else the system, says.
  package static let local = TimeZone { moment in
    var moment = time_t(moment)
    var shown = unsafe tm()
    // localtime_r(3) fails for years that an Int32 cannot count, and none such is asked for.
    guard unsafe localtime_r(&moment, &shown) != nil else { return 0 }
    return unsafe Int64(shown.tm_gmtoff)
  }
}
