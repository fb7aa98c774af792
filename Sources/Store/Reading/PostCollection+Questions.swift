package import Archives
package import Entries
import Files
package import Posts
import SystemPackage
package import Terms

extension PostCollection {
  /// Asks the source or, if its index turns out to be damaged, reports that and asks the archive
  /// without its index.
  ///
  /// - Parameter question: called again if the index is damaged, but not for a snapshot, which only
  ///   its index describes.
  package func ask<Answer>(
    _ context: Context, _ question: (any CollectionSource) throws(StoreError) -> Answer
  ) throws(StoreError) -> Answer {
    do throws(StoreError) {
      return try question(source)
    } catch let error where error.code == .indexUnusable {
      guard let archive = source.archive, !archive.isPinned else { throw error }
      context.report(error)
      return try question(archive)
    }
  }

  /// Returns the entry at a path, without following links; nil if there is none.
  ///
  /// - Throws: `StoreError` if the collection cannot be read.
  package func entry(
    at path: Path, context: Context = .silent()
  ) throws(StoreError) -> Entry? {
    if path.isRoot { return .impliedFolder(path) }
    return try ask(context) { (source) throws(StoreError) in
      try source.entry(at: path, context: context)
    }
  }

  /// Returns the path with every symbolic link resolved. Links are followed inside the collection.
  ///
  /// - Throws: `StoreError.Code.refused` if a link leads out of the collection, or if there are too
  ///   many links; any other if the collection cannot be read.
  package func resolvingLinks(
    in path: Path, context: Context = .silent()
  ) throws(StoreError) -> Path {
    var trouble: StoreError?
    let resolved: Path
    do throws(LinkResolution.Failure) {
      resolved = try LinkResolution.resolve(path) { path in
        do throws(StoreError) {
          guard case .symbolicLink(let target) = try entry(at: path, context: context)?.kind else {
            return nil
          }
          return target
        } catch {
          trouble = trouble ?? error
          return nil
        }
      }
    } catch {
      throw StoreError(.refused, .read, path, in: archiveName, cause: error.reason)
    }
    if let trouble { throw trouble }
    return resolved
  }

  /// Lists the entries at and below some paths.
  ///
  /// - Parameters:
  ///   - paths: each is listed with everything below it; a link to a folder is followed. The root
  ///     alone means everything.
  ///   - depth: the number of levels below each path that are listed.
  ///   - describe: called for each post, with its content; nil leaves facts out, and no content is
  ///     read.
  ///   - report: called for each path that does not exist, and for everything that was passed over.
  package func catalog(
    below paths: [Path] = [.root], depth: Int = .max, describe: Describe? = nil,
    context: Context
  ) throws(StoreError) -> Catalog {
    func list(_ paths: [Path]) throws(StoreError) -> Catalog {
      try ask(context) { (source) throws(StoreError) in
        try source.catalog(below: paths, depth: depth, describe: describe, context: context)
      }
    }
    var catalog = try list(paths)
    let leading = try leadingElsewhere(paths, catalog, context)
    let linked = leading.isEmpty ? nil : try list(leading.map(\.real))
    var further: [ListedEntry] = []
    for (path, real) in leading {
      guard let linked, catalog[path] == nil || real.isRoot || linked[real]?.entry.isFolder == true
      else { continue }
      if real.isRoot { further.append(ListedEntry(entry: .impliedFolder(path))) }
      further += ((linked[real].map { [$0] } ?? []) + linked.below(real)).compactMap {
        $0.moved(from: real, to: path)
      }
    }
    if !further.isEmpty {
      catalog = Catalog(catalog.listed + further, of: archiveName, context: context)
    }
    for path in paths where !path.isRoot && catalog[path] == nil {
      context.report(.notFound(path, .list, in: archiveName))
    }
    return catalog
  }

  /// Returns those of some listed paths that are links or lead through links, each with the path
  /// that it leads to.
  private func leadingElsewhere(
    _ paths: [Path], _ catalog: Catalog, _ context: Context
  ) throws(StoreError) -> [(path: Path, real: Path)] {
    let unclear = paths.filter { path in
      switch catalog[path]?.entry.kind {
      case .symbolicLink, nil: !path.isRoot
      case .file, .folder, .hardLink, .special: false
      }
    }
    guard !unclear.isEmpty else { return [] }
    let contents = try contents(of: unclear, context: context.silenced)
    return unclear.compactMap { path in
      guard let real = try? contents.resolve(path), real != path else { return nil }
      return (path, real)
    }
  }

  /// Lists the entries directly in a folder, in the order of their names' bytes. Of an index, only
  /// the blocks that are needed for them are read.
  ///
  /// - Parameters:
  ///   - folder: if it does not exist or is not a folder, the list is empty. Links are not
  ///     followed.
  ///   - beginning: the bytes with which the names begin.
  ///   - limit: the most entries to return: the first ones and, in place of all others, the last.
  ///     These show what all names begin with.
  /// - Throws: `StoreError` if the collection cannot be read.
  package func children(
    of folder: Path, beginningWith beginning: [UInt8] = [], limit: Int = .max,
    context: Context = .silent()
  ) throws(StoreError) -> [Child] {
    // No name holds NUL or `/`.
    guard !beginning.contains(0), !beginning.contains(UInt8(ascii: "/")) else { return [] }
    return try ask(context.silenced) { (source) throws(StoreError) in
      try source.children(of: folder, beginningWith: beginning, limit: limit, context: context)
    }
  }

