import Posts
import Terminal

/// The units in which `head` and `tail` measure a text.
enum TextUnit {
  case lines, bytes
}

/// A number of lines or bytes as head(1) and tail(1) read it: `5`, `-5`, `+5`, or with `k`, `M` or
/// `G` for 1,024, 1,024² or 1,024³.
struct TextLength: Equatable {
  enum Sign { case minus, plus }

  var sign: Sign?
  let count: Int

  init(_ count: Int) { self.count = count }

  init?(argument: String) {
    sign = argument.hasPrefix("-") ? .minus : argument.hasPrefix("+") ? .plus : nil
    guard let count = ByteCount(argument: String(argument.dropFirst(sign == nil ? 0 : 1))) else {
      return nil
    }
    self.count = Int(clamping: count.bytes)
  }
}

extension ByteSpan {
  /// Returns the place after a number of lines or bytes, if they end in this piece of a text, and
  /// takes those that are in it from the number, 1 or more.
  func end(after left: inout Int, _ unit: TextUnit) -> Int? {
    switch unit {
    case .bytes:
      let end = left
      left -= Swift.min(count, left)
      return left == 0 ? end : nil
    case .lines:
      for index in indices where self[index] == .newline {
        left -= 1
        if left == 0 { return index + 1 }
      }
      return nil
    }
  }
}

/// The last lines or bytes of a text that comes in pieces; no more of it is held.
struct TextEnd {
  private let count: Int
  private let unit: TextUnit
  private(set) var bytes: [UInt8] = []
  /// The number of bytes from which on it is worth looking for what is no longer at the end.
  private var enough = Self.smallest

  private static let smallest = 1 << 16

  init(_ count: Int, _ unit: TextUnit) {
    self.count = count
    self.unit = unit
  }

  /// Adds the next piece.
  ///
  /// - Returns: what is not at the end of the text any more, or a part of it.
  mutating func append(_ piece: ByteSpan) -> [UInt8] {
    bytes.append(piece)
    guard bytes.count >= enough else { return [] }
    defer { enough = max(Self.smallest, 2 * bytes.count) }
    return takeRest()
  }

  /// Takes out what is before the end.
  mutating func takeRest() -> [UInt8] {
    var start = bytes.count
    switch unit {
    case .bytes: start -= min(start, count)
    case .lines:
      var left = count
      while left > 0, start > 0 {
        start = bytes[..<(start - 1)].lastIndex(of: .newline).map { $0 + 1 } ?? 0
        left -= 1
      }
    }
    defer { bytes.removeFirst(start) }
    return Array(bytes[..<start])
  }
}
