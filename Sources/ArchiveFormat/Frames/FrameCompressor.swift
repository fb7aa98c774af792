import CZstd

/// Compresses frames one after the other, each on its own, with content size and checksum (RFC 8878).
///
/// A frame is a function of the bytes, the level and the version of libzstd, not of those before it.
@safe package final class FrameCompressor {
  private let context: OpaquePointer
  // Kept from frame to frame, since what compression may need is more than it then takes.
  private var buffer = unsafe UnsafeMutableRawBufferPointer(start: nil, count: 0)

  /// - Parameter level: 1 to 22, and below 1 for speed; libzstd takes what is beyond for the nearest.
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

  /// Makes one frame of the bytes.
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
    // With room for the bound, libzstd can fail only for want of memory.
    guard ZSTD_isError(count) == 0 else { throw .outOfMemory }
    return unsafe Array(buffer[..<count])
  }
}
