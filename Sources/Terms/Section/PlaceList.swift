import ArchiveFormat

/// The frames that hold a term, as a block stores them.
///
/// Places ascend; each is a varint: the first one as it is, and each other one less the one before
/// it, less 1. If more than half of all frames hold the term, those that do not are listed instead.
enum PlaceList: Equatable, Sendable {
  /// Every frame may hold the term; there is no list.
  case every
  /// A list of this number of bytes, of the frames that hold the term.
  case holding(length: Int)
  /// A list of this number of bytes, of the frames that do not.
  case lacking(length: Int)

  /// Appends a list of the frames that hold a term.
  ///
  /// - Parameters:
  ///   - places: The places of the frames, ascending, at least one.
  ///   - limit: The number of places that there are.
  /// - Returns: What has been appended.
  static func append(
    _ places: ArraySlice<UInt32>, below limit: Int, to bytes: inout [UInt8]
  ) -> PlaceList {
    if places.count == limit { return .every }
    let start = bytes.count
    let isHolding = places.count <= limit / 2
    if isHolding {
      append(places, to: &bytes)
    } else {
      var next: UInt32 = 0
      var missing: [UInt32] = []
      missing.reserveCapacity(limit - places.count)
      for place in places {
        while next < place {
          missing.append(next)
          next += 1
        }
        next = place + 1
      }
      while next < limit {
        missing.append(next)
        next += 1
      }
      append(missing[...], to: &bytes)
    }
    let length = bytes.count - start
    if length > TermsSection.maximumList {
      bytes.removeLast(length)
      return .every
    }
    return isHolding ? .holding(length: length) : .lacking(length: length)
  }

  /// Appends ascending places.
  static func append(_ places: ArraySlice<UInt32>, to bytes: inout [UInt8]) {
    var next: UInt32 = 0
    for place in places {
      bytes.append(varint: UInt64(place - next))
      next = place + 1
    }
  }

  /// The number that stands for the list in a block.
  var number: UInt64 {
    switch self {
    case .every: 0
    case .holding(let length): UInt64(length) << 1
    case .lacking(let length): UInt64(length) << 1 | 1
    }
  }

  /// The length of the list in bytes.
  var length: Int {
    switch self {
    case .every: 0
    case .holding(let length), .lacking(let length): length
    }
  }

  /// Reads the number that stands for a list.
  init(_ cursor: inout BlockCursor) throws(IndexError) {
    let number = try cursor.count(upTo: TermsSection.maximumList << 1 | 1)
    switch (number, number & 1) {
    case (0, _): self = .every
    case (1, _): throw .damagedTerms("a list is empty")
    case (_, 0): self = .holding(length: number >> 1)
    default: self = .lacking(length: number >> 1)
    }
  }

  /// Reads ascending places.
  ///
  /// - Parameters:
  ///   - range: The range of the list in the bytes of the cursor, which is moved.
  ///   - limit: The number of places that there are.
  static func read(
    _ range: Range<Int>, of cursor: inout BlockCursor, below limit: Int, take: (Int) -> Void
  ) throws(IndexError) {
    cursor.move(to: range.lowerBound)
    var next = 0
    while cursor.position < range.upperBound {
      let place = next + (try cursor.count(upTo: limit - 1 - next))
      take(place)
      next = place + 1
    }
    guard cursor.position == range.upperBound else {
      throw .damagedTerms("a list ends within a number")
    }
  }
}
