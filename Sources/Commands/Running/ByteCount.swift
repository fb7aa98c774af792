import ArgumentParser

/// A number of bytes as it is typed: `10000`, or with `k`, `M` or `G` for 1,024, 1,024² or 1,024³.
struct ByteCount: Equatable, ExpressibleByArgument {
  let bytes: Int64

  init?(argument: String) {
    var digits = argument[...]
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
    bytes = size
  }
}
