import ArchiveFormat
import Archives
import Entries
import Files
import Glibc
import Posts
import Store
import SystemPackage

/// Carries out a restore: removes what is in the way, writes, sets modes and times, removes the
/// rest, and gives folders their modes and times last.
final class RestoreRun {
  private let restorer: Restorer
  private let index: ArchiveIndex
  private let root: FolderDescriptor
  /// The plan; nil if the folder is empty, so that everything selected is written.
  private let plan: RestorePlan?
  private var summary = Restorer.Summary()
  /// The paths that could not be restored; each of them has been reported.
  private var failed: Set<Path> = []
  /// The entries that replace those of members because their path or target is another, by the path
  /// of the member.
  private var substitutes: [Path: Entry] = [:]

  init(
    _ restorer: Restorer, _ index: ArchiveIndex, _ root: FolderDescriptor, _ plan: RestorePlan?
  ) {
    self.restorer = restorer
    self.index = index
    self.root = root
    self.plan = plan
  }

  func run() throws(StoreError) -> Restorer.Summary {
    summary.equal = plan?.equal ?? 0
    summary.kept = plan?.kept.count ?? 0
    let writer = FolderWriter(root, overwriting: .never, replacing: plan?.replaced ?? [:])
    let run = UnpackRun(
      writer: writer, archive: index.name, for: .restore,
      protecting: restorer.options.protectedName, threads: restorer.options.threads,
      tally: restorer.tally(into: root),
      context: restorer.context.reporting { [unowned self] in fail($0) },
      visit: { [unowned self] in done(.write, $0) })
    var failure: StoreError?
    do throws(StoreError) {
      try openFolders()
      try remove(plan?.obstacles ?? [])
      for path in plan?.linkTargets ?? [] { writer.noteFile(path) }
      try write(by: run)
      try applySettings()
      try remove(plan?.extras ?? [])
    } catch {
      failure = error
    }
    for (path, folder) in plan?.folders ?? [:] {
      writer.noteFolder(path, mode: folder.entry.mode, modified: folder.entry.modified)
    }
    run.finish(hasFailed: failure != nil)
    for folder in plan?.folders.values.filter(\.differs).map(\.entry) ?? []
    where !failed.contains(folder.path) {
      done(.set, folder)
    }
    summary.bytes = run.summary.bytes
    if let failure { throw failure }
    if restorer.options.verifies { try readBack() }
    return summary
  }

  private func done(_ kind: Restorer.Step.Kind, _ entry: Entry) {
    if !entry.isFolder {
      switch kind {
      case .write: summary.written += 1
      case .set: summary.set += 1
      case .remove: summary.removed += 1
      }
    }
    restorer.visit(Restorer.Step(kind: kind, entry: entry))
  }

  private func fail(_ error: StoreError) {
    // If only some bits of a mode are left out, the content is still as it should be.
    if error.code != .leftOut { failed.insert(Path(uncheckedBytes: error.subject)) }
    restorer.context.report(error)
  }

  private func fail(_ path: Path, _ action: StoreError.Action, _ errno: Errno) {
    let error: StoreError =
      errno == .fileExists
      ? .existing(path, action, in: nil) : StoreError(errno, action, path.bytes)
    fail(error)
  }
}

// MARK: - Writing

extension RestoreRun {
  /// Returns a function that returns the entries to be written, one after the other.
  private func wanted(report: @escaping Report) -> () throws(StoreError) -> WantedEntry? {
    if let plan {
      var rest = plan.writes[...]
      return { rest.popFirst() }
    }
    var rows = WantedEntries(
      index, restorer.options.selection, withFoldersAbove: true, report: report)
    return { () throws(StoreError) in try rows.next() }
  }

  private func write(by run: UnpackRun) throws(StoreError) {
    let next = wanted(report: { [unowned self] in fail($0) })
    let stream = try IndexedStream(
      index, for: .restore, threads: restorer.options.threads, salvages: true,
      context: restorer.context.reporting { [unowned self] in failMember($0) },
      followingRow: { [unowned self] () throws(StoreError) in
        guard let wanted = try next() else { return nil }
        if let substitute = wanted.substitute {
          substitutes[wanted.source.entry.path] = substitute
        }
        return wanted.source
      })
    while let entry = try stream.next() {
      try run.add(substitutes[entry.path] ?? entry, from: stream)
    }
    try run.drain()
    for (entry, _) in run.orphans {
      fail(
        StoreError(
          .unwritable, .restore, entry.path, in: index.name,
          cause: "the file that it is a hard link to was not restored"))
    }
  }

