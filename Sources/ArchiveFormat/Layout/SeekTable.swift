/// The offset and the decoded length of each frame of a file (zstd seekable format 0.1.0).
package struct SeekTable: Equatable, Sendable {
  /// The ends of the frames in the file, as ascending offsets in bytes.
  private var ends: [Int64] = []
  private(set) var decodedLengths: [UInt32] = []

  package init() {}

  /// The number of frames before the table, including the index and the end of the tar.
  package var count: Int { ends.count }

  /// The length of all those frames in bytes, which is the offset of the table.
  package var length: Int64 { ends.last ?? 0 }

  mutating func reserveCapacity(_ count: Int) {
    ends.reserveCapacity(count)
    decodedLengths.reserveCapacity(count)
  }

  /// Adds a frame after the others.
  ///
  /// - Parameters:
  ///   - compressed: The length of the frame in the file in bytes, at least 1.
  ///   - decoded: The number of bytes that it decodes to; 0 for a skippable frame.
  /// - Throws: `.tooLarge` if the format cannot store the numbers.
  package mutating func append(compressed: Int, decoded: Int) throws(IndexError) {
    guard let size = UInt32(exactly: compressed), size > 0, let content = UInt32(exactly: decoded),
      count < IndexedArchive.maximumFrameCount
    else { throw IndexError(.tooLarge, "A frame is larger than a seek table can hold") }
    ends.append(length + Int64(size))
    decodedLengths.append(content)
  }

  /// Returns the offset of a frame in the file; for `count`, the offset of the table.
  ///
  /// - Parameter frame: 0 to `count`.
  package func offset(of frame: Int) -> Int64 { frame == 0 ? 0 : ends[frame - 1] }

  /// Returns the range of a frame in the file.
  ///
  /// - Parameter frame: Below `count`.
  package func extent(of frame: Int) -> Range<Int64> { offset(of: frame)..<ends[frame] }

  /// Returns the number of bytes that a frame claims to decode to: 0 to 4,294,967,295.
  ///
  /// - Parameter frame: Below `count`.
  package func decodedLength(of frame: Int) -> Int { Int(decodedLengths[frame]) }

  /// Returns the table without the frame that ends the tar, so that more frames can follow.
  ///
  /// - Throws: `.damaged` if that frame is not the last.
  package func upToEnd() throws(IndexError) -> SeekTable {
    guard endFrame == count - 1 else {
      throw .damagedSeekTable("its last frame does not end the tar")
    }
    var table = self
    table.ends.removeLast()
    table.decodedLengths.removeLast()
    return table
  }

  /// The number of the frame that is the index, the last one that decodes to nothing; nil if there
  /// is none.
  package var indexFrame: Int? { decodedLengths.lastIndex(of: 0) }

  /// Returns the first frame after another that decodes to nothing, as every index does; nil if
  /// there is none.
  package func indexFrame(after frame: Int) -> Int? {
    decodedLengths[(frame + 1)...].firstIndex(of: 0)
  }

  /// The numbers of all frames that decode to nothing and so may be indexes; frame 0 never is one.
  package var indexFrames: [Int] { (1..<max(count, 1)).filter { decodedLengths[$0] == 0 } }

  /// The number of the frame that ends the tar: the last frame, right after the index; nil if there
  /// is none. It may begin with hard links.
  package var endFrame: Int? {
    guard let indexFrame, indexFrame == count - 2,
      case let length = Int(decodedLengths[indexFrame + 1]),
      IndexedArchive.endLength...IndexedArchive.maximumFrame ~= length,
      length.isMultiple(of: IndexedArchive.unit)
    else { return nil }
    return indexFrame + 1
  }
}
