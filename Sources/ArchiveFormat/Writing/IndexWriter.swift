import Posts

/// Makes an index of rows that arrive in the order of their paths.
///
/// It checks its own work: it decodes each block and compares the result with the rows, and does
/// the same with the directory and the trailer at the end. After an error it refuses further use.
package struct IndexWriter {
  private let recipe: Recipe
  private let isOfSnapshot: Bool
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
  /// The sections written so far.
  private var sections: [(tag: IndexSection.Tag, extent: Range<Int>)] = []
  private var rowCount = 0
  private var fileCount = 0

  /// Creates a writer without rows.
  ///
  /// - Parameter isOfSnapshot: Whether the index is that of a snapshot, and so may have rows of
  ///   removals and of moved files.
  /// - Throws: `.outOfMemory`.
  package init(recipe: Recipe, isOfSnapshot: Bool = false) throws(IndexError) {
    self.recipe = recipe
    self.isOfSnapshot = isOfSnapshot
    encoder = RowEncoder(isOfSnapshot: isOfSnapshot)
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
    if encoder.isFull { try endBlock() }
  }

  /// Ends the current block, even if it is not full, and then the index.
  ///
  /// - Parameters:
  ///   - frames: The SHA-256 of each frame before the index, as it is stored; in a history, only of
  ///     the frames after the previous index.
  ///   - tarLength: The number of bytes to which all frames before the index decode: a multiple of
  ///     512.
  ///   - end: The SHA-256 of the frame that ends the tar, as it will be stored; nil if it is not
  ///     known yet, and for an index that will not be the newest.
  ///   - terms: The section of terms; nil for none.
  ///   - snapshot: The facts about the snapshot, if the index is part of a history.
  /// - Returns: The whole skippable frame.
  /// - Throws: `.tooLarge` or `.unwritable`; `.damaged` if the index does not read back as written.
  package mutating func finish(
    frames: [Digest], tarLength: Int64, end: Digest?, terms: [UInt8]? = nil,
    snapshot: SnapshotEnd? = nil
  ) throws(IndexError) -> [UInt8] {
    if let failure { throw failure }
    failure = IndexError(.unwritable, "The index is already finished")
    precondition(
      (snapshot != nil) == isOfSnapshot, "each index of a history, and no other, has a snapshot")
    do throws(IndexError) {
      if !rows.isEmpty { try endBlock() }
      try putSections(frames, terms, snapshot)
      try putTrailer(frames.count, tarLength: tarLength, end: end, snapshot)
      return bytes
    } catch {
      failure = error
      throw error
    }
  }
}

/// The additional facts at the end of a snapshot's index.
package struct SnapshotEnd {
  package let record: OwnRecord
  /// The snapshots before, the oldest first.
  package let past: [PastSnapshot]
  /// The offset in the file of the previous index; 0 if there is none.
  package let previousIndex: Int64

  package init(_ record: OwnRecord, after past: [PastSnapshot] = [], previousIndex: Int64 = 0) {
    self.record = record
    self.past = past
    self.previousIndex = previousIndex
  }
}

