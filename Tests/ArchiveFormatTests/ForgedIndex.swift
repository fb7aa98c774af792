import ArchiveFormat
import FormatSupport

@testable import Posts

/// An index made by hand, with correct digests of whatever it contains.
struct ForgedIndex {
  /// The entry of a block in the directory.
  struct Block {
    var rows: [UInt8]
    var offset: UInt32?
    var firstRow: UInt32
    var firstFile: UInt32
    var firstFrame: UInt32 = 0
    var firstPath: [UInt8]
    var pathEnd: UInt32?
    /// The bytes in the payload instead of the compressed rows.
    var stored: [UInt8]?

    init(
      _ rows: [UInt8], firstRow: UInt32 = 0, firstFile: UInt32 = 0, firstPath: String = "a"
    ) {
      self.rows = rows
      self.firstRow = firstRow
      self.firstFile = firstFile
      self.firstPath = Array(firstPath.utf8)
    }
  }

  var blocks: [Block]
  var digests: [UInt8] = []
  var blockCount: UInt32?
  var rows: UInt64
  var files: UInt64 = 0
  var frames: UInt64 = 3
  var tarLength: UInt64 = 1 << 20
  var version: UInt32 = 3
  var zeros = [UInt8](repeating: 0, count: 8)
  var heapEnd: [UInt8] = []

  init(_ blocks: [Block], rows: UInt64) {
    self.blocks = blocks
    self.rows = rows
  }

  func payload() throws -> [UInt8] {
    let compressor = try FrameCompressor(level: 3)
    var stored: [UInt8] = []
    var directory: [UInt8] = []
    var pathEnd: UInt32 = 0
    for block in blocks {
      pathEnd += UInt32(block.firstPath.count)
      let offset = block.offset ?? UInt32(stored.count)
      for number in [
        offset, block.firstRow, block.firstFile, block.pathEnd ?? pathEnd, block.firstFrame,
      ] {
        directory += littleEndian(number)
      }
      let bytes = try block.stored ?? compressor.compress(block.rows)
      stored += bytes
      directory += digest(of: bytes).bytes.prefix(16) + [UInt8](repeating: 0, count: 16)
    }
    directory += blocks.flatMap(\.firstPath) + heapEnd
    var trailer = Array("blogshIX".utf8) + littleEndian(version)
    trailer += [UInt8](repeating: 0, count: 16) + littleEndian(blockCount ?? UInt32(blocks.count))
    for number in [rows, files, frames, tarLength, 0, 0, 0] { trailer += littleEndian(number) }
    trailer += zeros + [UInt8](repeating: 0, count: 32)
    let frameDigests = [UInt8](repeating: 7, count: 32 * Int(min(frames, 1 << 18)))
    return IndexParts(
      sections: [
        .init("rows", stored), .init("cont", digests), .init("fram", frameDigests),
        .init("dire", directory),
      ], trailer: trailer
    ).payload()
  }

  /// Returns the error of reading the whole index, which must be the same when it is read by parts.
  func failure() throws -> IndexError? {
    let payload = try payload()
    let whole = ArchiveFormatTests.failure {
      var rows = try IndexPayload(payload).rows()
      while try rows.next() != nil {}
    }
    let parts = ArchiveFormatTests.failure { _ = try rowsByParts(payload) }
    return whole == parts ? whole : IndexError(.unwritable, "\(whole as Any) \(parts as Any)")
  }
}

/// Encodes a number as a row has it.
func varint(_ number: UInt64) -> [UInt8] {
  number < 0x80 ? [UInt8(number)] : [UInt8(number & 0x7F) | 0x80] + varint(number >> 7)
}

/// Encodes counted bytes as a row has them.
func counted(_ bytes: some Collection<UInt8>) -> [UInt8] { varint(UInt64(bytes.count)) + bytes }

/// Encodes a row with any field forged.
func row(
  shared: UInt64 = 0, _ rest: String, kind: UInt8 = 1, mode: UInt64 = 0o755, modified: UInt64 = 0,
  fraction: [UInt8] = [], frame: UInt64 = 0, gap: UInt64 = 0, end: [UInt8] = []
) -> [UInt8] {
  varint(shared) + counted(rest.utf8) + [kind] + varint(mode) + varint(modified) + fraction
    + varint(frame) + varint(gap) + end
}
