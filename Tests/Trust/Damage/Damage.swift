import ProgramSupport
import TestSupport

/// What became of a file whose disk, transport or editor did it harm.
struct Damage: CustomStringConvertible {
  /// What is told of it where a test fails.
  private(set) var description = ""
  private(set) var bytes: [UInt8]
  /// Where each piece of the file as it was is found in what is left of it.
  private var kept: [Piece]

  /// A run of bytes that are as they were, though they may have moved.
  private struct Piece {
    /// Where they were.
    var before: Range<Int>
    /// Where they are now.
    var now: Int
  }

  /// Harms a file in some ways, one after the other, until it is another file.
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

  /// Whether bytes that were together there are no longer as they were, one behind the other.
  func touches(_ range: Range<Int>) -> Bool {
    !kept.contains {
      $0.before.lowerBound <= range.lowerBound && range.upperBound <= $0.before.upperBound
    }
  }

  private mutating func harm(_ generator: inout FixedGenerator) {
    let place = generator.below(max(bytes.count, 1))
    // Mostly small, at times of several frames.
    let length = 1 + generator.below(1 << (3 + generator.below(18)))
    let range = place..<min(place + length, bytes.count)
    switch generator.below(9) {
    case 0, 1, 2:
      replace(place..<min(place + 1, bytes.count), "one byte") { piece in
        piece.map { $0 ^ UInt8(1 << generator.below(8)) }
      }
    case 3: replace(range, "other bytes") { generator.bytes($0.count) }
    case 4:
      // A sector that the disk gives back as zeros.
      let sector = place / 4096 * 4096
      replace(sector..<min(sector + 4096, bytes.count), "a sector of zeros") { $0.map { _ in 0 } }
    case 5: replace(range, "bytes left out") { _ in [] }
    case 6: replace(place..<place, "bytes added") { _ in generator.bytes(length) }
    case 7: replace(place..<bytes.count, "cut short") { _ in [] }
    default:
      let from = generator.below(max(bytes.count - range.count, 1))
      let copy = Array(bytes[from..<(from + range.count)])
      replace(range, "bytes of elsewhere") { _ in copy }
    }
  }

  /// Puts other bytes where some are, and remembers what is left of the others.
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
