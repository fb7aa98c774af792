import ArchiveFormat
import Archives
import Entries
import Files
import Packing
import Posts
import Store
import SystemPackage
import Tar

/// One backup on its way: the collection and the snapshot before are gone through side by side, both in
/// the order of paths, and what differs is packed.
final class BackupRun {
  private let backup: Backup
  private let before: ArchiveIndex?
  private let trust: TimeTrust?
  private let output: OpenFile
  private let path: String
  private let threads: Int
  /// Begun with the first change, since the archive is copied then.
  private var pack: IndexedPack?
  private var tally = ChangeTally()
  /// Folders of which only the time has changed, which makes no snapshot by itself.
  private var pending: [MemberPlan] = []
  private var removals: [Path] = []
  /// What the snapshot before has of those that have been handed over to be packed.
  private var replaced: [Path: DecodedRows.Row] = [:]
  /// Files with further names that have been handed over: their names go with them.
  private var renewed: Set<Path> = []
  private var packed: Set<Path> = []
  private var unread: [Path: StoreError.Code] = [:]

  init(_ backup: Backup, onto before: ArchiveIndex?, in output: OpenFile, named path: String) {
    self.backup = backup
    self.before = before
    trust = before.map { TimeTrust($0) }
    self.output = output
    self.path = path
    threads = backup.options.jobs ?? Parallelism.processors
  }

  /// What the snapshot holds, and how it differs from the one before.
  var counts: SnapshotRecord.Counts { tally.counts }

  /// Compares, and packs what differs.
  func compare(omitting omitted: [FileStatus.Identity]) throws(StoreError) {
    let rows = before.map { DecodedRows($0, with: .digests, threads: threads) }
    var row = try rows?.next()
    let members = try members(omitting: omitted)
    while let member = try members() {
      let path = member.entry.path
      while let earlier = row, earlier.row.entry.path < path {
        takeGone(earlier.row)
        row = try rows?.next()
      }
      if let earlier = row, earlier.row.entry.path == path {
        try take(member, after: earlier)
        row = try rows?.next()
      } else {
        try add(member)
      }
      backup.visit(member.entry)
    }
    while let earlier = row {
      takeGone(earlier.row)
      row = try rows?.next()
    }
  }

  /// Ends the snapshot.
  ///
  /// - Parameter latest: the snapshot before.
  /// - Returns: what it tells; nil where nothing has changed, and nothing was written.
  func finish(after latest: SnapshotRecord?) throws(StoreError) -> SnapshotRecord? {
    try pack?.drain()
    settleUnread()
    guard !packed.isEmpty || !removals.isEmpty || before == nil || backup.options.isUnconditional
    else { return nil }
    try addPending()
    let pack = try begunPack()
    try pack.drain()
    let isPacked = before?.trailer.version == .single
    let record = SnapshotRecord(
      number: (latest?.number ?? 0) + 1, time: backup.options.time,
      message: backup.options.message, counts: counts, unread: unread.keys.sorted(),
      packed: isPacked ? latest?.time : nil)
    _ = try pack.finish(snapshot: SnapshotPlan(record: record, removals: removals.sorted()))
    return record
  }

  /// How long the archive is by now, in bytes.
  func length() throws(StoreError) -> Int64 {
    do throws(Errno) {
      return try output.status().size
    } catch {
      throw StoreError(error, .write, ArgumentText.bytes(of: path))
    }
  }
}

// MARK: - The collection

extension BackupRun {
  /// What the collection holds, member by member.
  private func members(
    omitting omitted: [FileStatus.Identity]
  ) throws(StoreError) -> () throws(StoreError) -> MemberPlan? {
    let selection = backup.options.selection
    if case .folder(let folder) = backup.collection.source {
      let walk = try FolderWalk(
        folder, selection: selection, marksHardLinks: true, omitting: omitted,
        interruption: backup.interruption, report: note)
      return { () throws(StoreError) in
        guard try walk.next() != nil, let found = walk.found else { return nil }
        return MemberPlan(found, latestTime: nil)
      }
    }
    let source = MemberSource(
      collection: backup.collection, usesIndex: true, salvages: false,
      interruption: backup.interruption)
    let sorted = try SortedMembers(source, selection, report: note)
    var plans = sorted.plans(latestTime: nil).makeIterator()
    return { plans.next() }
  }

  /// Takes note of what could not be read, or not as it was, and reports it.
  private func note(_ error: StoreError) {
    switch error.code {
    case .unreadable, .notFound, .changed, .leftOut:
      unread[Path(uncheckedBytes: error.subject)] = error.code
    default: break
    }
    // What went while it was read is no more missing than what was written to meanwhile.
    backup.report(
      error.code == .notFound
        ? StoreError(.changed, error.action, error.subject, cause: error.cause) : error)
  }
}

// MARK: - What differs