  /// Prepares to read the contents of `paths`. If there is nothing to read at a path, only reading
  /// it fails.
  ///
  /// - Throws: `StoreError` if an archive cannot be read to its end.
  package func contents(
    of paths: [Path], context: Context = .silent()
  ) throws(StoreError) -> LocatedContents {
    try ask(context) { (source) throws(StoreError) in
      try source.contents(of: paths, context: context)
    }
  }

  /// Returns the entries with their contents, sorted by path or, in an archive without an index, in
  /// the order of the archive.
  package func stream(
    _ selection: Selection = .everything, context: Context
  ) throws(StoreError) -> any MemberStream {
    try source.stream(selection, context: context)
  }

  /// Lets visitors look at every file at and below some paths, on several threads.
  ///
  /// The files come in the order of `paths`, and below each in the order of their own paths. Files
  /// and folders named `.git` are left out, unless a path leads into them. A symbolic link is
  /// followed only if one of the paths names it, and only inside the collection.
  ///
  /// - Parameters:
  ///   - threads: the number of threads, 1 or more.
  ///   - ignoreRules: as in a `Selection`, for a folder.
  ///   - condition: what a file must hold for a visitor to want anything of it; an archive with
  ///     terms then reads only what may hold it.
  ///   - report: called for each path that does not exist, and for each file that cannot be read.
  ///   - makeVisitor: makes a visitor for one thread.
  ///   - take: receives the output of the visitors, in the order of the files.
  /// - Throws: the errors of `take`; `StoreError` if there is no point in going on.
  package func visitFiles<Visitor: FileVisitor>(
    below paths: [Path], threads: Int = processors, ignoreRules: [IgnoreRules]? = nil,
    where condition: TermCondition = .nothing, context: Context,
    makeVisitor: @escaping @Sendable () -> Visitor,
    take: (Visitor.Output) throws -> Void
  ) throws {
    let visiting = FileVisiting(
      collection: self, threads: threads, ignoreRules: ignoreRules, condition: condition,
      context: context, makeVisitor: makeVisitor)
    try source.visitFiles(paths, by: visiting, take: take)
  }

  /// Returns the entries below a folder, at any depth; nil if the collection must be read before it
  /// can be listed, or if nothing is below the path.
  package func parts(listedBelow folder: Path) -> PartitionedListing? {
    // Output that was given out could not be taken back.
    guard let index, (try? index.checkBytes()) != nil else { return nil }
    var first = index.rows(below: folder)
    guard (try? first.next()) != nil else { return nil }
    return PartitionedListing(index, below: folder, reading: source.beginning)
  }

  /// The number of threads that are worth starting: one for each processor.
  package static var processors: Int { Parallelism.processors }
}

// MARK: - Questions to archives

extension PostCollection {
  /// Reads an archive from its beginning.
  ///
  /// - Throws: `StoreError.Code.notAnArchive` for a folder.
  package func scan(
    _ selection: Selection, superseded: Set<Int> = [], for action: StoreError.Action = .read,
    context: Context
  ) throws(StoreError) -> ArchiveScan {
    try archive(for: action).scan(selection, superseded: superseded, for: action, context: context)
  }

  /// Returns the whole members of an archive, in its order, even if the rest is damaged.
  ///
  /// Each member was checked to its end before it is given out, so that reading it does not find
  /// damage. A hard link to a file that is lost is left out. Each loss is reported once, by its
  /// path or, if that is unknown, as a range of bytes of the file.
  ///
  /// - Throws: `StoreError.Code.notAnArchive` for a folder, and if nothing in the file is a tar;
  ///   `.unreadable`.
  package func salvage(
    _ selection: Selection = .everything, for action: StoreError.Action = .read,
    threads: Int = Parallelism.processors, context: Context
  ) throws(StoreError) -> any MemberStream {
    try archive(for: action).salvage(
      using: index, selection, for: action, threads: threads, context: context)
  }

  /// Returns whether an archive is made of frames that hold whole members each. The beginning of
  /// the archive shows this or, if that is damaged, the part after it.
  package func holdsFrames(for action: StoreError.Action) throws(StoreError) -> Bool {
    try archive(for: action).holdsFrames(for: action)
  }

  private func archive(for action: StoreError.Action) throws(StoreError) -> ScannedSource {
    if let archive = source.archive { return archive }
    throw StoreError(
      .notAnArchive, action, ArgumentText.bytes(of: name), cause: Errno.isDirectory.description)
  }
}

extension ListedEntry {
  /// Returns the entry under the path that it has if a link at `link` leads to `folder`; nil if it
  /// is not in that folder.
  fileprivate func moved(from folder: Path, to link: Path) -> ListedEntry? {
    guard folder.contains(entry.path) else { return nil }
    let rest = entry.path.dropping(leading: folder.components.count)
    var moved = self
    moved.entry.path = rest?.components.reduce(link) { $0.appending(component: $1) } ?? link
    return moved
  }
}
