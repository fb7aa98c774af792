/// The time of a file's last change, to the nanosecond.
package struct FileTime: Hashable, Sendable {
  /// The whole seconds since 1970 in UTC, rounded towards the past.
  package var seconds: Int64
  /// The nanoseconds after that second, 0 to 999,999,999.
  package var nanoseconds: UInt32

  package init(_ seconds: Int64, nanoseconds: UInt32 = 0) {
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }

  /// The greatest number of nanoseconds after a second.
  package static let maximumNanoseconds: UInt32 = 999_999_999
}

extension FileTime: ExpressibleByIntegerLiteral {
  /// Creates a time in whole seconds since 1970.
  package init(integerLiteral seconds: Int64) { self.init(seconds) }
}

extension FileTime: Comparable {
  package static func < (one: FileTime, other: FileTime) -> Bool {
    (one.seconds, one.nanoseconds) < (other.seconds, other.nanoseconds)
  }
}