extension BackupRun {
  /// Takes a member of which the snapshot before has something.
  private func take(
    _ member: MemberPlan, after earlier: DecodedRows.Row
  ) throws(StoreError) {
    let (entry, row) = (member.entry, earlier.row)
    guard entry == row.entry else {
      let hasOtherTime = entry.isFolder && row.entry.isFolder && entry.mode == row.entry.mode
      // Once something else has changed, it goes with that.
      if hasOtherTime, pack == nil {
        pending.append(member)
        return
      }
      return try add(member, replacing: earlier)
    }
    if case .hardLink(let target) = entry.kind, renewed.contains(target) {
      return try add(member, replacing: earlier)
    }
    guard entry.kind == .file, isUncertain(entry) else { return tally.keep(entry) }
    do throws(StoreError) {
      let content = try PlannedContent(member)
      let digest = try Digest { () throws(StoreError) in try content.next(backup.interruption) }
      if digest == row.digest { return tally.keep(entry) }
    } catch let error where error.concernsOneFile {
      note(error)
      replaced[entry.path] = earlier
      return
    }
    try add(member, replacing: earlier)
  }

  /// Whether a file may have changed though nothing shows it.
  private func isUncertain(_ entry: Entry) -> Bool {
    if backup.options.readsEverything || backup.collection.isArchive { return true }
    guard let trust, let modified = entry.modified else { return true }
    return !trust.holds(entry.path, modified: modified)
  }

  /// Takes what the collection has no more, unless it could not be looked for.
  private func takeGone(_ row: IndexRow) {
    let isOutOfSight = row.entry.path.withFoldersAbove.contains { path in
      unread[path].map { $0 != .notFound } ?? false
    }
    if isOutOfSight { return tally.keep(row.entry) }
    remove(row)
  }

  private func remove(_ row: IndexRow) {
    removals.append(row.entry.path)
    tally.remove(row.entry)
  }

  /// Packs a member.
  private func add(
    _ member: MemberPlan, replacing earlier: DecodedRows.Row? = nil
  ) throws(StoreError) {
    let entry = member.entry
    guard entry.kind != .special else {
      backup.report(.unpackable(entry, in: backup.collection.archiveName))
      if let earlier { remove(earlier.row) }
      return
    }
    try addPending()
    if let earlier { replaced[entry.path] = earlier }
    if member.isLinked { renewed.insert(entry.path) }
    try hand(member)
  }

  private func addPending() throws(StoreError) {
    let folders = pending
    pending = []
    for folder in folders { try hand(folder) }
  }

  /// Hands a member over to be packed.
  private func hand(_ member: MemberPlan) throws(StoreError) {
    let pack = try begunPack()
    guard FrameCutter.isLarge(member.entry) else { return try pack.add(member, modified: nil) }
    var content: PlannedContent?
    try pack.addLarge(member, modified: nil, pastErrors: true) { () throws(StoreError) in
      let opened = try PlannedContent(member)
      content = opened
      var entry = member.entry
      entry.size = opened.size
      return entry
    } nextPiece: { () throws(StoreError) in
      try content?.next(backup.interruption)
    }
    if content?.hasChanged ?? false { note(.changedWhileRead(member.entry.path)) }
  }

  private func begunPack() throws(StoreError) -> IndexedPack {
    if let pack { return pack }
    let level = backup.options.level ?? Packer.usualLevel
    let recipe = Recipe.current(level: level, libarchiveVersion: libarchiveVersion())
    if let before {
      try ArchiveCopy(before, to: output, named: path)
        .run(threads: threads, interruption: backup.interruption)
    }
    let sink = FrameSink { [output, path, before] () throws(StoreError) in
      try FrameWriting(
        output.descriptor, named: path, recipe: recipe, version: .history, after: before)
    }
    let settings = FramePacker.Settings(
      level: level, describe: backup.options.describe, earlier: nil, output: path,
      watchesChanges: true)
    let begun = IndexedPack(
      sink, settings, threads: threads, earlier: nil, interruption: backup.interruption,
      visit: { [unowned self] in count($0) }, report: { [unowned self] in note($0) })
    pack = begun
    return begun
  }
}

// MARK: - What came of it

extension BackupRun {
  /// Counts a member that is packed.
  private func count(_ row: IndexRow) {
    let path = row.entry.path
    packed.insert(path)
    if renewed.contains(path) { tally.note(row.digest, of: path) }
    tally.add(row, replacing: replaced[path]?.row, in: before)
  }

  /// Decides what becomes of that which could not be read: what is gone is gone, and of all else the
  /// snapshot keeps what the one before has.
  private func settleUnread() {
    for (path, code) in unread where !packed.contains(path) {
      guard let earlier = replaced[path] else { continue }
      if code == .notFound {
        remove(earlier.row)
      } else {
        tally.keep(earlier.row.entry)
      }
    }
  }
}
