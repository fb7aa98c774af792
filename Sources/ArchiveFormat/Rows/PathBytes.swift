/// Knows of paths what `Path` knows, where their bytes lie in a block or a directory.
enum PathBytes {
  private static let slash = UInt8(ascii: "/")
  private static let dot = UInt8(ascii: ".")

  /// Orders two paths as `Path` does: as bytes, with `/` before every other.
  ///
  /// - Returns: A number below, at or above 0, as the first path stands before, at or behind the
  ///   second.
  static func order(_ one: Span<UInt8>, _ other: Span<UInt8>) -> Int {
    for index in 0..<min(one.count, other.count) where one[index] != other[index] {
      if one[index] == slash { return -1 }
      return other[index] == slash || one[index] > other[index] ? 1 : -1
    }
    return one.count - other.count
  }

  /// Tells whether two runs of bytes are the same.
  static func areEqual(_ one: Span<UInt8>, _ other: Span<UInt8>) -> Bool {
    one.count == other.count && sharedCount(one, other) == one.count
  }

  /// Counts the bytes at the beginning of two paths that are the same.
  static func sharedCount(_ one: Span<UInt8>, _ other: Span<UInt8>) -> Int {
    let limit = min(one.count, other.count)
    var index = 0
    while index < limit, one[index] == other[index] { index += 1 }
    return index
  }

  /// Tells whether bytes are a path other than the root: components that are neither empty nor `.` nor
  /// `..`, without NUL.
  ///
  /// - Parameter start: Where to begin: what stands before is the beginning of a path, so that only the
  ///   component that `start` lies in and those behind it are looked at.
  static func isPath(_ bytes: Span<UInt8>, from start: Int = 0) -> Bool {
    var index = min(start, bytes.count)
    while index > 0, bytes[index - 1] != slash { index -= 1 }
    var component = index
    while index < bytes.count {
      let byte = bytes[index]
      // One comparison for nearly every byte: names are mostly letters and digits.
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

  /// Tells whether bytes between two `/` are neither empty nor `.` nor `..`.
  private static func isComponent(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    switch range.count {
    case 0: false
    case 1: bytes[range.lowerBound] != dot
    case 2: bytes[range.lowerBound] != dot || bytes[range.lowerBound + 1] != dot
    default: true
    }
  }
}
