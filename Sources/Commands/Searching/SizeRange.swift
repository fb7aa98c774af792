import ArgumentParser

/// The value of `--size`: `+10k` for at least, `-10k` for at most, `10k` for exactly that many
/// bytes.
struct SizeRange: Equatable, ExpressibleByArgument {
  let bytes: ClosedRange<Int64>

  /// - Parameter argument: a `ByteCount`, with or without a sign.
  init?(argument: String) {
    let sign = argument.first.flatMap { "+-".contains($0) ? $0 : nil }
    guard let size = ByteCount(argument: String(argument.dropFirst(sign == nil ? 0 : 1)))?.bytes
    else { return nil }
    bytes =
      switch sign {
      case "+": size...Int64.max
      case "-": 0...size
      default: size...size
      }
  }
}
