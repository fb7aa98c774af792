import CFileSystem
import Glibc
import SystemPackage

/// Sees to it that one process at a time makes the next version of a file.
///
/// The new version has one name, which depends on that of the file alone, and is locked as long as it is
/// written (fcntl(2), F_SETLK): so the lock ends with its process, and what a process that was killed
/// has left is taken over by the next.
package struct WriterLock: Sendable {
  /// Whether to wait until whoever writes has ended.
  private let waits: Bool
  /// Whether to give up waiting.
  private let isStopped: @Sendable () -> Bool

  package init(waits: Bool, isStopped: @escaping @Sendable () -> Bool = { false }) {
    self.waits = waits
    self.isStopped = isStopped
  }

  /// How long to wait before looking again, in microseconds.
  private static let pause: useconds_t = 50_000

  /// Makes, or takes over, the file that is to be the next version of `name`, empty and locked.
  ///
  /// - Throws: `OutputFile.Failure.held` where another process writes it.
  func newFile(
    for name: Name, in folder: FolderDescriptor
  ) throws(OutputFile.Failure) -> (name: Name, file: OpenFile) {
    let next = Self.nextName(of: name)
    while true {
      let attempt: Attempt
      do throws(Errno) {
        attempt = try Self.attempt(next, in: folder)
      } catch {
        throw .system(error)
      }
      switch attempt {
      case .locked(let file): return (next, file)
      case .isHeld(let process):
        guard waits else { throw .held(by: process) }
        guard !isStopped() else { throw .interrupted }
        usleep(Self.pause)
      case .isGone: continue
      }
    }
  }

  private enum Attempt {
    case locked(OpenFile)
    /// Another process has it; nil where the system does not tell which.
    case isHeld(by: pid_t?)
    /// Whoever had it gave it its name, or removed it, while it was opened here.
    case isGone
  }

  private static func attempt(
    _ name: Name, in folder: FolderDescriptor
  ) throws(Errno) -> Attempt {
    let file = try folder.fileToReplace(name)
    guard try file.lock() else { return .isHeld(by: file.lockHolder()) }
    guard try folder.has(file, as: name) else { return .isGone }
    do throws(Errno) {
      try file.setLength(0)
    } catch {
      try? folder.remove(name)
      throw error
    }
    return .locked(file)
  }

  /// The name of the next version, as long as a name may be.
  private static func nextName(of name: Name) -> Name {
    Name(Array(".blogsh-".utf8) + name.bytes.prefix(greatestName) + Array(".next".utf8))
  }

  /// What of a name is told in another: NAME_MAX is 255.
  private static let greatestName = 240
}

extension OpenFile {
  /// fcntl(2), F_SETLK: locks the whole file until its descriptor is closed; false where another process
  /// has it.
  fileprivate func lock() throws(Errno) -> Bool {
    var range = flock()
    range.l_type = Int16(F_WRLCK)
    range.l_whence = Int16(SEEK_SET)
    do throws(Errno) {
      _ = try valueOrErrno(unsafe fcntl(descriptor.rawValue, F_SETLK, &range))
      return true
    } catch .resourceTemporarilyUnavailable, .permissionDenied {
      return false
    }
  }

  /// fcntl(2), F_GETLK: the process that has the file locked.
  fileprivate func lockHolder() -> pid_t? {
    var range = flock()
    range.l_type = Int16(F_WRLCK)
    range.l_whence = Int16(SEEK_SET)
    guard unsafe fcntl(descriptor.rawValue, F_GETLK, &range) == 0, range.l_pid > 0 else {
      return nil
    }
    return range.l_pid
  }
}

extension FolderDescriptor {
  /// openat(2), for writing, and reading back, a file that may be there; `mode` is subject to the umask.
  fileprivate func fileToReplace(_ name: Name) throws(Errno) -> OpenFile {
    let flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC
    return OpenFile(
      owning: FileDescriptor(
        rawValue: try valueOrErrno(
          unsafe name.withCString { unsafe openat(rawValue, $0, flags, 0o666) })))
  }
}
