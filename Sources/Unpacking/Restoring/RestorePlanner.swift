import ArchiveFormat
import Archives
import Entries
import Files
import Posts
import Store
import SystemPackage

/// Compares a folder with the rows of an index, side by side in the order of paths, and plans the
/// work.
final class RestorePlanner {
  private let index: ArchiveIndex
  private let root: FolderDescriptor
  private let options: Restorer.Options
  private let context: Context
  /// The archive itself, which may lie in the folder.
  private let archive: FileStatus.Identity?
  private let trust: ModificationCheck
  private let walk: FolderWalk
  private let unseen: Unseen
  private var plan = RestorePlan()
  /// The paths of `plan.writes`.
  private var written: Set<Path> = []
  /// The folders above the current path that both the snapshot and the disk have.
  private var above: [RestorePlan.Folder] = []
  /// A folder that is where something else is wanted; everything in it is removed.
  private var obstacle: Path?
  /// A file or link that stays in the place of a folder; nothing is written below it.
  private var keptInPlace: Path?
  /// Paths that are not in the snapshot but are kept; their parent folders must be kept too.
  private var kept: [Path] = []
  private var groups: [FileStatus.Identity: Group] = [:]

  /// The paths that the walk could not examine; nothing is done at or below them.
  private final class Unseen {
    var paths: Set<Path> = []
  }

  /// One file on the disk whose names are also names of one file in the snapshot.
  private struct Group {
    let file: WantedEntry
    let status: FileStatus
    let differs: Bool
    var links: [WantedEntry] = []

    var names: [WantedEntry] { [file] + links }
  }

  init(
    _ index: ArchiveIndex, onto root: FolderDescriptor, options: Restorer.Options,
    context: Context
  ) throws(StoreError) {
    self.index = index
    self.root = root
    self.options = options
    self.context = context
    archive = index.source.identity
    trust = ModificationCheck(index)
    let unseen = Unseen()
    self.unseen = unseen
    walk = try FolderWalk(
      root, selection: options.selection,
      context: context.reporting { error in
        unseen.paths.insert(Path(uncheckedBytes: error.subject))
        context.report(error)
      })
  }

  /// Makes the plan, and changes nothing.
  func makePlan() throws(StoreError) -> RestorePlan {
    try addFoldersAbove()
    var rows = WantedEntries(index, options.selection, report: context.report)
    var (wanted, found) = (try rows.next(), try nextFound())
    while true {
      if let next = wanted, found.map({ next.path < $0.entry.path }) ?? true {
        reach(next.path)
        addMissing(next)
        wanted = try rows.next()
      } else if let there = found {
        reach(there.entry.path)
        if let next = wanted, next.path == there.entry.path {
          compare(there, with: next)
          wanted = try rows.next()
        } else {
          addExtra(there, before: wanted?.path)
        }
        found = try nextFound()
      } else {
        break
      }
    }
    settleGroups()
    try separateLinks()
    keepFolders()
    return plan
  }

  private func nextFound() throws(StoreError) -> FolderWalk.WalkedEntry? {
    try walk.next() == nil ? nil : walk.found
  }

  private func reach(_ path: Path) {
    while let last = above.last, !last.entry.path.contains(path) { above.removeLast() }
    if let folder = obstacle, !folder.contains(path) { obstacle = nil }
  }

  /// Plans to set the mode and time of the folder that `path` is in: a change in a folder changes
  /// its time.
  private func touchFolder(of path: Path) {
    let parent = path.parent
    guard plan.folders[parent] == nil, let folder = above.last(where: { $0.entry.path == parent })
    else { return }
    plan.folders[parent] = folder
  }
}

// MARK: - One path

extension RestorePlanner {
  private func addMissing(_ wanted: WantedEntry) {
    guard !isUnseen(wanted.path) else { return }
    if let kept = keptInPlace, kept.contains(wanted.path) {
      return context.report(
        StoreError(
          .exists, .restore, wanted.path,
          cause: "\(kept) is no folder, and must not be overwritten"))
    }
    write(wanted)
  }

  /// Whether what is there may make way for what the snapshot has. Otherwise notes that it stays.
  private func mayOverwrite(_ status: FileStatus, with wanted: Entry) -> Bool {
    if options.mayOverwrite(status, with: wanted) { return true }
    plan.kept.insert(wanted.path)
    return false
  }

  /// Whether `path`, or a folder above it, could not be examined.
  private func isUnseen(_ path: Path) -> Bool {
    !unseen.paths.isEmpty && path.withFoldersAbove.contains { unseen.paths.contains($0) }
  }

  /// Whether an entry can be written; reports one that is left out because of its name, and a hard
  /// link to a file that could not be examined or is left out.
  private func canWrite(_ wanted: WantedEntry) -> Bool {
    if let refusal = options.refusal(of: wanted.entry, in: index.name) {
      context.report(refusal)
      unseen.paths.insert(wanted.path)
      return false
    }
    guard case .hardLink(let target) = wanted.entry.kind, isUnseen(target) else { return true }
    context.report(
      StoreError(
        .unwritable, .restore, wanted.path, in: index.name,
        cause: "the file that it is a hard link to was not restored"))
    return false
  }

