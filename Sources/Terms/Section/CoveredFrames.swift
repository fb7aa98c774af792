/// The frames that a section says something about. In a section they are counted from 0; such a
/// number is called a place.
package struct CoveredFrames: Equatable, Sendable {
  /// Frames that follow one another; there is a gap between any two ranges.
  package private(set) var ranges: [Range<Int>] = []
  /// The place of the first frame of each range.
  private var starts: [Int] = []
  /// The number of frames.
  package private(set) var count = 0

  /// Creates a list without frames.
  package init() {}

  /// Adds the next frames.
  ///
  /// - Parameter range: At least one frame, all after those that are covered.
  package mutating func append(_ range: Range<Int>) {
    if let last = ranges.last, last.upperBound == range.lowerBound {
      ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
    } else {
      ranges.append(range)
      starts.append(count)
    }
    count += range.count
  }

  /// Returns the place of a frame; nil if it is not covered.
  package func place(of frame: Int) -> Int? {
    let index = Self.last(ranges) { $0.lowerBound <= frame }
    guard let index, ranges[index].contains(frame) else { return nil }
    return starts[index] + frame - ranges[index].lowerBound
  }

  /// Returns the frame at a place.
  ///
  /// - Parameter place: Below `count`.
  package func frame(at place: Int) -> Int {
    guard let index = Self.last(starts, where: { $0 <= place }) else {
      preconditionFailure("no frame is covered")
    }
    return ranges[index].lowerBound + place - starts[index]
  }

  /// Returns the index of the last element that a condition holds for; it must hold for all before.
  private static func last<Element>(
    _ elements: [Element], where holds: (Element) -> Bool
  ) -> Int? {
    var (low, high) = (0, elements.count)
    while low < high {
      let middle = (low + high) / 2
      if holds(elements[middle]) { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? nil : low - 1
  }
}
