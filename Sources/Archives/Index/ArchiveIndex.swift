package import ArchiveFormat
package import Entries
import Files
package import Posts
import Synchronization

/// The index of an archive: of the archive as a whole, or as of one snapshot.
///
/// A snapshot is made up of several segments. If several have a row for a path, the newest counts.
package final class ArchiveIndex: Sendable {
  package let source: any ByteSource
  /// The archive's name, for messages.
  package let name: String
  /// The length of the archive in bytes.
  package let length: Int64
  package let seekTable: SeekTable
  /// The segments that make up the snapshot, the newest first: its own, and those that it builds
  /// on.
  package let segments: [IndexSegment]
  /// The segments whose terms count: those of the newest snapshot, since terms are of frames, in
  /// whatever snapshots these are.
  package let termSegments: [IndexSegment]
  /// Other segments that were opened for the digests of their frames, by the numbers of the frames
  /// that hold them.
  private let digestSegments = Mutex<[Int: IndexSegment]>([:])

  /// Opens the index at the end of an archive.
  ///
  /// - Returns: nil for an archive without an index, and for bytes that can be read only once.
  /// - Throws: `StoreError.Code.indexUnusable`, `.unreadable`.
  package static func open(
    _ source: any ByteSource, named name: String
  ) throws(StoreError) -> ArchiveIndex? {
    let length = try attempt(
      source.length,
      orThrow: { (error: ReadFailure) in StoreError(error, .read, ArgumentText.bytes(of: name)) })
    guard let length else { return nil }
    do throws(IndexError) {
      let seekTable = try seekTable(of: source, length: length)
      guard let frame = seekTable.indexFrame else {
        throw IndexError(.notIndexed, "it has no index")
      }
      let own = try IndexSegment.open(frame, in: seekTable, of: source, named: name)
      guard seekTable.endFrame == frame + 1 else {
        throw IndexError(
          .damaged, "Stale index: the archive does not hold the frames that it describes")
      }
      if let frame = seekTable.signatureFrame {
        let extent = seekTable.extent(of: frame)
        let start = try source.indexBytes(in: [extent.prefix(FrameStart.byteCount)], of: extent)[0]
        guard
          case .skippable(IndexedArchive.signatureMagic, let count) =
            unsafe FrameStart(start.span.bytes),
          count + FrameStart.byteCount == extent.count
        else {
          throw IndexError(.damaged, "Stale index: something else follows the end of the archive")
        }
      }
      return try ArchiveIndex(own, in: seekTable, length: length)
    } catch {
      if error.code == .notIndexed { return nil }
      throw StoreError(unusable: error, in: name)
    }
  }

  /// - Parameters:
  ///   - own: the segment of the snapshot itself.
  ///   - known: segments that are already open, by the numbers of their frames.
  ///   - newest: the archive as of its newest snapshot, if this is another one.
  package init(
    _ own: IndexSegment, in seekTable: SeekTable, length: Int64, known: [Int: IndexSegment] = [:],
    newest: ArchiveIndex? = nil
  ) throws(IndexError) {
    source = own.source
    name = own.name
    self.length = length
    self.seekTable = seekTable
    var segments = [own]
    for reference in own.record?.beneath ?? [] {
      var segment = known[reference.frame]
      if segment == nil {
        segment = try .open(reference.frame, in: seekTable, of: own.source, named: own.name)
      }
      guard let segment, segment.reference == reference else {
        throw IndexError(.damaged, "Stale index: it does not build on the index that it names")
      }
      segments.append(segment)
    }
    self.segments = segments
    termSegments = newest?.termSegments ?? segments
  }

  /// Opens one segment alone: the changes of a snapshot whose other segments cannot be read.
  package init(changesOf own: IndexSegment, in seekTable: SeekTable, length: Int64) {
    source = own.source
    name = own.name
    self.length = length
    self.seekTable = seekTable
    segments = [own]
    termSegments = []
  }

  /// The segment of the snapshot itself.
  package var own: IndexSegment { segments[0] }

  package var trailer: IndexTrailer { own.trailer }

  /// Reads the seek table at the end of a file.
  ///
  /// - Throws: `.notIndexed` if there is none.
  package static func seekTable(
    of source: any ByteSource, length: Int64
  ) throws(IndexError) -> SeekTable {
    let whole = 0..<length
    // One read gets the whole table unless the archive is large.
    let tail = try source.indexBytes(in: [whole.suffix(Self.tailLength)], of: whole)[0]
    let footerLength = IndexedArchive.seekTableFooterLength
    guard tail.count >= footerLength else { throw IndexError(.notIndexed, "it is too short") }
    let count = try SeekTable.encodedLength(
      footer: unsafe tail.span.bytes.extracting(last: footerLength), fileLength: length)
    let encoded =
      count <= tail.count
      ? Array(tail.suffix(count)) : try source.indexBytes(in: [whole.suffix(count)], of: whole)[0]
    return try unsafe SeekTable(encoded.span.bytes, fileLength: length)
  }

  private static let tailLength = 16 * 1024

  /// The largest length of a stored frame in bytes. Content that cannot be compressed grows by less
  /// than is added here (zstd.h, ZSTD_COMPRESSBOUND).
  package static let maximumStoredFrame = IndexedArchive.maximumFrame / 128 * 129 + 64 * 1024

  /// The number of frames before the index: those that hold the tar, and older segments.
  package var frameCount: Int { trailer.frames }

  /// Returns the length in bytes that a frame decodes to, according to the seek table.
  package func decodedLength(of frame: Int) -> Int { seekTable.decodedLength(of: frame) }

  /// Returns the row of `path`, with its digest; nil if there is none.
  ///
  /// - Throws: `StoreError.Code.indexUnusable`.
  package func row(at path: Path) throws(StoreError) -> IndexRow? {
    do throws(IndexError) {
      for segment in segments {
        if let row = try segment.row(at: path) { return row.isRemoval ? nil : row }
      }
      return nil
    } catch {
      throw StoreError(unusable: error, in: name)
    }
  }

  /// Returns the rows below a folder, in order. Those below the root are all rows.
  package func rows(below folder: Path = .root, with contents: RowCursor.Fields = []) -> RowCursor {
    RowCursor(segments, below: folder, with: contents)
  }

  /// Returns the entry at a path other than the root, also of a folder that only the paths below it
  /// imply; nil if there is none.
  package func entry(at path: Path) throws(StoreError) -> Entry? {
    if let row = try row(at: path) { return row.entry }
    var below = rows(below: path)
    return try below.next() == nil ? nil : .impliedFolder(path)
  }

  /// Returns the rows below a folder whose first component there begins with `name`, without facts.
  package func rows(below folder: Path, beginningWith name: [UInt8]) -> RowCursor {
    RowCursor(segments, below: folder, beginningWith: name, with: [])
  }

  /// Returns the rows below a folder that belong to a part.
  func rows(in part: RowPart, below folder: Path, with contents: RowCursor.Fields) -> RowCursor {
    RowCursor(segments, in: part, below: folder, with: contents)
  }

  /// Checks all bytes of the snapshot's own segment against its digests, and its directory against
  /// its blocks.
  ///
  /// - Throws: `StoreError.Code.indexUnusable`.
  package func checkOwnBytes() throws(StoreError) {
    do throws(IndexError) {
      try own.checkBytes()
      try own.checkDirectory()
    } catch {
      throw StoreError(unusable: error, in: name)
    }
  }

  /// Checks all bytes of the segments that make up the snapshot against their digests.
  ///
  /// - Throws: `StoreError.Code.indexUnusable`.
  package func checkBytes() throws(StoreError) {
    for segment in segments {
      try attempt(
        segment.checkBytes(),
        orThrow: { (error: IndexError) in StoreError(unusable: error, in: name) })
    }
  }
}

