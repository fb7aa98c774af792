import CArchive
import CZstd
import SystemPackage

/// A Zstandard stream on its way into a file, with a checksum of the content (RFC 8878, 3.1.1).
///
/// libarchive's own writer leaves the checksum out, so that damage to a post could not be told.
@safe final class ZstdOutput {
  private let descriptor: FileDescriptor
  private let context: OpaquePointer
  private let buffer: UnsafeMutableRawBufferPointer

  init(_ descriptor: FileDescriptor, level: Int) throws(TarError) {
    guard let context = unsafe ZSTD_createCCtx() else { throw .outOfMemory }
    self.descriptor = descriptor
    unsafe self.context = context
    unsafe buffer = .allocate(byteCount: ZSTD_CStreamOutSize(), alignment: 4096)
    unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, CInt(level))
    unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
  }

  deinit {
    unsafe ZSTD_freeCCtx(context)
    unsafe buffer.deallocate()
  }

  /// Makes `handle` write to here; `self` must outlive it.
  func open(_ handle: OpaquePointer) throws(TarError) {
    let opened = unsafe archive_write_open(
      handle, Unmanaged.passUnretained(self).toOpaque(), nil,
      { handle, client, start, count in
        do throws(TarError) {
          unsafe try ZstdOutput.of(client).write(start, count, ZSTD_e_continue)
          return count
        } catch {
          let errno = error.errno ?? .invalidArgument
          unsafe blogsh_set_error(handle, errno.rawValue, error.message)
          return -1
        }
      }, nil)
    try unsafe check(opened, in: handle, failure: .unwritable)
  }

  private static func of(_ client: UnsafeMutableRawPointer?) -> ZstdOutput {
    unsafe Unmanaged<ZstdOutput>.fromOpaque(client.unsafelyUnwrapped).takeUnretainedValue()
  }

  /// Ends the stream; libarchive would not tell of an error in doing so.
  func finish() throws(TarError) {
    unsafe try write(nil, 0, ZSTD_e_end)
  }

  private func write(
    _ start: UnsafeRawPointer?, _ count: Int, _ directive: ZSTD_EndDirective
  ) throws(TarError) {
    var input = unsafe ZSTD_inBuffer(src: start, size: count, pos: 0)
    while true {
      var output = unsafe ZSTD_outBuffer(dst: buffer.baseAddress, size: buffer.count, pos: 0)
      let left = unsafe ZSTD_compressStream2(context, &output, &input, directive)
      if ZSTD_isError(left) != 0 {
        throw unsafe TarError(.unwritable, String(cString: ZSTD_getErrorName(left)))
      }
      do {
        let written = unsafe UnsafeRawBufferPointer(rebasing: buffer[..<output.pos])
        unsafe try descriptor.writeAll(written)
      } catch {
        throw TarError(error as? Errno ?? .ioError)
      }
      let isDone = unsafe directive == ZSTD_e_end ? left == 0 : input.pos == input.size
      if isDone { return }
    }
  }
}
