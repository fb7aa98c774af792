import ArchiveFormat
import Archives
import Entries
import Files
import Posts
import Store
import SystemPackage
import Tar

extension Packer {
  /// Writes an indexed archive, with its members sorted by path.
  func writeIndexed(to output: Output) throws(StoreError) -> Summary {
    let level = options.level ?? Self.usualLevel
    let recipe = Recipe.current(level: level, libarchiveVersion: libarchiveVersion())
    let threads = options.jobs ?? Parallelism.processors
    var earlier: EarlierArchive?
    // Without `describe`, new rows would lack the facts that rows of the earlier archive have.
    if !collection.isArchive, !options.readsEverything, options.describe != nil {
      earlier = output.replaced.flatMap { EarlierArchive($0, recipe: recipe, threads: threads) }
    }
    let terms = FrameTerms(options.terms, earlier: earlier?.index)
    let pack = IndexedPack(
      FrameSink { [descriptor = output.descriptor, name = output.name] () throws(StoreError) in
        try ArchiveOutput(descriptor, named: name, recipe: recipe, terms: terms)
      },
      FramePacker.Settings(
        level: level, describe: options.describe, earlier: earlier?.index, terms: terms,
        output: output.name),
      threads: threads, earlier: earlier,
      context: context, visit: { visit($0.entry) })
    if let folder = collection.folder {
      try addFolder(folder, omitting: output.identities, to: pack)
    } else {
      try addMembers(to: pack)
    }
    return try pack.finish()
  }

  /// The usual level of compression, which is zstd's own default.
  package static let usualLevel = 3

  private func addFolder(
    _ folder: FolderDescriptor, omitting omitted: [FileStatus.Identity], to pack: IndexedPack
  ) throws(StoreError) {
    let walk = try FolderWalk(
      folder, selection: options.selection, marksHardLinks: true, omitting: omitted,
      context: context)
    try requirePaths(in: folder)
    while try walk.next() != nil, let found = walk.found {
      let entry = found.entry
      if entry.kind == .special {
        leaveOut(entry)
        continue
      }
      let member = MemberPlan(found, latestTime: options.latestTime)
      if FrameCutter.isLarge(entry) {
        try pack.addLarge(member)
      } else {
        try pack.add(member)
      }
    }
  }
}

// MARK: - Members of an archive

extension Packer {
  private func addMembers(to pack: IndexedPack) throws(StoreError) {
    // Only the index says which members of the tar belong to a snapshot.
    var source = MemberSource(
      collection: collection, usesIndex: !options.readsEverything || collection.isSnapshot,
      salvages: options.salvages, context: context)
    let order: MemberOrder
    do throws(StoreError) {
      order = try MemberOrder(source, options.selection)
    } catch let error where error.code == .indexUnusable {
      context.report(error)
      source.usesIndex = false
      order = try MemberOrder(source, options.selection)
    }
    if let path = order.unmet.sorted.first {
      throw .notFound(path, .pack, in: collection.archiveName)
    }
    if order.isThatOfPaths {
      try addInOrder(source, linkTargets: order.linkTargets, to: pack)
    } else {
      try addSorted(source, to: pack)
    }
  }

  /// Packs members that are already in the order of paths, in one pass.
  private func addInOrder(
    _ source: MemberSource, linkTargets: Set<Path>, to pack: IndexedPack
  ) throws(StoreError) {
    let stream = try source.stream(options.selection)
    var linked: [Path: Entry] = [:]
    while var entry = try stream.next() {
      switch entry.kind {
      case .special:
        leaveOut(entry)
        continue
      case .hardLink(let target):
        // A hard link has the mode and the time of its file.
        if let file = linked[target] { (entry.mode, entry.modified) = (file.mode, file.modified) }
      case .file:
        if linkTargets.contains(entry.path) { linked[entry.path] = entry }
      case .folder, .symbolicLink: break
      }
      var member = MemberPlan(
        entry: entry.written(latestTime: options.latestTime), content: .none,
        isLinked: linkTargets.contains(entry.path))
      if FrameCutter.isLarge(entry) {
        try pack.addLarge(member) {
          entry.size
        } nextPiece: { () throws(StoreError) in
          try stream.nextPiece()
        }
      } else {
        if entry.kind == .file { member.content = .bytes(try content(of: entry, from: stream)) }
        try pack.add(member)
      }
    }
  }

  /// Reads a whole content, which is shorter than a frame.
  private func content(
    of entry: Entry, from stream: any MemberStream
  ) throws(StoreError) -> [UInt8] {
    var content: [UInt8] = []
    content.reserveCapacity(Int(entry.size))
    while let piece = try stream.nextPiece() {
      unsafe piece.forEachRun { unsafe content.append(contentsOf: $0) }
    }
    return content
  }

  /// Packs members that come in any order; a temporary file keeps their contents.
  private func addSorted(_ source: MemberSource, to pack: IndexedPack) throws(StoreError) {
    let members = try SortedMembers(source, options.selection)
    for member in members.plans(latestTime: options.latestTime) {
      let entry = member.entry
      if entry.kind == .special {
        leaveOut(entry)
        continue
      }
      if case .part = member.content, FrameCutter.isLarge(entry) {
        try pack.addLarge(member)
      } else {
        try pack.add(member)
      }
    }
  }
}
