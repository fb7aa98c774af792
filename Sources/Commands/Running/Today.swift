import ArgumentParser
import Glibc
import Posts
import Terminal

/// The moment that a command takes as now, and its day.
struct Today {
  let day: PostDate.Day
  /// The moment in seconds since 1970 in UTC.
  let moment: Int64
  /// The seconds by which clocks are ahead of UTC.
  let secondsEast: Int64

  /// Takes `$SOURCE_DATE_EPOCH` in UTC if it is set, or else the time of the clock in the local
  /// time zone.
  init(environment: Environment) throws {
    if let epoch = try SourceDateEpoch.seconds(environment: environment) {
      guard let day = PostDate.Day(secondsSince1970: epoch) else {
        throw ValidationError("SOURCE_DATE_EPOCH=\(epoch) is outside the years 0 to 9999.")
      }
      (self.day, moment, secondsEast) = (day, epoch, 0)
      return
    }
    var now = time(nil)
    var local = unsafe tm()
    guard unsafe localtime_r(&now, &local) != nil,
      let day = unsafe PostDate.Day(
        year: Int(local.tm_year) + 1900, month: Int(local.tm_mon) + 1, day: Int(local.tm_mday))
    else { throw ValidationError("The system clock gives no valid date.") }
    (self.day, moment) = (day, Int64(now))
    secondsEast = unsafe Int64(local.tm_gmtoff)
  }
}

/// The variable `SOURCE_DATE_EPOCH` (https://reproducible-builds.org/specs/source-date-epoch/).
enum SourceDateEpoch {
  /// Returns the value of the variable, in seconds since 1970; nil if it is not set.
  static func seconds(environment: Environment) throws -> Int64? {
    guard let text = environment["SOURCE_DATE_EPOCH"], !text.isEmpty else { return nil }
    guard let seconds = Int64(text), seconds >= 0 else {
      throw ValidationError("SOURCE_DATE_EPOCH=\(text) is not a number of seconds.")
    }
    return seconds
  }
}
