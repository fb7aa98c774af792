import ArchiveFormat
package import Archives
package import Entries
package import Posts

/// A collection in an archive that ends in an index, or a snapshot of one.
package struct IndexedSource: CollectionSource {
  private let rows: ArchiveIndex
  private var scanned: ScannedSource

  /// - Parameter scanned: the same archive.
  init(_ index: ArchiveIndex, of scanned: ScannedSource) {
    rows = index
    self.scanned = scanned
    self.scanned.isIndexed = true
  }

  package var index: ArchiveIndex? { rows }

  package var archive: ScannedSource? { scanned }

  package func entry(at path: Path, context: Context) throws(StoreError) -> Entry? {
    try rows.entry(at: path)
  }

  package func catalog(
    below paths: [Path], depth: Int, describe: Describe?, context: Context
  ) throws(StoreError) -> Catalog {
    try IndexListing(rows, depth: depth, describe: describe, reading: beginning).catalog(
      of: paths, context: context)
  }

  package func children(
    of folder: Path, beginningWith beginning: [UInt8], limit: Int, context: Context
  ) throws(StoreError) -> [Child] {
    var children: [Child] = []
    var cursor = rows.rows(below: folder, beginningWith: beginning)
    while let row = try cursor.next() {
      try context.check(.list, folder.bytes)
      let child = Child(row.entry, below: folder)
      // A folder comes right before its content.
      if children.last?.name == child.name { children.removeLast() }
      guard children.count < limit else {
        let last = try rows.lastRow(below: folder, beginningWith: beginning)
        children.removeLast(min(limit, 1))
        return limit > 0 ? children + [Child((last ?? row).entry, below: folder)] : []
      }
      children.append(child)
      if child.isFolder { cursor.skip(below: folder.appending(component: child.name)) }
    }
    return children
  }

  package func contents(of paths: [Path], context: Context) throws(StoreError) -> LocatedContents {
    var lookup = IndexLookup(rows)
    try lookup.find(paths)
    return LocatedContents(
      source: .archive(lookup.found), archive: scanned.name, interruption: context.interruption)
  }

  package func stream(
    _ selection: Selection, context: Context
  ) throws(StoreError) -> any MemberStream {
    try IndexedStream(rows, selection, context: context)
  }

  package func visitFiles<Visitor: FileVisitor>(
    _ paths: [Path], by visiting: FileVisiting<Visitor>, take: (Visitor.Output) throws -> Void
  ) throws {
    // Output that was given out cannot be taken back, so all of the index is checked first.
    do throws(StoreError) {
      try rows.checkBytes()
    } catch {
      guard error.code == .indexUnusable else { throw error }
      visiting.context.report(error)
      return try scanned.visitFiles(paths, by: visiting, take: take)
    }
    let frames = IndexedVisiting(
      rows, threads: visiting.threads, where: visiting.condition, makeVisitor: visiting.makeVisitor)
    for path in paths {
      let row = path.isRoot ? nil : try rows.row(at: path)
      var below = rows.rows(below: path)
      let isFolder = try path.isRoot || row?.entry.isFolder == true || below.next() != nil
      guard isFolder else {
        try visiting.finish([.apart(path)], take: take)
        continue
      }
      try frames.visit(below: path) {
        !$0.isInGit(below: path)
      } take: {
        try visiting.finish($0, take: take)
      }
    }
  }
}
