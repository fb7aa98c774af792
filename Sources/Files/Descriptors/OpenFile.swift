import CFileSystem
import Glibc
package import SystemPackage

/// An open file, which is closed with the last reference.
package final class OpenFile: Sendable {
  package let descriptor: FileDescriptor
  /// The bytes that were already read from a pipe to see what it holds.
  package let beginning: [UInt8]

  package init(owning descriptor: FileDescriptor, after beginning: [UInt8] = []) {
    self.descriptor = descriptor
    self.beginning = beginning
  }

  deinit { try? descriptor.close() }

  /// Opens a file by a file-system path, as the person gave it, following links.
  package static func open(_ path: String) throws(Errno) -> OpenFile {
    try open(path, O_RDONLY)
  }

  /// Opens standard input under a descriptor of its own.
  package static func standardInput() throws(Errno) -> OpenFile {
    let descriptor = try valueOrErrno(fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0))
    return OpenFile(owning: FileDescriptor(rawValue: descriptor))
  }

  /// Opens a device or a FIFO for writing, by a file-system path.
  package static func openForWriting(_ path: String) throws(Errno) -> OpenFile {
    try open(path, O_WRONLY)
  }

  private static func open(_ path: String, _ access: CInt) throws(Errno) -> OpenFile {
    let descriptor = unsafe Name(ArgumentText.bytes(of: path)).withCString {
      unsafe openat(AT_FDCWD, $0, access | O_CLOEXEC)
    }
    return OpenFile(owning: FileDescriptor(rawValue: try valueOrErrno(descriptor)))
  }

  package func status() throws(Errno) -> FileStatus { FileStatus(try descriptor.stat()) }

  /// Reads once, and again if interrupted (read(2)). Returns the number of bytes, 0 at the end.
  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(Errno) -> Int {
    while true {
      let count = unsafe Glibc.read(descriptor.rawValue, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      guard errno == EINTR else { throw Errno(rawValue: errno) }
    }
  }

  /// Reads once at `offset`, and again if interrupted (pread(2)). Returns the number of bytes, 0 at
  /// the end.
  package func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(Errno)
    -> Int
  {
    while true {
      let count = unsafe pread(descriptor.rawValue, buffer.baseAddress, buffer.count, off_t(offset))
      if count >= 0 { return count }
      guard errno == EINTR else { throw Errno(rawValue: errno) }
    }
  }

  /// Reads so many bytes from a place on, or fewer where the file ends before.
  ///
  /// - Parameter length: not more than the file is known to hold, since memory for it is allocated
  ///   first.
  package func bytes(from start: Int64, upTo length: Int) throws(Errno) -> [UInt8] {
    var failure: Errno?
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: length) { buffer, filled in
      do throws(Errno) {
        while filled < length {
          let space = unsafe UnsafeMutableRawBufferPointer(
            rebasing: UnsafeMutableRawBufferPointer(buffer)[filled..<length])
          let count = unsafe try read(into: space, at: start + Int64(filled))
          guard count > 0 else { break }
          filled += count
        }
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Writes all bytes at `offset`.
  package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(Errno) {
    var written = 0
    while written < bytes.count {
      let count = unsafe pwrite(
        descriptor.rawValue, bytes.baseAddress.map { unsafe $0 + written }, bytes.count - written,
        off_t(offset + Int64(written)))
      if count >= 0 {
        written += count
      } else if errno != EINTR {
        throw Errno(rawValue: errno)
      }
    }
  }

  /// Writes all bytes at the beginning of the file.
  package func write(all bytes: ArraySlice<UInt8>) throws(Errno) { try write(bytes, at: 0) }

  /// Writes all bytes at the current end of the file, if it was opened by `lastingFile`.
  package func append(_ bytes: [UInt8]) throws(Errno) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes {
        unsafe Glibc.write(descriptor.rawValue, $0.baseAddress, $0.count)
      }
      if count >= 0 {
        rest.removeFirst(count)
      } else if errno != EINTR {
        throw Errno(rawValue: errno)
      }
    }
  }

  /// Writes all bytes at `offset`.
  package func write(_ bytes: ArraySlice<UInt8>, at offset: Int64) throws(Errno) {
    var failure: Errno?
    unsafe bytes.withUnsafeBytes { bytes in
      do throws(Errno) { unsafe try write(bytes, at: offset) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  /// Makes this file share the content of another without copying it (ioctl_ficlone(2)). Returns
  /// false if the file system cannot do that.
  package func shareContent(of other: OpenFile) -> Bool {
    blogsh_share_content(descriptor.rawValue, other.descriptor.rawValue) == 0
  }

  /// Whether two files, each read from its beginning, hold the same bytes.
  package func hasSameBytes(as other: OpenFile) throws(Errno) -> Bool {
    let size = try status().size
    guard try other.status().size == size else { return false }
    let buffers = (ReadBuffer(), ReadBuffer())
    var contents = (FileContent(self, expecting: size), FileContent(other, expecting: size))
    while true {
      switch unsafe (try contents.0.next(into: buffers.0), try contents.1.next(into: buffers.1)) {
      case (nil, nil): return true
      case (let own?, let others?):
        guard unsafe own.elementsEqual(others) else { return false }
      default: return false
      }
    }
  }

  /// Sets the length of the file in bytes, if need be by a hole (ftruncate(2)). Tries again if
  /// interrupted.
  package func setLength(_ length: Int64) throws(Errno) {
    while ftruncate(descriptor.rawValue, off_t(length)) != 0 {
      guard errno == EINTR else { throw Errno(rawValue: errno) }
    }
  }

  /// Throws the errors of earlier writes, as far as the system reports them without a sync. Network
  /// file systems, and some quotas, report them in close(2), which is called on a duplicate here.
  package func settle() throws(Errno) {
    let further = try valueOrErrno(fcntl(descriptor.rawValue, F_DUPFD_CLOEXEC, 0))
    // close(2) closes the descriptor even if it is interrupted.
    guard close(further) != 0, errno != EINTR else { return }
    throw Errno(rawValue: errno)
  }

  package func setMode(_ mode: UInt16) throws(Errno) {
    _ = try valueOrErrno(fchmod(descriptor.rawValue, mode_t(mode)))
  }

  /// Sets the modification time: whole seconds since 1970, and the nanoseconds after them.
  package func setModified(_ seconds: Int64, nanoseconds: UInt32) throws(Errno) {
    let times = modificationTimes(seconds, nanoseconds)
    _ = try valueOrErrno(unsafe futimens(descriptor.rawValue, times))
  }

  /// Asks the system to forget the cached content, so that it is read from the disk again.
  package func dropFromMemory() { blogsh_drop_from_memory(descriptor.rawValue) }

  /// The kinds of locks: for one process alone, or shared.
  package enum Lock {
    case exclusive, shared

    fileprivate var operation: CInt {
      switch self {
      case .exclusive: LOCK_EX
      case .shared: LOCK_SH
      }
    }
  }

  /// Locks the file until it is closed or the process ends (flock(2)).
  ///
  /// - Throws: `Errno.resourceTemporarilyUnavailable` if another process holds it; a lock of the
  ///   other kind that this process had on it may then be lost.
  package func tryLock(_ lock: Lock = .exclusive) throws(Errno) {
    _ = try valueOrErrno(flock(descriptor.rawValue, lock.operation | LOCK_NB))
  }

  package func sync() throws(Errno) {
    _ = try valueOrErrno(fsync(descriptor.rawValue))
  }

  /// Returns the permissions that new files lose, from proc(5), since umask(2) returns them
  /// only by changing them; nil where there is no such file.
  package static func umask() -> UInt16? {
    guard let status = try? open("/proc/self/status", O_RDONLY) else { return nil }
    let buffer = ReadBuffer()
    guard let count = unsafe try? status.read(into: buffer.bytes) else { return nil }
    // proc(5): a line `Umask:` and an octal number.
    let lines = unsafe buffer.bytes[..<count].split(separator: UInt8(ascii: "\n"))
    guard let line = unsafe lines.first(where: { unsafe $0.starts(with: "Umask:".utf8) }) else {
      return nil
    }
    let digits = unsafe line.filter { (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }
    return UInt16(String(decoding: digits, as: UTF8.self), radix: 8)
  }

  /// Creates a file without a name in the system's folder for temporary files. It is gone when it
  /// is closed.
  package static func unnamed() throws(Errno) -> OpenFile {
    let folder = unsafe getenv("TMPDIR").map { unsafe ArgumentText.text(of: $0) } ?? "/tmp"
    let root = try FolderDescriptor.open(folder.isEmpty ? "/tmp" : folder)
    let unnamed = unsafe ".".withCString {
      unsafe openat(root.rawValue, $0, blogsh_unnamed_file_flags(), 0o600)
    }
    if unnamed >= 0 { return OpenFile(owning: FileDescriptor(rawValue: unnamed)) }
    let name = Name.temporary()
    let file = try root.newFile(name)
    try root.remove(name)
    return file
  }
}
