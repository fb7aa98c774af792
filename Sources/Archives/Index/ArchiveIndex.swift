package import ArchiveFormat
package import Entries
package import Files
package import Posts
import Synchronization
import SystemPackage

/// What the indexes of an archive tell of it: of the archive as a whole, or as of one snapshot.
///
/// A snapshot is seen through several runs of rows: what a newer one tells of a path counts.
package final class ArchiveIndex: Sendable {
  package let file: OpenFile
  /// The archive's name, for messages.
  package let name: String
  /// How long the archive is, in bytes.
  package let length: Int64
  package let seekTable: SeekTable
  /// The runs that tell of the snapshot, the newest first: its own, and those that it stands on.
  package let runs: [IndexRun]
  /// The indexes that hold the digests of frames, by the number of the first of those frames.
  private let digestRuns = Mutex<[Int: IndexRun]>([:])

  /// Opens the index that an archive ends in.
  ///
  /// - Returns: nil for an archive without, and for what cannot be read at any place.
  /// - Throws: `StoreError.Code.indexUnusable`, `.unreadable`.
  package static func open(_ file: OpenFile, named name: String) throws(StoreError) -> ArchiveIndex?
  {
    let status: FileStatus
    do throws(Errno) {
      status = try file.status()
    } catch {
      throw StoreError(error, .read, ArgumentText.bytes(of: name))
    }
    guard status.kind == .file else { return nil }
    do throws(IndexError) {
      let seekTable = try seekTable(of: file, length: status.size)
      guard let frame = seekTable.indexFrame else {
        throw IndexError(.notIndexed, "it has no index")
      }
      let own = try IndexRun.open(frame, in: seekTable, of: file, named: name)
      guard seekTable.endFrame == frame + 1 else {
        throw IndexError(
          .damaged, "Stale index: the archive does not hold the frames that it describes")
      }
      return try ArchiveIndex(own, in: seekTable, length: status.size)
    } catch {
      if error.code == .notIndexed { return nil }
      throw StoreError(unusable: error, in: name)
    }
  }

  /// - Parameters:
  ///   - own: the index of the snapshot.
  ///   - known: runs that have been opened already, by the numbers of their frames.
  package init(
    _ own: IndexRun, in seekTable: SeekTable, length: Int64, known: [Int: IndexRun] = [:]
  ) throws(IndexError) {
    file = own.file
    name = own.name
    self.length = length
    self.seekTable = seekTable
    var runs = [own]
    for reference in own.record?.beneath ?? [] {
      var run = known[reference.frame]
      if run == nil {
        run = try .open(reference.frame, in: seekTable, of: own.file, named: own.name)
      }
      guard let run, run.reference == reference else {
        throw IndexError(.damaged, "Stale index: it does not build on the index that it names")
      }
      runs.append(run)
    }
    self.runs = runs
  }

  /// The index of the snapshot itself.
  package var own: IndexRun { runs[0] }

  package var trailer: IndexTrailer { own.trailer }

  /// The seek table that ends a file.
  ///
  /// - Throws: `.notIndexed` where there is none.
  package static func seekTable(
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
  package static let greatestStoredFrame = IndexedArchive.greatestFrame / 128 * 129 + 64 * 1024

  /// How many frames there are before the index: those that hold the tar, and indexes before it.
  package var frameCount: Int { trailer.frames }

  /// What the seek table says that a frame decodes to, in bytes.
  package func decodedLength(of frame: Int) -> Int { seekTable.decodedLength(of: frame) }

  /// Finds what the index says of `path`, digest included; nil where it has no such row.
  ///
  /// - Throws: `StoreError.Code.indexUnusable`.
  package func row(at path: Path) throws(StoreError) -> IndexRow? {
    do throws(IndexError) {
      for run in runs {
        if let row = try run.row(at: path) { return row.isRemoval ? nil : row }
      }
      return nil
    } catch {
      throw StoreError(unusable: error, in: name)
    }
  }

  /// The rows below a folder, all of them for the root, in order.
  package func rows(below folder: Path = .root, with contents: RowCursor.Contents = []) -> RowCursor
  {
    RowCursor(runs, below: folder, with: contents)
  }

  /// The rows below a folder whose first component there begins with some bytes, without facts.
  package func rows(below folder: Path, beginningWith name: [UInt8]) -> RowCursor {
    RowCursor(runs, below: folder, beginningWith: name, with: [])
  }

  /// The rows below a folder that lie in a part.
  func rows(
    in part: RowPart, below folder: Path, with contents: RowCursor.Contents
  ) -> RowCursor {
    RowCursor(runs, in: part, below: folder, with: contents)
  }

  /// Checks all bytes of the snapshot's own index against its digest.
  ///
  /// - Throws: `StoreError.Code.indexUnusable`.
  package func checkOwnBytes() throws(StoreError) {
    do throws(IndexError) {
      try own.checkBytes()
    } catch {
      throw StoreError(unusable: error, in: name)
    }
  }

  /// Checks all bytes of the indexes that tell of the snapshot against their digests.
  ///
  /// - Throws: `StoreError.Code.indexUnusable`.
  package func checkBytes() throws(StoreError) {
    do throws(IndexError) {
      for run in runs { try run.checkBytes() }
    } catch {
      throw StoreError(unusable: error, in: name)
    }
  }
}

// MARK: - Frames

extension ArchiveIndex {
  /// Reads a frame as it is stored.
  ///
  /// - Throws: `StoreError.Code.damaged` for a number that the archive does not have, `.unreadable`.
  package func storedFrame(
    _ frame: Int, for action: StoreError.Action = .read
  ) throws(StoreError) -> [UInt8] {
    guard 0..<frameCount ~= frame else {
      throw StoreError(
        .damaged, action, [], in: name,
        cause: "its index refers to frame \(frame), which does not exist")
    }
    let extent = seekTable.extent(of: frame)
    guard extent.count <= Self.greatestStoredFrame else {
      throw StoreError(
        .damaged, action, [], in: name, cause: "frame \(frame) is too large")
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

  /// What an index says is the SHA-256 of a frame as it is stored.
  ///
  /// - Parameter frame: its number, below `frameCount`, and not that of an index.
  package func digest(ofFrame frame: Int) throws(StoreError) -> Digest {
    do throws(IndexError) {
      return try digestRun(of: frame).digest(ofFrame: frame)
    } catch {
      throw StoreError(unusable: error, in: name)
    }
  }

  /// The index that holds the digest of a frame: the first behind it.
  private func digestRun(of frame: Int) throws(IndexError) -> IndexRun {
    if let run = runs.first(where: { $0.trailer.ownFrames.contains(frame) }) { return run }
    let behind = seekTable.indexFrame(behind: frame) ?? own.frame
    if let known = digestRuns.withLock({ $0[behind] }) { return known }
    let run = try IndexRun.open(behind, in: seekTable, of: file, named: name)
    guard run.trailer.ownFrames.contains(frame) else {
      throw IndexError(.damaged, "Damaged index: no digest of frame \(frame)")
    }
    digestRuns.withLock { $0[behind] = run }
    return run
  }

  /// Whether the seek table tells where the frames lie, whatever has become of some of them.
  ///
  /// A frame that is skippable has been put there: its members are lost, and the places are right.
  package func seekTableFitsFrames() -> Bool {
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
