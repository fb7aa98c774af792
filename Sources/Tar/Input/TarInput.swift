import CArchive
import SystemPackage

/// The decompressed bytes of a tar.
protocol TarInput: AnyObject {
  /// Whether the tar is in the file as it is, not compressed.
  var isPlain: Bool { get }

  /// Returns the next bytes, which stay valid until the next call; empty at the end.
  func next() throws(TarError) -> UnsafeRawBufferPointer

  /// Skips bytes without reading them.
  ///
  /// - Returns: The number of skipped bytes, from 0 to `count`; never more than there are.
  func skip(_ count: Int64) -> Int64

  /// Reads what follows the end of a compressed stream, once `next` has reached that end.
  ///
  /// - Returns: Whether it is anything but padding, which is zeros.
  func hasRest() throws(TarError) -> Bool
}

extension TarInput {
  var isPlain: Bool { false }

  func skip(_ count: Int64) -> Int64 { 0 }
}

/// Connects an input to libarchive, which reads it by callbacks.
@safe final class InputCallbacks {
  private let input: any TarInput
  /// The error that made a callback fail; it says more than libarchive can pass on.
  private(set) var failure: TarError?
  private var hasGiven = false
  /// The number of bytes that were given or skipped.
  private var length: Int64 = 0
  /// The offset after the last of them that is not zero and was not skipped.
  private var endOfContent: Int64 = 0
  /// Whether LZ4 is given, and its terminator has not been.
  private var needsTerminator = false

  /// Whether the input has returned no byte and no error so far.
  var hasGivenNothing: Bool { failure == nil && !hasGiven }

  init(_ input: any TarInput) { self.input = input }

  /// Makes `handle` read from the input; `self` must outlive `handle`.
  ///
  /// - Parameter code: The code of the error if `handle` does not recognise what it reads.
  func open(_ handle: OpaquePointer, failure code: TarError.Code) throws(TarError) {
    let result = unsafe archive_read_open2(
      handle, Unmanaged.passUnretained(self).toOpaque(), nil,
      { handle, client, block in unsafe InputCallbacks.of(client).read(for: handle, block) },
      { _, client, count in unsafe InputCallbacks.of(client).skip(count) }, nil)
    do throws(TarError) {
      try unsafe check(result, in: handle, failure: code)
    } catch {
      throw failure ?? error
    }
  }

  private static func of(_ client: UnsafeMutableRawPointer?) -> InputCallbacks {
    unsafe Unmanaged<InputCallbacks>.fromOpaque(client.unsafelyUnwrapped).takeUnretainedValue()
  }

  /// Returns the number of bytes read: 0 at the end, -1 after an error, which it sets in `handle`
  /// (archive_read_callback).
  private func read(
    for handle: OpaquePointer?, _ block: UnsafeMutablePointer<UnsafeRawPointer?>?
  ) -> Int {
    do throws(TarError) {
      let bytes = unsafe try next()
      unsafe block?.pointee = bytes.baseAddress
      return bytes.count
    } catch {
      failure = error
      unsafe blogsh_set_error(handle, (error.errno ?? .illegalByteSequence).rawValue, error.message)
      return -1
    }
  }

  private func next() throws(TarError) -> UnsafeRawBufferPointer {
    let bytes = unsafe try input.next()
    if unsafe bytes.isEmpty, needsTerminator {
      needsTerminator = false
      return unsafe Self.terminator
    }
    if !hasGiven {
      hasGiven = unsafe !bytes.isEmpty
      needsTerminator = unsafe bytes.starts(with: Self.lz4Magic)
    }
    if let last = unsafe bytes.lastIndexOfContent { endOfContent = length + Int64(last) + 1 }
    length += Int64(bytes.count)
    return unsafe bytes
  }

  private func skip(_ count: Int64) -> Int64 {
    let skipped = input.skip(count)
    length += skipped
    return skipped
  }

  /// Reads the input to its end.
  ///
  /// - Returns: Whether any byte from `offset` on is not zero.
  func hasContent(from offset: Int64) throws(TarError) -> Bool {
    while unsafe try !next().isEmpty {}
    return endOfContent > offset
  }

  private static let lz4Magic: [UInt8] = [0x04, 0x22, 0x4D, 0x18]

  /// The bytes that are given after the end of LZ4. libarchive takes four bytes after a stream and
  /// ignores them if no other stream begins with them, so without these it could not be seen
  /// whether they belong to the file. In the middle of a stream they are an error.
  nonisolated(unsafe) private static let terminator: UnsafeRawBufferPointer = {
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: terminatorLength, alignment: 1)
    _ = unsafe bytes.initializeMemory(as: UInt8.self, repeating: 0xFF)
    return UnsafeRawBufferPointer(bytes)
  }()

  /// The number of bytes that libarchive takes after the end of LZ4.
  static let terminatorLength = 4
}

extension UnsafeRawBufferPointer {
  /// The offset of the last byte that is not zero.
  fileprivate var lastIndexOfContent: Int? {
    var end = count
    // Zeros can be many, so eight at a time.
    while end >= 8, unsafe loadUnaligned(fromByteOffset: end - 8, as: UInt64.self) == 0 { end -= 8 }
    return unsafe self[..<end].lastIndex { $0 != 0 }
  }
}
