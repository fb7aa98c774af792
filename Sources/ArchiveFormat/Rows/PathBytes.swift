/// Applies the rules of `Path` to the bytes of paths in a block or a directory.
enum PathBytes {
  private static let slash = UInt8(ascii: "/")
  private static let dot = UInt8(ascii: ".")

  /// Compares two paths in the order of `Path`: byte by byte, with `/` before every other byte.
  ///
  /// - Returns: A negative number if the first path comes first, 0 if they are equal, else a
  ///   positive number.
  static func order(_ one: Span<UInt8>, _ other: Span<UInt8>) -> Int {
    for index in 0..<min(one.count, other.count) where one[index] != other[index] {
      if one[index] == slash { return -1 }
      return other[index] == slash || one[index] > other[index] ? 1 : -1
    }
    return one.count - other.count
  }

  /// Returns whether two spans hold the same bytes.
  static func areEqual(_ one: Span<UInt8>, _ other: Span<UInt8>) -> Bool {
    one.count == other.count && sharedCount(one, other) == one.count
  }

  /// Returns the length of the common beginning of two paths in bytes.
  static func sharedCount(_ one: Span<UInt8>, _ other: Span<UInt8>) -> Int {
    let limit = min(one.count, other.count)
    var index = 0
    while index < limit, one[index] == other[index] { index += 1 }
    return index
  }

  /// Returns whether bytes are a path other than the root: no NUL, and no component that is empty,
  /// `.` or `..`.
  ///
  /// - Parameter start: The length of the beginning that is already known to begin a valid path;
  ///   only the component at `start` and those after it are checked.
  static func isPath(_ bytes: Span<UInt8>, from start: Int = 0) -> Bool {
    var index = min(start, bytes.count)
    while index > 0, bytes[index - 1] != slash { index -= 1 }
    var component = index
    while index < bytes.count {
      let byte = bytes[index]
      // One comparison for nearly every byte, because names are mostly letters and digits.
      if byte <= slash {
        if byte == 0 { return false }
        if byte == slash {
          guard isComponent(bytes, component..<index) else { return false }
          component = index + 1
        }
      }
      index += 1
    }
    return isComponent(bytes, component..<index)
  }

  /// Returns whether the bytes between two `/` are neither empty nor `.` nor `..`.
  private static func isComponent(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    switch range.count {
    case 0: false
    case 1: bytes[range.lowerBound] != dot
    case 2: bytes[range.lowerBound] != dot || bytes[range.lowerBound + 1] != dot
    default: true
    }
  }
}
