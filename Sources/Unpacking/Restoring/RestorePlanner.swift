import ArchiveFormat
import Archives
import Entries
import Files
import Posts
import Store
import SystemPackage

/// Goes through a folder and the rows of an index side by side, both sorted by path, and plans what has
/// to be done.
final class RestorePlanner {
  private let index: ArchiveIndex
  private let root: FolderDescriptor
  private let options: Restorer.Options
  private let report: Report
  /// The archive itself, which may lie in the folder.
  private let archive: FileStatus.Identity?
  private let trust: TimeTrust
  private let walk: FolderWalk
  private let unseen: Unseen
  private var plan = RestorePlan()
  /// The paths of `plan.writes`.
  private var written: Set<Path> = []
  /// The folders on the way down which the snapshot and the disk have both.
  private var above: [RestorePlan.Folder] = []
  /// A folder that stands where something else is to be: all that is in it has to go.
  private var obstacle: Path?
  /// What stays though the snapshot has it not, and so keeps the folders that it is in.
  private var kept: [Path] = []
  private var groups: [FileStatus.Identity: Group] = [:]

  /// What the walk could not see, and nothing is done about.
  private final class Unseen {
    var paths: Set<Path> = []
  }

  /// The names of one file on the disk that are names of one file in the snapshot, too.
  private struct Group {
    let file: WantedEntry
    let status: FileStatus
    let differs: Bool
    var links: [WantedEntry] = []

    var names: [WantedEntry] { [file] + links }
  }

  init(
    _ index: ArchiveIndex, onto root: FolderDescriptor, options: Restorer.Options,
    interruption: Interruption, report: @escaping Report
  ) throws(StoreError) {
    self.index = index
    self.root = root
    self.options = options
    self.report = report
    archive = (try? index.file.status())?.identity
    trust = TimeTrust(index)
    let unseen = Unseen()
    self.unseen = unseen
    walk = try FolderWalk(
      root, selection: options.selection, interruption: interruption,
      report: { error in
        unseen.paths.insert(Path(uncheckedBytes: error.subject))
        report(error)
      })
  }

  /// Plans; nothing is changed.
  func makePlan() throws(StoreError) -> RestorePlan {
    try addFoldersAbove()
    var rows = WantedEntries(index, options.selection, report: report)
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
    keepFolders()
    return plan
  }

  private func nextFound() throws(StoreError) -> FolderWalk.Found? {
    try walk.next() == nil ? nil : walk.found
  }

  private func reach(_ path: Path) {
    while let last = above.last, !last.entry.path.contains(path) { above.removeLast() }
    if let folder = obstacle, !folder.contains(path) { obstacle = nil }
  }

