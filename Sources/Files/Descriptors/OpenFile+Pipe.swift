import Glibc
package import SystemPackage

/// What can be read but once. An interrupted read is an error here: the only signals that are handled
/// ask to stop, and nobody knows when a pipe has more.
extension OpenFile {
  /// lseek(2): whether there is no going back in it.
  package var isPipe: Bool { lseek(descriptor.rawValue, 0, SEEK_CUR) < 0 && errno == ESPIPE }

  /// Takes from a pipe what it begins with: so many bytes, or fewer where it ends before.
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

  /// The pipe for one who needs what was taken from it as well, under a descriptor of its own.
  package func behind(_ start: [UInt8]) throws(Errno) -> OpenFile {
    let descriptor = try valueOrErrno(fcntl(descriptor.rawValue, F_DUPFD_CLOEXEC, 0))
    return OpenFile(owning: FileDescriptor(rawValue: descriptor), behind: start)
  }

  /// Copies what a pipe gives, behind what was taken from it, into a file that can be read again.
  package func spooled(behind start: [UInt8]) throws(SpoolFailure) -> OpenFile {
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
      let count: Int
      do throws(Errno) {
        count = unsafe try readOnce(into: buffer.bytes)
      } catch {
        throw .reading(error)
      }
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
