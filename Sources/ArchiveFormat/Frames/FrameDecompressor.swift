import CZstd

/// Decompresses frames one after the other; each thread needs its own.
///
/// It accepts exactly one whole zstd frame at a time, as the format requires it: with a content
/// size and a checksum, both correct, without a dictionary, and within the limits.
@safe package final class FrameDecompressor {
  private let context: OpaquePointer
  private var buffer = unsafe UnsafeMutableRawBufferPointer(start: nil, count: 0)

  /// Creates a decompressor.
  ///
  /// - Throws: `.outOfMemory`.
  package init() throws(IndexError) {
    guard let context = unsafe ZSTD_createDCtx() else { throw .outOfMemory }
    unsafe self.context = context
  }

  deinit {
    unsafe ZSTD_freeDCtx(context)
    unsafe buffer.deallocate()
  }

  /// Decompresses a frame.
  ///
  /// - Parameters:
  ///   - frame: The bytes of the frame, and nothing else.
  ///   - limit: The greatest number of bytes that it may decode to.
  /// - Throws: `.damaged`, `.tooLarge` or `.outOfMemory`.
  package func decompress(
    _ frame: RawSpan, limit: Int = IndexedArchive.maximumFrame
  ) throws(IndexError) -> [UInt8] {
    let count = try contentLength(of: frame, limit: limit)
    var result = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      result = unsafe decode(frame, into: UnsafeMutableRawBufferPointer(buffer))
      initialized = result == count ? count : 0
    }
    try check(result, count)
    return bytes
  }

  /// Decompresses a frame into a buffer that the next call reuses.
  ///
  /// - Returns: Bytes that are valid until the next call or the end of this object.
  /// - Throws: As `decompress(_:limit:)`.
  package func reusedBytes(
    of frame: RawSpan, limit: Int = IndexedArchive.maximumFrame
  ) throws(IndexError) -> UnsafeRawBufferPointer {
    let count = try contentLength(of: frame, limit: limit)
    if unsafe buffer.count < count {
      unsafe buffer.deallocate()
      unsafe buffer = .allocate(byteCount: count, alignment: 64)
    }
    let destination = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[..<count])
    try check(unsafe decode(frame, into: destination), count)
    return UnsafeRawBufferPointer(destination)
  }

  /// Decompresses a frame into the caller's memory.
  ///
  /// - Parameter room: Returns memory of the given size; called after the frame's size has been
  ///   checked against the limit.
  /// - Throws: As `decompress(_:limit:)`; the content of the memory is then undefined.
  package func decompress(
    _ frame: RawSpan, limit: Int = IndexedArchive.maximumFrame,
    into room: (Int) -> UnsafeMutableRawBufferPointer
  ) throws(IndexError) {
    let count = try contentLength(of: frame, limit: limit)
    let destination = unsafe room(count)
    try check(unsafe decode(frame, into: destination), count)
  }

  /// Decompresses the beginning of a frame into the caller's memory, block by block.
  ///
  /// The rest of the frame is not read, so its checksum is not verified.
  ///
  /// - Parameters:
  ///   - count: The number of bytes to decode; a frame that has fewer is decoded whole.
  ///   - room: Returns memory of the given size, that of the whole frame; called after it has been
  ///     checked against the limit. Of the rest, no more than a block's length is touched.
  /// - Returns: The number of bytes of the frame that are there: `count`, or all.
  /// - Throws: As `decompress(_:limit:)`; the content of the memory is then undefined.
  package func decompressBeginning(
    of frame: RawSpan, count: Int, limit: Int = IndexedArchive.maximumFrame,
    into room: (Int) -> UnsafeMutableRawBufferPointer
  ) throws(IndexError) -> Int {
    let length = try contentLength(of: frame, limit: limit)
    let wanted = min(count, length)
    let destination = unsafe room(length)
    unsafe ZSTD_DCtx_setParameter(context, blogsh_stable_output, 1)
    defer { unsafe ZSTD_DCtx_reset(context, ZSTD_reset_session_and_parameters) }
    let start = FrameHeader(frame)?.length ?? 0
    let decoded = try unsafe frame.withUnsafeBytes { (bytes) throws(IndexError) in
      var input = unsafe ZSTD_inBuffer(src: bytes.baseAddress, size: start, pos: 0)
      var output = unsafe ZSTD_outBuffer(
        dst: destination.baseAddress, size: destination.count, pos: 0)
      while unsafe output.pos < wanted,
        let block = unsafe try FrameLength.block(at: input.size, in: bytes.bytes)
      {
        unsafe input.size = block.end
        let result = unsafe ZSTD_decompressStream(context, &output, &input)
        if ZSTD_isError(result) != 0 { return result }
        if block.isLast { break }
      }
      return unsafe min(output.pos, wanted)
    }
    try check(decoded, wanted)
    return wanted
  }

  /// Returns the size that the frame claims to decode to, after checking that the format allows the
  /// frame.
  private func contentLength(of frame: RawSpan, limit: Int) throws(IndexError) -> Int {
    guard FrameStart(frame) == .zstd else { throw .damagedFrame("it is not a zstd frame") }
    guard let header = FrameHeader(frame), let length = try FrameLength.find(frame) else {
      throw .damagedFrame("it is cut off")
    }
    guard length == frame.byteCount else {
      throw .damagedFrame("bytes follow it that are not part of it")
    }
    guard !header.hasDictionary else { throw .damagedFrame("it needs a dictionary") }
    guard header.hasChecksum else { throw .damagedFrame("it has no checksum") }
    guard let claimed = header.contentLength else {
      throw .damagedFrame("it does not state its decoded size")
    }
    guard claimed <= UInt64(clamping: limit) else {
      throw IndexError(.tooLarge, "A zstd frame decodes to more than \(limit) bytes")
    }
    guard header.windowLength <= IndexedArchive.maximumWindow else {
      throw IndexError(
        .tooLarge,
        "A zstd frame needs a window of more than \(IndexedArchive.maximumWindow >> 20) MiB")
    }
    return Int(claimed)
  }

  /// Decompresses into memory of the claimed size; returns libzstd's result, a count or an error.
  private func decode(_ frame: RawSpan, into room: UnsafeMutableRawBufferPointer) -> Int {
    unsafe frame.withUnsafeBytes {
      unsafe ZSTD_decompressDCtx(context, room.baseAddress, room.count, $0.baseAddress, $0.count)
    }
  }

  private func check(_ result: Int, _ count: Int) throws(IndexError) {
    if ZSTD_isError(result) != 0 {
      throw unsafe .damagedFrame(String(cString: ZSTD_getErrorName(result)))
    }
    guard result == count else {
      throw .damagedFrame("it decodes to \(result) bytes, not to the \(count) that it states")
    }
  }
}
