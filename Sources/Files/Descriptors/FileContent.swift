package import SystemPackage

/// A buffer that one stream reads into again and again.
@safe package final class ReadBuffer {
  package let bytes: UnsafeMutableRawBufferPointer

  /// The size of a buffer in bytes, which holds most posts whole, so that each takes one read.
  package static let size = 256 * 1024

  package init() {
    unsafe bytes = .allocate(byteCount: Self.size, alignment: 4096)
  }

  deinit { unsafe bytes.deallocate() }
}

/// The content of a file, or a part of it, as a stream.
package struct FileContent {
  private let file: OpenFile
  private var position: Int64
  private let end: Int64
  private var isAtEnd = false

  /// - Parameters:
  ///   - start: the offset in the file where the content begins.
  ///   - length: its expected length in bytes. What a file has grown by since is not read.
  package init(_ file: OpenFile, from start: Int64 = 0, expecting length: Int64) {
    self.file = file
    position = start
    end = start + length
  }

  /// Fills the buffer as far as the content goes; returns nil at its end. The end comes early if
  /// the file has shrunk.
  package mutating func next(into buffer: ReadBuffer) throws(Errno) -> UnsafeRawBufferPointer? {
    var filled = 0
    while !isAtEnd, filled < ReadBuffer.size {
      let limit = Int(min(end - position, Int64(ReadBuffer.size - filled)))
      let space = unsafe UnsafeMutableRawBufferPointer(
        rebasing: buffer.bytes[filled..<(filled + limit)])
      let count = limit == 0 ? 0 : unsafe try file.read(into: space, at: position)
      filled += count
      position += Int64(count)
      isAtEnd = count == 0 || position == end
    }
    guard filled > 0 else { return nil }
    return unsafe UnsafeRawBufferPointer(rebasing: buffer.bytes[..<filled])
  }
}
