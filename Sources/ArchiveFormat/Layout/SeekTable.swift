/// Tells where each frame of a file begins, and what it decodes to (zstd seekable format 0.1.0).
package struct SeekTable: Equatable, Sendable {
  /// Holds where each frame ends in the file, in bytes: ascending.
  private var ends: [Int64] = []
  private(set) var decodedLengths: [UInt32] = []

  package init() {}

  /// Counts the frames before the table, the index and the end of the tar among them.
  package var count: Int { ends.count }

  /// Counts the bytes of all those frames: where the table begins.
  package var length: Int64 { ends.last ?? 0 }

  mutating func reserveCapacity(_ count: Int) {
    ends.reserveCapacity(count)
    decodedLengths.reserveCapacity(count)
  }

  /// Adds a frame behind the others.
  ///
  /// - Parameters:
  ///   - compressed: The bytes that it has in the file, at least one.
  ///   - decoded: The bytes that it decodes to, 0 for a skippable frame.
  /// - Throws: `.tooLarge` where the format cannot count them.
  package mutating func append(compressed: Int, decoded: Int) throws(IndexError) {
    guard let size = UInt32(exactly: compressed), size > 0, let content = UInt32(exactly: decoded),
      count < IndexedArchive.greatestFrameCount
    else { throw IndexError(.tooLarge, "A frame is larger than a seek table can hold") }
    ends.append(length + Int64(size))
    decodedLengths.append(content)
  }

  /// Gives where a frame begins in the file; where the table begins for `count`.
  ///
  /// - Parameter frame: 0 to `count`.
  package func offset(of frame: Int) -> Int64 { frame == 0 ? 0 : ends[frame - 1] }

  /// Gives the bytes of the file that are a frame.
  ///
  /// - Parameter frame: Below `count`.
  package func extent(of frame: Int) -> Range<Int64> { offset(of: frame)..<ends[frame] }

  /// Counts the bytes that a frame claims to decode to: 0 to 4,294,967,295.
  ///
  /// - Parameter frame: Below `count`.
  package func decodedLength(of frame: Int) -> Int { Int(decodedLengths[frame]) }

  /// Gives the table without the frame that ends the tar, for frames that are to follow.
  ///
  /// - Throws: `.damaged` where no such frame is the last.
  package func upToEnd() throws(IndexError) -> SeekTable {
    guard endFrame == count - 1 else { throw .damagedSeekTable("no frame ends the tar") }
    var table = self
    table.ends.removeLast()
    table.decodedLengths.removeLast()
    return table
  }

  /// Names the frame that is the index: the last that decodes to nothing; nil where none does.
  package var indexFrame: Int? { decodedLengths.lastIndex(of: 0) }

  /// Names the first frame behind another that decodes to nothing, as every index does; nil for none.
  package func indexFrame(behind frame: Int) -> Int? {
    decodedLengths[(frame + 1)...].firstIndex(of: 0)
  }

  /// Names all frames that decode to nothing, which may be indexes; the first of a file never is one.
  package var indexFrames: [Int] { (1..<max(count, 1)).filter { decodedLengths[$0] == 0 } }

  /// Names the frame that ends the tar: the last, right behind the index; nil where there is none.
  package var endFrame: Int? {
    guard let indexFrame, indexFrame == count - 2,
      decodedLengths[indexFrame + 1] == IndexedArchive.endLength
    else { return nil }
    return indexFrame + 1
  }
}
