import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What stat(2) tells of a file.
struct FileStatus {
  enum Kind { case file, folder, symbolicLink, special }

  /// Which file it is, under whatever name.
  struct Identity: Hashable {
    let device: UInt64
    let inode: UInt64
  }

  let kind: Kind
  let mode: UInt16
  let modified: Int64
  /// When content or inode were last changed, in nanoseconds since 1970, as far as they can be counted.
  let changed: Int64
  let size: Int64
  let linkCount: Int
  let identity: Identity

  /// stat(2), by a path of the process.
  static func ofFile(named path: String) throws(Errno) -> FileStatus {
    var status = stat()
    let code = unsafe path.withCString { unsafe fstatat(AT_FDCWD, $0, &status, 0) }
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
    #if canImport(Darwin)
      modified = Int64(status.st_mtimespec.tv_sec)
      let change = status.st_ctimespec
    #else
      modified = Int64(status.st_mtim.tv_sec)
      let change = status.st_ctim
    #endif
    changed = Int64(change.tv_sec) &* 1_000_000_000 &+ Int64(change.tv_nsec)
    size = Int64(status.st_size)
    linkCount = Int(status.st_nlink)
    identity = Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
  }
}
