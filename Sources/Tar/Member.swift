/// The header of one entry of a tar.
package struct Member: Equatable, Sendable {
  package enum Kind: Equatable, Sendable {
    case file
    case folder
    /// A symbolic link, with the bytes of its target.
    case symbolicLink(target: [UInt8])
    /// A hard link to an earlier member, named by that member's path as the archive writes it.
    case hardLink(target: [UInt8])
    /// A device, a FIFO or a socket: blogsh reads and names it, but never creates it.
    case special
  }

  /// The path as the archive writes it: any bytes, not checked and not normalised.
  package var path: [UInt8]
  package var kind: Kind
  /// The lower twelve bits of the mode: permissions, set-id bits and the sticky bit.
  package var mode: UInt16
  /// The time of the last change of the content, in whole seconds since 1970, rounded towards the
  /// past.
  package var modified: Int64
  /// The nanoseconds after that second, 0 to 999,999,999.
  package var nanoseconds: UInt32
  /// The length of the content in bytes; 0 for everything except files.
  package var size: Int64

  package init(
    path: [UInt8], kind: Kind, mode: UInt16, modified: Int64, nanoseconds: UInt32 = 0, size: Int64
  ) {
    self.path = path
    self.kind = kind
    self.mode = mode
    self.modified = modified
    self.nanoseconds = nanoseconds
    self.size = size
  }
}

/// A time of a pax header as libarchive keeps it: the number before the point, with its sign, and
/// the digits after it.
///
/// Before 1970 that is another pair than in a `Member`: -1.75 is -1 and 750 million here, and -2
/// and 250 million there. In the last second before 1970 the number before the point would be 0,
/// which has no sign, so a fraction cannot be written there.
struct PaxTime {
  var seconds: Int64
  var nanoseconds: UInt32

  private static let second: UInt32 = 1_000_000_000

  init(seconds: Int64, nanoseconds: UInt32) {
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }

  init(_ member: Member) {
    self.init(seconds: member.modified, nanoseconds: member.nanoseconds)
    guard seconds < 0, nanoseconds > 0 else { return }
    if seconds == -1 {
      nanoseconds = 0
    } else {
      seconds += 1
      nanoseconds = Self.second - nanoseconds
    }
  }

  /// The whole seconds, rounded towards the past, and the nanoseconds after them.
  var rounded: (seconds: Int64, nanoseconds: UInt32) {
    guard seconds < 0, seconds > Int64.min, (1..<Self.second).contains(nanoseconds) else {
      return (seconds, nanoseconds)
    }
    return (seconds - 1, Self.second - nanoseconds)
  }
}
