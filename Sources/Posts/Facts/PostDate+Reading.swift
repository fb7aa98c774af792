extension PostDate {
  /// Takes `YYYY-MM-DD`, `YYYY/MM/DD` or `YYYY.MM.DD`, with a month and a day of one or two digits,
  /// from a text.
  ///
  /// - Parameter offset: The index at which the day begins; moved past the day if there is one.
  static func takeDay(from text: Span<UInt8>, at offset: inout Int) -> Day? {
    var next = offset
    guard let (year, month, number) = takeNumbers(from: text, at: &next, 4...4, 1...2, 1...2),
      let day = Day(year: year, month: month, day: number)
    else { return nil }
    offset = next
    return day
  }

  /// Takes `DD-MM-YYYY` or `MM-DD-YYYY` from a text, also with `/` or `.`, if only one of the two
  /// is a day, or both are the same day.
  ///
  /// - Parameter offset: The index at which the day begins; moved past the day if there is one.
  static func takeDayBeforeYear(from text: Span<UInt8>, at offset: inout Int) -> Day? {
    var next = offset
    guard let (first, second, year) = takeNumbers(from: text, at: &next, 1...2, 1...2, 4...4) else {
      return nil
    }
    let dayFirst = Day(year: year, month: second, day: first)
    let monthFirst = Day(year: year, month: first, day: second)
    guard let day = dayFirst ?? monthFirst, monthFirst == nil || monthFirst == day else {
      return nil
    }
    offset = next
    return day
  }

  /// Takes three numbers with the same separator between them, `-`, `/` or `.`.
  private static func takeNumbers(
    from text: Span<UInt8>, at next: inout Int, _ first: ClosedRange<Int>,
    _ second: ClosedRange<Int>, _ third: ClosedRange<Int>
  ) -> (Int, Int, Int)? {
    guard let one = takeNumber(from: text, at: &next, digits: first),
      let separator = text.byte(at: next),
      separator == .dash || separator == .slash || separator == .dot
    else { return nil }
    next += 1
    guard let two = takeNumber(from: text, at: &next, digits: second),
      text.byte(at: next) == separator
    else { return nil }
    next += 1
    return takeNumber(from: text, at: &next, digits: third).map { (one, two, $0) }
  }

  /// Takes `2024年3月5日` or `2024년 3월 5일` from a text.
  ///
  /// - Parameter offset: The index at which the day begins; moved past the day if there is one.
  static func takeDayWithUnits(from text: Span<UInt8>, at offset: inout Int) -> Day? {
    var next = offset
    var numbers: [Int] = []
    for units in [["年", "년"], ["月", "월"], ["日", "일"]] {
      let digits = numbers.isEmpty ? 4...4 : 1...2
      guard let number = takeNumber(from: text, at: &next, digits: digits) else { return nil }
      numbers.append(number)
      while text.byte(at: next) == .space { next += 1 }
      // Each of the units is a character of three bytes.
      guard next + 3 <= text.count, units.contains(text.extracting(next..<next + 3).text) else {
        return nil
      }
      next += 3
      let end = next
      while text.byte(at: next) == .space { next += 1 }
      if numbers.count == 3 { next = end }
    }
    guard let day = Day(year: numbers[0], month: numbers[1], day: numbers[2]) else { return nil }
    offset = next
    return day
  }

  /// Takes a day with its month in English from a text, with or without a weekday.
  ///
  /// - Parameter offset: The index at which the day begins; moved past the day if there is one.
  static func takeDayInWords(from text: Span<UInt8>, at offset: inout Int) -> Day? {
    var next = offset
    var words: [Range<Int>] = []
    for _ in 0..<4 {
      let word = takeWord(from: text, at: &next)
      if words.isEmpty && isName(text.extracting(word), among: weekdays) { continue }
      words.append(word)
      if words.count == 3 { break }
    }
    guard words.count == 3 else { return nil }
    let monthFirst = month(text.extracting(words[0]))
    guard let month = monthFirst ?? month(text.extracting(words[1])),
      let number = dayNumber(text.extracting(words[monthFirst == nil ? 0 : 1])),
      let year = wholeNumber(text.extracting(words[2]), digits: 4...4),
      let day = Day(year: year, month: month, day: number)
    else { return nil }
    offset = next
    return day
  }

  /// Reads the time `10:30` or `10:30:15` that follows a day after spaces or a `T`, in seconds
  /// since midnight; returns 0 if there is no time.
  static func second(in text: Span<UInt8>, at offset: Int) -> Int {
    var next = offset
    while let byte = text.byte(at: next), byte == .space || byte.asciiLowercased == t { next += 1 }
    guard let hour = takeNumber(from: text, at: &next, digits: 1...2), hour < 24,
      text.byte(at: next) == .colon
    else { return 0 }
    next += 1
    guard let minute = takeNumber(from: text, at: &next, digits: 2...2), minute < 60 else {
      return 0
    }
    var second = 0
    if text.byte(at: next) == .colon {
      next += 1
      // 60 is a leap second.
      second = min(takeNumber(from: text, at: &next, digits: 2...2) ?? 0, 60)
    }
    return hour * 3600 + minute * 60 + second
  }

  private static let t = UInt8(ascii: "t")

  private static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
  ]

  private static let weekdays = [
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
  ]

  private static func month(_ word: Span<UInt8>) -> Int? {
    for index in months.indices where isName(word, among: [months[index]]) { return index + 1 }
    return nil
  }

  /// Returns whether a word is one of the names, or at least the first three letters of one, with
  /// or without a dot.
  private static func isName(_ word: Span<UInt8>, among names: [String]) -> Bool {
    let count = word.byte(at: word.count - 1) == .dot ? word.count - 1 : word.count
    guard count >= 3 else { return false }
    let letters = word.extracting(..<count)
    for name in names where count <= name.utf8.count {
      if letters.isSameKey(as: name.utf8Span.span.extracting(..<count)) { return true }
    }
    return false
  }

  /// Reads `5`, `05` or `5th`.
  private static func dayNumber(_ word: Span<UInt8>) -> Int? {
    var end = 0
    let number = takeNumber(from: word, at: &end, digits: 1...2)
    let ending = word.extracting(end...)
    guard ending.isEmpty || ["st", "nd", "rd", "th"].contains(ending.text) else { return nil }
    return number
  }

  private static func wholeNumber(_ word: Span<UInt8>, digits: ClosedRange<Int>) -> Int? {
    var end = 0
    let number = takeNumber(from: word, at: &end, digits: digits)
    return end == word.count ? number : nil
  }

  /// Takes the text before the next space or comma, and all spaces and commas after it.
  private static func takeWord(from text: Span<UInt8>, at offset: inout Int) -> Range<Int> {
    let start = offset
    while let byte = text.byte(at: offset), byte != .space, byte != .comma { offset += 1 }
    let word = start..<offset
    while let byte = text.byte(at: offset), byte == .space || byte == .comma { offset += 1 }
    return word
  }

  /// Takes a number that has at least and at most the given count of digits; returns nil if it has
  /// fewer.
  static func takeNumber(
    from text: Span<UInt8>, at offset: inout Int, digits: ClosedRange<Int>
  ) -> Int? {
    var number = 0
    var count = 0
    while count < digits.upperBound, let byte = text.byte(at: offset + count), byte.isDigit {
      number = number * 10 + Int(byte - UInt8(ascii: "0"))
      count += 1
    }
    guard count >= digits.lowerBound else { return nil }
    offset += count
    return number
  }
}
