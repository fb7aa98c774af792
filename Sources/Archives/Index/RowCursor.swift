package import ArchiveFormat
package import Entries
import Files
package import Posts

/// A range of paths, for work that is divided among threads.
package struct RowPart: Sendable {
  /// The first path; nil for the beginning.
  var start: Path?
  /// The first path after the range; nil for the end.
  var end: Path?

  package static let whole = RowPart()
}

/// The rows of indexes, one after another, in the order of their paths.
///
/// If several segments have a row for a path, the newest counts; if that marks a removal, the path
/// is passed over.
package struct RowCursor {
  private let archive: String
  /// The cursors of the segments, the newest first.
  private var segments: [SegmentCursor]
  /// The next row of each segment, if there are several segments.
  private var heads: [Head]

  private enum Head {
    case unread
    case row(IndexRow)
    case end
  }

  /// The parts of a row to read in addition to its entry, each of which takes time.
  package struct Fields: OptionSet {
    package let rawValue: Int

    package init(rawValue: Int) { self.rawValue = rawValue }

    package static let facts = Fields(rawValue: 1)
    package static let digests = Fields(rawValue: 2)
  }

  /// - Parameters:
  ///   - segments: the segments, the newest first, at least one.
  ///   - part: the range of paths to read.
  ///   - name: the beginning of the first component below the folder.
  ///   - isFrameWanted: as for `SegmentCursor`.
  package init(
    _ segments: [IndexSegment], in part: RowPart = .whole, below folder: Path,
    beginningWith name: [UInt8] = [], with contents: Fields,
    where isFrameWanted: ((Int) -> Bool)? = nil
  ) {
    archive = segments[0].name
    let beginning = folder.appending(component: name).bytes
    self.segments = segments.map {
      SegmentCursor(
        $0, in: part, beginningWith: beginning, with: contents, where: isFrameWanted)
    }
    heads = segments.map { _ in .unread }
  }

  /// Returns the next row.
  ///
  /// - Parameter isWanted: returns whether the row with these bytes as its path is wanted. The
  ///   others are passed over without being made.
  /// - Returns: nil after the last row that is wanted.
  /// - Throws: `StoreError.Code.indexUnusable`.
  package mutating func next(
    where isWanted: (Span<UInt8>) -> Bool = { _ in true }
  ) throws(StoreError) -> IndexRow? {
    do throws(IndexError) {
      if segments.count == 1 { return try nextOfOne(where: isWanted) }
      while let row = try nextOfAll() {
        if !row.isRemoval, isWanted(row.entry.path.bytes.span) { return row }
      }
      return nil
    } catch {
      throw StoreError(unusable: error, in: archive)
    }
  }

  /// Returns the next row, even if it marks a removal.
  package mutating func nextOrRemoval() throws(StoreError) -> IndexRow? {
    return try attempt(
      segments.count == 1 ? segments[0].next { _ in true } : nextOfAll(),
      orThrow: { (error: IndexError) in StoreError(unusable: error, in: archive) })
  }

  /// Skips all rows below `folder`, without reading the blocks in between.
  package mutating func skip(below folder: Path) {
    // No path holds a NUL byte, so this comes after everything below the folder and before all
    // else.
    let end = Path(uncheckedBytes: folder.bytes + [0])
    for index in segments.indices {
      switch heads[index] {
      case .row(let row) where row.entry.path < end: heads[index] = .unread
      case .unread: break
      // The row that was read ahead is already past the folder.
      case .row, .end: continue
      }
      segments[index].skip(to: end)
    }
  }

  private mutating func nextOfOne(
    where isWanted: (Span<UInt8>) -> Bool
  ) throws(IndexError) -> IndexRow? {
    while let row = try segments[0].next(where: isWanted) {
      if !row.isRemoval { return row }
    }
    return nil
  }

  /// Returns the newest row of the first path that is left.
  private mutating func nextOfAll() throws(IndexError) -> IndexRow? {
    var first: IndexRow?
    for index in heads.indices {
      if case .unread = heads[index] {
        heads[index] = try segments[index].next { _ in true }.map { .row($0) } ?? .end
      }
      // Of rows with the same path, the first one found is the newest.
      guard case .row(let row) = heads[index] else { continue }
      if let known = first, !(row.entry.path < known.entry.path) { continue }
      first = row
    }
    guard let first else { return nil }
    for index in heads.indices {
      if case .row(let row) = heads[index], row.entry.path == first.entry.path {
        heads[index] = .unread
      }
    }
    return first
  }
}
