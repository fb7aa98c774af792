/// The limits on what may come out of an archive before reading it is given up.
package struct Limits: Equatable, Sendable {
  /// The most bytes that all contents together may have; nil for no limit.
  package var size: Int64?
  /// The most members, counting the folders that only paths imply; nil for more than any honest
  /// archive of the same length has.
  package var members: Int?
  /// The most bytes that may come out for each byte of the archive, once a gibibyte has come out.
  package var ratio = standardRatio
  /// The greatest window that a zstd stream may need, in bytes.
  package var window = standardWindow
  /// The most components of a path; nil for no limit.
  package var depth: Int?
  /// The greatest total length, in bytes, of the paths of members and link targets, and of the
  /// paths of listed folders that only the paths below them imply; nil for more than any honest
  /// archive of the same length has.
  package var paths: Int64?

  package init() {}

  /// A limit that was exceeded, with the value that it has.
  package enum Exceeded: Equatable, Sendable {
    case size(Int64)
    case members(Int)
    case ratio(Int64)
    case window(Int64)
    /// `count` is the number of components that the path has.
    case depth(Int, count: Int)
    case paths(Int64)
  }

  /// A ratio that no archive exceeds unless it is made to do harm. For posts it is less than ten.
  package static let standardRatio: Int64 = 1000

  /// The window that zstd(1) allows without `--long`. A decoder takes that much memory.
  package static let standardWindow: Int64 = 128 << 20

  /// A number of members that is always allowed. A tar of a million empty files of one time takes
  /// six bytes for each, compressed by zstd; one that repeats a single header takes less than one.
  private static let freeMembers = 1_000_000

  /// A length of paths that is always allowed, and that the posts of no person reach. But a hundred
  /// kilobytes of `d/` imply folders whose paths fill gigabytes.
  private static let freePaths: Int64 = 256 << 20

  /// The length in bytes that any archive has, at least, for each member.
  private static let leastMember: Int64 = 16

  /// The number of bytes of paths that an archive holds, at most, for each of its bytes.
  private static let pathRatio: Int64 = 16

  /// Returns the most members that may come out of `packed` bytes of an archive.
  package func members(from packed: Int64) -> Int {
    members ?? max(Self.freeMembers, Int(packed / Self.leastMember))
  }

  /// Returns the most bytes of paths that may come out of `packed` bytes of an archive.
  package func paths(from packed: Int64) -> Int64 {
    paths ?? max(Self.freePaths, min(packed, .max / Self.pathRatio) * Self.pathRatio)
  }

  /// The limits if nobody asks for others. They stop only archives that are made to do harm.
  package static let standard = Limits()
}
