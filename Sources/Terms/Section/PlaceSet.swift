/// A set of places: frames of a section, counted from 0.
struct PlaceSet: Equatable, Sendable {
  /// The number of places that there are.
  let limit: Int
  private var words: [UInt64]

  /// Creates a set of no places, or of all.
  ///
  /// - Parameter limit: The number of places that there are.
  init(below limit: Int, isFull: Bool = false) {
    self.limit = limit
    words = Array(repeating: isFull ? .max : 0, count: (limit + 63) / 64)
    if isFull, limit % 64 != 0 { words[words.count - 1] = 1 << UInt64(limit % 64) - 1 }
  }

  /// The number of places in the set.
  var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  func contains(_ place: Int) -> Bool { words[place / 64] >> UInt64(place % 64) & 1 != 0 }

  mutating func insert(_ place: Int) { words[place / 64] |= 1 << UInt64(place % 64) }

  mutating func remove(_ place: Int) { words[place / 64] &= ~(1 << UInt64(place % 64)) }

  mutating func formUnion(_ other: PlaceSet) {
    for index in words.indices { words[index] |= other.words[index] }
  }

  mutating func formIntersection(_ other: PlaceSet) {
    for index in words.indices { words[index] &= other.words[index] }
  }
}
