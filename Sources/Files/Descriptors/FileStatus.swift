import CFileSystem
import Glibc
package import SystemPackage

/// What stat(2) tells of a file.
package struct FileStatus: Sendable {
  package enum Kind: Sendable { case file, folder, symbolicLink, special }

  /// Which file it is, under whatever name.
  package struct Identity: Hashable, Sendable {
    package let device: UInt64
    package let inode: UInt64
  }

  /// What tells, short of reading it, that a file is still the one that was looked at.
  package struct Stamp: Hashable, Sendable {
    package let identity: Identity
    package let size: Int64
    package let modified: Int64
    package let nanoseconds: Int
  }

  package let kind: Kind
  package let mode: UInt16
  /// In whole seconds since 1970, and what is beyond them.
  package let modified: Int64
  package let nanoseconds: Int
  /// When content or inode were last changed, in nanoseconds since 1970, as far as they can be counted.
  package let changed: Int64
  package let size: Int64
  package let linkCount: Int
  package let identity: Identity

  /// stat(2), by a path of the process.
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
