import Archives
import Entries
import Files
import Posts
import Store
import Tar

extension Packer {
  /// Writes one stream, with its members in the order in which they come.
  func writeStreamed(to output: Output) throws(StoreError) -> Summary {
    var writer = try attempt(
      PackWriter(
        ArchiveWriter.open(
          output.descriptor, compression: options.form.compression, level: options.level),
        named: output.name, latestTime: options.latestTime),
      orThrow: { (error: TarError) in
        StoreError(error, .write, ArgumentText.bytes(of: output.name), in: nil)
      })
    if let folder = collection.folder {
      let walk = try FolderWalk(
        folder, selection: options.selection, marksHardLinks: true, omitting: output.identities,
        context: context)
      try requirePaths(in: folder)
      var lost: Set<Path> = []
      while try walk.next() != nil, let found = walk.found {
        try add(MemberPlan(found, latestTime: options.latestTime), to: &writer, lost: &lost)
      }
    } else if options.salvages {
      try addSalvaged(to: &writer)
    } else if collection.isSnapshot {
      try addMembersOfSnapshot(to: &writer)
    } else {
      try addMembers(to: &writer)
    }
    return try writer.finish()
  }

  /// Takes over an archive's members, of those with one path the last.
  private func addMembers(to writer: inout PackWriter) throws(StoreError) {
    let survey = try ArchiveSurvey(collection, options.selection, context)
    if let path = survey.unmet.sorted.first {
      throw .notFound(path, .pack, in: collection.archiveName)
    }
    try addMembers(
      from: try collection.scan(
        options.selection, superseded: survey.superseded, context: context),
      to: &writer)
  }

  /// Packs the members of a snapshot; the tar also holds those of other snapshots.
  private func addMembersOfSnapshot(to writer: inout PackWriter) throws(StoreError) {
    let source = MemberSource(
      collection: collection, usesIndex: true, salvages: false, context: context)
    let unmet = try MemberOrder(source, options.selection).unmet
    if let path = unmet.sorted.first { throw .notFound(path, .pack, in: collection.archiveName) }
    try addMembers(from: try source.stream(options.selection), to: &writer)
  }

  private func addMembers(
    from stream: any MemberStream, to writer: inout PackWriter
  ) throws(StoreError) {
    var orphans: [(entry: Entry, target: Path)] = []
    var linkable: Set<Path> = []
    while let entry = try stream.next() {
      if case .hardLink(let target) = entry.kind, !linkable.contains(target) {
        orphans.append((entry, target))
        continue
      }
      try add(entry, from: stream, to: &writer)
      switch entry.kind {
      case .file, .symbolicLink, .hardLink: linkable.insert(entry.path)
      case .folder, .special: linkable.remove(entry.path)
      }
    }
    try addOrphans(orphans, to: &writer)
  }

  /// Packs the whole members of a damaged archive, sorted by path.
  private func addSalvaged(to writer: inout PackWriter) throws(StoreError) {
    let source = MemberSource(
      collection: collection, usesIndex: true, salvages: true, context: context)
    let members = try SortedMembers(source, options.selection)
    var lost: Set<Path> = []
    for member in members.plans(latestTime: options.latestTime) {
      try add(member, to: &writer, lost: &lost)
    }
  }

  /// Adds hard links whose target is not packed. The first link to each target becomes a file with
  /// the content; the others become links to that file.
  private func addOrphans(
    _ orphans: [(entry: Entry, target: Path)], to writer: inout PackWriter
  ) throws(StoreError) {
    guard !orphans.isEmpty else { return }
    let contents = try collection.contents(
      of: orphans.map(\.target), context: context.reporting { _ in })
    var firstNames: [Path: Path] = [:]
    for (entry, target) in orphans {
      var entry = entry
      if let first = firstNames[target] {
        entry.kind = .hardLink(target: first)
        visit(entry)
        try writer.add(entry)
        continue
      }
      do throws(StoreError) {
        let reader = try contents.reader(for: target)
        firstNames[target] = entry.path
        entry.kind = .file
        entry.size = reader.entry.size
        visit(entry)
        try writer.add(entry) { () throws(StoreError) in
          unsafe try reader.next().map { unsafe .bytes($0) }
        }
      } catch let error where error.concernsOnePath {
        context.report(error)
      }
    }
  }

  private func add(
    _ entry: Entry, from stream: any MemberStream, to writer: inout PackWriter
  ) throws(StoreError) {
    guard entry.kind != .special else { return leaveOut(entry) }
    visit(entry)
    guard entry.kind == .file else { return try writer.add(entry) }
    try writer.add(entry) { () throws(StoreError) in try stream.nextPiece() }
  }

  /// Adds a member with its planned content. A file that cannot be read, or changes while it is
  /// read, is reported.
  ///
  /// - Parameter lost: the files that were left out and that hard links may lead to.
  private func add(
    _ member: MemberPlan, to writer: inout PackWriter, lost: inout Set<Path>
  ) throws(StoreError) {
    var entry = member.entry
    guard entry.kind != .special else { return leaveOut(entry) }
    if case .hardLink(let target) = entry.kind, lost.contains(target) {
      return context.report(.linkToUnread(entry.path))
    }
    if case .none = member.content {
      visit(entry)
      return try writer.add(entry)
    }
    let content: PlannedContent
    do throws(StoreError) {
      content = try PlannedContent(member)
      try content.settle(context.interruption)
    } catch let error where error.concernsOneFile {
      if member.isLinked { lost.insert(entry.path) }
      return context.report(error)
    }
    entry.size = content.size
    visit(entry)
    do throws(StoreError) {
      let isWhole = try writer.add(entry) { () throws(StoreError) in
        try content.next(context.interruption)
      }
      if try content.hasChanged() || !isWhole { context.report(.changedWhileRead(entry.path)) }
    } catch let error where error.concernsOneFile {
      context.report(error)
    }
  }
}
