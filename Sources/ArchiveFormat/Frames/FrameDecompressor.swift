import CZstd

/// Decodes frames one after the other; one for each thread.
///
/// It takes exactly one whole zstd frame at a time, and only as the format has them: with content size
/// and checksum, both right, without a dictionary, within the limits.
@safe package final class FrameDecompressor {
  private let context: OpaquePointer
  private var buffer = unsafe UnsafeMutableRawBufferPointer(start: nil, count: 0)

  /// - Throws: `.outOfMemory`.
  package init() throws(IndexError) {
    guard let context = unsafe ZSTD_createDCtx() else { throw .outOfMemory }
    unsafe self.context = context
  }

  deinit {
    unsafe ZSTD_freeDCtx(context)
    unsafe buffer.deallocate()
  }

  /// Decodes a frame.
  ///
  /// - Parameters:
  ///   - frame: The bytes of the frame, and no more.
  ///   - limit: The most bytes that it may decode to.
  /// - Throws: `.damaged`, `.tooLarge` or `.outOfMemory`.
  package func decompress(
    _ frame: RawSpan, limit: Int = IndexedArchive.greatestFrame
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

  /// Decodes a frame into a buffer that is used again.
  ///
  /// - Returns: Bytes that are valid until the next call, or the end of this object.
  /// - Throws: As `decompress(_:limit:)`.
  package func reusedBytes(
    of frame: RawSpan, limit: Int = IndexedArchive.greatestFrame
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

  /// Decodes a frame into memory that somebody else has.
  ///
  /// - Parameter room: Gives memory for so many bytes, once the frame's claim is within the limit.
  /// - Throws: As `decompress(_:limit:)`; what the memory then holds is undefined.
  package func decompress(
    _ frame: RawSpan, limit: Int = IndexedArchive.greatestFrame,
    into room: (Int) -> UnsafeMutableRawBufferPointer
  ) throws(IndexError) {
    let count = try contentLength(of: frame, limit: limit)
    let destination = unsafe room(count)
    try check(unsafe decode(frame, into: destination), count)
  }

  /// Decodes the beginning of a frame into memory that somebody else has.
  ///
  /// What lies behind it is not looked at, and so the frame's checksum cannot be.
  ///
  /// - Parameters:
  ///   - count: How many bytes; all of a frame that has fewer.
  ///   - room: Gives memory for so many bytes, once the frame's claim is within the limit.
  /// - Throws: As `decompress(_:limit:)`; what the memory then holds is undefined.
  package func decompressBeginning(
    of frame: RawSpan, count: Int, limit: Int = IndexedArchive.greatestFrame,
    into room: (Int) -> UnsafeMutableRawBufferPointer
  ) throws(IndexError) {
    let destination = unsafe room(min(count, try contentLength(of: frame, limit: limit)))
    var output = unsafe ZSTD_outBuffer(
      dst: destination.baseAddress, size: destination.count, pos: 0)
    var result = 0
    unsafe frame.withUnsafeBytes { bytes in
      var input = unsafe ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
      var progress = -1
      while unsafe output.pos < output.size, ZSTD_isError(result) == 0,
        unsafe input.pos + output.pos > progress
      {
        progress = unsafe input.pos + output.pos
        result = unsafe ZSTD_decompressStream(context, &output, &input)
      }
    }
    unsafe ZSTD_DCtx_reset(context, ZSTD_reset_session_only)
    try check(ZSTD_isError(result) != 0 ? result : unsafe output.pos, destination.count)
  }

  /// Reads what the frame claims to decode to, and whether it is one that the format admits.
  private func contentLength(of frame: RawSpan, limit: Int) throws(IndexError) -> Int {
    guard FrameStart(frame) == .zstd else { throw .damagedFrame("it is not a zstd frame") }
    guard let header = FrameHeader(frame), let length = try FrameLength.find(frame) else {
      throw .damagedFrame("it is cut off")
    }
    guard length == frame.byteCount else {
      throw .damagedFrame("it ends before the bytes that are meant to be it")
    }
    guard !header.hasDictionary else { throw .damagedFrame("it asks for a dictionary") }
    guard header.hasChecksum else { throw .damagedFrame("it has no checksum") }
    guard let claimed = header.contentLength else {
      throw .damagedFrame("it does not say what size it decodes to")
    }
    guard claimed <= UInt64(clamping: limit) else {
      throw IndexError(.tooLarge, "A zstd frame decodes to more than \(limit) bytes")
    }
    guard header.windowLength <= IndexedArchive.greatestWindow else {
      throw IndexError(
        .tooLarge,
        "A zstd frame needs a window of more than \(IndexedArchive.greatestWindow >> 20) MiB")
    }
    return Int(claimed)
  }

  /// Decodes into room for what is claimed, and gives libzstd's answer: a count or an error.
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
      throw .damagedFrame("it decodes to \(result) bytes, and says \(count)")
    }
  }
}
