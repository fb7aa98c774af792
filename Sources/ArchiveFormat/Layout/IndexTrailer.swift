/// Holds what ends an index: how much it has of what, where its sections lie, and digests of them.
package struct IndexTrailer: Equatable, Sendable {
  package let version: IndexVersion
  /// Says how the archive was made.
  package let recipe: Recipe
  /// Counts the blocks of rows.
  package let blocks: Int
  /// Counts the rows.
  package let rows: Int
  /// Counts the rows that are files, each of which has a digest.
  package let files: Int
  /// Counts the frames before the index: those that hold the tar and, in a history, the indexes before.
  package let frames: Int
  /// Counts the frames up to the index before this one, whose digests others hold; 0 where there is none.
  package let firstFrame: Int
  /// Counts the bytes that those frames decode to.
  package let tarLength: Int64
  /// Says where in the file the index before this one begins; 0 where there is none.
  package let previousIndex: Int64
  /// Says where in the payload the digests begin: the end of the blocks.
  package let digestsOffset: Int
  /// Says where in the payload the directory begins: the end of all digests.
  package let directoryOffset: Int
  /// Says where in the payload the record of the snapshot begins, the end of the directory; where the
  /// trailer does, in an index without.
  package let recordOffset: Int
  /// Holds the SHA-256 of directory and record.
  package let directoryDigest: Digest
  /// Holds the SHA-256 of all of the payload before the trailer's last 32 bytes.
  package let payloadDigest: Digest
  /// Counts the bytes of the payload, of which the trailer is the last 160.
  package let payloadLength: Int

  /// Numbers the frames whose digests this index holds: those behind the index before.
  package var ownFrames: Range<Int> { firstFrame..<frames }

  /// Gives the bytes of the payload that are the digest of a frame as it is stored.
  ///
  /// - Parameter frame: Its number, one of `ownFrames`.
  package func digestExtent(ofFrame frame: Int) -> Range<Int> {
    let start = digestsOffset + (files + frame - firstFrame) * IndexedArchive.digestLength
    return start..<(start + IndexedArchive.digestLength)
  }

  /// Gives the bytes of the payload that are directory and record.
  package var directoryExtent: Range<Int> { directoryOffset..<trailerOffset }

  /// Counts the bytes of the directory alone.
  var directoryLength: Int { recordOffset - directoryOffset }

  /// Says where in the payload the trailer begins: the end of the directory.
  package var trailerOffset: Int { payloadLength - IndexedArchive.trailerLength }

  /// Counts the bytes that `payloadDigest` is of: the first of the payload.
  package var digestedLength: Int { payloadLength - IndexedArchive.digestLength }
}

extension IndexTrailer {
  /// Checks the numbers against each other, so that everything they point to lies where it can.
  func check() throws(IndexError) {
    guard blocks <= rows, files <= rows, (blocks == 0) == (rows == 0), firstFrame <= frames,
      frames > 0 || rows == 0
    else { throw .damagedIndex("its trailer counts more than there can be") }
    guard
      digestsOffset + (files + ownFrames.count) * IndexedArchive.digestLength == directoryOffset,
      directoryOffset + blocks * IndexedArchive.directoryStride <= recordOffset,
      recordOffset <= trailerOffset, (digestsOffset == 0) == (blocks == 0),
      blocks > 0 || directoryOffset == recordOffset
    else { throw .damagedIndex("its sections do not lie one behind the other") }
    let units = tarLength / Int64(IndexedArchive.unit)
    guard tarLength % Int64(IndexedArchive.unit) == 0,
      units <= Int64(frames) * Int64(IndexedArchive.greatestFrame / IndexedArchive.unit),
      version == .history || canHoldRows(units)
    else { throw .damagedIndex("its trailer gives the tar a length that it cannot have") }
  }

  /// Tells whether an index that is the only one tells of no more than the tar can hold.
  private func canHoldRows(_ units: Int64) -> Bool {
    // Each row lies behind a header of its own, and each frame decodes to something, but for the one
    // that is there so that an archive without members begins with a zstd frame.
    rows <= units && frames <= max(units, 1) && (rows > 0 || tarLength == 0)
  }
}
