extension PostDate {
  /// Takes `YYYY-MM-DD` or `YYYY/MM/DD` month and day of one or two digits, off a text.
  static func leadingDay<Text: Collection<UInt8>>(
    of text: Text
  ) -> (day: Day, rest: Text.SubSequence)? where Text.SubSequence == Text {
    var rest = text
    guard let year = takeNumber(from: &rest, digits: 4...4), let separator = rest.first,
      separator == .dash || separator == .slash
    else { return nil }
    rest = rest.dropFirst()
    guard let month = takeNumber(from: &rest, digits: 1...2), rest.first == separator else {
      return nil
    }
    rest = rest.dropFirst()
    guard let number = takeNumber(from: &rest, digits: 1...2),
      let day = Day(year: year, month: month, day: number)
    else { return nil }
    return (day, rest)
  }

  /// Takes a day with its month in English from the head of a text, with or without a weekday.
  static func leadingDayInWords(
    of text: Substring.UTF8View
  ) -> (day: Day, rest: Substring.UTF8View)? {
    var rest = text
    var words: [Substring.UTF8View] = []
    for _ in 0..<4 {
      let word = rest.prefix { $0 != .space && $0 != UInt8(ascii: ",") }
      rest = rest[word.endIndex...].drop { $0 == .space || $0 == UInt8(ascii: ",") }
      if words.isEmpty && isName(word, among: weekdays) { continue }
      words.append(word)
      if words.count == 3 { break }
    }
    guard words.count == 3 else { return nil }
    let monthFirst = month(words[0])
    guard let month = monthFirst ?? month(words[1]),
      let number = dayNumber(words[monthFirst == nil ? 0 : 1]),
      let year = wholeNumber(words[2], digits: 4...4),
      let day = Day(year: year, month: month, day: number)
    else { return nil }
    return (day, rest)
  }

  /// Reads `10:30` or `10:30:15` at the head of what follows a day, after spaces or a `T`; 0 where
  /// no time stands there.
  static func second(in text: Substring.UTF8View) -> Int {
    var rest = text.drop { $0 == .space || $0.asciiLowercased == UInt8(ascii: "t") }
    guard let hour = takeNumber(from: &rest, digits: 1...2), hour < 24, rest.first == .colon
    else { return 0 }
    rest = rest.dropFirst()
    guard let minute = takeNumber(from: &rest, digits: 2...2), minute < 60 else { return 0 }
    var second = 0
    if rest.first == .colon {
      rest = rest.dropFirst()
      // 60 is a leap second.
      second = min(takeNumber(from: &rest, digits: 2...2) ?? 0, 60)
    }
    return hour * 3600 + minute * 60 + second
  }

  private static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
  ]

  private static let weekdays = [
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
  ]

  private static func month(_ word: Substring.UTF8View) -> Int? {
    months.firstIndex { isName(word, among: [$0]) }.map { $0 + 1 }
  }

  /// Tells whether a word is a name, or three letters or more of its beginning, with or without a
  /// dot.
  private static func isName(_ word: Substring.UTF8View, among names: [String]) -> Bool {
    let letters = (word.last == .dot ? word.dropLast() : word).map(\.asciiLowercased)
    return letters.count >= 3 && names.contains { $0.utf8.starts(with: letters) }
  }

  /// Reads `5`, `05` or `5th`.
  private static func dayNumber(_ word: Substring.UTF8View) -> Int? {
    let digits = word.prefix(while: \.isDigit)
    guard ["", "st", "nd", "rd", "th"].contains(String(word[digits.endIndex...])) else {
      return nil
    }
    return wholeNumber(digits, digits: 1...2)
  }

  private static func wholeNumber(
    _ word: Substring.UTF8View, digits: ClosedRange<Int>
  ) -> Int? {
    var rest = word
    let number = takeNumber(from: &rest, digits: digits)
    return rest.isEmpty ? number : nil
  }

  /// Takes a number of at least and at most so many digits; nil where fewer stand there.
  private static func takeNumber<Text: Collection<UInt8>>(
    from text: inout Text, digits: ClosedRange<Int>
  ) -> Int? where Text.SubSequence == Text {
    let taken = text.prefix(digits.upperBound).prefix(while: \.isDigit)
    guard taken.count >= digits.lowerBound else { return nil }
    text = text[taken.endIndex...]
    return taken.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
  }
}
