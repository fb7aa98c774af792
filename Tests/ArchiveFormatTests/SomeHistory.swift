import ArchiveFormat
import Posts
import TestSupport

/// Rows and a record from which an index of a snapshot can be made.
struct SomeHistory {
  var rows: [IndexRow] = []
  var record = SnapshotRecord(number: 1, time: 0)
  var previousIndex: Int64 = 0
  /// The number of frames that were added with the snapshot.
  var ownFrames = 3
  /// The greatest length to which all frames can decode.
  var tarLength: Int64 { Int64(frames) << 24 }

  /// The number of frames before the index.
  var frames: Int { (record.previous.map { $0.frame + 1 } ?? 0) + ownFrames }

  init() {}

  /// Makes rows of every kind, including removals, whose members are in any of the frames.
  init(rows count: Int, seed: UInt64 = 1) {
    var generator = FixedGenerator(state: seed)
    record = SnapshotRecord(
      number: 7, time: 1_700_000_000, message: "Ключ\n箱", previous: reference(80),
      beneath: [reference(70), reference(8)])
    record.unread = [path("post/not read.md")]
    previousIndex = 123_456
    let frames = frames
    rows = someTar(rows: count, seed: seed).rows.map { row in
      if Int.random(in: 0..<5, using: &generator) == 0 { return .removal(of: row.entry.path) }
      var row = row
      // Within a frame, members follow one another; the next one may be in a much earlier frame.
      row.place.frame = (row.place.frame * 37 + Int(seed)) % frames
      if row.entry.kind == .file, Int.random(in: 0..<5, using: &generator) == 0 {
        row.memberPath = path("moved/\(row.place.position)")
        row.place.position = Int.random(in: 0..<30_000, using: &generator) * 512
      }
      return row
    }
  }

  /// Returns the whole index, magic and length included.
  func index() throws -> [UInt8] {
    var writer = try IndexWriter(recipe: recipe, version: .history)
    for row in rows { try writer.append(row) }
    return try writer.finish(
      frames: someDigests(ownFrames), tarLength: tarLength,
      snapshot: SnapshotEnd(record, previousIndex: previousIndex))
  }

  func payload() throws -> [UInt8] { Array(try index().dropFirst(8)) }
}

/// Returns a reference to the index in a frame.
func reference(_ frame: Int) -> SnapshotRecord.Reference {
  SnapshotRecord.Reference(frame: frame, digest: digest(of: "index \(frame)".bytes))
}

/// A payload whose record or trailer is changed, with digests that match the change.
struct ResealedIndex {
  private let body: [UInt8]
  private let directory: [UInt8]
  var record: [UInt8]
  /// The trailer without the digests at its end.
  var trailer: [UInt8]

  init(_ payload: [UInt8]) throws {
    let trailer = try IndexTrailer(
      payload.span.bytes.extracting(last: 160), payloadLength: payload.count)
    body = Array(payload[..<trailer.directoryOffset])
    directory = Array(payload[trailer.directoryOffset..<trailer.recordOffset])
    record = Array(payload[trailer.recordOffset..<trailer.trailerOffset])
    self.trailer = Array(payload[trailer.trailerOffset...].prefix(96))
  }

  /// Replaces the bytes of a number in the trailer.
  mutating func set(_ offset: Int, _ bytes: [UInt8]) {
    trailer.replaceSubrange(offset..<(offset + bytes.count), with: bytes)
  }

  func payload() -> [UInt8] {
    let section = directory + record
    let payload = body + section + trailer + digest(of: section).bytes
    return payload + digest(of: payload).bytes
  }

  /// Returns the error of reading the whole index.
  func failure() -> IndexError? {
    let payload = payload()
    return ArchiveFormatTests.failure {
      var rows = try IndexPayload(payload).rows()
      while try rows.next() != nil {}
    }
  }
}
