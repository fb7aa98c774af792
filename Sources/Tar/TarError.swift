import SystemPackage

/// What libarchive refuses to go on with, in its own words.
package struct TarError: Error, Equatable, Sendable {
  /// What sort of trouble it is; the sentence is for people, this is for decisions.
  package enum Code: Equatable, Sendable {
    /// The bytes are not a tar archive in any form that is read here.
    case notAnArchive
    /// The archive is damaged or ends too soon.
    case damaged
    /// More comes out of the archive than is allowed.
    case tooMuch
    /// A read or write failed in the system, with this `errno`.
    case system(errno: CInt)
    /// The archive cannot be written as asked: a member does not fit the format, say.
    case unwritable
  }

  package let code: Code
  /// Why, in libarchive's or the system's words.
  package let message: String

  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}

extension TarError {
  /// An error of the system, in its words.
  init(_ errno: Errno) {
    self.init(.system(errno: errno.rawValue), errno.description)
  }

  static var outOfMemory: TarError { TarError(Errno.noMemory) }

  /// The system's error, if it is at fault.
  var errno: Errno? {
    guard case .system(let errno) = code else { return nil }
    return Errno(rawValue: errno)
  }
}
