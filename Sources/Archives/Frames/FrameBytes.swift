import Index

/// The bytes of a decoded frame, at an address that stays.
@safe final class FrameBytes: @unchecked Sendable {
  // Never written to once it is made, so that threads may share it.
  let bytes: UnsafeRawBufferPointer
  let count: Int

  /// Decodes a frame.
  ///
  /// - Parameter count: how many bytes of its beginning; nil for all, checked by its checksum.
  /// - Throws: as `FrameDecompressor`.
  init(
    of stored: [UInt8], upTo count: Int? = nil, by decompressor: FrameDecompressor
  ) throws(IndexError) {
    var room = unsafe UnsafeMutableRawBufferPointer(start: nil, count: 0)
    func allocate(_ count: Int) -> UnsafeMutableRawBufferPointer {
      unsafe room = .allocate(byteCount: count, alignment: 16)
      return unsafe room
    }
    do throws(IndexError) {
      if let count {
        unsafe try decompressor.decompressBeginning(
          of: stored.span.bytes, count: count, into: allocate)
      } else {
        unsafe try decompressor.decompress(stored.span.bytes, into: allocate)
      }
    } catch {
      unsafe room.deallocate()
      throw error
    }
    unsafe bytes = UnsafeRawBufferPointer(room)
    self.count = room.count
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
