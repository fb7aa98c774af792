package import ArchiveFormat
import Files
import Posts

/// A segment of an index: the whole index of an archive or, in a history, the rows that one
/// snapshot adds to those of the segments that it builds on. Only the requested parts are read.
///
/// The places that it names are checked here, against the file. Its statements about members are
/// only claims, which `FrameOpener` checks against the tar.
package final class IndexSegment: Sendable {
  let source: any ByteSource
  /// The archive's name, for messages.
  let name: String
  /// The number of the frame that holds the segment.
  package let frame: Int
  package let trailer: IndexTrailer
  let directory: IndexDirectory
  /// The range of the segment's payload in the file.
  private let payload: Range<Int64>

  /// Opens the segment in a frame of the file.
  ///
  /// - Throws: `.notIndexed` if the frame holds no segment; `.damaged` and the like.
  package static func open(
    _ frame: Int, in seekTable: SeekTable, of source: any ByteSource, named name: String
  ) throws(IndexError) -> IndexSegment {
    let extent = seekTable.extent(of: frame)
    let head = extent.prefix(IndexedArchive.skippableHeaderLength)
    let payload = head.upperBound..<extent.upperBound
    let ends = try source.indexBytes(
      in: [head, payload.suffix(IndexedArchive.trailerLength)], of: extent)
    let (header, end) = (ends[0], ends[1])
    guard
      case .skippable(IndexedArchive.indexMagic, let count) = unsafe FrameStart(header.span.bytes)
    else { throw IndexError(.notIndexed, "it has no index") }
    guard count == payload.count, count >= IndexedArchive.trailerLength else {
      throw IndexError(.damaged, "Damaged index: it is not as long as the seek table says")
    }
    let trailer = try unsafe IndexTrailer(end.span.bytes, payloadLength: count)
    guard trailer.frames == frame, trailer.tarLength == seekTable.decodedLength(before: frame)
    else {
      throw IndexError(
        .damaged, "Stale index: the archive does not hold the frames that it describes")
    }
    let directory = try IndexDirectory(
      try source.indexBytes(
        in: [trailer.directoryExtent.moved(by: payload.lowerBound)], of: payload)[0],
      trailer: trailer)
    return IndexSegment(
      source: source, name: name, frame: frame, trailer: trailer, directory: directory,
      payload: payload)
  }

  private init(
    source: any ByteSource, name: String, frame: Int, trailer: IndexTrailer,
    directory: IndexDirectory, payload: Range<Int64>
  ) {
    self.source = source
    self.name = name
    self.frame = frame
    self.trailer = trailer
    self.directory = directory
    self.payload = payload
  }

  /// The record of its snapshot; nil if the archive has no history.
  package var record: SnapshotRecord? { directory.record }

  /// The number of its snapshot; 1 if the archive has no history.
  package var number: Int { record?.number ?? 1 }

  /// The reference by which other segments name this one.
  package var reference: SnapshotRecord.Reference {
    SnapshotRecord.Reference(frame: frame, digest: trailer.payloadDigest)
  }

  /// The offset in the file at which its frame begins.
  package var offset: Int64 { payload.lowerBound - Int64(IndexedArchive.skippableHeaderLength) }

  /// Returns its row for `path`, with the digest; nil if there is none.
  ///
  /// - Returns: The row, which may mark a removal.
  func row(at path: Path) throws(IndexError) -> IndexRow? {
    guard let block = directory.block(holding: path) else { return nil }
    var reader = try blockReader(block, by: FrameDecompressor(), withDigests: false)
    guard var row = try reader.row(at: path) else { return nil }
    if let file = reader.fileNumber {
      let digest = try bytes(in: directory.digestExtent(ofFile: file))
      row.digest = unsafe Digest(digest.span.bytes)
    }
    return row
  }

  /// Returns the SHA-256 of a stored frame, according to this segment.
  ///
  /// - Parameter frame: its number, one of `trailer.ownFrames`.
  func digest(ofFrame frame: Int) throws(IndexError) -> Digest {
    let bytes = try bytes(in: trailer.digestExtent(ofFrame: frame))
    guard let digest = unsafe Digest(bytes.span.bytes) else {
      preconditionFailure("an extent of a digest is as long as one")
    }
    return digest
  }

  /// Checks all bytes of the segment against its digest.
  package func checkBytes() throws(IndexError) {
    var hashing = Digest.Hashing()
    var rest = payload.prefix(trailer.digestedLength)
    while !rest.isEmpty {
      // In pieces, since the index of a million posts is a hundred megabytes.
      let piece = try source.indexBytes(in: [rest.prefix(ReadBuffer.size)], of: payload)[0]
      unsafe hashing.update(piece.span.bytes)
      rest = (rest.lowerBound + Int64(piece.count))..<rest.upperBound
    }
    guard hashing.finish() == trailer.payloadDigest else {
      throw IndexError(.damaged, "Damaged index: its bytes do not match the SHA-256 at its end")
    }
  }

  /// Reads a block of rows.
  func blockReader(
    _ block: Int, by decompressor: FrameDecompressor, withDigests: Bool
  ) throws(IndexError) -> BlockReader {
    let extent = directory.extent(of: block)
    guard extent.count <= ArchiveIndex.maximumStoredFrame else {
      throw IndexError(.tooLarge, "Damaged index: a block is too large")
    }
    let extents = [extent] + (withDigests ? [directory.digestsExtent(of: block)] : [])
    let parts = try source.indexBytes(in: extents.map(place), of: payload)
    let stored = parts[0]
    let rows = try unsafe decompressor.decompress(stored.span.bytes)
    guard withDigests else { return try BlockReader(rows, of: block, in: directory) }
    return try BlockReader(rows, of: block, in: directory, digests: parts[1])
  }

  /// Reads a part of the payload.
  private func bytes(in extent: Range<Int>) throws(IndexError) -> [UInt8] {
    try source.indexBytes(in: [place(of: extent)], of: payload)[0]
  }

  /// Returns where in the file a part of the payload is.
  private func place(of extent: Range<Int>) -> Range<Int64> { extent.moved(by: payload.lowerBound) }
}

extension SeekTable {
  /// Returns the length in bytes that all frames before one decode to.
  fileprivate func decodedLength(before frame: Int) -> Int64 {
    var length: Int64 = 0
    for number in 0..<frame { length += Int64(decodedLength(of: number)) }
    return length
  }
}

extension ByteSource {
  /// Reads parts of an index, which must lie within `whole`.
  func indexBytes(
    in extents: [Range<Int64>], of whole: Range<Int64>
  ) throws(IndexError) -> [[UInt8]] {
    guard extents.allSatisfy({ $0.clamped(to: whole) == $0 }) else {
      throw IndexError(.damaged, "Damaged index: it points outside itself")
    }
    let parts = try attempt(
      bytes(in: extents),
      orThrow: { (error: ReadFailure) in IndexError(.unreadable, error.cause) })
    return try parts.map { (part) throws(IndexError) in
      guard let part else { throw IndexError(.damaged, "Damaged index: the file has shrunk") }
      return part
    }
  }
}

extension Range<Int64> {
  func prefix(_ count: Int) -> Range<Int64> {
    lowerBound..<Swift.min(upperBound, lowerBound + Int64(count))
  }

  func suffix(_ count: Int) -> Range<Int64> {
    Swift.max(lowerBound, upperBound - Int64(count))..<upperBound
  }
}

extension Range<Int> {
  fileprivate func moved(by offset: Int64) -> Range<Int64> {
    (Int64(lowerBound) + offset)..<(Int64(upperBound) + offset)
  }
}
