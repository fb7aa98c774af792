import SystemPackage

/// A file descriptor as bytes.
///
/// libarchive's own reader of descriptors tries again for ever when a signal arrives, so that a
/// read from an idle pipe could not be interrupted, and it skips past the end of a truncated file
/// without a word. This one does neither.
@safe final class FileInput: TarInput {
  private let descriptor: FileDescriptor
  private let buffer: UnsafeMutableRawBufferPointer
  /// The length of a regular file, in which skipping is a seek; nil for pipes and the like.
  private let length: Int64?
  /// How many bytes at the beginning were read by somebody else.
  private let knownCount: Int
  /// How many bytes have been given out or skipped.
  private(set) var givenLength: Int64 = 0
  /// Bytes at the beginning that were looked at before they were asked for.
  private var peeked: UnsafeRawBufferPointer?

  /// Large enough for a call to cost little beside the copy, small enough for the cache.
  private static let bufferSize = 256 * 1024

  /// - Parameters:
  ///   - descriptor: open for reading as long as this lives; it is not closed here.
  ///   - beginning: what was read of it before, less than a tar's first header.
  init(_ descriptor: FileDescriptor, behind beginning: [UInt8] = []) {
    self.descriptor = descriptor
    let status = try? descriptor.stat()
    length = status?.type == .regular ? status?.size : nil
    unsafe buffer = .allocate(byteCount: Self.bufferSize, alignment: 4096)
    unsafe buffer.copyBytes(from: beginning)
    knownCount = beginning.count
  }

  deinit { unsafe buffer.deallocate() }

  let isPlain = true

  /// Looks at the first bytes, which `next` gives all the same: as many as a tar's first header has,
  /// or all there are, however few a pipe gives at a time.
  func peek() throws(TarError) -> UnsafeRawBufferPointer {
    var count = knownCount
    while count < 512 {
      let more = try read(behind: count)
      guard more > 0 else { break }
      count += more
    }
    let bytes = unsafe UnsafeRawBufferPointer(rebasing: buffer[..<count])
    unsafe peeked = bytes
    return unsafe bytes
  }

  func next() throws(TarError) -> UnsafeRawBufferPointer {
    let count: Int
    if let bytes = unsafe peeked.take() {
      count = bytes.count
    } else {
      count = try read(behind: 0)
    }
    givenLength += Int64(count)
    return unsafe UnsafeRawBufferPointer(rebasing: buffer[..<count])
  }

  /// An interrupted read is an error: the only signals that blogsh handles ask it to stop.
  private func read(behind start: Int) throws(TarError) -> Int {
    do {
      let space = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[start...])
      return unsafe try descriptor.read(into: space, retryOnInterrupt: false)
    } catch {
      throw TarError(error as? Errno ?? .ioError)
    }
  }

  func skip(_ count: Int64) -> Int64 {
    guard unsafe peeked == nil, let length,
      let here = try? descriptor.seek(offset: 0, from: .current)
    else { return 0 }
    let distance = min(count, length - here)
    guard distance > 0, (try? descriptor.seek(offset: distance, from: .current)) != nil else {
      return 0
    }
    givenLength += distance
    return distance
  }
}
