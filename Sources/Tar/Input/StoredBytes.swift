package import SystemPackage

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
package final class DescriptorBytes: StoredBytes {
  private let descriptor: FileDescriptor
  /// The bytes that were already read from it, until they have been returned.
  private var beginning: [UInt8]
  /// The length of a regular file, in which a skip is a seek; nil for pipes and the like.
  private let length: Int64?

  /// - Parameters:
  ///   - descriptor: A file, a pipe or a device; open as long as this lives, and not closed here.
  ///   - beginning: Bytes that were already read from it, fewer than a tar's first header has.
  package init(_ descriptor: FileDescriptor, after beginning: [UInt8] = []) {
    self.descriptor = descriptor
    self.beginning = beginning
    let status = try? descriptor.stat()
    length = status?.type == .regular ? status?.size : nil
  }

  /// An interrupted read is an error, because the only signals that blogsh handles ask it to stop.
  package func read(into space: UnsafeMutableRawBufferPointer) throws(TarError) -> Int {
    guard beginning.isEmpty else {
      defer { beginning = [] }
      unsafe space.copyBytes(from: beginning)
      return beginning.count
    }
    do {
      return unsafe try descriptor.read(into: space, retryOnInterrupt: false)
    } catch {
      throw TarError(error as? Errno ?? .ioError)
    }
  }

  package func skip(_ count: Int64) -> Int64 {
    guard let length, let here = try? descriptor.seek(offset: 0, from: .current) else { return 0 }
    let distance = min(count, length - here)
    guard distance > 0, (try? descriptor.seek(offset: distance, from: .current)) != nil else {
      return 0
    }
    return distance
  }
}
