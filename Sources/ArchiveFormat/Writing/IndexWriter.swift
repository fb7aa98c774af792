import Posts

/// Makes an index of rows that arrive in the order of their paths.
///
/// It checks its own work: it decodes each block and compares the result with the rows, and does
/// the same with the directory and the trailer at the end. After an error it refuses further use.
package struct IndexWriter {
  private let recipe: Recipe
  private let version: IndexVersion
  private let compressor: FrameCompressor
  private let decompressor: FrameDecompressor
  private var failure: IndexError?

  private var encoder: RowEncoder
  /// The rows of the current block.
  private var rows: [IndexRow] = []
  private var lastPath: Path?

  /// The frame of the index so far: magic, room for the length, and the finished blocks.
  private var bytes: [UInt8] = []
  private var digests: [UInt8] = []
  private var entries: [DirectoryEntry] = []
  private var rowCount = 0
  private var fileCount = 0

  /// Creates a writer without rows.
  ///
  /// - Throws: `.outOfMemory`.
  package init(recipe: Recipe, version: IndexVersion = .single) throws(IndexError) {
    self.recipe = recipe
    self.version = version
    encoder = RowEncoder(version)
    compressor = try FrameCompressor(level: IndexedArchive.blockLevel)
    decompressor = try FrameDecompressor()
    bytes.append(littleEndian: IndexedArchive.indexMagic)
    bytes.append(littleEndian: 0 as UInt32)
  }

  /// Adds a row.
  ///
  /// - Parameter row: A row whose path follows all earlier ones; in an index without history, its
  ///   place must follow too. A file must have a digest; only a post may have facts.
  /// - Throws: `.notSorted` or `.unwritable`; `.damaged` if a block does not read back as written.
  package mutating func append(_ row: IndexRow) throws(IndexError) {
    if let failure { throw failure }
    do throws(IndexError) {
      try add(row)
    } catch {
      failure = error
      throw error
    }
  }

  private mutating func add(_ row: IndexRow) throws(IndexError) {
    if let lastPath, !(lastPath < row.entry.path) {
      throw IndexError(.notSorted, "\(row.entry.path) does not sort after \(lastPath)")
    }
    try encoder.append(row)
    row.digest?.append(to: &digests)
    lastPath = row.entry.path
    rows.append(row)
    if encoder.bytes.count >= IndexedArchive.blockLength { try endBlock() }
  }

  /// Ends the current block, even if it is not full, and then the index.
  ///
  /// - Parameters:
  ///   - frames: The SHA-256 of each frame before the index, as it is stored; in a history, only of
  ///     the frames after the previous index.
  ///   - tarLength: The number of bytes to which all frames before the index decode: a multiple of
  ///     512.
  ///   - snapshot: The facts about the snapshot, if the index is part of a history.
  /// - Returns: The whole skippable frame.
  /// - Throws: `.tooLarge` or `.unwritable`; `.damaged` if the index does not read back as written.
  package mutating func finish(
    frames: [Digest], tarLength: Int64, snapshot: SnapshotEnd? = nil
  ) throws(IndexError) -> [UInt8] {
    if let failure { throw failure }
    failure = IndexError(.unwritable, "The index is already finished")
    precondition(
      (snapshot == nil) == (version == .single),
      "each index of a history, and no other, has a snapshot")
    do throws(IndexError) {
      if !rows.isEmpty { try endBlock() }
      try end(frames: frames, tarLength: tarLength, snapshot: snapshot)
      return bytes
    } catch {
      failure = error
      throw error
    }
  }
}

/// The additional fields at the end of a snapshot's index.
package struct SnapshotEnd {
  package let record: SnapshotRecord
  /// The offset in the file of the previous index; 0 if there is none.
  package let previousIndex: Int64

  package init(_ record: SnapshotRecord, previousIndex: Int64) {
    self.record = record
    self.previousIndex = previousIndex
  }
}

/// The entry of a block in the directory.
private struct DirectoryEntry: Equatable {
  let extent: Range<Int>
  let rows: Range<Int>
  let files: Range<Int>
  let firstPath: Path
}

// MARK: - Blocks

extension IndexWriter {
  private var payloadLength: Int { bytes.count - IndexedArchive.skippableHeaderLength }

  private mutating func endBlock() throws(IndexError) {
    guard encoder.bytes.count <= IndexedArchive.maximumFrame, let firstPath = encoder.firstPath
    else {
      throw IndexError(.tooLarge, "The row of one post is larger than a block can be")
    }
    let start = payloadLength
    let stored = unsafe try compressor.compress(encoder.bytes.span.bytes)
    bytes.append(contentsOf: stored)
    guard payloadLength <= IndexedArchive.maximumPayload else { throw Self.tooLarge }
    let files = digests.count / IndexedArchive.digestLength
    let entry = DirectoryEntry(
      extent: start..<payloadLength, rows: rowCount..<(rowCount + rows.count),
      files: fileCount..<files, firstPath: firstPath)
    try compare(entry)
    entries.append(entry)
    rowCount = entry.rows.upperBound
    fileCount = entry.files.upperBound
    rows.removeAll(keepingCapacity: true)
    encoder.removeAll()
  }

