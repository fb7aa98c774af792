import CZstd

/// Compresses independent frames with content size and checksum, one after the other (RFC 8878).
///
/// A frame depends only on its bytes, the level and the version of libzstd, not on earlier frames.
@safe package final class FrameCompressor {
  private let context: OpaquePointer
  // Kept between frames, because the bound for a compressed frame is larger than the result.
  private var buffer = unsafe UnsafeMutableRawBufferPointer(start: nil, count: 0)

  /// Creates a compressor.
  ///
  /// - Parameter level: 1 to 22, or below 1 for more speed; libzstd clamps a level outside its
  ///   range.
  /// - Throws: `.outOfMemory`.
  package init(level: Int) throws(IndexError) {
    guard let context = unsafe ZSTD_createCCtx() else { throw .outOfMemory }
    unsafe self.context = context
    unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, CInt(clamping: level))
    unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 1)
    unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
  }

  deinit {
    unsafe ZSTD_freeCCtx(context)
    unsafe buffer.deallocate()
  }

  /// Compresses the bytes into one frame.
  ///
  /// - Throws: `.outOfMemory`.
  package func compress(_ bytes: RawSpan) throws(IndexError) -> [UInt8] {
    let bound = ZSTD_compressBound(bytes.byteCount)
    if unsafe buffer.count < bound {
      unsafe buffer.deallocate()
      unsafe buffer = .allocate(byteCount: bound, alignment: 16)
    }
    let count = unsafe bytes.withUnsafeBytes {
      unsafe ZSTD_compress2(context, buffer.baseAddress, buffer.count, $0.baseAddress, $0.count)
    }
    // With room for the bound, libzstd can fail only for lack of memory.
    guard ZSTD_isError(count) == 0 else { throw .outOfMemory }
    return unsafe Array(buffer[..<count])
  }
}
