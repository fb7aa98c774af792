import Archives
package import Entries
import Files
package import Posts
import SystemPackage

/// A collection in an archive of any form, which is read from its beginning for each question.
package struct ScannedSource: CollectionSource {
  let bytes: any ByteSource
  /// The archive's name, for messages.
  let name: String
  /// The reason why an index that the archive has cannot be used, reported with each scan.
  var indexTrouble: StoreError?
  /// Whether the archive is known to have an index that can be used.
  var isIndexed = false
  /// Whether one snapshot was asked for. A scan cannot tell which members belong to it.
  var isPinned = false

  package var archive: ScannedSource? { self }

  /// Whether an index in the archive is already known, and its trouble reported.
  var knowsOfIndex: Bool { isIndexed || indexTrouble != nil }

  package func entry(at path: Path, context: Context) throws(StoreError) -> Entry? {
    try catalog(
      below: [path], depth: 1, describe: nil, context: context)[path]?.entry
  }

  package func catalog(
    below paths: [Path], depth: Int, describe: Describe?, context: Context
  ) throws(StoreError) -> Catalog {
    var met: [ListedEntry] = []
    var succession = Succession()
    /// The links whose contents are read in a pass of their own.
    var links: [Int] = []
    let selection = Self.selection(of: paths)
    try scanUpToDamage(selection, context: context) {
      (scan) throws(StoreError) in
      while var entry = try scan.next() {
        guard succession.take(entry, number: met.count) else { continue }
        if let cut = Self.cut(entry.path, to: depth, in: selection) {
          let isMet = met.last.map { $0.entry.path == cut && $0.entry.isFolder } ?? false
          if !isMet { met.append(ListedEntry(entry: .impliedFolder(cut))) }
          continue
        }
        // Paths above those that are listed only matter for what takes their place.
        let isListed = selection.base(of: entry.path) != nil
        let facts = isListed && !entry.isLink ? try scan.facts(of: entry, describe) : nil
        if case .hardLink(let target) = entry.kind {
          // A link to itself leads nowhere.
          if let file = succession.number(ofOther: target), file < met.count {
            entry.size = met[file].entry.size
          } else {
            links.append(met.count)
          }
        }
        if describe != nil, isListed, entry.isLink, entry.isPost { links.append(met.count) }
        met.append(ListedEntry(entry: entry, facts: facts))
      }
    }
    try read(links, of: &met, describe, context.silenced)
    let isLeft = succession.survivors()
    // In place, since a second list of all members would take as much memory again.
    var count = 0
    for index in met.indices {
      let entry = met[index].entry
      guard selection.base(of: entry.path) != nil, isLeft(entry.path, entry.isFolder, index)
      else { continue }
      if count < index { met[count] = met[index] }
      count += 1
    }
    met.removeLast(met.count - count)
    return Catalog(met, of: name, context: context)
  }

  /// Reads the sizes and, where asked for, the facts of links among the entries that were met.
  private func read(
    _ links: [Int], of met: inout [ListedEntry], _ describe: Describe?,
    _ context: Context
  ) throws(StoreError) {
    guard !links.isEmpty else { return }
    let contents = try contents(of: links.map { met[$0].entry.path }, context: context)
    for index in links {
      let beginning = contents.beginning(at: met[index].entry.path)
      if let describe, met[index].entry.isPost {
        met[index].describe(as: beginning, by: describe)
      } else if let beginning {
        met[index].entry.size = beginning.size
      }
    }
  }

  /// Returns a selection of everything at and below some paths, and of the folders above them,
  /// since a file may have taken the place of one.
  private static func selection(of paths: [Path]) -> Selection {
    var selection = Selection(paths: paths, includesGit: true)
    selection.includesAbove = true
    return selection
  }

  /// Returns the folder at the greatest listed depth above a path; nil if the path itself is
  /// listed.
  private static func cut(_ path: Path, to depth: Int, in selection: Selection) -> Path? {
    guard depth < .max, let base = selection.base(of: path) else { return nil }
    let components = path.components
    let deepest = base.components.count + depth
    guard components.count > deepest else { return nil }
    return components.prefix(deepest).reduce(.root) { $0.appending(component: $1) }
  }

  package func children(
    of folder: Path, beginningWith beginning: [UInt8], limit: Int, context: Context
  ) throws(StoreError) -> [Child] {
    let start = folder.appending(component: beginning).bytes
    var succession = Succession()
    // The newest member at or below each child shows its kind.
    var met: [[UInt8]: (isFolder: Bool, number: Int)] = [:]
    var count = 0
    try scanUpToDamage(Self.selection(of: [folder]), context: context) {
      (scan) throws(StoreError) in
      while let entry = try scan.next() {
        count += 1
        guard succession.take(entry, number: count), entry.path != folder,
          entry.path.bytes.starts(with: start)
        else { continue }
        let child = Child(entry, below: folder)
        met[child.name] = (child.isFolder, count)
      }
    }
    let isLeft = succession.survivors()
    return met.filter { name, newest in
      isLeft(folder.appending(component: name), newest.isFolder, newest.number)
    }.keys.sorted(by: precedes).firstAndLast(limit)
      .map { Child(name: $0, isFolder: met[$0]?.isFolder ?? false) }
  }

  /// Spools the contents at `paths` and at the paths that links there lead to. Each pass finds the
  /// links that the next pass follows.
  package func contents(of paths: [Path], context: Context) throws(StoreError) -> LocatedContents {
    var spool = try attempt(Spool(OpenFile.unnamed()), orThrow: StoreError.temporaryFile)
    var context = context
    while spool.beginPass(for: paths) {
      try scanUpToDamage(.everything, context: context) {
        (scan) throws(StoreError) in
        while let entry = try scan.next() { try spool.take(entry, from: scan) }
      }
      // Each pass passes over the same members.
      context = context.silenced
    }
    return LocatedContents(
      source: .archive(spool.found), archive: name, interruption: context.interruption)
  }

  package func stream(
    _ selection: Selection, context: Context
  ) throws(StoreError) -> any MemberStream {
    try scan(selection, context: context)
  }

  package func visitFiles<Visitor: FileVisitor>(
    _ paths: [Path], by visiting: FileVisiting<Visitor>, take: (Visitor.Output) throws -> Void
  ) throws {
    let selection = Self.selection(of: paths)
    var members = ScanVisiting(
      visiting.makeVisitor(), paths,
      isMeant: { path in
        selection.base(of: path).map { !path.isInGit(below: $0) } ?? false
      })
    try scanUpToDamage(
      selection, context: visiting.context
    ) { (scan) throws(StoreError) in try members.visit(scan) }
    try visiting.finish(members.parts, take: take)
  }
}

