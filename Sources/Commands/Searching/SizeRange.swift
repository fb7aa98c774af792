import ArgumentParser

/// What `--size` says of a file: `+10k` at least, `-10k` at most, `10k` just so many bytes.
struct SizeRange: Equatable, ExpressibleByArgument {
  let bytes: ClosedRange<Int64>

  /// - Parameter argument: a number of bytes, or with `k`, `M` or `G` of 1,024, 1,024² or 1,024³.
  init?(argument: String) {
    var digits = argument[...]
    let sign = digits.first.flatMap { "+-".contains($0) ? $0 : nil }
    if sign != nil { digits.removeFirst() }
    var unit: Int64 = 1
    if let power = ["k", "m", "g"].firstIndex(of: digits.last?.lowercased() ?? "") {
      unit = 1 << (10 * (Int64(power) + 1))
      digits.removeLast()
    }
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let number = Int64(digits)
    else { return nil }
    let (size, isTooLarge) = number.multipliedReportingOverflow(by: unit)
    guard !isTooLarge else { return nil }
    bytes =
      switch sign {
      case "+": size...Int64.max
      case "-": 0...size
      default: size...size
      }
  }
}
