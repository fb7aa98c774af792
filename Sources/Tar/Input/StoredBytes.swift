import SystemPackage

/// The bytes of an archive as it is stored, from the beginning to the end.
package protocol StoredBytes: AnyObject {
  /// Reads the next bytes.
  ///
  /// - Returns: The number of bytes read, 0 only at the end.
  func read(into space: UnsafeMutableRawBufferPointer) throws(TarError) -> Int

  /// Skips bytes without reading them.
  ///
  /// - Returns: The number of skipped bytes, from 0 to `count`; never more than there are.
  func skip(_ count: Int64) -> Int64
}

/// The bytes of a file descriptor, from its current position.
///
/// libarchive's own reader of descriptors retries for ever when a signal arrives, so nobody could
/// interrupt a read from an idle pipe; it also skips past the end of a truncated file without an
/// error. This one does neither.
final class DescriptorBytes: StoredBytes {
  private let descriptor: FileDescriptor
  /// The length of a regular file, in which a skip is a seek; nil for pipes and the like.
  private let length: Int64?

  /// - Parameter descriptor: Open for reading as long as this lives; it is not closed here.
  init(_ descriptor: FileDescriptor) {
    self.descriptor = descriptor
    let status = try? descriptor.stat()
    length = status?.type == .regular ? status?.size : nil
  }

  /// An interrupted read is an error, because the only signals that blogsh handles ask it to stop.
  func read(into space: UnsafeMutableRawBufferPointer) throws(TarError) -> Int {
    do {
      return unsafe try descriptor.read(into: space, retryOnInterrupt: false)
    } catch {
      throw TarError(error as? Errno ?? .ioError)
    }
  }

  func skip(_ count: Int64) -> Int64 {
    guard let length, let here = try? descriptor.seek(offset: 0, from: .current) else { return 0 }
    let distance = min(count, length - here)
    guard distance > 0, (try? descriptor.seek(offset: distance, from: .current)) != nil else {
      return 0
    }
    return distance
  }
}