// MARK: - Scanning

extension ScannedSource {
  /// Reads the archive from its beginning.
  ///
  /// - Parameter readsRest: as for `ArchiveScan`.
  func scan(
    _ selection: Selection, superseded: Set<Int> = [], for action: StoreError.Action = .read,
    readsRest: Bool = true, context: Context
  ) throws(StoreError) -> ArchiveScan {
    try requireNoSnapshot(action)
    if let indexTrouble {
      guard indexTrouble.code == .indexUnusable else { throw indexTrouble }
      context.report(indexTrouble)
    }
    return try ArchiveScan(
      bytes, named: name, selection: selection, superseded: superseded, for: action,
      knowsOfIndex: knowsOfIndex, readsRest: readsRest, context: context)
  }

  /// Reads the archive up to the first damage, which is reported; the results before it stay valid.
  private func scanUpToDamage(
    _ selection: Selection, context: Context,
    _ body: (ArchiveScan) throws(StoreError) -> Void
  ) throws(StoreError) {
    let scan = try scan(selection, readsRest: false, context: context)
    do throws(StoreError) {
      try body(scan)
    } catch let error where error.code == .damaged {
      context.report(error)
    }
  }

  /// Refuses to read the members without the index if one snapshot was asked for.
  func requireNoSnapshot(_ action: StoreError.Action) throws(StoreError) {
    guard isPinned else { return }
    throw StoreError(
      .damaged, action, [], in: name,
      cause: "the contents of the snapshot are not known without its index")
  }
}