  private func write(_ wanted: WantedEntry) {
    guard canWrite(wanted) else { return }
    if case .hardLink(let target) = wanted.entry.kind, !written.contains(target) {
      plan.linkTargets.insert(target)
    }
    plan.writes.append(wanted)
    written.insert(wanted.path)
    touchFolder(of: wanted.path)
  }

  /// Plans to write an entry over a file, a link or something special.
  ///
  /// - Parameter content: the content that is lost; nil if none is.
  private func replace(
    _ found: FolderWalk.WalkedEntry, by wanted: WantedEntry,
    losing content: RestorePlan.Loss.Content?
  ) {
    guard canWrite(wanted), mayOverwrite(found.status, with: wanted.entry) else { return }
    plan.replaced[wanted.path] = found.status.stamp
    if let content { lose(found.entry.path, content, found.status.stamp, by: .overwrite) }
    write(wanted)
  }

  private func lose(
    _ path: Path, _ content: RestorePlan.Loss.Content, _ stamp: FileStatus.Stamp,
    by action: StoreError.Action
  ) {
    // Who says what may be overwritten means content, too; but not what is removed.
    guard !options.forces, options.overwriting == nil || action == .remove else { return }
    plan.losses.append(RestorePlan.Loss(path: path, content: content, stamp: stamp, action: action))
  }

  private func remove(
    _ entry: Entry, _ stamp: FileStatus.Stamp,
    from list: WritableKeyPath<RestorePlan, [RestorePlan.Removal]>
  ) {
    if let content = entry.loss { lose(entry.path, content, stamp, by: .remove) }
    plan[keyPath: list].append(RestorePlan.Removal(entry: entry, stamp: stamp))
    touchFolder(of: entry.path)
  }

  /// Plans the work for an entry that the snapshot does not have.
  ///
  /// - Parameter next: the next path that the snapshot has; nil after its last.
  private func addExtra(_ found: FolderWalk.WalkedEntry, before next: Path?) {
    let path = found.entry.path
    if found.status.identity == archive {
      kept.append(path)
    } else if obstacle != nil {
      remove(found.entry, found.status.stamp, from: \.obstacles)
    } else if let next, path.contains(next) {
      // The snapshot has paths below this one: it is a folder there, without a row of its own.
      guard found.status.kind != .folder else { return }
      makeWay(found.entry, found.status, for: .impliedFolder(path))
    } else if !options.deletes {
      walk.skipContent()
    } else if path.lastComponent.elementsEqual(".git".utf8)
      || options.protectedName?.protects(found.entry) == true
    {
      walk.skipContent()
      kept.append(path)
    } else {
      remove(found.entry, found.status.stamp, from: \.extras)
    }
  }

  /// Compares an entry that both have, and plans the work.
  private func compare(_ found: FolderWalk.WalkedEntry, with wanted: WantedEntry) {
    if found.status.identity == archive {
      return context.report(
        StoreError(
          .refused, .overwrite, wanted.path, cause: "it is the archive that is being read"))
    }
    switch (wanted.entry.kind, found.status.kind) {
    case (.folder, .folder):
      let isKept = options.overwriting == .never
      let folder = RestorePlan.Folder(
        entry: isKept ? found.entry : wanted.entry, mode: found.status.mode,
        differs: !isKept && differs(wanted.entry, from: found.status))
      above.append(folder)
      if folder.differs { plan.folders[wanted.path] = folder }
    case (.folder, _):
      if makeWay(found.entry, found.status, for: wanted.entry) { write(wanted) }
    case (_, .folder) where options.refusal(of: wanted.entry, in: index.name) != nil:
      write(wanted)
    case (_, .folder):
      guard makeWay(found.entry, found.status, for: wanted.entry) else { return walk.skipContent() }
      obstacle = wanted.path
      write(wanted)
    case (.symbolicLink, .symbolicLink) where found.entry.kind == wanted.entry.kind:
      keep(wanted, found.status, differs: differs(wanted.entry, from: found.status))
    case (.file, .file): compareFile(found, with: wanted)
    case (.hardLink(let target), .file): compareName(found, of: target, with: wanted)
    default: replace(found, by: wanted, losing: found.entry.loss)
    }
  }

  /// Plans to remove what is in the place of something of another kind.
  ///
  /// - Returns: whether it may be removed.
  @discardableResult private func makeWay(
    _ found: Entry, _ status: FileStatus, for wanted: Entry
  ) -> Bool {
    guard mayOverwrite(status, with: wanted) else {
      if status.kind != .folder { keptInPlace = wanted.path }
      return false
    }
    remove(found, status.stamp, from: \.obstacles)
    return true
  }

  private func keep(_ wanted: WantedEntry, _ status: FileStatus, differs: Bool) {
    if differs {
      guard mayOverwrite(status, with: wanted.entry) else { return }
      plan.settings.append(RestorePlan.Setting(entry: wanted.entry, identity: status.identity))
    } else {
      plan.equal += 1
    }
  }

