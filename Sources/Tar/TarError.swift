import SystemPackage

/// An error of reading or writing a tar, in libarchive's or the system's words.
package struct TarError: Error, Equatable, Sendable {
  /// The kind of an error: programs decide by it, while the message is for people.
  package enum Code: Equatable, Sendable {
    /// The bytes are not a tar archive in any form that blogsh reads.
    case notAnArchive
    /// The archive is damaged or truncated.
    case damaged
    /// The archive expands to more than this many times its size, which is the limit.
    case expands(ratio: Int64)
    /// A zstd frame needs a window of more than this many bytes, which is the limit.
    case needsWindow(most: Int64)
    /// The archive has more compressions, one inside the other, than are undone.
    case tooMuch
    /// A read or write failed in the system, with this `errno`.
    case system(errno: CInt)
    /// The archive cannot be written as asked, for example because a member does not fit the
    /// format.
    case unwritable
  }

  package let code: Code
  /// The reason, in libarchive's or the system's words.
  package let message: String

  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}

extension TarError {
  /// Makes an error of a system error, in the system's words.
  init(_ errno: Errno) {
    self.init(.system(errno: errno.rawValue), errno.description)
  }

  static var outOfMemory: TarError { TarError(Errno.noMemory) }

  /// The system error, if the system is at fault.
  var errno: Errno? {
    guard case .system(let errno) = code else { return nil }
    return Errno(rawValue: errno)
  }
}
