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

  /// Returns the table up to the newest index, so that more frames can follow.
  ///
  /// - Throws: `.damaged` if the file does not end as an indexed archive does.
  package func upToEnd() throws(IndexError) -> SeekTable {
    guard let endFrame else { throw .damagedSeekTable("its last frames do not end the tar") }
    var table = self
    table.ends.removeSubrange(endFrame...)
    table.decodedLengths.removeSubrange(endFrame...)
    return table
  }

  /// The number of the frame that is the newest index: the one before the frame that ends the tar
  /// or, in a file that does not end as it should, the last one that decodes to nothing; nil if
  /// there is none.
  package var indexFrame: Int? {
    if let endFrame { return endFrame - 1 }
    let last = decodedLengths.lastIndex { $0 > 0 } ?? count
    return decodedLengths[..<last].lastIndex(of: 0) ?? decodedLengths.lastIndex(of: 0)
  }

  /// The numbers of all frames that decode to nothing and so may be indexes; frame 0 never is one.
  package var indexFrames: [Int] {
    (1..<max(signatureFrame ?? count, 1)).filter { decodedLengths[$0] == 0 }
  }

  /// The number of the frame that ends the tar: the last one that decodes to anything, right after
  /// one that decodes to nothing; nil if there is none. It may begin with hard links, and one more
  /// frame may follow it.
  package var endFrame: Int? {
    guard let frame = decodedLengths.lastIndex(where: { $0 > 0 }), frame > 0,
      decodedLengths[frame - 1] == 0, count - frame <= 2,
      case let length = Int(decodedLengths[frame]),
      IndexedArchive.endLength...IndexedArchive.maximumFrame ~= length,
      length.isMultiple(of: IndexedArchive.unit)
    else { return nil }
    return frame
  }

  /// The number of the frame after the one that ends the tar, which has room for a signature; nil
  /// if there is none.
  package var signatureFrame: Int? {
    endFrame.flatMap { $0 + 1 < count ? $0 + 1 : nil }
  }
}