  /// Reports a member that is lost, and notes the failure of the path that it was to be written to.
  private func failMember(_ error: StoreError) {
    let path = Path(uncheckedBytes: error.subject)
    if let substitute = substitutes[path] { failed.insert(substitute.path) }
    fail(error)
  }

  /// Makes the folders of the plan writable for their owner during the work. Root does not need
  /// this.
  private func openFolders() throws(StoreError) {
    guard let plan, geteuid() != 0 else { return }
    for (path, folder) in plan.folders.sorted(by: { $0.key < $1.key })
    where folder.mode & 0o300 != 0o300 {
      // If it fails, writing into the folder reports the reason.
      try? root.folder(at: path).setMode(folder.mode | 0o300)
    }
  }
}

// MARK: - Setting, removing and reading back

extension RestoreRun {
  private func applySettings() throws(StoreError) {
    for setting in plan?.settings ?? [] {
      let path = setting.entry.path
      try restorer.context.check(.restore, path.bytes)
      do throws(Errno) {
        let folder = try root.folder(at: path.parent)
        let name = Name(path.lastComponent)
        let status = try folder.status(name)
        guard status.identity == setting.identity else { throw Errno.fileExists }
        if let mode = setting.entry.mode, status.kind != .symbolicLink {
          try folder.setMode(name, mode & FolderWriter.restoredBits)
        }
        if let modified = setting.entry.modified { try folder.setModified(name, modified) }
      } catch {
        fail(path, .restore, error)
        continue
      }
      done(.set, setting.entry)
    }
  }

  /// Removes entries, the deepest first.
  private func remove(_ removals: [RestorePlan.Removal]) throws(StoreError) {
    for removal in removals.reversed() {
      let path = removal.entry.path
      try restorer.context.check(.remove, path.bytes)
      do throws(Errno) {
        let folder = try root.folder(at: path.parent)
        do throws(Errno) {
          try remove(removal, in: folder)
        } catch .permissionDenied {
          // The mode of the folder may forbid it; it is changed only if the folder is to be removed
          // too.
          guard removals.contains(where: { $0.entry.path == path.parent }) else {
            throw .permissionDenied
          }
          try folder.setMode(0o700)
          try remove(removal, in: folder)
        }
      } catch {
        fail(path, .remove, error)
        continue
      }
      done(.remove, removal.entry)
    }
  }

  private func remove(_ removal: RestorePlan.Removal, in folder: FolderDescriptor) throws(Errno) {
    let name = Name(removal.entry.path.lastComponent)
    let stamp = try folder.status(name).stamp
    if removal.entry.isFolder {
      // The time of a folder changes when something in it is removed, so only the identity counts.
      guard stamp.identity == removal.stamp.identity else { throw .fileExists }
      try folder.removeFolder(name)
    } else {
      guard stamp == removal.stamp else { throw .fileExists }
      try folder.remove(name)
    }
  }

  /// Reads the written files back from the disk, and reports each that is not as it should be.
  private func readBack() throws(StoreError) {
    try attempt(root.syncFileSystem(), orThrow: { (error: Errno) in StoreError(error, .write, []) })
    let files = FileDigests<Digest?>(
      below: root, threads: restorer.options.threads, fromDisk: true,
      interruption: restorer.context.interruption
    ) { [unowned self] path, digest, outcome in
      switch outcome {
      case .success(let (found, _)) where found == digest: break
      case .success: failReading(path, "it does not have the content that was written")
      case .failure(let errno): failReading(path, errno.description)
      }
    }
    let next = wanted(report: { _ in })
    while let wanted = try next() {
      guard !failed.contains(wanted.path) else { continue }
      switch wanted.entry.kind {
      case .file: try files.add(wanted.path, wanted.source.digest)
      case .symbolicLink: checkLink(wanted.entry)
      case .hardLink(let target): checkName(wanted.path, of: target)
      case .folder, .special: break
      }
    }
    files.finish()
  }

  private func checkLink(_ wanted: Entry) {
    let found = try? root.entry(at: wanted.path).entry.kind
    if found != wanted.kind {
      failReading(wanted.path, "it is not the link that was written")
    }
  }

  private func checkName(_ path: Path, of target: Path) {
    let identities = [path, target].map {
      try? root.folder(at: $0.parent).status(Name($0.lastComponent)).identity
    }
    if identities[0] == nil || identities[0] != identities[1] {
      failReading(path, "it is not a hard link to \(target)")
    }
  }

  private func failReading(_ path: Path, _ cause: String) {
    fail(StoreError(.unreadable, .verify, path, cause: cause))
  }
}
