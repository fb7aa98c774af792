import ArchiveFormat

/// A decoded block of terms, read from its beginning to its end.
///
///     length   varint: number of bytes of all terms, from shared to list
///     shared   varint: number of bytes that the term shares with the one before   ┐
///     rest     counted: the other bytes, at least 1                               │ for each term
///     list     varint: 0 for every frame, else 2 × bytes of the list, and 1 more  │
///              if it is of the frames that do not hold the term                   ┘
///     lists    the lists, one after the other
struct TermBlock: Sendable {
  private var cursor: BlockCursor
  private let termsEnd: Int
  private var listStart: Int
  private(set) var term = TermBytes()
  private(set) var list = PlaceList.every

  init(_ bytes: [UInt8]) throws(IndexError) {
    cursor = BlockCursor(bytes)
    let terms = try cursor.counted()
    cursor.move(to: terms.lowerBound)
    (termsEnd, listStart) = (terms.upperBound, terms.upperBound)
  }

  /// Reads the next term.
  ///
  /// - Returns: False after the last one.
  /// - Throws: `.damaged`.
  mutating func next() throws(IndexError) -> Bool {
    listStart += list.length
    list = .every
    guard cursor.position < termsEnd else {
      guard cursor.position == termsEnd, listStart == cursor.bytes.count else {
        throw .damagedTerms("a block does not have a list for each term")
      }
      return false
    }
    try term.readNext(&cursor)
    list = try PlaceList(&cursor)
    guard list.length <= cursor.bytes.count - listStart else {
      throw .damagedTerms("a block does not have a list for each term")
    }
    return true
  }

  /// Reads the list of the term, which nothing else may do.
  ///
  /// - Parameter limit: The number of places that there are.
  /// - Throws: `.damaged`.
  func checkList(below limit: Int) throws(IndexError) {
    var lists = cursor
    var count = 0
    try PlaceList.read(
      listStart..<(listStart + list.length), of: &lists, below: limit
    ) { _ in count += 1 }
    if case .lacking = list, count == limit { throw .damagedTerms("a term is in no frame") }
  }

  /// Gives the places of the frames that may hold the term, ascending.
  ///
  /// - Parameter limit: The number of places that there are.
  /// - Throws: `.damaged`.
  func forEachPlace(below limit: Int, take: (Int) -> Void) throws(IndexError) {
    var lists = cursor
    let range = listStart..<(listStart + list.length)
    switch list {
    case .every: for place in 0..<limit { take(place) }
    case .holding: try PlaceList.read(range, of: &lists, below: limit, take: take)
    case .lacking:
      var next = 0
      try PlaceList.read(range, of: &lists, below: limit) { missing in
        while next < missing {
          take(next)
          next += 1
        }
        next = missing + 1
      }
      while next < limit {
        take(next)
        next += 1
      }
    }
  }
}