  /// Something is done in the folder that `path` is in, which changes its time.
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
    if !isUnseen(wanted.path) { write(wanted) }
  }

  /// Whether it could not be looked at what is there.
  private func isUnseen(_ path: Path) -> Bool {
    !unseen.paths.isEmpty && path.withFoldersAbove.contains { unseen.paths.contains($0) }
  }

  /// Whether what is to be written is known; tells of a further name of a file that was not looked at.
  private func isKnown(_ wanted: WantedEntry) -> Bool {
    guard case .hardLink(let target) = wanted.entry.kind, isUnseen(target) else { return true }
    report(
      StoreError(
        .unwritable, .restore, wanted.path, in: index.name,
        cause: "the file that it is a hard link to was not restored"))
    return false
  }

  private func write(_ wanted: WantedEntry) {
    guard isKnown(wanted) else { return }
    if case .hardLink(let target) = wanted.entry.kind, !written.contains(target) {
      plan.linkTargets.insert(target)
    }
    plan.writes.append(wanted)
    written.insert(wanted.path)
    touchFolder(of: wanted.path)
  }

  /// Writes where a file or a link, or something special, stands.
  ///
  /// - Parameter content: what is lost by it; nil for nothing.
  private func replace(
    _ found: FolderWalk.Found, by wanted: WantedEntry, losing content: RestorePlan.Loss.Content?
  ) {
    guard isKnown(wanted) else { return }
    plan.replaced[wanted.path] = found.status.stamp
    if let content { lose(found.entry.path, content, found.status.stamp, by: .overwrite) }
    write(wanted)
  }

  private func lose(
    _ path: Path, _ content: RestorePlan.Loss.Content, _ stamp: FileStatus.Stamp,
    by action: StoreError.Action
  ) {
    guard !options.forces else { return }
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

  /// Something that the snapshot has not.
  ///
  /// - Parameter next: the first path behind it that the snapshot has.
  private func addExtra(_ found: FolderWalk.Found, before next: Path?) {
    let path = found.entry.path
    if found.status.identity == archive {
      kept.append(path)
    } else if obstacle != nil {
      remove(found.entry, found.status.stamp, from: \.obstacles)
    } else if let next, path.contains(next) {
      // A folder that only the paths below it tell of.
      if found.status.kind != .folder { remove(found.entry, found.status.stamp, from: \.obstacles) }
    } else if !options.deletes {
      walk.skipContent()
    } else if path.lastComponent.elementsEqual(".git".utf8) {
      walk.skipContent()
      kept.append(path)
    } else {
      remove(found.entry, found.status.stamp, from: \.extras)
    }
  }

  /// Something that both have.
  private func compare(_ found: FolderWalk.Found, with wanted: WantedEntry) {
    if found.status.identity == archive {
      return report(
        StoreError(
          .refused, .overwrite, wanted.path, cause: "it is the archive that is being read"))
    }
    switch (wanted.entry.kind, found.status.kind) {
    case (.folder, .folder):
      let folder = RestorePlan.Folder(
        entry: wanted.entry, mode: found.status.mode,
        differs: differs(wanted.entry, from: found.status))
      above.append(folder)
      if folder.differs { plan.folders[wanted.path] = folder }
    case (.folder, _):
      remove(found.entry, found.status.stamp, from: \.obstacles)
      write(wanted)
    case (_, .folder):
      obstacle = wanted.path
      remove(found.entry, found.status.stamp, from: \.obstacles)
      write(wanted)
    case (.symbolicLink, .symbolicLink) where found.entry.kind == wanted.entry.kind:
      keep(wanted, found.status, differs: differs(wanted.entry, from: found.status))
    case (.file, .file): compareFile(found, with: wanted)
    case (.hardLink(let target), .file): compareName(found, of: target, with: wanted)
    default: replace(found, by: wanted, losing: found.entry.loss)
    }
  }

  private func keep(_ wanted: WantedEntry, _ status: FileStatus, differs: Bool) {
    if differs {
      plan.settings.append(RestorePlan.Setting(entry: wanted.entry, identity: status.identity))
    } else {
      plan.equal += 1
    }
  }

  private func compareFile(_ found: FolderWalk.Found, with wanted: WantedEntry) {
    var digest: Digest?
    if found.status.size == wanted.entry.size {
      let isUntouched =
        found.status.modified == wanted.entry.modified
        && trust.holds(wanted.path, modified: found.status.modified)
      digest = isUntouched ? wanted.source.digest : Self.digest(of: found)
    }
    guard let digest, digest == wanted.source.digest else {
      return replace(found, by: wanted, losing: .file(digest))
    }
    let differs = differs(wanted.entry, from: found.status)
    guard found.hasFurtherNames else { return keep(wanted, found.status, differs: differs) }
    // The snapshot has two files where the disk has one.
    guard groups[found.status.identity] == nil else {
      return replace(found, by: wanted, losing: nil)
    }
    groups[found.status.identity] = Group(file: wanted, status: found.status, differs: differs)
    if differs { touchFolder(of: wanted.path) }
  }

  private func compareName(
    _ found: FolderWalk.Found, of target: Path, with wanted: WantedEntry
  ) {
    guard let group = groups[found.status.identity], group.file.path == target else {
      return replace(found, by: wanted, losing: .file(nil))
    }
    groups[found.status.identity]?.links.append(wanted)
    if group.differs { touchFolder(of: wanted.path) }
  }

  /// Nil for a file that cannot be read.
  private static func digest(of found: FolderWalk.Found) -> Digest? {
    try? found.folder.file(found.name).digest()
  }

  /// Whether mode or time are other than those of the snapshot.
  private func differs(_ wanted: Entry, from status: FileStatus) -> Bool {
    if let modified = wanted.modified, status.modified != modified { return true }
    // That of a link means nothing, and differs from system to system.
    guard let mode = wanted.mode, status.kind != .symbolicLink, status.mode != mode else {
      return false
    }
    guard status.mode == mode & FolderWriter.restoredBits else { return true }
    report(.setIDBits(wanted.path, .restore, in: index.name))
    return false
  }
}

// MARK: - All paths

extension RestorePlanner {
  /// Only now is it known which names a file has on the disk.
  private func settleGroups() {
    for group in groups.values {
      if group.names.count == group.status.linkCount || !group.differs {
        for name in group.names { keep(name, group.status, differs: group.differs) }
      } else {
        // Its other names, wherever they are, are not to get another time or mode.
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

  /// A folder in which something stays cannot go.
  private func keepFolders() {
    let staying = Set((kept + unseen.paths).lazy.flatMap(\.withFoldersAbove))
    guard !staying.isEmpty else { return }
    plan.obstacles.removeAll { staying.contains($0.entry.path) }
    plan.extras.removeAll { staying.contains($0.entry.path) }
  }

  /// The folders that the paths asked for are in have to be folders; what else they are is not asked.
  private func addFoldersAbove() throws(StoreError) {
    var known: Set<Path> = [.root]
    for base in options.selection.bases {
      for path in Array(base.foldersAbove).reversed() where known.insert(path).inserted {
        do throws(Errno) {
          let entry = try root.entry(at: path).entry
          if entry.isFolder { continue }
          let status = try root.folder(at: path.parent).status(Name(path.lastComponent))
          remove(entry, status.stamp, from: \.obstacles)
        } catch {
          // Below what is in the way nothing can be.
          guard error == .noSuchFileOrDirectory || error == .notDirectory else { continue }
        }
        if let row = try index.row(at: path), row.entry.isFolder { write(WantedEntry(source: row)) }
      }
    }
  }
}

extension Entry {
  /// What is lost with it; nothing with a folder.
  fileprivate var loss: RestorePlan.Loss.Content? {
    switch kind {
    case .file, .hardLink: .file(nil)
    case .symbolicLink(let target): .link(target: target)
    case .special: .special
    case .folder: nil
    }
  }
}

extension OpenFile {
  /// Reads all there is; nil of anything that is no file.
  func digest() throws(Errno) -> Digest? {
    let status = try status()
    guard status.kind == .file else { return nil }
    let buffer = ReadBuffer()
    var content = FileContent(self, expecting: status.size)
    return try Digest { () throws(Errno) in try content.nextPiece(into: buffer) }
  }
}
