package import ArchiveFormat
import Files
import Posts
import Synchronization
package import Terms

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
  /// The record of its snapshot, and what it builds on; nil if the archive has no history.
  package let record: OwnRecord?
  /// The range of the segment's payload in the file.
  private let payload: Range<Int64>
  /// The snapshots before, once they have been read.
  private let knownPast = Mutex<[PastSnapshot]?>(nil)

  /// Opens the segment in a frame of the file.
  ///
  /// - Throws: `.notIndexed` if the frame holds no segment; `.damaged` and the like.
  package static func open(
    _ frame: Int, in seekTable: SeekTable, of source: any ByteSource, named name: String
  ) throws(IndexError) -> IndexSegment {
    let extent = seekTable.extent(of: frame)
    let head = extent.prefix(IndexedArchive.skippableHeaderLength)
    let payload = head.upperBound..<extent.upperBound
    let tailLength = IndexTrailer.tailLength(of: payload.count)
    let ends = try source.indexBytes(in: [head, payload.suffix(tailLength)], of: extent)
    let (header, tail) = (ends[0], ends[1])
    guard
      case .skippable(IndexedArchive.indexMagic, let count) = unsafe FrameStart(header.span.bytes)
    else { throw IndexError(.notIndexed, "it has no index") }
    guard count == payload.count, count >= IndexedArchive.trailerLength else {
      throw IndexError(.damaged, "Damaged index: it is not as long as the seek table says")
    }
    let trailer = try unsafe IndexTrailer(tail.span.bytes, payloadLength: count)
    guard trailer.frames == frame, trailer.tarLength == seekTable.decodedLength(before: frame),
      trailer.previousIndex == 0
        || trailer.previousIndex == seekTable.offset(of: trailer.firstFrame - 1)
    else {
      throw IndexError(
        .damaged, "Stale index: the archive does not hold the frames that it describes")
    }
    let section = trailer.section(.record)
    let extents = [trailer.directory] + (section.map { [$0.extent] } ?? [])
    let parts = try source.indexBytes(
      in: extents.map { $0.moved(by: payload.lowerBound) }, of: payload)
    return IndexSegment(
      source: source, name: name, frame: frame, trailer: trailer,
      directory: try IndexDirectory(parts[0], trailer: trailer),
      record: try section.map { (section) throws(IndexError) in
        try section.check(parts[1])
        return try OwnRecord(decoding: parts[1], inFrame: frame)
      },
      payload: payload)
  }

  private init(
    source: any ByteSource, name: String, frame: Int, trailer: IndexTrailer,
    directory: IndexDirectory, record: OwnRecord?, payload: Range<Int64>
  ) {
    self.source = source
    self.name = name
    self.frame = frame
    self.trailer = trailer
    self.directory = directory
    self.record = record
    self.payload = payload
  }

  /// Returns the snapshots before that of the segment, the oldest first.
  package func past() throws(IndexError) -> [PastSnapshot] {
    if let known = knownPast.withLock({ $0 }) { return known }
    guard let section = trailer.section(.past) else { return [] }
    let stored = try bytes(in: section.extent)
    try section.check(stored)
    let list = try PastSnapshot.decode(
      try FrameDecompressor().decompress(unsafe stored.span.bytes), trailer: trailer)
    guard list.last.map({ $0.record.number < number }) ?? true else {
      throw IndexError(.damaged, "Damaged index: its snapshots are not numbered in order")
    }
    knownPast.withLock { $0 = list }
    return list
  }

  /// Opens the section that says which frames hold which terms; nil if the segment has none, or one
  /// by rules that are not known here.
  ///
  /// - Throws: `.damaged` and the like.
  package func terms() throws(IndexError) -> TermsReader? {
    guard let section = trailer.section(.terms) else { return nil }
    let start = section.extent.lowerBound
    do throws(IndexError) {
      return try TermsReader(length: section.extent.count, frames: frame) {
        (range) throws(IndexError) in
        try self.bytes(in: (start + range.lowerBound)..<(start + range.upperBound))
      }
    } catch  where error.code == .unknownVersion {
      return nil
    }
  }

  /// The number of its snapshot; 1 if the archive has no history.
  package var number: Int { record?.record.number ?? 1 }

  /// The reference by which other segments name this one.
  package var reference: SnapshotRecord.Reference {
    SnapshotRecord.Reference(frame: frame, root: trailer.root)
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

  /// Checks all bytes of the segment against its digests; table and trailer are checked already.
  package func checkBytes() throws(IndexError) {
    for section in trailer.sections {
      var hashing = Digest.Hashing()
      var rest = place(of: section.extent)
      while !rest.isEmpty {
        // In pieces, since the index of a million posts is a hundred megabytes.
        let piece = try source.indexBytes(in: [rest.prefix(ReadBuffer.size)], of: payload)[0]
        unsafe hashing.update(piece.span.bytes)
        rest = (rest.lowerBound + Int64(piece.count))..<rest.upperBound
      }
      try section.check(hashing.finish())
    }
  }

  /// Checks what the directory says of each block: its digests, and the frame of its first row.
  package func checkDirectory() throws(IndexError) {
    let decompressor = try FrameDecompressor()
    for block in 0..<directory.count {
      let extents = [directory.extent(of: block), directory.digestsExtent(of: block)]
      let parts = try source.indexBytes(in: extents.map(place), of: payload)
      let (stored, digests) = (parts[0], parts[1])
      var reader = try blockReader(block, by: decompressor, withDigests: false)
      let first = try reader.next(withFacts: false)
      guard unsafe directory.commits(to: stored.span.bytes, digests.span.bytes, of: block),
        first?.place.frame == directory.firstFrame(of: block)
      else {
        throw IndexError(.damaged, "Damaged index: its directory says other things than its blocks")
      }
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

extension IndexSection {
  fileprivate func check(_ bytes: [UInt8]) throws(IndexError) {
    try check(unsafe Digest(of: bytes.span.bytes))
  }

  fileprivate func check(_ found: Digest) throws(IndexError) {
    guard found == digest else {
      throw IndexError(.damaged, "Damaged index: its section \(name) does not match its SHA-256")
    }
  }
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
