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
      { _, client, count in unsafe InputCallbacks.of(client).input.skip(count) }, nil)
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
      let bytes = unsafe try input.next()
      unsafe block?.pointee = bytes.baseAddress
      if unsafe !bytes.isEmpty { hasGiven = true }
      return bytes.count
    } catch {
      failure = error
      unsafe blogsh_set_error(handle, (error.errno ?? .illegalByteSequence).rawValue, error.message)
      return -1
    }
  }
}
