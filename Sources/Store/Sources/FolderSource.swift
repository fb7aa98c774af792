import Archives
package import Entries
package import Files
package import Posts
import SystemPackage

/// A collection in a folder.
package struct FolderSource: CollectionSource {
  let root: FolderDescriptor

  package var folder: FolderDescriptor? { root }

  package func entry(at path: Path, context: Context) throws(StoreError) -> Entry? {
    do throws(Errno) {
      return try root.entry(at: path).entry
    } catch .noSuchFileOrDirectory, .notDirectory {
      return nil
    } catch {
      throw StoreError(error, .read, path.bytes)
    }
  }

  package func catalog(
    below paths: [Path], depth: Int, describe: Describe?, context: Context
  ) throws(StoreError) -> Catalog {
    var met: [ListedEntry] = []
    for path in paths {
      var start = root
      if !path.isRoot {
        guard let (parent, entry) = try? root.entry(at: path) else { continue }
        met.append(item(entry, describe))
        guard entry.isFolder else { continue }
        do throws(Errno) {
          start = try parent.folder(Name(path.lastComponent))
        } catch {
          context.report(StoreError(error, .list, path.bytes))
          continue
        }
      }
      let walk = try FolderWalk(
        start, at: path, below: ownNames(above: path), selection: .everything, depth: depth,
        context: context)
      while let entry = try walk.next() {
        if entry.isLink {
          met.append(item(entry, describe))
          continue
        }
        // If this post cannot be read, the next one may still be.
        let facts = try walk.facts(of: entry, describe, pastErrors: context.report)
        met.append(ListedEntry(entry: entry, facts: facts))
      }
    }
    return Catalog(met, of: nil, context: context)
  }

  /// Describes a post at a requested path, or one that a link leads to.
  private func item(_ entry: Entry, _ describe: Describe?) -> ListedEntry {
    var item = ListedEntry(entry: entry)
    if let describe, entry.isPost { item.describe(as: beginning(of: entry.path), by: describe) }
    return item
  }

  package func children(
    of folder: Path, beginningWith beginning: [UInt8], limit: Int, context: Context
  ) throws(StoreError) -> [Child] {
    do throws(Errno) {
      let parent = try root.folder(at: folder)
      let names = try parent.names()
      let own = FolderJournal.Names(in: parent, among: names, below: ownNames(above: folder))
      return names.filter { $0.name.starts(with: beginning) && !own.contains($0.name) }
        .map { Child(name: $0.name, isFolder: $0.isFolder) }
        .sorted { precedes($0.name, $1.name) }
        .firstAndLast(limit)
    } catch .noSuchFileOrDirectory, .notDirectory {
      return []
    } catch {
      throw StoreError(error, .list, folder.bytes)
    }
  }

  /// Returns the program's own names in the folder above a path.
  private func ownNames(above path: Path) -> FolderJournal.Names {
    var names = FolderJournal.Names()
    var folder: FolderDescriptor? = root
    for component in path.components {
      guard let reached = folder else { break }
      names = FolderJournal.Names(in: reached, below: names)
      folder = try? reached.folder(Name(component))
    }
    return names
  }

  /// Returns the rules of the `.gitignore` files in the folders above a path, the outermost first.
  private func ignoreRules(above path: Path) -> [IgnoreRules] {
    path.foldersAbove.reversed().compactMap { above in
      guard let folder = try? root.folder(at: above) else { return nil }
      return try? folder.ignoreRules(at: above)
    }
  }

  package func contents(of paths: [Path], context: Context) throws(StoreError) -> LocatedContents {
    LocatedContents(source: .folder(root), archive: nil, interruption: context.interruption)
  }

  package func stream(
    _ selection: Selection, context: Context
  ) throws(StoreError) -> any MemberStream {
    try FolderWalk(root, selection: selection, context: context)
  }

  package func visitFiles<Visitor: FileVisitor>(
    _ paths: [Path], by visiting: FileVisiting<Visitor>, take: (Visitor.Output) throws -> Void
  ) throws {
    let folders = FolderVisiting(threads: visiting.threads, makeVisitor: visiting.makeVisitor)
    for path in paths {
      guard let folder = try? root.folder(at: path) else {
        try visiting.finish([.apart(path)], take: take)
        continue
      }
      var selection = Selection()
      selection.ignoreRules = visiting.ignoreRules.map { $0 + ignoreRules(above: path) }
      let walk = try FolderWalk(
        folder, at: path, below: ownNames(above: path), selection: selection,
        context: visiting.context)
      try folders.visit(walk) { try visiting.finish($0, take: take) }
    }
  }
}
