import SystemPackage

/// Reads the bytes of a file descriptor.
///
/// libarchive's own reader of descriptors retries for ever when a signal arrives, so nobody could
/// interrupt a read from an idle pipe; it also skips past the end of a truncated file without an
/// error. This one does neither.
@safe final class FileInput: TarInput {
  private let descriptor: FileDescriptor
  private let buffer: UnsafeMutableRawBufferPointer
  /// The length of a regular file, in which a skip is a seek; nil for pipes and the like.
  private let length: Int64?
  /// The number of bytes at the beginning that the caller had already read.
  private let knownCount: Int
  /// The number of bytes that have been returned or skipped.
  private(set) var givenLength: Int64 = 0
  /// The bytes at the beginning that `peek` has read and `next` has not returned yet.
  private var peeked: UnsafeRawBufferPointer?

  /// The size of the buffer: large enough that a call costs little compared to the copy, small
  /// enough for the cache.
  private static let bufferSize = 256 * 1024

  /// Creates an input from the descriptor's current position.
  ///
  /// - Parameters:
  ///   - descriptor: Open for reading as long as this lives; it is not closed here.
  ///   - beginning: Bytes that were already read from it, fewer than a tar's first header has.
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

  /// Returns the first bytes, which `next` will still return: 512, the length of a tar's first
  /// header, or all if there are fewer, even if a pipe delivers a few at a time.
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

  /// Reads into the buffer from `start`. An interrupted read is an error, because the only signals
  /// that blogsh handles ask it to stop.
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
