import ArgumentParser

/// What `--size` says of a file: `+10k` at least, `-10k` at most, `10k` just so many bytes.
struct SizeRange: Equatable, ExpressibleByArgument {
  let bytes: ClosedRange<Int64>

  /// - Parameter argument: a `ByteCount`, with a sign or without.
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
