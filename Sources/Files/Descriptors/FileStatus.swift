import Glibc
package import SystemPackage

/// The status of a file, as stat(2) reports it.
package struct FileStatus: Sendable {
  package enum Kind: Sendable { case file, folder, symbolicLink, special }

  /// The identity of a file, whatever name it has.
  package struct Identity: Hashable, Sendable {
    package let device: UInt64
    package let inode: UInt64
  }

  /// The properties by which a file is recognized as unchanged without being read.
  package struct Stamp: Hashable, Sendable {
    package let identity: Identity
    package let size: Int64
    package let modified: Int64
    package let nanoseconds: Int
  }

  package let kind: Kind
  package let mode: UInt16
  /// The modification time in whole seconds since 1970; `nanoseconds` is the rest.
  package let modified: Int64
  package let nanoseconds: Int
  /// The time of the last change to content or inode, in nanoseconds since 1970. A time that does
  /// not fit wraps around.
  package let changed: Int64
  package let size: Int64
  package let linkCount: Int
  package let identity: Identity

  /// Returns the status of the file at a file-system path, following links (stat(2)).
  package static func ofFile(named path: String) throws(Errno) -> FileStatus {
    let name = Name(ArgumentText.bytes(of: path))
    return FileStatus(
      try unsafe name.withCString { (name) throws(Errno) in unsafe try Stat(name) })
  }

  /// Returns the status of the file at a file-system path, following links; nil if nothing is there
  /// or the user may not look there.
  package static func ofFileIfThere(named path: String) throws(Errno) -> FileStatus? {
    do throws(Errno) {
      return try ofFile(named: path)
    } catch .noSuchFileOrDirectory, .notDirectory, .permissionDenied {
      return nil
    }
  }

  init(_ status: Stat) {
    kind =
      switch status.type {
      case .regular: .file
      case .directory: .folder
      case .symbolicLink: .symbolicLink
      default: .special
      }
    mode = UInt16(status.permissions.rawValue)
    let (time, change) = (status.st_mtim, status.st_ctim)
    modified = Int64(time.tv_sec)
    nanoseconds = Int(time.tv_nsec)
    changed = Int64(change.tv_sec) &* 1_000_000_000 &+ Int64(change.tv_nsec)
    size = status.size
    linkCount = status.linkCount
    identity = Identity(
      device: UInt64(status.deviceID.rawValue), inode: UInt64(status.inode.rawValue))
  }

  /// The modification time in nanoseconds since 1970. A time that does not fit wraps around.
  package var exactModified: Int64 { modified &* 1_000_000_000 &+ Int64(nanoseconds) }

  /// Whether nobody has written to the file since it had another status, as far as size and times
  /// show.
  package func isUnwritten(since earlier: FileStatus) -> Bool {
    size == earlier.size && changed == earlier.changed && modified == earlier.modified
      && nanoseconds == earlier.nanoseconds
  }

  package var stamp: Stamp {
    Stamp(identity: identity, size: size, modified: modified, nanoseconds: nanoseconds)
  }
}
