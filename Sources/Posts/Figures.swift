/// Formats numbers for people, the same in every locale.
package enum Figures {
  /// Returns a whole number with a comma between thousands: `1,234`.
  package static func grouped(_ number: Int) -> String {
    let digits = String(number.magnitude)
    var result = number < 0 ? "-" : ""
    for (offset, digit) in digits.enumerated() {
      if offset > 0, (digits.count - offset).isMultiple(of: 3) { result += "," }
      result.append(digit)
    }
    return result
  }

  /// Returns a number with a noun: `1 post`, `1,234 posts`.
  package static func count(_ number: Int, _ noun: String) -> String {
    "\(grouped(number)) \(noun)\(number == 1 ? "" : "s")"
  }

  /// Returns a number of bytes with one decimal in powers of 1000, as `12.3 MB`; below 1000 as `7
  /// B`.
  package static func size(_ bytes: Int) -> String {
    let magnitude = max(0, bytes)
    guard magnitude >= 1000 else { return "\(magnitude) B" }
    var unit = 1000
    for name in ["kB", "MB", "GB", "TB", "PB"] {
      // Rounds in tenths: 999,950 bytes are 1.0 MB and not 1000.0 kB.
      let tenths = (magnitude / (unit / 100) + 5) / 10
      if tenths < 10_000 { return "\(tenths / 10).\(tenths % 10) \(name)" }
      unit *= 1000
    }
    return "\(grouped(magnitude / 1_000_000_000_000_000)) PB"
  }

  /// Returns a number of seconds in its two largest units: `12 s`, `3 min 5 s`, `2 h 1 min`.
  package static func time(_ seconds: Int) -> String {
    let seconds = max(0, seconds)
    if seconds < 60 { return "\(seconds) s" }
    if seconds < 3600 { return "\(seconds / 60) min \(seconds % 60) s" }
    return "\(grouped(seconds / 3600)) h \(seconds % 3600 / 60) min"
  }
}