  /// Decodes the block at the end of the bytes so far, and compares it with its rows.
  private func compare(_ entry: DirectoryEntry) throws(IndexError) {
    let stored = unsafe bytes.span.bytes.extracting(last: entry.extent.count)
    let ownDigests = digests[(entry.files.lowerBound * IndexedArchive.digestLength)...]
    let promise = BlockPromise(
      version: version, rows: entry.rows, files: entry.files,
      frames: IndexedArchive.maximumFrameCount,
      tarLength: IndexedArchive.maximumLength, firstPath: entry.firstPath, nextPath: nil)
    var reader = try BlockReader(
      try decompressor.decompress(stored), as: promise, digests: Array(ownDigests))
    for row in rows {
      guard try reader.nextIs(row) else { throw Self.notAsWritten }
    }
    guard try reader.next() == nil else { throw Self.notAsWritten }
  }

  private static var tooLarge: IndexError {
    IndexError(.tooLarge, "The index is larger than 4 GiB")
  }

  private static var notAsWritten: IndexError {
    .damagedIndex("it does not read back as it was written")
  }
}

// MARK: - The end

extension IndexWriter {
  private mutating func end(
    frames: [Digest], tarLength: Int64, snapshot: SnapshotEnd?
  ) throws(IndexError) {
    let digestsOffset = payloadLength
    bytes.append(contentsOf: digests)
    for digest in frames { digest.append(to: &bytes) }
    let directoryOffset = payloadLength
    var directory = encodeDirectory()
    let recordOffset = directoryOffset + directory.count
    if let snapshot { directory += try snapshot.record.encode() }
    bytes.append(contentsOf: directory)
    // Frames up to the previous index are in the digests of earlier indexes.
    let firstFrame = snapshot?.record.previous.map { $0.frame + 1 } ?? 0
    let length = payloadLength + IndexedArchive.trailerLength
    guard length <= IndexedArchive.maximumPayload else { throw Self.tooLarge }
    bytes += unsafe IndexTrailer.encodeUpToDigest(
      recipe: recipe, blocks: entries.count, rows: rowCount, files: fileCount,
      frames: firstFrame + frames.count, tarLength: tarLength, digestsOffset: digestsOffset,
      directoryOffset: directoryOffset, directoryDigest: Digest(of: directory.span.bytes),
      history: snapshot.map {
        IndexTrailer.HistoryFields(
          previousIndex: $0.previousIndex, firstFrame: firstFrame, recordOffset: recordOffset)
      })
    let header = IndexedArchive.skippableHeaderLength
    let digest = unsafe Digest(of: bytes.span.bytes.extracting(droppingFirst: header))
    digest.append(to: &bytes)
    let lengthBytes = (0..<4).map { UInt8(truncatingIfNeeded: length >> ($0 * 8)) }
    bytes.replaceSubrange(4..<header, with: lengthBytes)
    try compareEnd(digest, snapshot)
  }

  /// Encodes the directory; `IndexDirectory` shows its layout.
  private func encodeDirectory() -> [UInt8] {
    var directory: [UInt8] = []
    var pathEnd = 0
    for entry in entries {
      pathEnd += entry.firstPath.bytes.count
      directory.append(littleEndian: UInt32(entry.extent.lowerBound))
      directory.append(littleEndian: UInt32(entry.rows.lowerBound))
      directory.append(littleEndian: UInt32(entry.files.lowerBound))
      directory.append(littleEndian: UInt32(truncatingIfNeeded: pathEnd))
    }
    for entry in entries { directory.append(contentsOf: entry.firstPath.bytes) }
    return directory
  }

  /// Decodes the trailer and the directory, and compares them with the blocks, which are already
  /// compared.
  private func compareEnd(_ digest: Digest, _ snapshot: SnapshotEnd?) throws(IndexError) {
    let payload = unsafe bytes.span.bytes.extracting(
      droppingFirst: IndexedArchive.skippableHeaderLength)
    let trailer = try IndexTrailer(
      payload.extracting(last: IndexedArchive.trailerLength), payloadLength: payload.byteCount)
    let directory = try IndexDirectory(
      payload.extracting(trailer.directoryExtent).array(), trailer: trailer)
    guard trailer.recipe == recipe, trailer.payloadDigest == digest,
      trailer.previousIndex == snapshot?.previousIndex ?? 0,
      directory.record == snapshot?.record, directory.count == entries.count
    else {
      throw Self.notAsWritten
    }
    for (block, entry) in entries.enumerated() {
      let decoded = DirectoryEntry(
        extent: directory.extent(of: block), rows: directory.rows(of: block),
        files: directory.files(of: block), firstPath: directory.firstPath(of: block))
      guard decoded == entry else { throw Self.notAsWritten }
    }
  }
}
