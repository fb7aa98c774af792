import Glibc
package import SystemPackage

/// Files that can be read only once. An interrupted read is an error here: the only signals that
/// are handled ask to stop, and a pipe may have no more bytes for any length of time.
extension OpenFile {
  /// Whether the file is a pipe or the like, in which seeking is impossible (lseek(2)).
  package var isPipe: Bool { lseek(descriptor.rawValue, 0, SEEK_CUR) < 0 && errno == ESPIPE }

  /// Reads the first `length` bytes of a pipe, or fewer if it ends earlier.
  package func takeStart(upTo length: Int) throws(Errno) -> [UInt8] {
    let buffer = ReadBuffer()
    var count = 0
    while count < length {
      let space = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer.bytes[count..<length])
      let more = unsafe try readOnce(into: space)
      guard more > 0 else { break }
      count += more
    }
    return unsafe Array(buffer.bytes[..<count])
  }

  /// Returns the pipe under a new descriptor, together with the bytes that were already read from
  /// it.
  package func after(_ start: [UInt8]) throws(Errno) -> OpenFile {
    let descriptor = try valueOrErrno(fcntl(descriptor.rawValue, F_DUPFD_CLOEXEC, 0))
    return OpenFile(owning: FileDescriptor(rawValue: descriptor), after: start)
  }

  /// Copies the bytes that were already read from a pipe, and all that follow, into a file that can
  /// be read again.
  package func spooled(after start: [UInt8]) throws(SpoolFailure) -> OpenFile {
    let spool: OpenFile
    do throws(Errno) {
      spool = try OpenFile.unnamed()
      try spool.write(all: start[...])
    } catch {
      throw .writing(error)
    }
    var length = Int64(start.count)
    let buffer = ReadBuffer()
    while true {
      let count = try attempt(unsafe readOnce(into: buffer.bytes), orThrow: SpoolFailure.reading)
      guard count > 0 else { return spool }
      do throws(Errno) {
        unsafe try spool.write(UnsafeRawBufferPointer(rebasing: buffer.bytes[..<count]), at: length)
      } catch {
        throw .writing(error)
      }
      length += Int64(count)
    }
  }

  /// The reason why a pipe cannot be copied.
  package enum SpoolFailure: Error {
    /// The pipe cannot be read.
    case reading(Errno)
    /// The copy cannot be written.
    case writing(Errno)
  }

  private func readOnce(into buffer: UnsafeMutableRawBufferPointer) throws(Errno) -> Int {
    let count = unsafe Glibc.read(descriptor.rawValue, buffer.baseAddress, buffer.count)
    guard count >= 0 else { throw Errno(rawValue: errno) }
    return count
  }
}
