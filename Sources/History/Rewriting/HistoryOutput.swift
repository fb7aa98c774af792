import ArchiveFormat
import Archives
import Entries
import Files
import SystemPackage
import Tar

/// Writes a history to a new file: for each snapshot the frames that came with it, and its index.
final class HistoryOutput {
  private let output: OpenFile
  /// The name of the output, for messages.
  private let name: String
  private let recipe: Recipe
  private var seekTable = SeekTable()
  private var length: Int64 = 0
  private var tarLength: Int64 = 0
  /// The digests of the frames after the last index.
  private var digests: [Digest] = []
  private let compressor: FrameCompressor
  /// The archive as of the snapshot written last; nil before the first.
  private(set) var view: ArchiveIndex?
  /// The bytes of the index written last, from its table of sections on.
  private var indexTail: [UInt8] = []

  init(_ output: OpenFile, named name: String, recipe: Recipe) throws(StoreError) {
    self.output = output
    self.name = name
    self.recipe = recipe
    compressor = try attempt(
      FrameCompressor(level: Int(recipe.level)),
      orThrow: { (error: IndexError) in StoreError(writing: error, to: name) })
  }

  /// Writes a frame after the others.
  ///
  /// - Returns: its number.
  func write(_ frame: [UInt8], digest: Digest, decodedLength: Int) throws(StoreError) -> Int {
    digests.append(digest)
    tarLength += Int64(decodedLength)
    return try append(frame, decodedLength: decodedLength)
  }

  /// Ends a snapshot other than the first.
  ///
  /// - Parameters:
  ///   - rows: its rows of members and of removals, in the order of paths.
  ///   - record: its record, without the segments beneath.
  ///   - terms: the terms of all frames; nil unless it is the last snapshot.
  func end(_ rows: [IndexRow], _ record: OwnRecord, terms: [UInt8]?) throws(StoreError) {
    guard let before = view else { preconditionFailure("there is no snapshot before the first") }
    var index = try newIndex()
    let end = try SegmentMerge.put(rows, of: record, after: before, into: &index, of: name)
    try finish(&index, end, terms)
  }

  /// Ends the first snapshot.
  ///
  /// - Parameters:
  ///   - terms: as for `end`.
  ///   - nextRow: returns its rows of members, in the order of paths.
  func endFirst(
    _ record: OwnRecord, terms: [UInt8]?, nextRow: () throws(StoreError) -> IndexRow?
  ) throws(StoreError) {
    if seekTable.count == 0 {
      // GNU tar does not recognise a file as zstd if it begins with a skippable frame.
      let empty = try compress([])
      _ = try write(empty, digest: unsafe Digest(of: empty.span.bytes), decodedLength: 0)
    }
    var index = try newIndex()
    while let row = try nextRow() {
      try written { () throws(IndexError) in try index.append(row) }
    }
    try finish(&index, SnapshotEnd(record), terms)
  }

  private func newIndex() throws(StoreError) -> IndexWriter {
    try written { () throws(IndexError) in try IndexWriter(recipe: recipe, isOfSnapshot: true) }
  }

  private func finish(
    _ index: inout IndexWriter, _ end: SnapshotEnd, _ terms: [UInt8]?
  ) throws(StoreError) {
    let encoded = try written { () throws(IndexError) in
      // `finish` completes the last one, once the end of the tar is known.
      try index.finish(frames: digests, tarLength: tarLength, end: nil, terms: terms, snapshot: end)
    }
    let frame = try append(encoded, decodedLength: 0)
    digests = []
    let known = Dictionary(uniqueKeysWithValues: (view?.segments ?? []).map { ($0.frame, $0) })
    view = try written { () throws(IndexError) in
      let own = try IndexSegment.open(frame, in: seekTable, of: output, named: name)
      indexTail = Array(encoded.suffix(own.trailer.length))
      return try ArchiveIndex(own, in: seekTable, length: length, known: known)
    }
  }

  private func written<Result>(
    _ body: () throws(IndexError) -> Result
  ) throws(StoreError) -> Result {
    return try attempt(
      body(), orThrow: { (error: IndexError) in StoreError(writing: error, to: name) })
  }

  /// Writes the end of the tar and the seek table.
  func finish() throws(StoreError) {
    let moved = try view?.linkedRows() ?? []
    let end = try attempt(
      EndOfTar.bytes(linking: moved),
      orThrow: { (error: TarError) in
        StoreError(error, .write, ArgumentText.bytes(of: name), in: nil)
      })
    let stored = try compress(end)
    indexTail = IndexTrailer.seal(indexTail, end: unsafe Digest(of: stored.span.bytes))
    length -= Int64(indexTail.count)
    try write(indexTail)
    _ = try append(stored, decodedLength: end.count)
    try write(seekTable.encode())
  }

  private func compress(_ bytes: [UInt8]) throws(StoreError) -> [UInt8] {
    try written { () throws(IndexError) in try compressor.compress(unsafe bytes.span.bytes) }
  }

  private func append(_ frame: [UInt8], decodedLength: Int) throws(StoreError) -> Int {
    try written { () throws(IndexError) in
      try seekTable.append(compressed: frame.count, decoded: decodedLength)
    }
    try write(frame)
    return seekTable.count - 1
  }

  private func write(_ bytes: [UInt8]) throws(StoreError) {
    try attempt(
      output.write(bytes[...], at: length),
      orThrow: { (error: Errno) in StoreError(error, .write, ArgumentText.bytes(of: name)) })
    length += Int64(bytes.count)
  }
}
