import CFileSystem
import Glibc
import SystemPackage

/// Ensures that only one process at a time writes the next version of a file.
///
/// The next version has a name that depends only on the name of the file, and is locked while it is
/// written (fcntl(2), F_SETLK). The lock ends with its process, and the next process takes over
/// what a killed one has left.
package struct WriterLock: Sendable {
  /// Whether to wait until the process that is writing has ended.
  private let waits: Bool
  /// Whether to give up waiting.
  private let isStopped: @Sendable () -> Bool

  package init(waits: Bool, isStopped: @escaping @Sendable () -> Bool = { false }) {
    self.waits = waits
    self.isStopped = isStopped
  }

  /// The pause between two attempts, in microseconds.
  private static let pause: useconds_t = 50_000

  /// Creates, or takes over, the file that will be the next version of `name`, empty and locked.
  ///
  /// - Throws: `OutputFile.Failure.held` if another process is writing it, `.interrupted` if
  ///   waiting for that process was given up.
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
    /// Another process holds it; nil if the system does not say which.
    case isHeld(by: pid_t?)
    /// The process that held it renamed or removed it while it was opened here.
    case isGone
  }

  private static func attempt(_ name: Name, in folder: FolderDescriptor) throws(Errno) -> Attempt {
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

  /// Returns the name of the next version, which is never longer than a name may be.
  private static func nextName(of name: Name) -> Name {
    Name(nameStart + name.bytes.prefix(maximumName) + nameEnd)
  }

  /// Whether a name is that of the next version of some file.
  static func isNextName(_ name: [UInt8]) -> Bool {
    name.count > nameStart.count + nameEnd.count && name.starts(with: nameStart)
      && name.suffix(nameEnd.count) == nameEnd[...]
  }

  private static let nameStart = Array(".blogsh-".utf8)
  private static let nameEnd = Array(".next".utf8)

  /// The number of bytes of the original name kept in the next one, so that it fits in NAME_MAX
  /// (255).
  private static let maximumName = 240
}

extension OpenFile {
  /// Locks the whole file until its descriptor is closed (fcntl(2), F_SETLK). Returns false if
  /// another process holds it.
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

  /// Returns the process that has the file locked; nil if the system does not say (fcntl(2),
  /// F_GETLK).
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
  /// Opens a file for writing and reading back, creating it if it is missing. The umask applies to
  /// the mode of a new file (openat(2)).
  fileprivate func fileToReplace(_ name: Name) throws(Errno) -> OpenFile {
    let flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC
    return OpenFile(
      owning: FileDescriptor(
        rawValue: try valueOrErrno(
          unsafe name.withCString { unsafe openat(rawValue, $0, flags, 0o666) })))
  }
}
