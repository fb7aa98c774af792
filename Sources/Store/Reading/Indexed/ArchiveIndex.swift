import Index
import Posts
import SystemPackage

/// The index of an archive, of which only what is asked for is read.
///
/// What it says of places is checked against the file here; what it says of members is a claim, which
/// `FrameOpener` holds against the tar.
final class ArchiveIndex: Sendable {
  let file: OpenFile
  /// The archive's name, for messages.
  let name: String
  /// How long the archive is, in bytes.
  let length: Int64
  let trailer: IndexTrailer
  let seekTable: SeekTable
  private let directory: IndexDirectory
  /// Where in the file the payload of the index is.
  private let payload: Range<Int64>

  /// Opens the index that an archive ends in.
  ///
  /// - Returns: nil for an archive without, and for what cannot be read at any place.
  /// - Throws: `StoreError.Code.indexUnusable`.
  static func open(_ file: OpenFile, named name: String) throws(StoreError) -> ArchiveIndex? {
    guard let status = try? file.status(), status.kind == .file else { return nil }
    do throws(IndexError) {
      return try find(in: file, named: name, length: status.size)
    } catch {
      if error.code == .notIndexed { return nil }
      throw StoreError(unusable: error, in: name)
    }
  }

  private static func find(
    in file: OpenFile, named name: String, length: Int64
  ) throws(IndexError) -> ArchiveIndex {
    let seekTable = try seekTable(of: file, length: length)
    guard let frame = seekTable.indexFrame else { throw IndexError(.notIndexed, "it has no index") }
    let extent = seekTable.extent(of: frame)
    let header = try file.indexBytes(
      in: extent.prefix(IndexedArchive.skippableHeaderLength), of: extent)
    guard
      case .skippable(IndexedArchive.indexMagic, let count) = unsafe FrameStart(header.span.bytes)
    else { throw IndexError(.notIndexed, "it has no index") }
    let payload = (extent.lowerBound + Int64(header.count))..<extent.upperBound
    guard count == payload.count, count >= IndexedArchive.trailerLength else {
      throw IndexError(.damaged, "Damaged index: it is not as long as the seek table says")
    }
    let end = try file.indexBytes(in: payload.suffix(IndexedArchive.trailerLength), of: payload)
    let trailer = try unsafe IndexTrailer(end.span.bytes, payloadLength: count)
    var tarLength: Int64 = 0
    for number in 0..<frame { tarLength += Int64(seekTable.decodedLength(of: number)) }
    guard seekTable.endFrame == frame + 1, trailer.frames == frame, trailer.tarLength == tarLength
    else {
      throw IndexError(.damaged, "Stale index: the archive holds other frames than it tells of")
    }
    let directory = try IndexDirectory(
      try file.indexBytes(in: trailer.directoryExtent.moved(by: payload.lowerBound), of: payload),
      trailer: trailer)
    return ArchiveIndex(
      file: file, name: name, length: length, seekTable: seekTable, trailer: trailer,
      directory: directory, payload: payload)
  }

  private init(
    file: OpenFile, name: String, length: Int64, seekTable: SeekTable, trailer: IndexTrailer,
    directory: IndexDirectory, payload: Range<Int64>
  ) {
    self.file = file
    self.name = name
    self.length = length
    self.seekTable = seekTable
    self.trailer = trailer
    self.directory = directory
    self.payload = payload
  }

  /// The seek table that ends a file.
  ///
  /// - Throws: `.notIndexed` where there is none.
  static func seekTable(
    of file: OpenFile, length: Int64
  ) throws(IndexError) -> SeekTable {
    let whole = 0..<length
    // In one read the whole table of all but large archives.
    let tail = try file.indexBytes(in: whole.suffix(Self.tailLength), of: whole)
    let footerLength = IndexedArchive.seekTableFooterLength
    guard tail.count >= footerLength else { throw IndexError(.notIndexed, "it is too short") }
    let count = try SeekTable.encodedLength(
      footer: unsafe tail.span.bytes.extracting(last: footerLength), fileLength: length)
    let encoded =
      count <= tail.count
      ? Array(tail.suffix(count)) : try file.indexBytes(in: whole.suffix(count), of: whole)
    return try unsafe SeekTable(encoded.span.bytes, fileLength: length)
  }

  private static let tailLength = 16 * 1024

  /// What cannot be compressed grows by less than this (zstd.h, ZSTD_COMPRESSBOUND).
  static let greatestStoredFrame = IndexedArchive.greatestFrame / 128 * 129 + 64 * 1024

  /// How many frames there are before the index: those that hold the tar.
  var frameCount: Int { trailer.frames }

  /// What the seek table says that a frame decodes to, in bytes.
  func decodedLength(of frame: Int) -> Int { seekTable.decodedLength(of: frame) }

