import Glibc
package import Store
import Testing

/// Returns the seconds since 1970 of `2024-03-05 18:00` or `2024-03-05 18:00:07` in UTC.
package func moment(_ text: String) throws -> Int64 {
  let numbers = text.split { " -:".contains($0) }.compactMap { CInt($0) }
  try #require(numbers.count == 5 || numbers.count == 6, "\(text)")
  var parts = tm()
  parts.tm_year = numbers[0] - 1900
  parts.tm_mon = numbers[1] - 1
  parts.tm_mday = numbers[2]
  parts.tm_hour = numbers[3]
  parts.tm_min = numbers[4]
  parts.tm_sec = numbers.count > 5 ? numbers[5] : 0
  return Int64(timegm(&parts))
}

/// Returns snapshots of these times, with numbers from 1.
package func history(_ times: [String]) throws -> [DatedSnapshot] {
  try times.enumerated().map { DatedSnapshot(number: $0 + 1, time: try moment($1)) }
}

package let utc = LocalClock.fixed(secondsEast: 0)
