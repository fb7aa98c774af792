import ArchiveFormat
import CollectionSupport
import Posts
import TestSupport
import Testing

@testable import Archives

/// Which segments a new one replaces, and the rows that it then has.
struct SegmentMergeTests {
  /// The number of rows in the new segment, the numbers in the existing ones, and how many of these
  /// it replaces if 64 are allowed.
  static let counts: [(Int, [Int], Int)] = [
    (1, [], 0), (0, [], 0), (1, [1], 0), (1, [1, 1], 0), (1, [1, 1, 1], 3), (0, [0, 0, 0], 3),
    (1, [1, 1, 1, 1], 4), (1, [256, 256, 256], 3), (1, [257, 1, 1, 1], 0), (1, [1, 1, 257, 1], 0),
    (1, [1, 1, 1, 257, 257], 3), (1, [100_000, 1, 1, 1], 0), (257, [1, 2, 3], 3),
    (257, [1, 1024, 300], 3), (257, [1, 1025, 300], 0), (256, [256, 257, 1], 0),
    // A merged segment may become as large as those beneath it, and then it replaces them too.
    (100, [100, 100, 100, 300, 300, 300], 6), (100, [50, 50, 50, 300, 300, 300], 3),
    (100, [100, 100, 100, 300, 300], 3), (2000, [10, 500, 3000, 900_000], 3),
    (1_000_000, [1, 1, 1], 3), (1, [1, 1, 1, 1_000_000], 3),
    (1, [.max / 8, 1, 1, 1], 0),
  ]

  @Test(arguments: counts)
  func `three segments of similar size are merged`(
    rows: Int, segments: [Int], merged: Int
  ) {
    #expect(SegmentMerge.count(rows: rows, onto: segments, limit: 64) == merged)
  }

  @Test(arguments: [
    (1, [1, 1000], 2, 1), (1, [1, 1000, 100_000], 3, 1), (1, [1000, 100_000], 2, 1),
    (1, [1000, 100_000, 10_000_000], 2, 2), (5, [1, 1000], 3, 0),
  ])
  func `there are never more segments than allowed`(
    rows: Int, segments: [Int], limit: Int, merged: Int
  ) {
    #expect(SegmentMerge.count(rows: rows, onto: segments, limit: limit) == merged)
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `segments stay few and rows are seldom rewritten`(seed: UInt64) {
    var generator = FixedGenerator(state: seed)
    var segments: [Int] = [100_000]
    var (rows, written) = (0, 0)
    for _ in 0..<3000 {
      let own = Int.random(in: 0...Int.random(in: 1...5000, using: &generator), using: &generator)
      let merged = SegmentMerge.count(rows: own, onto: segments, limit: 64)
      let total = segments[..<merged].reduce(own, +)
      segments.replaceSubrange(..<merged, with: [total])
      rows += own
      // The rows of the first segment were already written.
      written += total
    }
    #expect(segments.count <= 20)
    #expect(segments.reduce(0, +) == rows + 100_000)
    // Each row is rewritten about once for each order of size.
    #expect(written < 10 * (rows + 100_000))
  }

  @Test(arguments: [1, 2, 3, 4, 5] as [UInt64], [40, 700])
  func `a merged segment has the rows of the segments that it replaces`(
    seed: UInt64, paths: Int
  ) throws {
    var generator = FixedGenerator(state: seed)
    let paths = SomeSegments.paths(paths)
    var merged = try SomeSegments()
    for _ in 0..<Int.random(in: 1...4, using: &generator) {
      try merged.add(someOf: paths, &generator)
    }
    var all = merged
    try all.add(someOf: paths, &generator)
    var own: [IndexRow] = []
    var cursor = RowCursor([all.segments[0]], below: .root, with: [.facts, .digests])
    while let row = try cursor.nextOrRemoval() { own.append(row) }
    for isComplete in [false, true] {
      var merge = SegmentMerge(own, onto: merged.segments, isComplete: isComplete)
      var rows: [IndexRow] = []
      while let row = try merge.next() { rows.append(row) }
      #expect(rows == SomeSegments.sorted(isComplete ? all.seen : all.newest))
    }
  }

  @Test func `a segment that replaces no other keeps its rows`() throws {
    var generator = FixedGenerator(state: 9)
    let rows: [IndexRow] = [.removal(of: path("a")), .file(path("b"), 0, &generator)]
    for isComplete in [false, true] {
      var merge = SegmentMerge(rows, onto: [], isComplete: isComplete)
      var merged: [IndexRow] = []
      while let row = try merge.next() { merged.append(row) }
      #expect(merged == (isComplete ? [rows[1]] : rows))
    }
  }

  @Test func `rows and removals are merged in order and a row wins over a removal`() {
    var generator = FixedGenerator(state: 8)
    let rows = ["a", "a/b", "b"].enumerated().map { IndexRow.file(path($1), $0, &generator) }
    let sorted = SegmentMerge.sorted(rows, ["a/a", "a/b", "a-b", "c"].map { path($0) })
    let paths = ["a", "a/a", "a/b", "a-b", "b", "c"].map { path($0) }
    #expect(sorted.map(\.entry.path) == paths)
    #expect(sorted.map(\.isRemoval) == [false, true, false, true, false, true])
    #expect(SegmentMerge.sorted(rows, []) == rows)
  }
}
