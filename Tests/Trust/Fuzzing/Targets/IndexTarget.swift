import FormatSupport
import Posts

@testable import ArchiveFormat

/// Decodes a payload, a block of rows or a record: the first byte of an input says which.
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
    return [kind] + IndexParts.repaired(Array(changed.dropFirst()))
  }

  // MARK: A payload

  private static func runPayload(_ bytes: [UInt8]) throws(Finding) {
    guard let trailer = try? IndexTrailer(whole: bytes),
      let directory = try? IndexDirectory(Array(bytes[trailer.directory]), trailer: trailer),
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
        try require(row.entry.path.isSound, "a row has an invalid path")
        try require(last.map { $0 < row.entry.path } ?? true, "rows are not in order")
        try require(
          directory.block(holding: row.entry.path) == block, "a look-up finds another block")
        last = row.entry.path
      }
    }
    for frame in trailer.ownFrames.prefix(1_000) {
      let extent = trailer.digestExtent(ofFrame: frame)
      try require(extent.clamped(to: bytes.indices) == extent, "a digest is outside the payload")
    }
  }

  // MARK: A block of rows

  /// The number of bytes before a block: numbers of rows, files and frames, and a flag for the
  /// index of a snapshot.
  private static let headLength = 4

  private static func runBlock(_ bytes: [UInt8]) throws(Finding) {
    guard bytes.count > headLength else { return }
    let (rows, files, frames, flags) = (Int(bytes[0]), Int(bytes[1]), Int(bytes[2]), bytes[3])
    let block = Array(bytes.dropFirst(headLength))
    let promise = BlockPromise(
      isOfSnapshot: flags & 1 == 1, rows: 0..<rows, files: 0..<files,
      frames: frames, tarLength: 1 << 20, firstPath: firstPath(of: block), nextPath: nil)
    let digests = [UInt8](repeating: 7, count: files * IndexedArchive.digestLength)
    guard var reader = try? BlockReader(block, as: promise, digests: digests) else { return }
    let unread = reader
    var met: [IndexRow] = []
    while let row = try? reader.next() {
      try require(row.entry.path.isSound, "a row has an invalid path")
      try require(
        met.last.map { $0.entry.path < row.entry.path } ?? true, "rows are not in order")
      try require(met.count < rows, "there are more rows than the directory says")
      met.append(row)
    }
    // A look-up by path finds the same row.
    for row in [met.first, met.last] {
      guard let row else { continue }
      var lookup = unread
      guard let found = try? lookup.row(at: row.entry.path) else {
        throw Finding(description: "a row that was read is not found")
      }
      try require(
        found.entry == row.entry, "a look-up finds another row")
    }
  }

  /// Returns the path of the first row, as the directory would give it: a byte for the shared
  /// length, which is 0, and the counted bytes of the path.
  private static func firstPath(of block: [UInt8]) -> Path {
    var cursor = BlockCursor(block)
    guard (try? cursor.byte()) != nil, let range = try? cursor.counted() else { return .root }
    return Path(uncheckedBytes: Array(block[range]))
  }

  // MARK: A record of a snapshot

  /// Decodes a record. Before it is a byte for the number of the frame of its index.
  private static func runRecord(_ bytes: [UInt8]) throws(Finding) {
    guard let frame = bytes.first.map(Int.init),
      let record = try? OwnRecord(decoding: Array(bytes.dropFirst()), inFrame: frame)
    else { return }
    guard let encoded = try? record.encode() else {
      throw Finding(description: "a record that was read cannot be written")
    }
    let again = try? OwnRecord(decoding: encoded, inFrame: frame)
    try require(again == record, "a record differs after it was written and read")
  }
}

extension Path {
  /// Whether a member can have this path.
  fileprivate var isSound: Bool { PathBytes.isPath(bytes.span) }
}
