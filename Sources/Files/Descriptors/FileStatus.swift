import CFileSystem
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
    var status = stat()
    let code = unsafe Name(ArgumentText.bytes(of: path)).withCString {
      unsafe fstatat(AT_FDCWD, $0, &status, 0)
    }
    _ = try valueOrErrno(code)
    return FileStatus(status)
  }

  init(_ status: stat) {
    kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .folder
      case S_IFLNK: .symbolicLink
      default: .special
      }
    mode = UInt16(status.st_mode & 0o7777)
    let (time, change) = (status.st_mtim, status.st_ctim)
    modified = Int64(time.tv_sec)
    nanoseconds = Int(time.tv_nsec)
    changed = Int64(change.tv_sec) &* 1_000_000_000 &+ Int64(change.tv_nsec)
    size = Int64(status.st_size)
    linkCount = Int(status.st_nlink)
    identity = Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
  }

  package var stamp: Stamp {
    Stamp(identity: identity, size: size, modified: modified, nanoseconds: nanoseconds)
  }
}