  /// Reads a frame as it is stored.
  ///
  /// - Throws: `StoreError.Code.damaged` for a number that the archive does not have, `.unreadable`.
  func storedFrame(
    _ frame: Int, for action: StoreError.Action = .read
  ) throws(StoreError) -> [UInt8] {
    guard 0..<frameCount ~= frame else {
      throw StoreError(
        .damaged, action, [], in: name, cause: "its index tells of frame \(frame), and it has none")
    }
    let extent = seekTable.extent(of: frame)
    guard extent.count <= Self.greatestStoredFrame else {
      throw StoreError(
        .damaged, action, [], in: name, cause: "frame \(frame) is larger than any can be")
    }
    do throws(Errno) {
      guard let bytes = try file.bytes(in: extent) else { throw Errno.ioError }
      return bytes
    } catch {
      throw StoreError(error, action, [], in: name)
    }
  }

  /// Reads a frame as it is stored, which is just as it was written.
  ///
  /// - Returns: its bytes, and their SHA-256, which is the one in the index.
  /// - Throws: as `storedFrame`; `.damaged` where the two differ; `.indexUnusable`.
  func checkedFrame(
    _ frame: Int, for action: StoreError.Action = .read
  ) throws(StoreError) -> (bytes: [UInt8], digest: Digest) {
    let stored = try storedFrame(frame, for: action)
    let digest = try digest(ofFrame: frame)
    guard unsafe digest == Digest(of: stored.span.bytes) else {
      throw StoreError(
        .damaged, action, [], in: name, cause: "frame \(frame) is not as it was written")
    }
    return (stored, digest)
  }

  /// What the index says is the SHA-256 of a frame as it is stored.
  ///
  /// - Parameter frame: its number, below `frameCount`.
  func digest(ofFrame frame: Int) throws(StoreError) -> Digest {
    do throws(IndexError) {
      let bytes = try bytes(in: trailer.digestExtent(ofFrame: frame))
      guard let digest = unsafe Digest(bytes.span.bytes) else {
        preconditionFailure("an extent of a digest is as long as one")
      }
      return digest
    } catch {
      throw StoreError(unusable: error, in: name)
    }
  }

  /// Finds what the index says of `path`, digest included; nil where it has no such row.
  ///
  /// - Throws: `StoreError.Code.indexUnusable`.
  func row(at path: Path) throws(StoreError) -> IndexRow? {
    guard let block = directory.block(holding: path) else { return nil }
    do throws(IndexError) {
      var reader = try blockReader(block, by: FrameDecompressor(), withDigests: false)
      guard var row = try reader.row(at: path) else { return nil }
      if let file = reader.fileNumber {
        let digest = try bytes(in: directory.digestExtent(ofFile: file))
        row.digest = unsafe Digest(digest.span.bytes)
      }
      return row
    } catch {
      throw StoreError(unusable: error, in: name)
    }
  }

  /// The rows below a folder, all of them for the root, in order.
  func rows(below folder: Path = .root, with contents: RowCursor.Contents = []) -> RowCursor {
    RowCursor(self, below: folder, with: contents)
  }

  /// The rows below a folder whose first component there begins with some bytes, without facts.
  func rows(below folder: Path, beginningWith name: [UInt8]) -> RowCursor {
    RowCursor(self, below: folder, beginningWith: name, with: [])
  }

  /// The last of the rows below a folder whose first component there begins with some bytes; nil for
  /// none.
  ///
  /// - Throws: `StoreError.Code.indexUnusable`.
  func lastRow(below folder: Path, beginningWith name: [UInt8]) throws(StoreError) -> IndexRow? {
    let beginning = folder.appending(component: name).bytes
    // No UTF-8 holds such a byte, and no name so many: behind all that begins so.
    let end = Path(uncheckedBytes: beginning + [UInt8](repeating: 0xFF, count: 256))
    guard let block = directory.block(holding: end) else { return nil }
    do throws(IndexError) {
      var reader = try blockReader(block, by: FrameDecompressor(), withDigests: false)
      var last: IndexRow?
      while let row = try reader.next(
        from: Path(uncheckedBytes: beginning), withFacts: false),
        row.entry.path.bytes.starts(with: beginning)
      { last = row }
      return last
    } catch {
      throw StoreError(unusable: error, in: self.name)
    }
  }

  /// The rows below a folder that lie in some blocks.
  func rows(
    in blocks: Range<Int>, below folder: Path, with contents: RowCursor.Contents
  ) -> RowCursor {
    RowCursor(self, in: blocks, below: folder, with: contents)
  }

