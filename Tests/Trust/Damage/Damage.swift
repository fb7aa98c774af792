import ProgramSupport
import TestSupport

/// A file after a disk, a transport or an editor has damaged it.
struct Damage: CustomStringConvertible {
  /// The changes in the order in which they were made, for the message of a test that fails.
  private(set) var description = ""
  private(set) var bytes: [UInt8]
  /// The pieces of the original file that are still in `bytes`.
  private var kept: [Piece]

  /// Successive bytes of the original file that are still together, though they may have moved.
  private struct Piece {
    /// The range of the bytes in the original file.
    var before: Range<Int>
    /// The offset of the bytes in the damaged file.
    var now: Int
  }

  /// Returns the file after `count` changes. Starts again if together they change nothing.
  static func random(of whole: [UInt8], count: Int, _ generator: inout FixedGenerator) -> Damage {
    repeat {
      var damage = Damage(
        bytes: whole, kept: [Piece(before: whole.indices, now: 0)])
      for _ in 0..<count { damage.harm(&generator) }
      if damage.bytes != whole { return damage }
    } while true
  }

  private init(bytes: [UInt8], kept: [Piece]) {
    self.bytes = bytes
    self.kept = kept
  }

  /// Whether the bytes in a range of the original file are no longer there in one piece.
  func touches(_ range: Range<Int>) -> Bool {
    !kept.contains {
      $0.before.lowerBound <= range.lowerBound && range.upperBound <= $0.before.upperBound
    }
  }

  private mutating func harm(_ generator: inout FixedGenerator) {
    let place = generator.below(max(bytes.count, 1))
    // Most lengths are small; a few span several frames.
    let length = 1 + generator.below(1 << (3 + generator.below(18)))
    let range = place..<min(place + length, bytes.count)
    switch generator.below(9) {
    case 0, 1, 2:
      replace(place..<min(place + 1, bytes.count), "one byte") { piece in
        piece.map { $0 ^ UInt8(1 << generator.below(8)) }
      }
    case 3: replace(range, "other bytes") { generator.bytes($0.count) }
    case 4:
      // The disk returns a sector as zeros.
      let sector = place / 4096 * 4096
      replace(sector..<min(sector + 4096, bytes.count), "a sector of zeros") { $0.map { _ in 0 } }
    case 5: replace(range, "bytes left out") { _ in [] }
    case 6: replace(place..<place, "bytes added") { _ in generator.bytes(length) }
    case 7: replace(place..<bytes.count, "cut short") { _ in [] }
    default:
      let from = generator.below(max(bytes.count - range.count, 1))
      let copy = Array(bytes[from..<(from + range.count)])
      replace(range, "bytes from elsewhere") { _ in copy }
    }
  }

  /// Replaces bytes, and keeps `kept` and `description` up to date.
  private mutating func replace(
    _ range: Range<Int>, _ what: String, by change: (ArraySlice<UInt8>) -> [UInt8]
  ) {
    let new = change(bytes[range])
    description += "\(what) at \(range.lowerBound)+\(range.count) of \(bytes.count); "
    bytes.replaceSubrange(range, with: new)
    kept = kept.flatMap { piece -> [Piece] in
      let end = piece.now + piece.before.count
      var left: [Piece] = []
      if piece.now < range.lowerBound {
        let count = min(end, range.lowerBound) - piece.now
        left.append(Piece(before: piece.before.prefix(count), now: piece.now))
      }
      if end > range.upperBound {
        let skipped = max(range.upperBound - piece.now, 0)
        left.append(
          Piece(
            before: piece.before.dropFirst(skipped),
            now: piece.now + skipped + new.count - range.count))
      }
      return left
    }
  }
}
