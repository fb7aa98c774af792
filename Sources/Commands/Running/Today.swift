import ArgumentParser
import Glibc
import Posts
import Terminal

/// The day that a command takes as today.
struct Today {
  let day: PostDate.Day

  /// Takes the day of `$SOURCE_DATE_EPOCH` in UTC if it is set, or else today in the local time
  /// zone.
  init(environment: Environment) throws {
    if let epoch = try SourceDateEpoch.seconds(environment: environment) {
      guard let day = PostDate.Day(secondsSince1970: epoch) else {
        throw ValidationError("SOURCE_DATE_EPOCH=\(epoch) is outside the years 0 to 9999.")
      }
      self.day = day
      return
    }
    var now = time(nil)
    var local = unsafe tm()
    guard unsafe localtime_r(&now, &local) != nil,
      let day = unsafe PostDate.Day(
        year: Int(local.tm_year) + 1900, month: Int(local.tm_mon) + 1, day: Int(local.tm_mday))
    else { throw ValidationError("The system clock gives no valid date.") }
    self.day = day
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
