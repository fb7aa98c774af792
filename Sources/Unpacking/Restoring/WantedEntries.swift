import ArchiveFormat
import Archives
import Entries
import Posts

/// A member that a restore asks for.
struct WantedEntry: Sendable {
  /// The row of the member that holds the content.
  let source: IndexRow
  /// What is to stand in the folder where that is other than the source's own entry.
  var substitute: Entry?

  var entry: Entry { substitute ?? source.entry }
  var path: Path { substitute?.path ?? source.entry.path }
}

/// What a restore asks for, in the order of paths.
///
/// No hard link leads to what is not asked for: of the names of such a file the first one becomes a
/// file, and the others names of that.
struct WantedEntries {
  private let index: ArchiveIndex
  private let selection: Selection
  private let report: Report
  /// The paths that are still to be gone through, none of which lies below another.
  private var bases: ArraySlice<Path>
  private var rows: RowCursor?
  /// The folders above the next of those paths, and what stands there itself.
  private var ahead: ArraySlice<IndexRow> = []
  /// The folders above that have been given out; nil where none are.
  private var above: Set<Path>?
  /// For each file that is not asked for, the first of its names that is.
  private var firstNames: [Path: Path] = [:]

  /// - Parameter hasFoldersAbove: whether the folders that the paths asked for are in are given out too.
  init(
    _ index: ArchiveIndex, _ selection: Selection, withFoldersAbove hasFoldersAbove: Bool = false,
    report: @escaping Report
  ) {
    self.index = index
    self.selection = selection
    self.report = report
    bases = selection.bases[...]
    above = hasFoldersAbove ? [.root] : nil
  }

  /// - Returns: nil at the end.
  /// - Throws: `StoreError.Code.indexUnusable`.
  mutating func next() throws(StoreError) -> WantedEntry? {
    while let row = try nextRow() {
      guard case .hardLink(let target) = row.entry.kind, selection.base(of: target) == nil else {
        return WantedEntry(source: row)
      }
      if let wanted = try nameOfUnwanted(target, for: row) { return wanted }
    }
    return nil
  }

  private mutating func nextRow() throws(StoreError) -> IndexRow? {
    while true {
      if let row = ahead.popFirst() { return row }
      if let row = try rows?.next() { return row }
      guard let base = bases.popFirst() else { return nil }
      rows = index.rows(below: base, with: .digests)
      if !base.isRoot, let row = try index.row(at: base) { ahead = [row] }
      for path in base.foldersAbove where above?.insert(path).inserted == true {
        if let row = try index.row(at: path), row.entry.isFolder { ahead.insert(row, at: 0) }
      }
    }
  }

  private mutating func nameOfUnwanted(
    _ target: Path, for row: IndexRow
  ) throws(StoreError) -> WantedEntry? {
    var entry = row.entry
    if let first = firstNames[target] {
      entry.kind = .hardLink(target: first)
      return WantedEntry(source: row, substitute: entry)
    }
    guard let file = try index.row(at: target), file.entry.kind == .file else {
      report(
        StoreError(
          .leftOut, .restore, entry.path, in: index.name,
          cause: "it is a hard link to \(target), which is not a file there"))
      return nil
    }
    firstNames[target] = entry.path
    entry.kind = .file
    entry.size = file.entry.size
    return WantedEntry(source: file, substitute: entry)
  }
}

extension Selection {
  /// The paths that are meant, in order, without those that lie below another.
  var bases: [Path] {
    var bases: [Path] = []
    for path in paths.sorted() where bases.last?.contains(path) != true { bases.append(path) }
    return bases
  }
}
