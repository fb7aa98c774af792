/// The end of an index: its counts, the offsets of its sections, and their digests.
package struct IndexTrailer: Equatable, Sendable {
  package let version: IndexVersion
  /// The recipe by which the archive was made.
  package let recipe: Recipe
  /// The number of blocks of rows.
  package let blocks: Int
  /// The number of rows.
  package let rows: Int
  /// The number of rows that are files; each has a digest.
  package let files: Int
  /// The number of frames before the index: those that hold the tar and, in a history, earlier
  /// indexes.
  package let frames: Int
  /// The number of frames up to and including the previous index, whose digests are in earlier
  /// indexes; 0 if there is none.
  package let firstFrame: Int
  /// The number of bytes to which the frames before the index decode.
  package let tarLength: Int64
  /// The offset in the file of the previous index; 0 if there is none.
  package let previousIndex: Int64
  /// The offset of the digests in the payload, which is the end of the blocks.
  package let digestsOffset: Int
  /// The offset of the directory in the payload, which is the end of all digests.
  package let directoryOffset: Int
  /// The offset of the snapshot's record in the payload, which is the end of the directory. Without
  /// history it is the offset of the trailer.
  package let recordOffset: Int
  /// The SHA-256 of the directory and the record.
  package let directoryDigest: Digest
  /// The SHA-256 of the whole payload before the trailer's last 32 bytes.
  package let payloadDigest: Digest
  /// The length of the payload in bytes; the last 160 are the trailer.
  package let payloadLength: Int

  /// The numbers of the frames whose digests this index holds: those after the previous index.
  package var ownFrames: Range<Int> { firstFrame..<frames }

  /// Returns the range in the payload of the digest of a stored frame.
  ///
  /// - Parameter frame: The number of the frame, one of `ownFrames`.
  package func digestExtent(ofFrame frame: Int) -> Range<Int> {
    let start = digestsOffset + (files + frame - firstFrame) * IndexedArchive.digestLength
    return start..<(start + IndexedArchive.digestLength)
  }

  /// The range of the directory and the record in the payload.
  package var directoryExtent: Range<Int> { directoryOffset..<trailerOffset }

  /// The length of the directory in bytes, without the record.
  var directoryLength: Int { recordOffset - directoryOffset }

  /// The offset of the trailer in the payload, which is the end of the directory and the record.
  package var trailerOffset: Int { payloadLength - IndexedArchive.trailerLength }

  /// The number of bytes, from the beginning of the payload, that `payloadDigest` covers.
  package var digestedLength: Int { payloadLength - IndexedArchive.digestLength }
}

extension IndexTrailer {
  /// Checks the numbers against each other, so that every offset points to a possible place.
  func check() throws(IndexError) {
    guard blocks <= rows, files <= rows, (blocks == 0) == (rows == 0), firstFrame <= frames,
      frames > 0 || rows == 0
    else { throw .damagedIndex("a count in its trailer is out of range") }
    guard
      digestsOffset + (files + ownFrames.count) * IndexedArchive.digestLength == directoryOffset,
      directoryOffset + blocks * IndexedArchive.directoryStride <= recordOffset,
      recordOffset <= trailerOffset, (digestsOffset == 0) == (blocks == 0),
      blocks > 0 || directoryOffset == recordOffset
    else { throw .damagedIndex("its sections do not follow one another") }
    let units = tarLength / Int64(IndexedArchive.unit)
    guard tarLength % Int64(IndexedArchive.unit) == 0,
      units <= Int64(frames) * Int64(IndexedArchive.maximumFrame / IndexedArchive.unit),
      version == .history || canHoldRows(units)
    else { throw .damagedIndex("the length of the tar in its trailer is out of range") }
  }

  /// Returns whether a single index has no more rows and frames than the tar can hold.
  private func canHoldRows(_ units: Int64) -> Bool {
    // Each row has a header of its own, and each frame decodes to at least one unit. The exception
    // is the one frame of an archive without members, which lets the file begin with a zstd frame.
    rows <= units && frames <= max(units, 1) && (rows > 0 || tarLength == 0)
  }
}
