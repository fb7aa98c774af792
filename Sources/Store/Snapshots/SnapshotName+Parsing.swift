import Posts

extension SnapshotName {
  /// Parses the text after an `@`; nil for a text in none of the `forms`.
  package init?(_ text: some Collection<UInt8>) {
    let text = Array(text)
    if let word = Self.words[String(decoding: text, as: UTF8.self)] {
      self = word
    } else if let number = Self.number(text[...], digits: 1...18) {
      self = .number(number)
    } else if text.first == .dash, let count = Self.number(text.dropFirst(), digits: 1...18) {
      self = .beforeLatest(count)
    } else if text.first == .dash, let unit = text.last.flatMap(RelativeTime.Unit.init(letter:)),
      let count = Self.number(text.dropFirst().dropLast(), digits: 1...6)
    {
      self = .relative(.ago(count, unit))
    } else if let second = Self.second(text[...]) {
      self = .relative(.clock(second: second))
    } else if let day = Self.day(text.prefix(10)) {
      guard text.count > 10 else {
        self = .onOrBefore(day)
        return
      }
      let (clock, zone) = Self.split(text.dropFirst(11))
      guard text[10] == UInt8(ascii: "T") || text[10] == .space, let second = Self.second(clock)
      else { return nil }
      let time = CivilTime(day: day, second: second)
      if zone.isEmpty {
        self = .notAfter(time)
      } else if let secondsEast = Self.secondsEast(zone) {
        self = .notAfterMoment(time.momentInUTC - secondsEast)
      } else {
        return nil
      }
    } else {
      return nil
    }
  }

  private static let words: [String: SnapshotName] = [
    "first": .first, "last": .latest, "latest": .latest, "today": .relative(.daysAgo(0)),
    "yesterday": .relative(.daysAgo(1)),
  ]

  private static func number(_ text: ArraySlice<UInt8>, digits: ClosedRange<Int>) -> Int? {
    let zero = UInt8(ascii: "0")
    guard digits ~= text.count, text.allSatisfy({ zero...(zero + 9) ~= $0 }) else { return nil }
    return text.reduce(0) { $0 * 10 + Int($1 - zero) }
  }

  private static func day(_ text: ArraySlice<UInt8>) -> PostDate.Day? {
    let parts = text.split(separator: .dash, omittingEmptySubsequences: false)
    guard parts.count == 3, let year = number(parts[0], digits: 4...4),
      let month = number(parts[1], digits: 2...2), let day = number(parts[2], digits: 2...2)
    else { return nil }
    return PostDate.Day(year: year, month: month, day: day)
  }

  /// Reads `18:00` or `18:00:59`, in seconds since midnight.
  private static func second(_ text: ArraySlice<UInt8>) -> Int? {
    let parts = text.split(separator: .colon, omittingEmptySubsequences: false)
    let numbers = parts.compactMap { number($0, digits: 2...2) }
    guard 2...3 ~= parts.count, numbers.count == parts.count,
      numbers[0] < 24, numbers.dropFirst().allSatisfy({ $0 < 60 })
    else { return nil }
    return numbers[0] * 3600 + numbers[1] * 60 + (numbers.count > 2 ? numbers[2] : 0)
  }

  /// Splits a time from its zone, which is empty if none is written.
  private static func split(
    _ text: ArraySlice<UInt8>
  ) -> (clock: ArraySlice<UInt8>, zone: ArraySlice<UInt8>) {
    let start = text.firstIndex { "Z+-".utf8.contains($0) } ?? text.endIndex
    return (text[..<start], text[start...])
  }

  /// Reads `Z`, `+01:00` or `-0330`, in seconds ahead of UTC (ISO 8601-1, 4.3.13).
  private static func secondsEast(_ zone: ArraySlice<UInt8>) -> Int64? {
    if zone.elementsEqual("Z".utf8) { return 0 }
    let digits = zone.dropFirst()
    let minutes = digits.dropFirst(2)
    let clock = digits.prefix(2) + (minutes.first == .colon ? [] : [.colon]) + minutes
    guard zone.first != UInt8(ascii: "Z"), clock.count == 5, let seconds = second(clock[...]) else {
      return nil
    }
    return Int64(zone.first == .dash ? -seconds : seconds)
  }
}