// MARK: - Frames

extension ArchiveIndex {
  /// Reads a frame as it is stored, that is, compressed.
  ///
  /// - Throws: `StoreError.Code.damaged` if the archive has no such frame, or if it is too large;
  ///   `.unreadable`.
  package func storedFrame(
    _ frame: Int, for action: StoreError.Action = .read
  ) throws(StoreError) -> [UInt8] {
    guard 0..<frameCount ~= frame else {
      throw StoreError(
        .damaged, action, [], in: name,
        cause: "its index refers to frame \(frame), which does not exist")
    }
    let extent = seekTable.extent(of: frame)
    guard extent.count <= Self.maximumStoredFrame else {
      throw StoreError(.damaged, action, [], in: name, cause: "frame \(frame) is too large")
    }
    return try attempt(
      source.wholeBytes(in: extent),
      orThrow: { (error: ReadFailure) in StoreError(error, action, [], in: name) })
  }

  /// Reads a frame as it is stored, and checks that it is as it was written.
  ///
  /// - Returns: its bytes, and their SHA-256, which is the one in the index.
  /// - Throws: as `storedFrame` does; `.damaged` if the two digests differ; `.indexUnusable`.
  package func checkedFrame(
    _ frame: Int, for action: StoreError.Action = .read
  ) throws(StoreError) -> (bytes: [UInt8], digest: Digest) {
    let stored = try storedFrame(frame, for: action)
    let digest = try digest(ofFrame: frame)
    guard unsafe digest == Digest(of: stored.span.bytes) else {
      throw StoreError(
        .damaged, action, [], in: name, cause: "frame \(frame) does not match its SHA-256")
    }
    return (stored, digest)
  }

