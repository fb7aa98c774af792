import Index

/// The bytes of a decoded frame, at an address that stays.
@safe final class FrameBytes: @unchecked Sendable {
  // Never written to once it is made, so that threads may share it.
  let bytes: UnsafeRawBufferPointer
  let count: Int

  /// Decodes a frame.
  ///
  /// - Throws: as `FrameDecompressor`.
  init(of stored: [UInt8], by decompressor: FrameDecompressor) throws(IndexError) {
    var room = unsafe UnsafeMutableRawBufferPointer(start: nil, count: 0)
    do throws(IndexError) {
      unsafe try decompressor.decompress(stored.span.bytes) { count in
        unsafe room = .allocate(byteCount: count, alignment: 16)
        return unsafe room
      }
    } catch {
      unsafe room.deallocate()
      throw error
    }
    unsafe bytes = UnsafeRawBufferPointer(room)
    count = room.count
  }

  /// Copies bytes that will not stay.
  init(copying others: UnsafeRawBufferPointer) {
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: others.count, alignment: 16)
    unsafe copy.copyMemory(from: others)
    unsafe bytes = UnsafeRawBufferPointer(copy)
    count = others.count
  }

  deinit { unsafe bytes.deallocate() }

  subscript(range: Range<Int>) -> UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(rebasing: bytes[range])
  }
}
