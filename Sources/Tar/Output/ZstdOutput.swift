import CArchive
import CZstd
import SystemPackage

/// Writes a Zstandard stream into a file, with a checksum of the content (RFC 8878, 3.1.1).
///
/// libarchive's own writer omits the checksum, so damage to a post could not be detected.
@safe final class ZstdOutput: MemberOutput {
  private let plain: PlainOutput
  private let context: OpaquePointer
  private let buffer: UnsafeMutableRawBufferPointer

  init(_ descriptor: FileDescriptor, level: Int) throws(TarError) {
    guard let context = unsafe ZSTD_createCCtx() else { throw .outOfMemory }
    plain = PlainOutput(descriptor)
    unsafe self.context = context
    unsafe buffer = .allocate(byteCount: ZSTD_CStreamOutSize(), alignment: 4096)
    unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, CInt(level))
    unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
  }

  deinit {
    unsafe ZSTD_freeCCtx(context)
    unsafe buffer.deallocate()
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(TarError) {
    unsafe try write(bytes.baseAddress, bytes.count, ZSTD_e_continue)
  }

  /// Ends the stream, reporting any error; libarchive would hide one here.
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
      unsafe try plain.write(UnsafeRawBufferPointer(rebasing: buffer[..<output.pos]))
      let isDone = unsafe directive == ZSTD_e_end ? left == 0 : input.pos == input.size
      if isDone { return }
    }
  }
}
