import ArchiveFormat
import FormatSupport
import Posts
import TestSupport

/// Rows and a record from which an index of a snapshot can be made.
struct SomeHistory {
  var rows: [IndexRow] = []
  var record = OwnRecord(SnapshotRecord(number: 1, time: 0))
  var past: [PastSnapshot] = []
  var previousIndex: Int64 = 0
  /// The number of frames that were added with the snapshot.
  var ownFrames = 3
  /// The greatest length to which all frames can decode.
  var tarLength: Int64 { Int64(frames) << 24 }

  /// The number of frames before the index.
  var frames: Int { (past.last.map { $0.reference.frame + 1 } ?? 0) + ownFrames }

  init() {}

  /// Makes rows of every kind, including removals, whose members are in any of the frames.
  init(rows count: Int, seed: UInt64 = 1) {
    var generator = FixedGenerator(state: seed)
    record = OwnRecord(
      SnapshotRecord(number: 7, time: 1_700_000_000, message: "Ключ\n箱"),
      beneath: [reference(70), reference(8)], unread: [path("post/not read.md")])
    past = [(1, 8), (3, 70), (6, 80)].map { number, frame in
      PastSnapshot(
        SnapshotRecord(number: number, time: Int64(frame), message: "\(number)"),
        at: reference(frame))
    }
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
    var writer = try IndexWriter(recipe: recipe, isOfSnapshot: true)
    for row in rows { try writer.append(row) }
    return try writer.finish(
      frames: someDigests(ownFrames), tarLength: tarLength, end: digest(of: []),
      snapshot: SnapshotEnd(record, after: past, previousIndex: previousIndex))
  }

  func payload() throws -> [UInt8] { Array(try index().dropFirst(8)) }
}

/// Returns a reference to the index in a frame.
func reference(_ frame: Int) -> SnapshotRecord.Reference {
  SnapshotRecord.Reference(frame: frame, root: digest(of: "index \(frame)".bytes))
}

extension IndexParts {
  /// Returns the error of reading the whole index.
  func failure() -> IndexError? {
    let payload = payload()
    return ArchiveFormatTests.failure {
      var rows = try IndexPayload(payload).rows()
      while try rows.next() != nil {}
    }
  }
}
