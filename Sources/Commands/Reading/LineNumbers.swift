import Posts
import Terminal

/// The numbers of lines, from 1, before the lines of a text that comes in pieces, as in cat(1): the
/// count goes on from one text to the next.
struct LineNumbers {
  private var last = 0
  private var isAtStart = true

  /// Returns a piece with a number at the start of each line.
  mutating func numbered(_ piece: ByteSpan) -> [UInt8] {
    var numbered: [UInt8] = []
    numbered.reserveCapacity(piece.count)
    for index in piece.indices {
      if isAtStart {
        last += 1
        let number = String(last).utf8
        numbered += [UInt8](repeating: .space, count: max(0, 6 - number.count)) + number + [.tab]
      }
      numbered.append(piece[index])
      isAtStart = piece[index] == .newline
    }
    return numbered
  }
}
