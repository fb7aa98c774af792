/// The date of a post as it was written, and the day that it names.
///
/// No time zone shifts a date: the day is the one that was written.
package struct PostDate: Sendable, Hashable {
  /// A day of the Gregorian calendar.
  package struct Day: Sendable, Hashable, Comparable {
    // Small, since a list holds one for each of its posts.
    private let storedYear: Int16
    private let storedMonth: Int8
    private let storedDay: Int8

    /// The year, 0 to 9999.
    package var year: Int { Int(storedYear) }
    /// The month, 1 to 12.
    package var month: Int { Int(storedMonth) }
    /// The day of the month, from 1 to the month's last.
    package var day: Int { Int(storedDay) }

    /// Creates a day; nil if the calendar does not have it.
    package init?(year: Int, month: Int, day: Int) {
      guard 0...9999 ~= year, 1...12 ~= month else { return nil }
      let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      let last = month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
      guard 1...last ~= day else { return nil }
      storedYear = Int16(year)
      storedMonth = Int8(month)
      storedDay = Int8(day)
    }

    package static func < (one: Day, other: Day) -> Bool {
      (one.year, one.month, one.day) < (other.year, other.month, other.day)
    }
  }

  /// The date as written, with its white space folded.
  package let written: String

  /// The day that the date names.
  package let day: Day

  /// The seconds since the midnight that begins the day, 0 to 86400; 0 if no time is written.
  package var second: Int { Int(storedSecond) }
  private let storedSecond: Int32

  /// Creates a date that was read earlier and stored.
  ///
  /// - Parameter second: The seconds since midnight, 0 to 86400.
  package init(written: String, day: Day, second: Int) {
    self.written = written
    self.day = day
    storedSecond = Int32(clamping: second)
  }

  /// Reads a date that begins with its day: `2024-03-05`, `2024/3/5`, `2024.3.5`, `2024年3月5日`,
  /// `24-02-2024` if only one order makes it a day, `5 March 2024`, `Tue, 05 Mar 2024 …`, `Mar 5,
  /// 2024`; nil for any other text.
  package init?(_ text: String) {
    let written = text.foldingWhiteSpace()
    let bytes = written.utf8Span.span
    var end = 0
    if let day = Self.takeDay(from: bytes, at: &end)
      ?? Self.takeDayBeforeYear(from: bytes, at: &end)
    {
      guard bytes.byte(at: end)?.isDigit != true else { return nil }
      self.day = day
    } else if let day = Self.takeDayWithUnits(from: bytes, at: &end)
      ?? Self.takeDayInWords(from: bytes, at: &end)
    {
      self.day = day
    } else {
      return nil
    }
    storedSecond = Int32(Self.second(in: bytes, at: end))
    self.written = written
  }

  /// Reads the date in a path, as `2024-03-05` at the start of a name or as `2024/03/05` in three
  /// folders. The file name comes first, then the folders from the innermost up; nil if there is
  /// none.
  package init?(path: Path) {
    let components = path.components
    for index in components.indices.reversed() {
      if let date = Self(nameBeginning: components[index]) {
        self = date
        return
      }
      guard index >= 3 else { continue }
      let folders = components[(index - 3)..<index]
      let isDate = zip(folders, [4, 2, 2]).allSatisfy {
        $0.count == $1 && $0.allSatisfy(\.isDigit)
      }
      guard isDate else { continue }
      let text = String(decoding: Array(folders.joined(separator: "/".utf8)), as: UTF8.self)
      if let date = Self(text) {
        self = date
        return
      }
    }
    return nil
  }

  /// Reads the date in the address of a post, as `init(path:)` does in a path.
  init?(address: String) {
    // An address may end with the day: it is a folder.
    self.init(path: Path(uncheckedBytes: Array(address.utf8) + Array("/index".utf8)))
  }

  private init?(nameBeginning name: ArraySlice<UInt8>) {
    let bytes = name.span
    var end = 0
    guard let day = Self.takeDay(from: bytes, at: &end), bytes.byte(at: end)?.isDigit != true else {
      return nil
    }
    self.day = day
    storedSecond = 0
    written = bytes.extracting(..<end).text
  }
}

extension PostDate: Comparable {
  /// Orders dates by day, then by time of day as written, then by text.
  package static func < (one: PostDate, other: PostDate) -> Bool {
    if one.day != other.day { return one.day < other.day }
    if one.second != other.second { return one.second < other.second }
    return one.written < other.written
  }
}
