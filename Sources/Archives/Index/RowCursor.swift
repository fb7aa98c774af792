package import ArchiveFormat
package import Entries
package import Posts

/// A stretch of paths, for work that is shared between threads.
package struct RowPart: Sendable {
  /// The first path; nil for the beginning.
  var start: Path?
  /// The first path behind; nil for the end.
  var end: Path?

  package static let whole = RowPart()
}

/// What indexes tell of members, one after the other, in the order of their paths.
///
/// Of several runs the newest that tells of a path counts, and a member that it removes is passed over.
package struct RowCursor {
  private let archive: String
  /// The newest first.
  private var runs: [RunCursor]
  /// What comes next in each run, where there are several.
  private var heads: [Head]

  private enum Head {
    case unread
    case row(IndexRow)
    case end
  }

  /// What a row is wanted with, each of which takes time.
  package struct Contents: OptionSet {
    package let rawValue: Int

    package init(rawValue: Int) { self.rawValue = rawValue }

    package static let facts = Contents(rawValue: 1)
    package static let digests = Contents(rawValue: 2)
  }

  /// - Parameters:
  ///   - runs: the newest first, at least one.
  ///   - part: where to look.
  ///   - name: what the first component below the folder begins with.
  package init(
    _ runs: [IndexRun], in part: RowPart = .whole, below folder: Path,
    beginningWith name: [UInt8] = [], with contents: Contents
  ) {
    archive = runs[0].name
    let beginning = folder.appending(component: name).bytes
    self.runs = runs.map { RunCursor($0, in: part, beginningWith: beginning, with: contents) }
    heads = runs.map { _ in .unread }
  }

  /// - Parameter isWanted: looks at the bytes of paths; rows of others are passed over, and not made.
  /// - Returns: nil behind the last row that is wanted.
  /// - Throws: `StoreError.Code.indexUnusable`.
  package mutating func next(
    where isWanted: (Span<UInt8>) -> Bool = { _ in true }
  ) throws(StoreError) -> IndexRow? {
    do throws(IndexError) {
      if runs.count == 1 { return try nextOfOne(where: isWanted) }
      while let row = try nextOfAll() {
        if !row.isRemoval, isWanted(row.entry.path.bytes.span) { return row }
      }
      return nil
    } catch {
      throw StoreError(unusable: error, in: archive)
    }
  }

  /// The next row, that of a removal too.
  package mutating func nextOrRemoval() throws(StoreError) -> IndexRow? {
    do throws(IndexError) {
      return try runs.count == 1 ? runs[0].next { _ in true } : nextOfAll()
    } catch {
      throw StoreError(unusable: error, in: archive)
    }
  }

  /// Goes on behind all that lies below `folder`, without reading the blocks between.
  package mutating func skip(below folder: Path) {
    // No path holds a zero byte, so this comes behind the folder's content and before all else.
    let behind = Path(uncheckedBytes: folder.bytes + [0])
    for index in runs.indices {
      switch heads[index] {
      case .row(let row) where row.entry.path < behind: heads[index] = .unread
      case .unread: break
      // What has been read ahead lies behind the folder already.
      case .row, .end: continue
      }
      runs[index].skip(to: behind)
    }
  }

  private mutating func nextOfOne(
    where isWanted: (Span<UInt8>) -> Bool
  ) throws(IndexError) -> IndexRow? {
    while let row = try runs[0].next(where: isWanted) {
      if !row.isRemoval { return row }
    }
    return nil
  }

  /// The newest row of the first path that is left.
  private mutating func nextOfAll() throws(IndexError) -> IndexRow? {
    var first: IndexRow?
    for index in heads.indices {
      if case .unread = heads[index] {
        heads[index] = try runs[index].next { _ in true }.map { .row($0) } ?? .end
      }
      // Of equal paths the one met first is the newest.
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
