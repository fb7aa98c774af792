import Entries
import Posts

/// The date that a list shows of an entry and sorts it by: that of the post, or else the day of the
/// last change of the file in UTC.
///
/// The time of a file is never the date of a post, since copies and checkouts have times of their
/// own. A list marks it, and sorts posts without a date as the oldest; `--since`, `--until` and
/// JSON have no date for them.
struct ListedDate: Comparable {
  /// The day; nil if none is known.
  let day: PostDate.Day?
  /// Whether this is the date of a post that has none of its own, which lists mark.
  let isUndated: Bool
  /// Whether this is the day of the last change of the file.
  let isOfFile: Bool
  /// The seconds since the midnight that begins the day.
  private let second: Int
  /// The date as written; empty for that of a file.
  private let written: String

  init(_ item: ListedEntry) {
    if let own = item.facts?.date {
      (day, second, written) = (own.day, own.second, own.written)
      (isUndated, isOfFile) = (false, false)
    } else {
      let time = item.entry.modified?.seconds
      day = time.flatMap { PostDate.Day(secondsSince1970: $0) }
      second = Int((time ?? 0) % 86_400)
      written = ""
      isUndated = item.facts != nil && day != nil
      isOfFile = true
    }
  }

  /// The day as `2024-12-31`, or as many spaces if none is known.
  var text: String { day?.description ?? String(repeating: " ", count: 10) }

  static func < (one: ListedDate, other: ListedDate) -> Bool {
    if one.isUndated != other.isUndated { return one.isUndated }
    return switch (one.day, other.day) {
    case (nil, nil): false
    case (nil, _): true
    case (_, nil): false
    case (let day?, let others?):
      (day, one.second, one.written) < (others, other.second, other.written)
    }
  }
}
