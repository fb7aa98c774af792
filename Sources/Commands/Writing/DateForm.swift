import Posts

/// A form in which a day, or a day and a time, are written with digits.
struct DateForm: Hashable, Sendable {
  private enum Zone: Hashable {
    case none
    /// `Z`: the time is in UTC.
    case utc
    /// `+02:00`, or `+0200`.
    case offset(hasColon: Bool)
  }

  private var separator = UInt8.dash
  /// The byte between day and time; nil if there is no time.
  private var beforeTime: UInt8?
  private var hasSeconds = false
  private var hasSpaceBeforeZone = false
  private var zone = Zone.none

  /// The form `2024-03-05`.
  static let day = DateForm()

  private init() {}

  /// Reads the form of a date; nil for one in words, or with its year at the end.
  init?(of written: String) {
    var rest = Array(written.foldingWhiteSpace().utf8)[...]
    guard rest.takeDigits(4...4), let separator = rest.popFirst(),
      [UInt8.dash, .slash, .dot].contains(separator), rest.takeDigits(1...2),
      rest.take(separator), rest.takeDigits(1...2)
    else { return nil }
    self.separator = separator
    guard let byte = rest.popFirst() else { return }
    guard byte == .space || byte.asciiLowercased == UInt8(ascii: "t"), rest.takeDigits(1...2),
      rest.take(.colon), rest.takeDigits(2...2)
    else { return nil }
    beforeTime = byte
    if rest.take(.colon) {
      guard rest.takeDigits(2...2) else { return nil }
      hasSeconds = true
      if rest.take(.dot), !rest.takeDigits(1...9) { return nil }
    }
    hasSpaceBeforeZone = rest.take(.space)
    switch rest.popFirst() {
    case nil: return
    case UInt8(ascii: "Z"), UInt8(ascii: "z"): zone = .utc
    case UInt8.dash, UInt8(ascii: "+"):
      guard rest.takeDigits(2...2) else { return nil }
      zone = .offset(hasColon: rest.take(.colon))
      guard rest.takeDigits(2...2) else { return nil }
    default: return nil
    }
    guard rest.isEmpty else { return nil }
  }

  /// The form in TOML that has as much as this one (TOML 1.0, "Offset Date-Time").
  var inTOML: DateForm {
    var form = self
    form.separator = .dash
    form.hasSpaceBeforeZone = false
    if beforeTime != nil { form.hasSeconds = true }
    if case .offset = zone { form.zone = .offset(hasColon: true) }
    return form
  }

  /// Returns a moment in this form.
  ///
  /// - Parameters:
  ///   - moment: seconds since 1970 in UTC; of the years 0 to 9999.
  ///   - secondsEast: the seconds by which clocks are ahead of UTC there.
  func text(of moment: Int64, secondsEast: Int64) -> String {
    let seconds = moment + (zone == .utc ? 0 : secondsEast)
    guard let day = PostDate.Day(secondsSince1970: seconds) else { return "" }
    let mark = String(Unicode.Scalar(separator))
    var text = "\(day)".replacing("-", with: mark)
    guard let beforeTime else { return text }
    let second = Int(seconds - Int64(day.daysSince1970) * 86_400)
    text += String(Unicode.Scalar(beforeTime)) + Self.two(second / 3600) + ":"
    text += Self.two(second / 60 % 60)
    if hasSeconds { text += ":" + Self.two(second % 60) }
    if hasSpaceBeforeZone { text += " " }
    switch zone {
    case .none: break
    case .utc: text += "Z"
    case .offset(let hasColon):
      let minutes = Int(abs(secondsEast)) / 60
      text += (secondsEast < 0 ? "-" : "+") + Self.two(minutes / 60) + (hasColon ? ":" : "")
      text += Self.two(minutes % 60)
    }
    return text
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

extension ArraySlice<UInt8> {
  fileprivate mutating func take(_ byte: UInt8) -> Bool {
    guard first == byte else { return false }
    removeFirst()
    return true
  }

  /// Takes as many digits as are there, up to the greatest count.
  fileprivate mutating func takeDigits(_ counts: ClosedRange<Int>) -> Bool {
    let digits = prefix(counts.upperBound).prefix(while: \.isDigit)
    guard counts ~= digits.count else { return false }
    removeFirst(digits.count)
    return true
  }
}
