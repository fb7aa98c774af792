import CFileSystem
import Glibc
package import SystemPackage

/// An open folder, and what can be done in it by the name of one component, never through a link.
///
/// The functions of C that take a folder's descriptor, each with its `errno` as the error. Names are
/// single components; the descriptor closes with the last reference.
package final class FolderDescriptor: Sendable {
  package let rawValue: CInt

  private init(owning rawValue: CInt) { self.rawValue = rawValue }

  deinit { _ = close(rawValue) }

  private static let folderFlags = O_RDONLY | O_DIRECTORY | O_CLOEXEC

  /// Opens a folder by a path of the process, as the person gave it: links in it are followed.
  package static func open(_ path: String) throws(Errno) -> FolderDescriptor {
    let descriptor = unsafe Name(ArgumentText.bytes(of: path)).withCString {
      unsafe openat(AT_FDCWD, $0, folderFlags)
    }
    return FolderDescriptor(owning: try valueOrErrno(descriptor))
  }

  /// Opens a folder as `open` does; nil where something else has the path.
  package static func openIfFolder(_ path: String) throws(Errno) -> FolderDescriptor? {
    do throws(Errno) {
      return try open(path)
    } catch .notDirectory {
      return nil
    }
  }

  /// Opens a folder by a path of the process, made if it is missing, with those above it.
  package static func makingMissing(_ path: String) throws(Errno) -> FolderDescriptor {
    do throws(Errno) {
      return try open(path)
    } catch {
      guard error == .noSuchFileOrDirectory else { throw error }
    }
    let whole = FilePath(path)
    guard let last = whole.lastComponent else { throw .noSuchFileOrDirectory }
    let above = whole.removingLastComponent()
    let parent = try above.isEmpty ? open(".") : makingMissing(above.string)
    do throws(Errno) {
      try parent.makeFolder(Name(ArgumentText.bytes(of: last.string)), mode: 0o777)
    } catch {
      guard error == .fileExists else { throw error }
    }
    return try open(path)
  }

  /// flock(2): locks the folder itself, in which nothing is written for it, until it is unlocked, or by
  /// whatever end of the process.
  ///
  /// - Returns: false where somebody else has it locked. A file system that knows no locks of folders
  ///   lets everybody have it.
  package func locksForProcess() -> Bool {
    flock(rawValue, LOCK_EX | LOCK_NB) == 0
      || Errno(rawValue: errno) != .resourceTemporarilyUnavailable
  }

  /// flock(2): ends a lock. A child of the process that has yet to become another program has the
  /// descriptor, too, so that closing it here would not be enough.
  package func unlockForProcess() { _ = flock(rawValue, LOCK_UN) }

  /// openat(2), for a folder.
  package func folder(_ name: Name) throws(Errno) -> FolderDescriptor {
    let descriptor = unsafe name.withCString {
      unsafe openat(rawValue, $0, Self.folderFlags | O_NOFOLLOW)
    }
    return FolderDescriptor(owning: try valueOrErrno(descriptor))
  }

  /// openat(2), for reading a file; `O_NONBLOCK` so that a FIFO in its place cannot block.
  package func file(_ name: Name) throws(Errno) -> OpenFile {
    let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
    return OpenFile(
      owning: FileDescriptor(
        rawValue: try valueOrErrno(unsafe name.withCString { unsafe openat(rawValue, $0, flags) })))
  }

  /// openat(2), for a file that is read and added to again and again, and made if it is missing.
  package func lastingFile(_ name: Name) throws(Errno) -> OpenFile {
    let flags = O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
    return OpenFile(
      owning: FileDescriptor(
        rawValue: try valueOrErrno(
          unsafe name.withCString { unsafe openat(rawValue, $0, flags, 0o600) })))
  }

  /// openat(2), for writing, and reading back, a file that is not there yet; `mode` is subject to the umask.
  package func newFile(_ name: Name, mode: UInt32 = 0o600) throws(Errno) -> OpenFile {
    let flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    return OpenFile(
      owning: FileDescriptor(
        rawValue: try valueOrErrno(
          unsafe name.withCString { unsafe openat(rawValue, $0, flags, mode) })))
  }

  /// fstatat(2), of a link itself.
  package func status(_ name: Name) throws(Errno) -> FileStatus {
    var status = stat()
    _ = try valueOrErrno(
      unsafe name.withCString { unsafe fstatat(rawValue, $0, &status, AT_SYMLINK_NOFOLLOW) })
    return FileStatus(status)
  }

  /// fstatat(2), of a link itself; nil where nothing has the name.
  package func statusIfThere(_ name: Name) throws(Errno) -> FileStatus? {
    do throws(Errno) {
      return try status(name)
    } catch .noSuchFileOrDirectory {
      return nil
    }
  }

  /// mkdirat(2).
  package func makeFolder(_ name: Name, mode: UInt32) throws(Errno) {
    _ = try valueOrErrno(unsafe name.withCString { unsafe mkdirat(rawValue, $0, mode) })
  }

  /// symlinkat(2).
  package func makeSymbolicLink(_ name: Name, target: [UInt8]) throws(Errno) {
    _ = try valueOrErrno(
      unsafe Name(target).withCString { target in
        unsafe name.withCString { unsafe symlinkat(target, rawValue, $0) }
      })
  }

  /// linkat(2), which does not follow a symbolic link; tried again where somebody replaces the file just
  /// then, since what has lost its last name gets no other.
  package func makeHardLink(_ name: Name, to other: Name, in folder: FolderDescriptor) throws(Errno)
  {
    for _ in 0..<100 {
      let code = unsafe other.withCString { other in
        unsafe name.withCString { unsafe linkat(folder.rawValue, other, rawValue, $0, 0) }
      }
      if code == 0 { return }
      let error = Errno(rawValue: errno)
      guard error == .noSuchFileOrDirectory, try folder.statusIfThere(other) != nil else {
        throw error
      }
    }
    throw .noSuchFileOrDirectory
  }

  /// readlinkat(2).
  package func linkTarget(_ name: Name) throws(Errno) -> [UInt8] {
    var target = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = unsafe name.withCString { unsafe readlinkat(rawValue, $0, &target, target.count) }
    return target.prefix(Int(try valueOrErrno(CInt(count)))).map { UInt8(bitPattern: $0) }
  }

  /// renameat(2): replaces what has the new name.
  package func rename(_ name: Name, to new: Name) throws(Errno) {
    _ = try valueOrErrno(
      unsafe name.withCString { name in
        unsafe new.withCString { unsafe renameat(rawValue, name, rawValue, $0) }
      })
  }

  /// Renames unless something has the new name, which is `Errno.fileExists`.
  package func renameWithoutReplacing(_ name: Name, to new: Name) throws(Errno) {
    do throws(Errno) {
      _ = try valueOrErrno(
        unsafe name.withCString { name in
          unsafe new.withCString { unsafe blogsh_rename_without_replacing(rawValue, name, $0) }
        })
    } catch {
      // Systems other than Linux, and some network and FUSE file systems, cannot do it in one call.
      guard error == .invalidArgument || error == .noFunction else { throw error }
      try makeHardLink(new, to: name, in: self)
      try remove(name)
    }
  }

  /// unlinkat(2), of anything but a folder.
  package func remove(_ name: Name) throws(Errno) {
    _ = try valueOrErrno(unsafe name.withCString { unsafe unlinkat(rawValue, $0, 0) })
  }

  /// utimensat(2), of a link itself: the time of change, in whole seconds.
  package func setModified(_ name: Name, _ seconds: Int64) throws(Errno) {
    let times = modificationTimes(seconds)
    _ = try valueOrErrno(
      unsafe name.withCString { unsafe utimensat(rawValue, $0, times, AT_SYMLINK_NOFOLLOW) })
  }

  /// Sets this folder's own mode.
  package func setMode(_ mode: UInt16) throws(Errno) {
    _ = try valueOrErrno(fchmod(rawValue, mode_t(mode)))
  }

  /// Sets this folder's own time of change.
  package func setModified(_ seconds: Int64) throws(Errno) {
    _ = try valueOrErrno(unsafe futimens(rawValue, modificationTimes(seconds)))
  }

  /// fchmodat(2), of anything but a symbolic link, which it does not follow.
  package func setMode(_ name: Name, _ mode: UInt16) throws(Errno) {
    _ = try valueOrErrno(
      unsafe name.withCString {
        unsafe fchmodat(rawValue, $0, mode_t(mode), AT_SYMLINK_NOFOLLOW)
      })
  }

  /// Brings all that was written to the file system onto the disk.
  package func syncFileSystem() throws(Errno) {
    _ = try valueOrErrno(blogsh_sync_file_system(rawValue))
  }

  /// fsync(2), so that a rename in this folder survives a power cut.
  package func sync() throws(Errno) {
    // Some file systems cannot sync folders; the rename itself was not refused.
    guard fsync(rawValue) != 0, errno != EINVAL else { return }
    throw Errno(rawValue: errno)
  }
}

/// The times that set the modification time and leave the access time as it is.
func modificationTimes(_ seconds: Int64) -> [timespec] {
  [
    timespec(tv_sec: 0, tv_nsec: blogsh_utime_omit()),
    timespec(tv_sec: time_t(seconds), tv_nsec: 0),
  ]
}

/// The value, or the `errno` that -1 stands for.
package func valueOrErrno(_ value: CInt) throws(Errno) -> CInt {
  guard value != -1 else { throw Errno(rawValue: errno) }
  return value
}
