import ArchiveFormat
package import Entries
package import Posts

/// Lists the entries in an index, without reading any frame.
package struct IndexListing {
  let index: ArchiveIndex
  /// The number of levels below each path that are listed.
  let depth: Int
  /// Returns the facts of a post for which the index has none; nil leaves out all facts.
  let describe: Describe?
  /// Reads the content of a link: the row of one has no facts, or those of another path.
  let read: ReadBeginning

  package init(
    _ index: ArchiveIndex, depth: Int, describe: Describe?, reading read: @escaping ReadBeginning
  ) {
    self.index = index
    self.depth = depth
    self.describe = describe
    self.read = read
  }

  /// Lists the entries at and below some paths.
  package func catalog(of paths: [Path], context: Context) throws(StoreError) -> Catalog {
    var listed: [ListedEntry] = []
    var tally = MemberTally(context.limits, for: .list, archive: index.name)
    for path in paths { try list(path, &tally, into: &listed) }
    return Catalog(listed, of: index.name, context: context)
  }

  private func list(
    _ path: Path, _ tally: inout MemberTally, into listed: inout [ListedEntry]
  ) throws(StoreError) {
    if !path.isRoot, let row = try index.row(at: path) { listed.append(try item(row)) }
    var rows = index.rows(below: path, with: describe == nil ? [] : .facts)
    while let row = try rows.next() {
      try tally.count(row.entry, from: index.length)
      if let folder = cut(row.entry.path, below: path) {
        if listed.last?.entry.path != folder {
          listed.append(ListedEntry(entry: .impliedFolder(folder)))
        }
        rows.skip(below: folder)
      } else {
        listed.append(try item(row))
      }
    }
  }

  /// Calls `body` with the entries below a folder that belong to a part and have wanted paths.
  package func forEach(
    in part: RowPart, below folder: Path, where isWanted: (Span<UInt8>) -> Bool,
    _ body: (ListedEntry) -> Void
  ) throws(StoreError) {
    var rows = index.rows(in: part, below: folder, with: describe == nil ? [] : .facts)
    while let row = try rows.next(where: isWanted) { body(try item(row)) }
  }

  private func item(_ row: consuming IndexRow) throws(StoreError) -> ListedEntry {
    var item = ListedEntry(entry: row.entry, facts: describe == nil ? nil : row.facts)
    if case .hardLink(let target) = item.entry.kind {
      item.entry.size = try index.row(at: target)?.entry.size ?? 0
    }
    guard let describe, item.entry.isPost else { return item }
    if item.entry.isLink {
      item.describe(as: read(item.entry.path), by: describe)
    } else if item.facts == nil {
      item.facts = describe(item.entry.path, [])
    }
    return item
  }

  /// Returns the folder at the greatest listed depth above a path; nil if the path itself is
  /// listed.
  private func cut(_ path: Path, below base: Path) -> Path? {
    guard depth < .max else { return nil }
    var level = 1
    for place in (base.isRoot ? 0 : base.bytes.count + 1)..<path.bytes.count
    where path.bytes[place] == UInt8(ascii: "/") {
      if level == depth { return Path(uncheckedBytes: Array(path.bytes[..<place])) }
      level += 1
    }
    return nil
  }
}
