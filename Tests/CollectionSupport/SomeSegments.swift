package import ArchiveFormat
package import Archives
import Files
package import Posts
package import TestSupport

/// Indexes with history in a file without members; each index has only rows.
package struct SomeSegments {
  /// The rows that are seen through all segments; `newest` has the newest row of each path,
  /// removals included.
  package private(set) var seen: [Path: IndexRow] = [:]
  package private(set) var newest: [Path: IndexRow] = [:]
  /// The segments, the newest first.
  package private(set) var segments: [IndexSegment] = []
  package private(set) var seekTable = SeekTable()
  package private(set) var length: Int64 = 0
  private let file: OpenFile

  package init() throws {
    file = try OpenFile.unnamed()
    try seekTable.append(compressed: 1, decoded: 1 << 20)
    try file.write([0][...], at: 0)
    length = 1
  }

  /// The archive as it is seen through all segments.
  package var index: ArchiveIndex {
    get throws {
      let known = Dictionary(uniqueKeysWithValues: segments.map { ($0.frame, $0) })
      return try ArchiveIndex(segments[0], in: seekTable, length: length, known: known)
    }
  }

  /// Adds the newest segment.
  package mutating func add(_ rows: [IndexRow]) throws {
    let before = segments.first
    let known = Dictionary(uniqueKeysWithValues: segments.map { ($0.frame, $0) })
    let record = OwnRecord(
      SnapshotRecord(number: segments.count + 1, time: 0), beneath: segments.map(\.reference))
    var writer = try IndexWriter(
      recipe: Recipe(level: 1, zstdVersion: 0, libarchiveVersion: 0, number: 1), isOfSnapshot: true)
    for row in rows { try writer.append(row) }
    let index = try writer.finish(
      frames: before == nil ? [Digest(of: [0].span.bytes)] : [], tarLength: 1 << 20, end: nil,
      snapshot: SnapshotEnd(
        record,
        after: try before.map {
          try ArchiveIndex($0, in: seekTable, length: length, known: known).pastOfNext()
        } ?? [],
        previousIndex: before?.offset ?? 0))
    try file.write(index[...], at: length)
    length += Int64(index.count)
    try seekTable.append(compressed: index.count, decoded: 0)
    segments.insert(try .open(seekTable.count - 1, in: seekTable, of: file, named: "x"), at: 0)
    for row in rows {
      newest[row.entry.path] = row
      seen[row.entry.path] = row.isRemoval ? nil : row
    }
  }

  /// Adds a segment with rows for some of these paths.
  package mutating func add(someOf paths: [Path], _ generator: inout FixedGenerator) throws {
    // The first segment has all paths.
    let share = segments.isEmpty ? 1 : Int.random(in: 1...6, using: &generator)
    var rows: [IndexRow] = []
    for (place, path) in paths.enumerated()
    where Int.random(in: 0..<share, using: &generator) == 0 {
      let isGone = Int.random(in: 0..<3, using: &generator) == 0
      rows.append(isGone ? .removal(of: path) : .file(path, place, &generator))
    }
    try add(rows)
  }

  /// Returns the rows of a table in the order of their paths.
  package static func sorted(_ rows: [Path: IndexRow]) -> [IndexRow] {
    rows.values.sorted { $0.entry.path < $1.entry.path }
  }

  /// Returns some hundred paths, or more, in nested folders.
  package static func paths(_ count: Int) -> [Path] {
    let folders = ["", "a/", "a/b/", "a/b-c/", "a-b/", "ab/", "b/c/d/"]
    var paths = (0..<count).map { path(folders[$0 % folders.count] + "n\($0 / folders.count).md") }
    paths += ["a", "a/b", "a-b", "b", "b/c"].map { path($0) }
    return paths.sorted()
  }
}

extension IndexRow {
  /// Makes a file of random size and time.
  ///
  /// - Parameter place: The position of its path among all paths; members are in this order.
  package static func file(
    _ path: Path, _ place: Int, in frame: Int = 0, _ generator: inout FixedGenerator
  ) -> IndexRow {
    let version = Int64.random(in: 1...1000, using: &generator)
    return IndexRow(
      entry: Entry(
        path: path, kind: .file, mode: 0o644, modified: FileTime(version * 7), size: version),
      place: Place(frame: frame, position: place * 4 * IndexedArchive.unit),
      digest: Digest(of: "\(version)".bytes.span.bytes))
  }
}
