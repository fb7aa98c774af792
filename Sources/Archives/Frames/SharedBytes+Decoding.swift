import ArchiveFormat
import Entries

extension SharedBytes {
  /// Decodes a frame.
  ///
  /// - Parameter count: the number of bytes to decode from its beginning; nil decodes the whole
  ///   frame and checks its checksum.
  /// - Throws: as `FrameDecompressor` does.
  convenience init(
    of stored: [UInt8], upTo count: Int? = nil, by decompressor: FrameDecompressor
  ) throws(IndexError) {
    var room = unsafe UnsafeMutableRawBufferPointer(start: nil, count: 0)
    func allocate(_ count: Int) -> UnsafeMutableRawBufferPointer {
      unsafe room = .allocate(byteCount: count, alignment: 16)
      return unsafe room
    }
    do throws(IndexError) {
      if let count {
        let decoded = unsafe try decompressor.decompressBeginning(
          of: stored.span.bytes, count: count, into: allocate)
        unsafe room = UnsafeMutableRawBufferPointer(rebasing: room[..<decoded])
      } else {
        unsafe try decompressor.decompress(stored.span.bytes, into: allocate)
      }
    } catch {
      unsafe room.deallocate()
      throw error
    }
    unsafe self.init(owning: room)
  }
}
