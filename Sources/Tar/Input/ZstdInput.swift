import CZstd

/// Decompresses zstd and verifies its checksums (RFC 8878).
///
/// It counts the skippable frames that it passes over, which libarchive's reader does not report.
@safe final class ZstdInput: TarInput {
  private let compressed: any TarInput
  private let context: OpaquePointer
  private let buffer: UnsafeMutableRawBufferPointer
  /// Bytes that have been read and not decompressed yet.
  private var rest = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
  /// The beginning of a frame that came in several pieces; it goes before `rest`.
  private var magic: [UInt8] = []
  private var isInFrame = false
  /// Whether more output may come without further input, because the buffer was full.
  private var isFull = false
  private var isAtEnd = false
  /// The greatest window that a frame may need, in bytes.
  private let window: Int64
  /// The number of skippable frames passed over, by magic.
  private(set) var skippedFrames: [UInt32: Int] = [:]

  /// The size of the buffer: large enough that a call costs little compared to the work, small
  /// enough for the cache.
  private static let bufferSize = 256 * 1024

  static let magicSize = 4
  private static let frameMagic: UInt32 = 0xFD2F_B528
  private static let skippableMagics: ClosedRange<UInt32> = 0x184D_2A50...0x184D_2A5F

  /// - Parameter window: The greatest window that a frame may need, in bytes. The power of two
  ///   below it counts, and libzstd allows none above 2 GiB.
  init(_ compressed: any TarInput, window: Int64) throws(TarError) {
    guard let context = unsafe ZSTD_createDCtx() else { throw .outOfMemory }
    self.compressed = compressed
    self.window = window
    unsafe self.context = context
    unsafe buffer = .allocate(byteCount: Self.bufferSize, alignment: 4096)
    unsafe ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, Self.logarithm(of: window))
  }

  deinit {
    unsafe ZSTD_freeDCtx(context)
    unsafe buffer.deallocate()
  }

  /// Returns whether a file that begins with these bytes is a zstd stream.
  static func canUndo(_ beginning: UnsafeRawBufferPointer) -> Bool {
    guard beginning.count >= magicSize else { return false }
    let magic = unsafe number(beginning)
    return magic == frameMagic || skippableMagics.contains(magic)
  }

  func next() throws(TarError) -> UnsafeRawBufferPointer {
    while !isAtEnd {
      if !isInFrame, try !beginFrame() { break }
      let count = try undo()
      if count > 0 { return unsafe UnsafeRawBufferPointer(rebasing: buffer[..<count]) }
    }
    return unsafe UnsafeRawBufferPointer(start: nil, count: 0)
  }

  func hasRest() throws(TarError) -> Bool { try compressed.hasRest() }

  /// Reads the magic of the next frame; returns false at the end of the stream.
  private func beginFrame() throws(TarError) -> Bool {
    var number: UInt32
    if unsafe rest.count >= Self.magicSize {
      unsafe number = Self.number(rest)
    } else {
      try gatherMagic()
      guard !magic.isEmpty else {
        isAtEnd = true
        return false
      }
      guard magic.count == Self.magicSize else { throw Self.truncated }
      number = unsafe magic.withUnsafeBytes { unsafe Self.number($0) }
    }
    if Self.skippableMagics.contains(number) {
      skippedFrames[number, default: 0] += 1
    } else if number != Self.frameMagic {
      throw TarError(.damaged, "Damaged zstd input: the bytes after a frame are not a frame")
    }
    isInFrame = true
    return true
  }

  /// Moves bytes from the input to `magic` until it is complete or the input ends.
  private func gatherMagic() throws(TarError) {
    while magic.count < Self.magicSize {
      if unsafe rest.isEmpty {
        unsafe rest = try compressed.next()
        if unsafe rest.isEmpty { return }
      }
      let count = unsafe min(rest.count, Self.magicSize - magic.count)
      unsafe magic += rest[..<count]
      unsafe rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
  }

  /// Decompresses the next part of the frame, at most as much as the buffer holds.
  ///
  /// - Returns: The number of bytes of content in the buffer, which can be 0.
  private func undo() throws(TarError) -> Int {
    if !magic.isEmpty {
      let beginning = magic
      magic = []
      return unsafe try beginning.span.bytes.withUnsafeBytes { (bytes) throws(TarError) in
        unsafe try undo(bytes).given
      }
    }
    if unsafe rest.isEmpty, !isFull {
      unsafe rest = try compressed.next()
      if unsafe rest.isEmpty { throw Self.truncated }
    }
    let (taken, given) = unsafe try undo(rest)
    unsafe rest = UnsafeRawBufferPointer(rebasing: rest[taken...])
    return given
  }

  private func undo(_ bytes: UnsafeRawBufferPointer) throws(TarError) -> (taken: Int, given: Int) {
    var input = unsafe ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
    var output = unsafe ZSTD_outBuffer(dst: buffer.baseAddress, size: buffer.count, pos: 0)
    let left = unsafe ZSTD_decompressStream(context, &output, &input)
    if ZSTD_getErrorCode(left) == ZSTD_error_frameParameter_windowTooLarge {
      throw TarError(
        .needsWindow(most: window), "it needs a zstd window of more than \(window >> 20) MiB")
    }
    if ZSTD_isError(left) != 0 {
      let message = unsafe String(cString: ZSTD_getErrorName(left))
      throw TarError(.damaged, "Damaged zstd input: \(message)")
    }
    isInFrame = left != 0
    unsafe isFull = output.pos == output.size
    return unsafe (input.pos, output.pos)
  }

  private static func logarithm(of window: Int64) -> CInt {
    min(CInt(Int64.bitWidth - 1 - window.leadingZeroBitCount), 31)
  }

  private static func number(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    unsafe UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self))
  }

  private static var truncated: TarError { TarError(.damaged, "Truncated zstd input") }
}
