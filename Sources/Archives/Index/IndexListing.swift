import ArchiveFormat
package import Entries
package import Posts

/// A catalog made of the rows of an index, without reading any frame.
package struct IndexListing {
  let index: ArchiveIndex
  /// How many levels below each path are listed.
  let depth: Int
  /// Tells of a post that the index has no facts of: a symbolic link; nil leaves all facts out.
  let describe: Describe?

  package init(_ index: ArchiveIndex, depth: Int, describe: Describe?) {
    self.index = index
    self.depth = depth
    self.describe = describe
  }

  /// Lists what lies at and below some paths.
  ///
  /// - Parameter report: told of each path that is left out.
  package func catalog(of paths: [Path], report: Report) throws(StoreError) -> Catalog {
    var listed: [Listed] = []
    for path in paths { try list(path, into: &listed) }
    return Catalog(listed) { report(.aboveTooMuch($0, in: index.name)) }
  }

  private func list(_ path: Path, into listed: inout [Listed]) throws(StoreError) {
    if !path.isRoot, let row = try index.row(at: path) { listed.append(try item(row)) }
    var rows = index.rows(below: path, with: describe == nil ? [] : .facts)
    while let row = try rows.next() {
      if let folder = cut(row.entry.path, below: path) {
        if listed.last?.entry.path != folder {
          listed.append(Listed(entry: .impliedFolder(folder)))
        }
        rows.skip(below: folder)
      } else {
        listed.append(try item(row))
      }
    }
  }

  /// Hands over what a part of the rows tells of below a folder, and of wanted paths.
  package func forEach(
    in part: RowPart, below folder: Path, where isWanted: (Span<UInt8>) -> Bool,
    _ body: (Listed) -> Void
  ) throws(StoreError) {
    var rows = index.rows(in: part, below: folder, with: describe == nil ? [] : .facts)
    while let row = try rows.next(where: isWanted) { body(try item(row)) }
  }

  private func item(_ row: consuming IndexRow) throws(StoreError) -> Listed {
    var item = Listed(entry: row.entry, facts: describe == nil ? nil : row.facts)
    if case .hardLink(let target) = item.entry.kind {
      item.entry.size = try index.row(at: target)?.entry.size ?? 0
    }
    if let describe, item.facts == nil, item.entry.isPost {
      item.facts = describe(item.entry.path, [])
    }
    return item
  }

  /// The folder at the greatest depth that is listed, for a path that lies deeper.
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
