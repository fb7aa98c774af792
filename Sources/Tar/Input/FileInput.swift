/// Reads an archive as it is stored into a buffer, piece by piece.
@safe final class FileInput: PeekableInput {
  private let file: any StoredBytes
  private let buffer: UnsafeMutableRawBufferPointer
  /// The number of bytes that have been returned or skipped.
  private(set) var givenLength: Int64 = 0
  /// The bytes at the beginning that `peek` has read and `next` has not returned yet.
  private var peeked: UnsafeRawBufferPointer?

  /// The size of the buffer: large enough that a call costs little compared to the copy, small
  /// enough for the cache.
  private static let bufferSize = 256 * 1024

  init(_ file: any StoredBytes) {
    self.file = file
    unsafe buffer = .allocate(byteCount: Self.bufferSize, alignment: 4096)
  }

  deinit { unsafe buffer.deallocate() }

  let isPlain = true

  func hasRest() -> Bool { false }

  /// A pipe may deliver a few bytes at a time.
  func peek() throws(TarError) -> UnsafeRawBufferPointer {
    var count = 0
    while count < Self.peekedLength {
      let more = try read(after: count)
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
      count = try read(after: 0)
    }
    givenLength += Int64(count)
    return unsafe UnsafeRawBufferPointer(rebasing: buffer[..<count])
  }

  /// Reads into the buffer from `start`.
  private func read(after start: Int) throws(TarError) -> Int {
    unsafe try file.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[start...]))
  }

  func skip(_ count: Int64) -> Int64 {
    guard unsafe peeked == nil else { return 0 }
    let distance = file.skip(count)
    givenLength += distance
    return distance
  }
}
