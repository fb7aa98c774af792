import ArchiveFormat
import CollectionSupport
import Posts
import TestSupport
import Testing

@testable import Archives

/// The rows seen through several segments, compared with a plain dictionary.
struct RowCursorTests {
  /// The numbers of paths and of segments. With few paths each segment has one block, with many it
  /// has several.
  static let cases = [(40, 1), (40, 2), (40, 5), (40, 12), (2000, 3)]
  static let seeds: [UInt64] = [1, 2]

  private func segments(_ paths: [Path], _ count: Int, seed: UInt64) throws -> SomeSegments {
    var generator = FixedGenerator(state: seed)
    var segments = try SomeSegments()
    for _ in 0..<count { try segments.add(someOf: paths, &generator) }
    return segments
  }

  private func all(_ cursor: RowCursor) throws -> [IndexRow] {
    var cursor = cursor
    var rows: [IndexRow] = []
    while let row = try cursor.next() { rows.append(row) }
    return rows
  }

  @Test(arguments: cases, seeds)
  func `the newest row of each path is seen unless it is a removal`(
    size: (Int, Int), seed: UInt64
  ) throws {
    let paths = SomeSegments.paths(size.0)
    let segments = try segments(paths, size.1, seed: seed)
    let index = try segments.index
    #expect(try all(index.rows(with: .digests)) == SomeSegments.sorted(segments.seen))
    var cursor = RowCursor(segments.segments, below: .root, with: .digests)
    var visited: [IndexRow] = []
    while let row = try cursor.nextOrRemoval() { visited.append(row) }
    #expect(visited == SomeSegments.sorted(segments.newest))
    for path in paths + [path("a/b/c"), path("0"), path("zz")] {
      #expect(try index.row(at: path) == segments.seen[path])
    }
  }

  @Test(arguments: cases, ["a", "a/b", "a-b", "b/c/d", "b/c", "a/n1.md", "nothing", "zz"])
  func `only rows below the folder are returned`(size: (Int, Int), name: String) throws {
    let segments = try segments(SomeSegments.paths(size.0), size.1, seed: 4)
    let (index, folder) = (try segments.index, path(name))
    let below = SomeSegments.sorted(segments.seen).filter {
      folder.contains($0.entry.path) && $0.entry.path != folder
    }
    #expect(try all(index.rows(below: folder, with: .digests)) == below)
    for beginning in ["n", "n1", "b", "x"] {
      let wanted = below.map { Self.withoutDigest($0) }.filter {
        $0.entry.path.bytes.dropFirst(name.utf8.count + 1).starts(with: beginning.utf8)
      }
      #expect(try all(index.rows(below: folder, beginningWith: beginning.bytes)) == wanted)
      #expect(try index.lastRow(below: folder, beginningWith: beginning.bytes) == wanted.last)
    }
  }

  private static func withoutDigest(_ row: IndexRow) -> IndexRow {
    var row = row
    row.digest = nil
    return row
  }

  @Test(arguments: cases, seeds)
  func `unwanted rows are skipped`(size: (Int, Int), seed: UInt64) throws {
    let segments = try segments(SomeSegments.paths(size.0), size.1, seed: seed)
    var cursor = try segments.index.rows(with: .digests)
    var rows: [IndexRow] = []
    while let row = try cursor.next(where: { $0.count % 3 == 0 }) { rows.append(row) }
    #expect(
      rows == SomeSegments.sorted(segments.seen).filter { $0.entry.path.bytes.count % 3 == 0 })
  }

  @Test(arguments: cases, seeds)
  func `skipping a folder skips also the rows that were read ahead`(size: (Int, Int), seed: UInt64)
    throws
  {
    let segments = try segments(SomeSegments.paths(size.0), size.1, seed: seed)
    var generator = FixedGenerator(state: seed)
    var cursor = try segments.index.rows(with: .digests)
    var rest = SomeSegments.sorted(segments.seen)[...]
    while let row = try cursor.next() {
      #expect(row == rest.popFirst())
      let folder = [
        row.entry.path.parent, row.entry.path, path("a"), path("b/c"), path("a/b"),
      ].randomElement(using: &generator)
      guard let folder, !folder.isRoot, Int.random(in: 0..<4, using: &generator) == 0 else {
        continue
      }
      // Skip only a folder that the current row is in.
      guard folder.contains(row.entry.path) else { continue }
      cursor.skip(below: folder)
      rest = rest.drop { folder.contains($0.entry.path) }
    }
    #expect(rest.isEmpty)
  }

  @Test(arguments: cases, [1, 2, 8])
  func `the parts together hold every row once`(size: (Int, Int), blocks: Int) throws {
    let segments = try segments(SomeSegments.paths(size.0), size.1, seed: 5)
    let index = try segments.index
    for folder in [Path.root, path("a"), path("b/c"), path("nothing")] {
      let parts = index.parts(below: folder, blocks: blocks)
      let rows = try parts.flatMap { part in
        try all(index.rows(in: part, below: folder, with: .digests))
      }
      #expect(try rows == all(index.rows(below: folder, with: .digests)))
    }
    if size.0 > 1000 { #expect(index.parts(blocks: 1).count > 1) }
  }

  @Test(arguments: cases)
  func `rows decoded ahead equal those read one by one`(size: (Int, Int)) throws {
    let segments = try segments(SomeSegments.paths(size.0), size.1, seed: 6)
    let decoded = DecodedRows(try segments.index, with: .digests, threads: 2)
    var rows: [IndexRow] = []
    while let row = try decoded.next() { rows.append(row.row) }
    #expect(rows == SomeSegments.sorted(segments.seen))
  }

  @Test func `segments that are empty or hold only removals do not hide older rows`() throws {
    var generator = FixedGenerator(state: 7)
    var segments = try SomeSegments()
    try segments.add([.file(path("a"), 0, &generator), .file(path("b"), 1, &generator)])
    try segments.add([])
    try segments.add([.removal(of: path("a")), .removal(of: path("never there"))])
    try segments.add([])
    let index = try segments.index
    #expect(try all(index.rows()).map(\.entry.path) == [path("b")])
    #expect(try index.row(at: path("a")) == nil)
    #expect(try index.lastRow(below: .root, beginningWith: []) == all(index.rows()).last)
  }
}