/// The entry of a block in the directory.
private struct DirectoryEntry: Equatable {
  let extent: Range<Int>
  let rows: Range<Int>
  let files: Range<Int>
  let firstPath: Path
  let firstFrame: Int
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
      files: fileCount..<files, firstPath: firstPath, firstFrame: encoder.firstFrame)
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
      isOfSnapshot: isOfSnapshot, rows: entry.rows, files: entry.files,
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
  /// Writes the sections after the rows.
  private mutating func putSections(
    _ frames: [Digest], _ terms: [UInt8]?, _ snapshot: SnapshotEnd?
  ) throws(IndexError) {
    sections.append((.rows, 0..<payloadLength))
    put(.contents, digests)
    var frameDigests: [UInt8] = []
    frameDigests.reserveCapacity(frames.count * IndexedArchive.digestLength)
    for digest in frames { digest.append(to: &frameDigests) }
    put(.frames, frameDigests)
    if let terms { put(.terms, terms) }
    if let snapshot, !snapshot.past.isEmpty {
      let list = try PastSnapshot.encode(snapshot.past)
      put(.past, unsafe try compressor.compress(list.span.bytes))
    }
    let directory = encodeDirectory()
    guard directory.count <= IndexedArchive.maximumDirectory else { throw Self.tooLarge }
    put(.directory, directory)
    if let snapshot { put(.record, try snapshot.record.encode()) }
  }

  private mutating func put(_ tag: IndexSection.Tag, _ section: [UInt8]) {
    let start = payloadLength
    bytes.append(contentsOf: section)
    sections.append((tag, start..<payloadLength))
  }

  /// Writes the table of sections and the trailer, and reads both back.
  private mutating func putTrailer(
    _ frameCount: Int, tarLength: Int64, end: Digest?, _ snapshot: SnapshotEnd?
  ) throws(IndexError) {
    let length =
      payloadLength + sections.count * IndexedArchive.sectionStride + IndexedArchive.trailerLength
    guard length <= IndexedArchive.maximumPayload else { throw Self.tooLarge }
    var tail: [UInt8] = []
    for (tag, extent) in sections {
      IndexSection.append(tag, at: extent, digest(of: extent), to: &tail)
    }
    // Frames up to the previous index are in the digests of earlier indexes.
    let firstFrame = snapshot?.past.last.map { $0.reference.frame + 1 } ?? 0
    tail += IndexTrailer.Fields(
      recipe: recipe, blocks: entries.count, rows: rowCount, files: fileCount,
      frames: firstFrame + frameCount, tarLength: tarLength,
      previousIndex: snapshot?.previousIndex ?? 0, firstFrame: firstFrame,
      hasRecord: isOfSnapshot, endDigest: end
    ).encodeUpToRoot(sections: sections.count)
    let root = unsafe Digest(of: tail.span.bytes)
    root.append(to: &tail)
    bytes += tail
    let lengthBytes = (0..<4).map { UInt8(truncatingIfNeeded: length >> ($0 * 8)) }
    bytes.replaceSubrange(4..<IndexedArchive.skippableHeaderLength, with: lengthBytes)
    try compareEnd(root, snapshot)
  }

  /// Returns the range in the frame of a part of the payload.
  private func inFrame(_ extent: Range<Int>) -> Range<Int> {
    let header = IndexedArchive.skippableHeaderLength
    return (extent.lowerBound + header)..<(extent.upperBound + header)
  }

  private func digest(of extent: Range<Int>) -> Digest {
    unsafe Digest(of: bytes.span.bytes.extracting(inFrame(extent)))
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
      directory.append(littleEndian: UInt32(entry.firstFrame))
      for digest in digests(of: entry) {
        directory += digest.bytes.prefix(IndexedArchive.digestLength / 2)
      }
    }
    for entry in entries { directory.append(contentsOf: entry.firstPath.bytes) }
    return directory
  }

  /// Returns the digests of a block, and of the digests of its files.
  private func digests(of entry: DirectoryEntry) -> [Digest] {
    let length = IndexedArchive.digestLength
    let files = (entry.files.lowerBound * length)..<(entry.files.upperBound * length)
    return [
      digest(of: entry.extent), unsafe Digest(of: digests.span.bytes.extracting(files)),
    ]
  }

  /// Decodes what comes after the rows, and compares it with what was to be written. The blocks are
  /// compared already.
  private func compareEnd(_ root: Digest, _ snapshot: SnapshotEnd?) throws(IndexError) {
    let count = IndexTrailer.tailLength(of: payloadLength)
    let trailer = try unsafe IndexTrailer(
      bytes.span.bytes.extracting(last: count), payloadLength: payloadLength)
    let directory = try IndexDirectory(
      Array(bytes[inFrame(trailer.directory)]), trailer: trailer)
    guard trailer.recipe == recipe, trailer.root == root, directory.count == entries.count,
      trailer.previousIndex == snapshot?.previousIndex ?? 0
    else { throw Self.notAsWritten }
    if let snapshot, let extent = trailer.section(.record)?.extent {
      let record = try OwnRecord(
        decoding: Array(bytes[inFrame(extent)]), inFrame: trailer.frames)
      guard record == snapshot.record else { throw Self.notAsWritten }
    }
    if let extent = trailer.section(.past)?.extent {
      let stored = unsafe bytes.span.bytes.extracting(inFrame(extent))
      let list = try decompressor.decompress(stored)
      guard try PastSnapshot.decode(list, trailer: trailer) == snapshot?.past else {
        throw Self.notAsWritten
      }
    }
    for (block, entry) in entries.enumerated() {
      let decoded = DirectoryEntry(
        extent: directory.extent(of: block), rows: directory.rows(of: block),
        files: directory.files(of: block), firstPath: directory.firstPath(of: block),
        firstFrame: directory.firstFrame(of: block))
      guard decoded == entry else { throw Self.notAsWritten }
    }
  }
}
