extension PostDate.Day {
  /// Creates the day in UTC on which a moment falls; nil outside the years 0 to 9999.
  ///
  /// - Parameter secondsSince1970: The seconds since the midnight that began 1970 in UTC.
  package init?(secondsSince1970 seconds: Int64) {
    let days = seconds.quotientFlooring(dividingBy: 86_400)
    // If years begin in March, they end with the leap day; 400 of them have 146,097 days.
    guard abs(days) < 4_000_000 else { return nil }
    let shifted = Int(days) + 719_468
    let era = shifted.quotientFlooring(dividingBy: 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    self.init(
      year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month,
      day: dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
  }
}

extension PostDate.Day {
  /// The number of days from 1 January 1970 to the day.
  package var daysSince1970: Int {
    // As above, with years that begin in March.
    let shiftedYear = month > 2 ? year : year - 1
    let era = shiftedYear.quotientFlooring(dividingBy: 400)
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}

extension PostDate.Day: CustomStringConvertible {
  /// The day as `2024-03-05` (ISO 8601).
  package var description: String {
    // Written digit by digit for speed, since a long list writes a day for each of its entries.
    unsafe String(unsafeUninitializedCapacity: 10) { text in
      let parts = [(number: year, end: 4), (number: month, end: 7), (number: day, end: 10)]
      var start = 0
      for (number, end) in parts {
        var rest = number
        for place in (start..<end).reversed() {
          unsafe text[place] = UInt8(ascii: "0") + UInt8(rest % 10)
          rest /= 10
        }
        if end < 10 { unsafe text[end] = UInt8.dash }
        start = end + 1
      }
      return 10
    }
  }
}

extension BinaryInteger {
  fileprivate func quotientFlooring(dividingBy divisor: Self) -> Self {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
