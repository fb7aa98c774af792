import Posts

@testable import ArchiveFormat

/// The first byte of an input says what the rest is.
enum IndexTarget {
  static func run(_ input: [UInt8]) throws(Finding) {
    guard let kind = input.first else { return }
    let bytes = Array(input.dropFirst())
    switch kind % 3 {
    case 0: try runPayload(bytes)
    case 1: try runBlock(bytes)
    default: try runRecord(bytes)
    }
  }

  static func mutated(
    _ input: [UInt8], upTo greatest: Int, by change: FuzzTarget.Change
  ) -> [UInt8] {
    let changed = change(input, greatest)
    guard let kind = changed.first, kind % 3 == 0 else { return changed }
    return [kind] + IndexRepair.repaired(Array(changed.dropFirst()))
  }

  // MARK: A payload

  private static func runPayload(_ bytes: [UInt8]) throws(Finding) {
    guard bytes.count >= IndexedArchive.trailerLength,
      let trailer = try? IndexTrailer(
        bytes.span.bytes.extracting(last: IndexedArchive.trailerLength),
        payloadLength: bytes.count),
      let directory = try? IndexDirectory(Array(bytes[trailer.directoryExtent]), trailer: trailer),
      let decompressor = try? FrameDecompressor()
    else { return }
    var last: Path?
    for block in 0..<directory.count {
      let extent = directory.extent(of: block)
      guard extent.clamped(to: bytes.indices) == extent,
        let decoded = try? decompressor.decompress(bytes.span.bytes.extracting(extent)),
        var reader = try? BlockReader(
          decoded, of: block, in: directory,
          digests: Array(bytes[directory.digestsExtent(of: block)]))
      else { return }
      while let row = try? reader.next() {
        try require(row.entry.path.isSound, "a row has a path that is none")
        try require(last.map { $0 < row.entry.path } ?? true, "rows do not stand in order")
        try require(
          directory.block(holding: row.entry.path) == block, "a row is not found where it stands")
        last = row.entry.path
      }
    }
    for frame in trailer.ownFrames.prefix(1_000) {
      let extent = trailer.digestExtent(ofFrame: frame)
      try require(extent.clamped(to: bytes.indices) == extent, "a digest lies outside")
    }
  }

  // MARK: A block of rows

  /// How a block's own bytes begin here: rows, files, frames, whether it has removals and digests.
  private static let headLength = 4

  private static func runBlock(_ bytes: [UInt8]) throws(Finding) {
    guard bytes.count > headLength else { return }
    let (rows, files, frames, flags) = (Int(bytes[0]), Int(bytes[1]), Int(bytes[2]), bytes[3])
    let block = Array(bytes.dropFirst(headLength))
    let promise = BlockPromise(
      version: flags & 1 == 0 ? .single : .history, rows: 0..<rows, files: 0..<files,
      frames: frames, tarLength: 1 << 20, firstPath: firstPath(of: block), nextPath: nil)
    let digests = [UInt8](repeating: 7, count: files * IndexedArchive.digestLength)
    guard var reader = try? BlockReader(block, as: promise, digests: digests) else { return }
    let unread = reader
    var met: [IndexRow] = []
    while let row = try? reader.next() {
      try require(row.entry.path.isSound, "a row has a path that is none")
      try require(
        met.last.map { $0.entry.path < row.entry.path } ?? true, "rows do not stand in order")
      try require(met.count < rows, "there are more rows than were promised")
      met.append(row)
    }
    // Looked up, each of them is what it was when it was read.
    for row in [met.first, met.last] {
      guard let row else { continue }
      var lookup = unread
      guard let found = try? lookup.row(at: row.entry.path) else {
        throw Finding(description: "a row that was read is not found")
      }
      try require(
        found.entry == row.entry, "a row is another when looked up")
    }
  }

  /// The path of the first row, which the directory would tell: a byte that shares nothing, then how
  /// long the rest is, and the rest.
  private static func firstPath(of block: [UInt8]) -> Path {
    var cursor = BlockCursor(block)
    guard (try? cursor.byte()) != nil, (try? cursor.byte()) != nil,
      let range = try? cursor.counted()
    else { return .root }
    return Path(uncheckedBytes: Array(block[range]))
  }

  // MARK: A record of a snapshot

  /// The length that the payload says it has comes first, the trailer last.
  private static func runRecord(_ bytes: [UInt8]) throws(Finding) {
    guard bytes.count > 4 + IndexedArchive.trailerLength else { return }
    let length = bytes[..<4].reversed().reduce(0) { $0 << 8 | Int($1) }
    let record = Array(bytes[4...].dropLast(IndexedArchive.trailerLength))
    guard
      let trailer = try? IndexTrailer(
        bytes.span.bytes.extracting(last: IndexedArchive.trailerLength), payloadLength: length),
      let record = try? SnapshotRecord(decoding: record, trailer: trailer)
    else { return }
    guard let encoded = try? record.encode() else {
      throw Finding(description: "a record that was read cannot be written")
    }
    let again = try? SnapshotRecord(decoding: encoded, trailer: trailer)
    try require(again == record, "a record is another when it was written and read")
  }
}

extension Path {
  /// Whether its bytes are those of a path that a member can have.
  fileprivate var isSound: Bool { PathBytes.isPath(bytes.span) }
}
