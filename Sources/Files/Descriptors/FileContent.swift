package import SystemPackage

/// Memory that one stream reads into, again and again.
@safe package final class ReadBuffer {
  package let bytes: UnsafeMutableRawBufferPointer

  /// Holds most posts whole, so that they are one read each.
  package static let size = 256 * 1024

  package init() {
    unsafe bytes = .allocate(byteCount: Self.size, alignment: 4096)
  }

  deinit { unsafe bytes.deallocate() }
}

/// A file's content, read from its beginning or from a part of it.
package struct FileContent {
  private let file: OpenFile
  private var position: Int64
  private let end: Int64
  private var isAtEnd = false

  /// - Parameters:
  ///   - start: where the content begins in the file.
  ///   - length: how many bytes it is believed to have; a file that has grown since is cut there.
  package init(_ file: OpenFile, from start: Int64 = 0, expecting length: Int64) {
    self.file = file
    position = start
    end = start + length
  }

  /// Fills the buffer as far as the content goes; nil at its end, which comes early in a file that
  /// has shrunk.
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
