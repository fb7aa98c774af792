import CArchive
import SystemPackage

/// A file descriptor as the bytes that libarchive reads.
///
/// libarchive's own reader of descriptors tries again for ever when a signal arrives, so that a
/// read from an idle pipe could not be interrupted, and it skips past the end of a truncated file
/// without a word. This one does neither.
@safe final class FileInput {
  private let descriptor: FileDescriptor
  private let buffer: UnsafeMutableRawBufferPointer
  /// The length of a regular file, in which skipping is a seek; nil for pipes and the like.
  private let length: Int64?

  /// Large enough for a call to cost little beside the copy, small enough for the cache.
  private static let bufferSize = 256 * 1024

  /// - Parameter descriptor: open for reading as long as this lives; it is not closed here.
  init(_ descriptor: FileDescriptor) {
    self.descriptor = descriptor
    let status = try? descriptor.stat()
    length = status?.type == .regular ? status?.size : nil
    unsafe buffer = .allocate(byteCount: Self.bufferSize, alignment: 4096)
  }

  deinit { unsafe buffer.deallocate() }

  /// Whether there is nothing to read, as far as that can be told beforehand.
  var isEmpty: Bool { length == 0 }

  /// Whether the bytes can be read a second time.
  var canRewind: Bool { length != nil }

  /// Where the next byte comes from; 0 where there is no telling.
  var position: Int64 { (try? descriptor.seek(offset: 0, from: .current)) ?? 0 }

  func rewind(to position: Int64) throws(TarError) {
    do {
      try descriptor.seek(offset: position, from: .start)
    } catch {
      throw TarError(.system(errno: (error as? Errno ?? .ioError).rawValue), "\(error)")
    }
  }

  /// Makes `handle` read from here; `self` must outlive it.
  func open(_ handle: OpaquePointer) throws(TarError) {
    unsafe archive_read_set_skip_callback(handle) { _, client, count in
      unsafe FileInput.of(client).skip(count)
    }
    let code = unsafe archive_read_open2(
      handle, Unmanaged.passUnretained(self).toOpaque(), nil,
      { handle, client, block in unsafe FileInput.of(client).read(for: handle, block) },
      { _, client, count in unsafe FileInput.of(client).skip(count) }, nil)
    try unsafe check(code, in: handle, failure: .notAnArchive)
  }

  private static func of(_ client: UnsafeMutableRawPointer?) -> FileInput {
    unsafe Unmanaged<FileInput>.fromOpaque(client.unsafelyUnwrapped).takeUnretainedValue()
  }

  /// The read callback (archive_read_set_read_callback): a count, 0 at the end, -1 with an error set.
  ///
  /// An interrupted read is an error: the only signals that blogsh handles ask it to stop.
  private func read(
    for handle: OpaquePointer?, _ block: UnsafeMutablePointer<UnsafeRawPointer?>?
  ) -> Int {
    do {
      let count = unsafe try descriptor.read(into: buffer, retryOnInterrupt: false)
      unsafe block?.pointee = UnsafeRawPointer(buffer.baseAddress)
      return count
    } catch {
      let errno = error as? Errno ?? .ioError
      unsafe blogsh_set_error(handle, errno.rawValue, "\(errno)")
      return -1
    }
  }

  /// The skip callback: how far it went, which is never beyond the end.
  private func skip(_ count: Int64) -> Int64 {
    guard let length else { return 0 }
    let here = position
    let distance = min(count, length - here)
    guard distance > 0, (try? descriptor.seek(offset: distance, from: .current)) != nil else {
      return 0
    }
    return distance
  }
}