  private func compareFile(_ found: FolderWalk.WalkedEntry, with wanted: WantedEntry) {
    var digest: Digest?
    if found.status.size == wanted.entry.size {
      let isUntouched =
        options.overwriting != .always && found.status.time == wanted.entry.modified
        && trust.holds(wanted.path, modified: found.status.time)
      digest = isUntouched ? wanted.source.digest : found.digest
    }
    guard let digest, digest == wanted.source.digest else {
      return replace(found, by: wanted, losing: .file(digest))
    }
    let differs = differs(wanted.entry, from: found.status)
    guard found.hasOtherHardLinks else { return keep(wanted, found.status, differs: differs) }
    // The snapshot has two files where the disk has two names of one.
    guard groups[found.status.identity] == nil else {
      return replace(found, by: wanted, losing: nil)
    }
    groups[found.status.identity] = Group(file: wanted, status: found.status, differs: differs)
    if differs { touchFolder(of: wanted.path) }
  }

  private func compareName(
    _ found: FolderWalk.WalkedEntry, of target: Path, with wanted: WantedEntry
  ) {
    guard let group = groups[found.status.identity], group.file.path == target else {
      return replace(found, by: wanted, losing: .file(nil))
    }
    groups[found.status.identity]?.links.append(wanted)
    if group.differs { touchFolder(of: wanted.path) }
  }

  /// Whether the mode or the time of an entry differs from the snapshot's. Reports set-user-ID and
  /// set-group-ID bits that are left out.
  private func differs(_ wanted: Entry, from status: FileStatus) -> Bool {
    if let modified = wanted.modified, !status.has(modified) { return true }
    // The mode of a symbolic link means nothing, and differs from system to system.
    guard let mode = wanted.mode, status.kind != .symbolicLink, status.mode != mode else {
      return false
    }
    guard status.mode == FolderWriter.mode(mode, keepingThatOf: status) else { return true }
    if mode & ~status.mode != 0 {
      context.report(.setIDBits(wanted.path, .restore, in: index.name))
    }
    return false
  }
}

// MARK: - All paths

extension RestorePlanner {
  /// Plans the work for files with several names, once all their names in the folder are known.
  private func settleGroups() {
    for group in groups.values {
      if group.names.count == group.status.linkCount || !group.differs
        || group.names.contains(where: { !mayOverwrite(group.status, with: $0.entry) })
      {
        for name in group.names { keep(name, group.status, differs: group.differs) }
      } else {
        // The file also has other names, which must not get another time or mode: it is written
        // anew.
        plan.linkTargets.remove(group.file.path)
        for name in group.names {
          plan.replaced[name.path] = group.status.stamp
          write(name)
        }
      }
    }
    if !groups.isEmpty {
      plan.writes.sort { $0.path < $1.path }
      plan.settings.sort { $0.entry.path < $1.entry.path }
    }
  }

  /// Makes a file of a new hard link whose file stays with another content; further links to that
  /// file lead to the new one.
  private func separateLinks() throws(StoreError) {
    var firstNames: [Path: Path] = [:]
    for place in plan.writes.indices {
      var entry = plan.writes[place].entry
      guard case .hardLink(let target) = entry.kind, plan.kept.contains(target),
        let file = try index.row(at: target)
      else { continue }
      plan.linkTargets.remove(target)
      if let first = firstNames[target] {
        entry.kind = .hardLink(target: first)
        plan.writes[place].substitute = entry
        continue
      }
      firstNames[target] = entry.path
      (entry.kind, entry.size) = (.file, file.entry.size)
      plan.writes[place] = WantedEntry(source: file, substitute: entry)
    }
  }

  /// Takes back the removal of each folder in which something is kept.
  private func keepFolders() {
    let staying = Set((kept + unseen.paths).lazy.flatMap(\.withFoldersAbove))
    guard !staying.isEmpty else { return }
    plan.obstacles.removeAll { staying.contains($0.entry.path) }
    plan.extras.removeAll { staying.contains($0.entry.path) }
  }

  /// Plans to make a folder of each path above the selected ones. A folder that is there keeps its
  /// mode and time.
  private func addFoldersAbove() throws(StoreError) {
    var known: Set<Path> = [.root]
    for base in options.selection.bases {
      for path in Array(base.foldersAbove).reversed() where known.insert(path).inserted {
        do throws(Errno) {
          let entry = try root.entry(at: path).entry
          if entry.isFolder { continue }
          let status = try root.folder(at: path.parent).status(Name(path.lastComponent))
          guard makeWay(entry, status, for: .impliedFolder(path)) else { continue }
        } catch {
          // Nothing is there, perhaps because a path above it is not a folder.
          guard error == .noSuchFileOrDirectory || error == .notDirectory else { continue }
        }
        if let row = try index.row(at: path), row.entry.isFolder { write(WantedEntry(source: row)) }
      }
    }
  }
}
