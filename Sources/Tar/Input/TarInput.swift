import CArchive
import SystemPackage

/// The bytes of a tar, with any compression undone.
protocol TarInput: AnyObject {
  /// Whether nothing is undone: the tar lies in the file as it is.
  var isPlain: Bool { get }

  /// The next bytes, which stay valid until the next call; none at the end.
  func next() throws(TarError) -> UnsafeRawBufferPointer

  /// Goes past bytes without reading them.
  ///
  /// - Returns: how many, from 0 to `count`; never beyond the end.
  func skip(_ count: Int64) -> Int64
}

extension TarInput {
  var isPlain: Bool { false }

  func skip(_ count: Int64) -> Int64 { 0 }
}

/// An input as libarchive reads it, by callbacks.
@safe final class InputCallbacks {
  private let input: any TarInput
  /// The error that made a callback fail, which tells more than what libarchive can pass on.
  private(set) var failure: TarError?
  private var hasGiven = false

  /// Whether the input has ended, as far as it was asked, without any bytes.
  var hasGivenNothing: Bool { failure == nil && !hasGiven }

  init(_ input: any TarInput) { self.input = input }

  /// Makes `handle` read from the input; `self` must outlive it.
  ///
  /// - Parameter code: what it means that `handle` does not know what it reads.
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

  /// archive_read_callback: a count, 0 at the end, -1 with an error set.
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
