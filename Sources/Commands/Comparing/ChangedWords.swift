import Posts
import Terminal

/// Finds the words that changed within lines, to mark them.
///
/// As in delta, a removed line is compared with the first added line after it that has most of its
/// words; lines that have less in common are simply removed and added. The amount of work for all
/// lines together is bounded.
struct ChangedWords {
  /// The steps left of the work that all lines may take, a hundredth of a second for each million.
  private var stepsLeft = 100_000_000

  /// The number of added lines that a removed line is compared with.
  private static let linesAhead = 8

  /// The largest size in bytes of removed and added lines that are compared, since their words are
  /// held in memory.
  private static let mostBytes = 1 << 20

  /// The largest number of words of two lines that are compared one by one; of longer ones,
  /// everything between the common beginning and the common end counts as changed.
  private static let mostWords = 2_000

  /// Returns the ranges of each line's text that changed: none for lines without a counterpart.
  mutating func ranges(in lines: [LineComparison.Line]) -> [[Range<Int>]] {
    var ranges = [[Range<Int>]](repeating: [], count: lines.count)
    var index = 0
    while index < lines.count {
      let removed = lines[index...].prefix { $0.mark == UInt8(ascii: "-") }.indices
      let added = lines[removed.upperBound...].prefix { $0.mark == UInt8(ascii: "+") }.indices
      index = max(index + 1, added.upperBound)
      guard !removed.isEmpty, !added.isEmpty, stepsLeft > 0,
        lines[removed.lowerBound..<added.upperBound].reduce(0, { $0 + $1.text.count })
          <= Self.mostBytes
      else { continue }
      let words = (removed.lowerBound..<added.upperBound).map { Words(of: lines[$0].text) }
      let first = removed.lowerBound
      var next = added.lowerBound
      for old in removed {
        let ahead = next..<min(next + Self.linesAhead, added.upperBound)
        guard
          let new = ahead.first(where: { areSimilar(words[old - first], words[$0 - first]) })
        else { continue }
        (ranges[old], ranges[new]) = changes(words[old - first], words[new - first])
        next = new + 1
      }
    }
    return ranges
  }

  /// Returns whether two lines have more than half of their words in common, in any order.
  private mutating func areSimilar(_ old: Words, _ new: Words) -> Bool {
    stepsLeft -= 10 * (old.count + new.count)
    guard stepsLeft > 0 else { return false }
    var left: [ArraySlice<UInt8>: Int] = [:]
    for place in old.places where old.isSeen(place) { left[old.text[place], default: 0] += 1 }
    var common = 0
    var all = left.values.reduce(0, +)
    for place in new.places where new.isSeen(place) {
      all += 1
      guard let count = left[new.text[place]], count > 0 else { continue }
      left[new.text[place]] = count - 1
      common += 2
    }
    return 2 * common > all
  }

  /// Returns the ranges that are only in the old line, and those only in the new one.
  private mutating func changes(_ old: Words, _ new: Words) -> ([Range<Int>], [Range<Int>]) {
    let (before, after) = (old.all, new.all)
    let head = zip(before, after).prefix { $0 == $1 }.count
    let most = min(before.count, after.count) - head
    let tail = zip(before.reversed(), after.reversed()).prefix(most).prefix { $0 == $1 }.count
    let (oldMiddle, newMiddle) = (head..<before.count - tail, head..<after.count - tail)
    let count = oldMiddle.count + newMiddle.count
    guard count <= Self.mostWords, count * count <= stepsLeft else {
      return (old.ranges(of: Array(oldMiddle)), new.ranges(of: Array(newMiddle)))
    }
    stepsLeft -= count * count
    var (removed, inserted): ([Int], [Int]) = ([], [])
    for change in after[newMiddle].difference(from: before[oldMiddle]) {
      switch change {
      case .remove(let offset, _, _): removed.append(head + offset)
      case .insert(let offset, _, _): inserted.append(head + offset)
      }
    }
    return (old.ranges(of: removed.sorted()), new.ranges(of: inserted.sorted()))
  }
}

/// The words of a line, the spaces between them, and each other character on its own.
private struct Words {
  let text: [UInt8]
  private(set) var places: [Range<Int>] = []

  init(of text: [UInt8]) {
    self.text = text
    var last = Kind.other
    var index = 0
    while index < text.count {
      let (kind, length) = Kind.of(text.span, at: index)
      if kind == last, kind != .other {
        places[places.count - 1] = places[places.count - 1].lowerBound..<index + length
      } else {
        places.append(index..<index + length)
      }
      last = kind
      index += length
    }
  }

  var count: Int { places.count }

  var all: [ArraySlice<UInt8>] { places.map { text[$0] } }

  /// Returns whether a word is more than space.
  func isSeen(_ place: Range<Int>) -> Bool { !text[place.lowerBound].isBlank }

  /// Returns the ranges of some words, those of neighbours as one.
  ///
  /// - Parameter indices: the words, in ascending order.
  func ranges(of indices: [Int]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    for place in indices.map({ places[$0] }) {
      if let last = ranges.last, last.upperBound == place.lowerBound {
        ranges[ranges.count - 1] = last.lowerBound..<place.upperBound
      } else {
        ranges.append(place)
      }
    }
    return ranges
  }

  private enum Kind {
    case word, space, other

    /// Returns the kind and the length of the character at an index. Characters of scripts that are
    /// written without spaces are words of their own.
    static func of(_ text: ByteSpan, at index: Int) -> (Kind, length: Int) {
      let byte = text[index]
      if byte.isLetter || byte.isDigit || byte == UInt8(ascii: "_") { return (.word, 1) }
      if byte.isBlank { return (.space, 1) }
      guard case .scalar(let scalar, let length) = text.decodeScalar(at: index), length > 1 else {
        return (.other, 1)
      }
      return ((0x2E80...0x9FFF).contains(scalar.value) ? .other : .word, length)
    }
  }
}
