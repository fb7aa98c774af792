import ArgumentParser
import Posts

/// The sizes that `find` looks for, in bytes.
struct SizeRange: Equatable {
  let bytes: Range<Int64>

  /// Returns the sign of a word, and what follows it.
  private static func split(_ word: String) -> (sign: Character?, number: String) {
    guard let first = word.first, "+-".contains(first) else { return (nil, word) }
    return (first, String(word.dropFirst()))
  }
}

extension SizeRange: ExpressibleByArgument {
  /// Reads the value of `--size`: `+10k` for at least, `-10k` for at most, `10k` for exactly that
  /// many bytes.
  ///
  /// - Parameter argument: a `ByteCount`, with or without a sign.
  init?(argument: String) {
    let (sign, number) = Self.split(argument)
    guard let size = ByteCount(argument: number)?.bytes, size < .max else { return nil }
    bytes =
      switch sign {
      case "+": size..<Int64.max
      case "-": 0..<size + 1
      default: size..<size + 1
      }
  }
}

extension SizeRange {
  /// Reads the value of `-size` as find(1) does: a number of blocks of 512 bytes, or with a letter
  /// of other units. Sizes are rounded up to whole units, and are more (`+`), less (`-`) or exactly
  /// so many.
  init(roundedUp argument: String) throws {
    let units: [Character: Int64] = [
      "c": 1, "w": 2, "b": 512, "k": 1 << 10, "M": 1 << 20, "G": 1 << 30,
    ]
    let (sign, text) = Self.split(argument)
    let unit = text.last.flatMap { units[$0] }
    let digits = unit == nil ? text : String(text.dropLast())
    guard digits.utf8.allSatisfy(\.isDigit), let number = Int64(digits),
      case (let end, let isTooLarge) = number.multipliedReportingOverflow(by: unit ?? 512),
      !isTooLarge, end < .max
    else { throw ValidationError("'\(argument)' is not a size of find(1), such as -10k.") }
    // So many units are a range of bytes: the last of them begins here.
    let start = number == 0 ? 0 : end - (unit ?? 512) + 1
    bytes =
      switch sign {
      case "+": end + 1..<Int64.max
      case "-": 0..<start
      default: start..<end + 1
      }
  }
}