  /// Returns the SHA-256 of a stored frame, according to its index.
  ///
  /// - Parameter frame: its number, below `frameCount`, and not that of a segment.
  package func digest(ofFrame frame: Int) throws(StoreError) -> Digest {
    return try attempt(
      digestSegment(of: frame).digest(ofFrame: frame),
      orThrow: { (error: IndexError) in StoreError(unusable: error, in: name) })
  }

  /// Returns the segment that holds the digest of a frame: the first one after the frame.
  private func digestSegment(of frame: Int) throws(IndexError) -> IndexSegment {
    if let segment = segments.first(where: { $0.trailer.ownFrames.contains(frame) }) {
      return segment
    }
    guard let next = try own.past().first(where: { $0.reference.frame > frame })?.reference else {
      throw IndexError(.damaged, "Damaged index: no digest of frame \(frame)")
    }
    if let known = digestSegments.withLock({ $0[next.frame] }) { return known }
    let segment = try IndexSegment.open(next, in: self)
    guard segment.trailer.ownFrames.contains(frame) else {
      throw IndexError(.damaged, "Damaged index: no digest of frame \(frame)")
    }
    digestSegments.withLock { $0[next.frame] = segment }
    return segment
  }

  /// Returns whether the seek table has the right places of the frames, even if some frames are
  /// damaged.
  ///
  /// A skippable frame may have been put in the place of a damaged one: its members are lost, but
  /// the places are right.
  package func seekTableFitsFrames() -> Bool {
    (0..<frameCount).allSatisfy { frame in
      let extent = seekTable.extent(of: frame)
      let start = (try? source.bytes(in: extent.prefix(FrameHeader.maximumLength))) ?? []
      if case .skippable = unsafe FrameStart(start.span.bytes) { return true }
      let header = unsafe FrameHeader(start.span.bytes)
      if header?.contentLength == UInt64(seekTable.decodedLength(of: frame)) { return true }
      // Either the table or the beginning of this frame is wrong. If the frame is as it was
      // written, the table is wrong. If not, but the frame begins where the one before it ends,
      // only the frame is damaged.
      if (try? checkedFrame(frame)) != nil { return false }
      return frame == 0 || isAsLong(frame - 1, as: seekTable.extent(of: frame - 1).count)
    }
  }

  /// Returns whether a frame's own blocks end where the seek table says.
  private func isAsLong(_ frame: Int, as count: Int) -> Bool {
    guard let stored = try? storedFrame(frame) else { return false }
    return unsafe (try? FrameLength.find(stored.span.bytes)) == count
  }
}