  /// Checks all bytes of the index against its digest.
  ///
  /// - Throws: `StoreError.Code.indexUnusable`.
  func checkBytes() throws(StoreError) {
    do throws(IndexError) {
      var hashing = Digest.Hashing()
      var rest = payload.prefix(trailer.digestedLength)
      while !rest.isEmpty {
        // In pieces, since the index of a million posts is a hundred megabytes.
        let piece = try file.indexBytes(in: rest.prefix(ReadBuffer.size), of: payload)
        unsafe hashing.update(piece.span.bytes)
        rest = (rest.lowerBound + Int64(piece.count))..<rest.upperBound
      }
      guard hashing.finish() == trailer.payloadDigest else {
        throw IndexError(
          .damaged, "Damaged index: its bytes do not have the SHA-256 that it ends with")
      }
    } catch {
      throw StoreError(unusable: error, in: name)
    }
  }
}

extension ArchiveIndex {
  /// Whether the seek table tells where the frames lie, whatever has become of some of them.
  ///
  /// A frame that is skippable has been put there: its members are lost, and the places are right.
  func seekTableFitsFrames() -> Bool {
    (0..<frameCount).allSatisfy { frame in
      let extent = seekTable.extent(of: frame)
      let start = (try? file.bytes(in: extent.prefix(FrameHeader.greatestLength))) ?? []
      if case .skippable = unsafe FrameStart(start.span.bytes) { return true }
      let header = unsafe FrameHeader(start.span.bytes)
      if header?.contentLength == UInt64(seekTable.decodedLength(of: frame)) { return true }
      // Either the table is wrong, or the beginning of this frame. One that is as it was written is
      // right; one that is not, but begins where the frame before it ends, is damaged by itself.
      if (try? checkedFrame(frame)) != nil { return false }
      return frame == 0 || isAsLong(frame - 1, as: seekTable.extent(of: frame - 1).count)
    }
  }

  /// Whether a frame's own blocks end where the seek table says.
  private func isAsLong(_ frame: Int, as count: Int) -> Bool {
    guard let stored = try? storedFrame(frame) else { return false }
    return unsafe (try? FrameLength.find(stored.span.bytes)) == count
  }
}

// MARK: - What cursors read

extension ArchiveIndex {
  /// How many blocks of rows there are.
  var blockCount: Int { directory.count }

  /// The number of a block's first row among all rows.
  func firstRow(of block: Int) -> Int { directory.rows(of: block).lowerBound }

  /// The blocks that rows below a folder may lie in.
  func blocks(holding folder: Path) -> Range<Int> { directory.blocks(holding: folder) }

  /// The block that holds `path` if any does.
  func block(holding path: Path) -> Int? { directory.block(holding: path) }

  /// Reads a block of rows.
  func blockReader(
    _ block: Int, by decompressor: FrameDecompressor, withDigests: Bool
  ) throws(IndexError) -> BlockReader {
    let extent = directory.extent(of: block)
    guard extent.count <= Self.greatestStoredFrame else {
      throw IndexError(.tooLarge, "Damaged index: a block is larger than any can be")
    }
    let stored = try bytes(in: extent)
    let rows = try unsafe decompressor.decompress(stored.span.bytes)
    guard withDigests else { return try BlockReader(rows, of: block, in: directory) }
    let digests = try bytes(in: directory.digestsExtent(of: block))
    return try BlockReader(rows, of: block, in: directory, digests: digests)
  }

  /// Reads a part of the payload.
  private func bytes(in extent: Range<Int>) throws(IndexError) -> [UInt8] {
    try file.indexBytes(in: extent.moved(by: payload.lowerBound), of: payload)
  }
}

extension StoreError {
  /// An index that cannot be used, in the words of `Index`.
  init(unusable error: IndexError, in archive: String) {
    self.init(.indexUnusable, .read, [], in: archive, cause: error.message)
  }
}

extension OpenFile {
  /// Reads bytes of an index, which must lie within `whole`.
  fileprivate func indexBytes(
    in extent: Range<Int64>, of whole: Range<Int64>
  ) throws(IndexError) -> [UInt8] {
    guard extent.clamped(to: whole) == extent else {
      throw IndexError(.damaged, "Damaged index: it points to outside itself")
    }
    do throws(Errno) {
      guard let bytes = try bytes(in: extent) else { throw Errno.ioError }
      return bytes
    } catch {
      throw IndexError(.damaged, "Cannot read its index: \(error.description)")
    }
  }
}

extension Range<Int64> {
  fileprivate func prefix(_ count: Int) -> Range<Int64> {
    lowerBound..<Swift.min(upperBound, lowerBound + Int64(count))
  }

  fileprivate func suffix(_ count: Int) -> Range<Int64> {
    Swift.max(lowerBound, upperBound - Int64(count))..<upperBound
  }
}

extension Range<Int> {
  fileprivate func moved(by offset: Int64) -> Range<Int64> {
    (Int64(lowerBound) + offset)..<(Int64(upperBound) + offset)
  }
}
