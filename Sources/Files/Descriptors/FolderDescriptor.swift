import CFileSystem
import Glibc
package import SystemPackage

/// An open folder, with operations on the names in it that never follow a link.
///
/// The operations are the C functions that take a folder's descriptor, and throw their `errno`.
/// Names are single components. The descriptor is closed with the last reference.
package final class FolderDescriptor: Sendable {
  package let rawValue: CInt

  private init(owning rawValue: CInt) { self.rawValue = rawValue }

  deinit { _ = close(rawValue) }

  private static let folderFlags = O_RDONLY | O_DIRECTORY | O_CLOEXEC

  /// Opens a folder by a file-system path, as the person gave it, following links.
  package static func open(_ path: String) throws(Errno) -> FolderDescriptor {
    let descriptor = unsafe Name(ArgumentText.bytes(of: path)).withCString {
      unsafe openat(AT_FDCWD, $0, folderFlags)
    }
    return FolderDescriptor(owning: try valueOrErrno(descriptor))
  }

  /// Opens a folder as `open` does; returns nil if the path leads to something else.
  package static func openIfFolder(_ path: String) throws(Errno) -> FolderDescriptor? {
    do throws(Errno) {
      return try open(path)
    } catch .notDirectory {
      return nil
    }
  }

  /// Opens a folder by a file-system path. If the folder or those above it are missing, creates
  /// them.
  ///
  /// - Parameter made: gets the paths of the folders that were created, the uppermost first.
  package static func makingMissing(
    _ path: String, noting made: inout [String]
  ) throws(Errno) -> FolderDescriptor {
    do throws(Errno) {
      return try open(path)
    } catch {
      guard error == .noSuchFileOrDirectory else { throw error }
    }
    let whole = FilePath(path)
    guard let last = whole.lastComponent else { throw .noSuchFileOrDirectory }
    let above = whole.removingLastComponent()
    let parent = try above.isEmpty ? open(".") : makingMissing(above.string, noting: &made)
    do throws(Errno) {
      try parent.makeFolder(Name(ArgumentText.bytes(of: last.string)), mode: 0o777)
      made.append(path)
    } catch {
      guard error == .fileExists else { throw error }
    }
    return try open(path)
  }

  /// Removes those of the folders that `makingMissing` created that are still empty (rmdir(2)).
  package static func removeEmpty(_ made: [String]) {
    for path in made.reversed() {
      guard unsafe Name(ArgumentText.bytes(of: path)).withCString({ unsafe rmdir($0) }) == 0 else {
        return
      }
    }
  }

  /// Locks the folder itself, without writing into it, until it is unlocked or the process ends
  /// (flock(2)).
  ///
  /// - Returns: false if another process holds the lock. On a file system that cannot lock folders,
  ///   every process gets true.
  package func locksForProcess() -> Bool {
    flock(rawValue, LOCK_EX | LOCK_NB) == 0
      || Errno(rawValue: errno) != .resourceTemporarilyUnavailable
  }

  /// Ends the lock (flock(2)). Closing the descriptor would not be enough: a child process that has
  /// not yet become another program holds it too.
  package func unlockForProcess() { _ = flock(rawValue, LOCK_UN) }

  /// Opens a folder in this one (openat(2)).
  package func folder(_ name: Name) throws(Errno) -> FolderDescriptor {
    let descriptor = unsafe name.withCString {
      unsafe openat(rawValue, $0, Self.folderFlags | O_NOFOLLOW)
    }
    return FolderDescriptor(owning: try valueOrErrno(descriptor))
  }

  /// Opens a file for reading (openat(2)). `O_NONBLOCK` keeps a FIFO in its place from blocking.
  package func file(_ name: Name) throws(Errno) -> OpenFile {
    let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
    return OpenFile(
      owning: FileDescriptor(
        rawValue: try valueOrErrno(unsafe name.withCString { unsafe openat(rawValue, $0, flags) })))
  }

  /// Opens a file for repeated reading and appending, creating it if it is missing (openat(2)).
  package func lastingFile(_ name: Name) throws(Errno) -> OpenFile {
    let flags = O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
    return OpenFile(
      owning: FileDescriptor(
        rawValue: try valueOrErrno(
          unsafe name.withCString { unsafe openat(rawValue, $0, flags, 0o600) })))
  }

  /// Creates a file, which must not exist yet, for writing and reading back. `mode` is subject to
  /// the umask (openat(2)).
  package func newFile(_ name: Name, mode: UInt32 = 0o600) throws(Errno) -> OpenFile {
    let flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    return OpenFile(
      owning: FileDescriptor(
        rawValue: try valueOrErrno(
          unsafe name.withCString { unsafe openat(rawValue, $0, flags, mode) })))
  }

  /// Returns the status of this folder (fstat(2)).
  package func status() throws(Errno) -> FileStatus {
    FileStatus(try FileDescriptor(rawValue: rawValue).stat())
  }

  /// Returns the status of a name, of a link itself if it is one (fstatat(2)).
  package func status(_ name: Name) throws(Errno) -> FileStatus {
    let folder = FileDescriptor(rawValue: rawValue)
    return FileStatus(
      try unsafe name.withCString { (name) throws(Errno) in
        unsafe try Stat(name, relativeTo: folder, flags: .symlinkNoFollow)
      })
  }

  /// Returns the status of a name, of a link itself if it is one; nil if it does not exist
  /// (fstatat(2)).
  package func statusIfThere(_ name: Name) throws(Errno) -> FileStatus? {
    do throws(Errno) {
      return try status(name)
    } catch .noSuchFileOrDirectory {
      return nil
    }
  }

  /// Creates a folder; `mode` is subject to the umask (mkdirat(2)).
  package func makeFolder(_ name: Name, mode: UInt32) throws(Errno) {
    _ = try valueOrErrno(unsafe name.withCString { unsafe mkdirat(rawValue, $0, mode) })
  }

  /// Creates a symbolic link with the given target (symlinkat(2)).
  package func makeSymbolicLink(_ name: Name, target: [UInt8]) throws(Errno) {
    _ = try valueOrErrno(
      unsafe Name(target).withCString { target in
        unsafe name.withCString { unsafe symlinkat(target, rawValue, $0) }
      })
  }

  /// Creates a hard link, to a symbolic link itself if `other` is one (linkat(2)). Tries again if
  /// another process replaces the file at that moment, since a file without a name cannot get a new
  /// one.
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

  /// Returns the target of a symbolic link (readlinkat(2)).
  package func linkTarget(_ name: Name) throws(Errno) -> [UInt8] {
    var target = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = unsafe name.withCString { unsafe readlinkat(rawValue, $0, &target, target.count) }
    return target.prefix(Int(try valueOrErrno(CInt(count)))).map { UInt8(bitPattern: $0) }
  }

  /// Renames, replacing whatever has the new name (renameat(2)).
  package func rename(_ name: Name, to new: Name) throws(Errno) {
    _ = try valueOrErrno(
      unsafe name.withCString { name in
        unsafe new.withCString { unsafe renameat(rawValue, name, rawValue, $0) }
      })
  }

  /// Renames without replacing anything.
  ///
  /// - Throws: `Errno.fileExists` if something has the new name.
  package func renameWithoutReplacing(_ name: Name, to new: Name) throws(Errno) {
    do throws(Errno) {
      _ = try valueOrErrno(
        unsafe name.withCString { name in
          unsafe new.withCString { unsafe blogsh_rename_without_replacing(rawValue, name, $0) }
        })
    } catch {
      // Some network and FUSE file systems, and old kernels, cannot do it in one call.
      guard error == .invalidArgument || error == .noFunction else { throw error }
      try makeHardLink(new, to: name, in: self)
      try remove(name)
    }
  }

  /// Removes anything but a folder (unlinkat(2)).
  package func remove(_ name: Name) throws(Errno) {
    _ = try valueOrErrno(unsafe name.withCString { unsafe unlinkat(rawValue, $0, 0) })
  }

  /// Sets the modification time, in whole seconds since 1970 and nanoseconds after them, of a link
  /// itself if it is one (utimensat(2)).
  package func setModified(
    _ name: Name, _ seconds: Int64, nanoseconds: UInt32
  ) throws(Errno) {
    let times = modificationTimes(seconds, nanoseconds)
    _ = try valueOrErrno(
      unsafe name.withCString { unsafe utimensat(rawValue, $0, times, AT_SYMLINK_NOFOLLOW) })
  }

  /// Returns the number of bytes that can still be written to the folder's file system, and its
  /// size in bytes (fstatvfs(3)).
  package func space() throws(Errno) -> (free: Int64, total: Int64) {
    var status = statvfs()
    _ = try valueOrErrno(unsafe fstatvfs(rawValue, &status))
    func bytes(_ blocks: fsblkcnt_t) -> Int64 {
      let (bytes, overflows) = Int64(clamping: blocks).multipliedReportingOverflow(
        by: Int64(clamping: status.f_frsize))
      return overflows ? .max : bytes
    }
    return (bytes(status.f_bavail), bytes(status.f_blocks))
  }

  /// Sets this folder's own mode.
  package func setMode(_ mode: UInt16) throws(Errno) {
    _ = try valueOrErrno(fchmod(rawValue, mode_t(mode)))
  }

  /// Sets this folder's own modification time: whole seconds since 1970, and the nanoseconds after
  /// them.
  package func setModified(_ seconds: Int64, nanoseconds: UInt32) throws(Errno) {
    let times = modificationTimes(seconds, nanoseconds)
    _ = try valueOrErrno(unsafe futimens(rawValue, times))
  }

  /// Sets the mode of anything but a symbolic link, and does not follow one (fchmodat(2)).
  package func setMode(_ name: Name, _ mode: UInt16) throws(Errno) {
    do throws(Errno) {
      _ = try valueOrErrno(
        unsafe name.withCString {
          unsafe fchmodat(rawValue, $0, mode_t(mode), AT_SYMLINK_NOFOLLOW)
        })
    } catch .notSupported {
      // On older systems glibc finds the file in /proc, which may not be mounted.
      try file(name).setMode(mode)
    }
  }

  /// Flushes everything that was written to the folder's file system to the disk.
  package func syncFileSystem() throws(Errno) {
    _ = try valueOrErrno(blogsh_sync_file_system(rawValue))
  }

  /// Flushes the folder, so that a rename in it survives a power cut (fsync(2)).
  package func sync() throws(Errno) {
    // Some file systems cannot sync folders; the rename itself has succeeded.
    guard fsync(rawValue) != 0, errno != EINVAL else { return }
    throw Errno(rawValue: errno)
  }
}

/// Returns times for utimensat(2) that set the modification time and keep the access time.
func modificationTimes(_ seconds: Int64, _ nanoseconds: UInt32) -> [timespec] {
  [
    timespec(tv_sec: 0, tv_nsec: blogsh_utime_omit()),
    timespec(tv_sec: time_t(seconds), tv_nsec: Int(nanoseconds)),
  ]
}

/// Returns the value, or throws the `errno` if the value is -1.
package func valueOrErrno(_ value: CInt) throws(Errno) -> CInt {
  guard value != -1 else { throw Errno(rawValue: errno) }
  return value
}
