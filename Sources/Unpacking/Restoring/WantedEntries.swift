import ArchiveFormat
import Archives
import Entries
import Posts

/// An entry that a restore asks for.
struct WantedEntry: Sendable {
  /// The row of the member that holds the content.
  let source: IndexRow
  /// The entry to be written, if it is not that of the source.
  var substitute: Entry?

  var entry: Entry { substitute ?? source.entry }
  var path: Path { substitute?.path ?? source.entry.path }
}

/// The entries that a restore asks for, in the order of paths.
///
/// No hard link leads to a file that is not asked for: the first selected name of such a file
/// becomes a file, and its other names become hard links to that one.
struct WantedEntries {
  private let index: ArchiveIndex
  private let selection: Selection
  private let report: Report
  /// The selected paths that are still to come; none of them lies below another.
  private var bases: ArraySlice<Path>
  private var rows: RowCursor?
  /// The rows of the folders above the current one of those paths, and of the path itself.
  private var ahead: ArraySlice<IndexRow> = []
  /// The folders above the selected paths that have been returned; nil if they are not asked for.
  private var above: Set<Path>?
  /// The first selected name of each file that is not selected itself, by the path of the file.
  private var firstNames: [Path: Path] = [:]

  /// - Parameter hasFoldersAbove: whether the folders above the selected paths are returned too.
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

  /// Returns the next entry; nil at the end.
  ///
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
  /// The selected paths in order, without those that lie below another.
  var bases: [Path] {
    var bases: [Path] = []
    for path in paths.sorted() where bases.last?.contains(path) != true { bases.append(path) }
    return bases
  }
}
