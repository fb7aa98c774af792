import ArchiveFormat
import Archives
import Entries
import Files
import Packing
import Posts
import Store
import SystemPackage
import Tar

/// Carries out one backup: compares the collection with the snapshot before, side by side in the
/// order of paths, and packs what differs.
///
/// Seven collections decide what the new snapshot has at each path: `planned`, `removals`,
/// `restated`, `replaced`, `renewed`, `packed` and `unread`. In the end it has a new row for each
/// path in `packed` and `restated`, no row for a path in `removals`, and for any other path the row
/// of the snapshot before, if there is one. On the way there:
///
/// - `packed`, `restated` and `removals` have no path in common.
/// - Nothing is handed over before all is compared, except for a first snapshot: a file that is new
///   may be one that is gone elsewhere, and then needs no more than a row.
/// - Once the pack has been drained, each path that was handed over is in `packed` or in `unread`.
///   A path is in both if it was packed although it changed or could not be read to its end, or is
///   a folder that could not be listed.
/// - A path that is in `unread` but not in `packed` gets no new row. If it is in `replaced`,
///   `settleUnread` decides: a file that is gone is removed, any other keeps its earlier row. If it
///   is not in `replaced`, it is new and stays out of the snapshot; or it was decided on when it
///   was compared, as a folder that could not be listed; or the collection did not yield it, and
///   `takeGone` decides.
/// - `renewed` holds only paths that were handed over, and each hard link to one of them is handed
///   over too.
/// - `tally` counts each file and link once: when it is kept, when it has been packed, or when it
///   is removed.
final class BackupRun {
  let backup: Backup
  let before: ArchiveIndex?
  private let trust: ModificationCheck?
  /// The file to write to; nil if nothing is written, and what would be is only noted.
  private let output: OpenFile?
  /// Hears of each difference, if nothing is written.
  private let observe: (BackupPreview.Change) -> Void
  /// The length of the contents that would be stored, in bytes.
  var bytesForeseen: Int64 = 0
  private let path: String
  let threads: Int
  /// The pack; begun only when it is needed, since the archive is copied then.
  private var pack: IndexedPack?
  var tally = ChangeTally()
  /// The members that are to be handed over, in the order of paths. Folders of which only the time
  /// has changed are no reason for a snapshot: they are dropped if nothing else is.
  var planned: [PlannedMember] = []
  /// The paths that the snapshot before has and the new one has not.
  private(set) var removals: [Path] = []
  /// The files among them.
  private(set) var gone = GoneFiles()
  /// The rows of files and hard links whose mode, time or path alone has changed: their members
  /// stay.
  var restated: [IndexRow] = []
  /// The files that were moved, in this snapshot or before.
  var moved = MovedFiles()
  /// The names of all files with hard links that the tar ever had; nil until someone asks.
  var hardLinked: Set<[UInt8]>?
  /// The rows of the snapshot before, from which those get their facts.
  private lazy var earlierRows = before?.rows(with: [.facts, .digests])
  /// The number of posts among them, and that of all posts in the snapshot before.
  var removedPosts = 0
  private(set) var earlierPosts = 0
  /// The earlier rows of the paths that were handed over, and of the files that could not be read
  /// to be compared. Folders of which only the time has changed have none here.
  private var replaced: [Path: DecodedRows.Row] = [:]
  /// The paths of files with several names that were handed over. Hard links to them are handed
  /// over even if they are unchanged, since they are names of the new member.
  private var renewed: Set<Path> = []
  /// The members that have been packed.
  private(set) var packed = PackedPaths()
  /// The paths that could not be read, or not as they were at one moment, each with the last
  /// reason: members, folders that could not be listed, and paths that the collection could not
  /// yield.
  private var unread: [Path: StoreError.Code] = [:]

  init(
    _ backup: Backup, onto before: ArchiveIndex?, in output: OpenFile?, named path: String,
    observe: @escaping (BackupPreview.Change) -> Void = { _ in }
  ) {
    self.observe = observe
    self.backup = backup
    self.before = before
    trust = before.map { ModificationCheck($0) }
    self.output = output
    self.path = path
    threads = backup.options.jobs ?? Parallelism.processors
  }

  /// The contents of the snapshot in numbers, and its differences from the one before.
  var counts: SnapshotRecord.Counts { tally.counts }

  /// Compares the collection with the snapshot before, and hands over what differs.
  func compare(omitting omitted: [FileStatus.Identity]) throws(StoreError) {
    let rows = before.map { DecodedRows($0, with: .digests, threads: threads) }
    var row: DecodedRows.Row?
    let members = try members(omitting: omitted)
    func nextRow() throws(StoreError) {
      row = try rows?.next()
      guard let row = row?.row else { return }
      if row.entry.isPost { earlierPosts += 1 }
      if row.memberPath != nil { moved.keep(row) }
    }
    try nextRow()
    while let member = try members() {
      let path = member.entry.path
      while let earlier = row, earlier.row.entry.path < path {
        takeGone(earlier.row)
        try nextRow()
      }
      if let earlier = row, earlier.row.entry.path == path {
        try take(member, after: earlier)
        try nextRow()
      } else {
        try add(member)
      }
      backup.visit(member.entry)
    }
    while let earlier = row {
      takeGone(earlier.row)
      try nextRow()
    }
    try dropMoved()
    if planned.contains(where: { $0.reason != .hasOtherFolderTime }) { try handPlanned() }
  }

  /// Ends the snapshot.
  ///
  /// - Parameter latest: the record of the snapshot before.
  /// - Returns: the record of the snapshot; nil if nothing has changed, and the archive is to stay
  ///   as it is.
  func finish(after latest: SnapshotRecord?) throws(StoreError) -> OwnRecord? {
    guard try settle() else { return nil }
    try handPlanned()
    guard let output else { preconditionFailure("a preview is not finished") }
    let pack = try begunPack(output)
    try pack.drain()
    try storeUnlinkable(by: pack)
    let record = OwnRecord(
      SnapshotRecord(
        number: (latest?.number ?? 0) + 1, time: backup.options.time,
        message: backup.options.message, counts: counts, origin: backup.options.origin),
      unread: unread.keys.sorted())
    _ = try pack.finish(
      snapshot: SnapshotPlan(
        record: record, removals: removals.sorted(), restated: restated, moved: stillMoved()))
    return record
  }

  /// Decides about what could not be read, and returns whether there is a reason for a snapshot.
  func settle() throws(StoreError) -> Bool {
    try pack?.drain()
    settleUnread()
    if !backup.options.allowsRemovals { try requireRemaining() }
    return !packed.isEmpty || !removals.isEmpty || !restated.isEmpty || before == nil
      || backup.options.isUnconditional
  }
}

// MARK: - The collection

extension BackupRun {
  /// Returns a function that returns the members of the collection, one after the other.
  private func members(
    omitting omitted: [FileStatus.Identity]
  ) throws(StoreError) -> () throws(StoreError) -> MemberPlan? {
    let selection = backup.options.selection
    if let folder = backup.collection.folder {
      let walk = try FolderWalk(
        folder, selection: selection, marksHardLinks: true, omitting: omitted,
        context: backup.context.reporting(to: note))
      return { () throws(StoreError) in
        guard try walk.next() != nil, let found = walk.found else { return nil }
        return MemberPlan(found, latestTime: nil)
      }
    }
    let source = MemberSource(
      collection: backup.collection, usesIndex: true, salvages: false,
      context: backup.context.reporting(to: note))
    let sorted = try SortedMembers(source, selection)
    var plans = sorted.plans(latestTime: nil).makeIterator()
    return { plans.next() }
  }

  /// Notes the path of a member that could not be read, or not as it was, and reports the error.
  func note(_ error: StoreError) {
    switch error.code {
    case .unreadable, .notFound, .changed, .leftOut:
      unread[Path(uncheckedBytes: error.subject)] = error.code
    default: break
    }
    // A file that vanished while it was read is reported like one that changed meanwhile.
    backup.context.report(
      error.code == .notFound
        ? StoreError(.changed, error.action, error.subject, cause: error.cause) : error)
  }
}

// MARK: - Differences

extension BackupRun {
  /// Decides about a member at whose path the snapshot before has a row.
  private func take(_ member: MemberPlan, after earlier: DecodedRows.Row) throws(StoreError) {
    let (entry, row) = (member.entry, earlier.row)
    guard entry == row.entry else {
      if entry.isFolder, row.entry.isFolder, entry.mode == row.entry.mode {
        planned.append(PlannedMember(member: member, reason: .hasOtherFolderTime))
        return
      }
      guard try hasOtherStatus(member, row) else { return try add(member, replacing: earlier) }
      return try restate(row, as: entry)
    }
    if case .hardLink(let target) = entry.kind, renewed.contains(target) {
      return try add(member, replacing: earlier)
    }
    // A hard link cannot lead to a path without a member.
    if member.isLinked, row.memberPath != nil { return try add(member, replacing: earlier) }
    guard entry.kind == .file, isUncertain(member) else { return tally.keep(entry) }
    do throws(StoreError) {
      if try digest(of: PlannedContent(member)) == row.digest { return tally.keep(entry) }
    } catch let error where error.concernsOneFile {
      note(error)
      replaced[entry.path] = earlier
      return
    }
    try add(member, replacing: earlier)
  }

  func digest(of content: PlannedContent) throws(StoreError) -> Digest {
    try Digest { () throws(StoreError) in try content.next(backup.context.interruption) }
  }

  /// Returns whether nothing but the mode or the time of a file or a hard link has changed. A file
  /// that cannot be read is handed over, and fails there.
  private func hasOtherStatus(_ member: MemberPlan, _ row: IndexRow) throws(StoreError) -> Bool {
    guard IndexRow(entry: member.entry, place: row.place).restated(as: row.entry).entry == row.entry
    else { return false }
    switch member.entry.kind {
    case .hardLink(let target): return !renewed.contains(target)
    case .folder, .symbolicLink, .special: return false
    case .file:
      if member.isLinked, row.memberPath != nil { return false }
      do throws(StoreError) {
        return try digest(of: PlannedContent(member)) == row.digest
      } catch let error where error.concernsOneFile {
        return false
      }
    }
  }

  /// Keeps a member, with the mode and the time that it has now.
  private func restate(_ row: IndexRow, as entry: Entry) throws(StoreError) {
    let path = row.entry.path.bytes
    let earlier = try earlierRows?.next {
      unsafe $0.withUnsafeBufferPointer { unsafe $0.elementsEqual(path) }
    }
    guard let full = earlier?.restated(as: entry) else {
      preconditionFailure("the snapshot before has the row")
    }
    restated.append(full)
    if full.memberPath != nil { moved.keep(full) }
    count(full, replacing: row)
  }

  /// Returns whether a file may have changed although its size and time are the same.
  private func isUncertain(_ member: MemberPlan) -> Bool {
    guard !backup.options.readsEverything, let trust, let status = member.status else {
      return true
    }
    return !trust.holds(member.entry.path, status)
  }

  /// Removes a row whose path the collection does not have any more, unless the path could not be
  /// examined.
  private func takeGone(_ row: IndexRow) {
    let isOutOfSight = row.entry.path.withFoldersAbove.contains { path in
      unread[path].map { $0 != .notFound } ?? false
    }
    if isOutOfSight { return tally.keep(row.entry) }
    remove(row)
  }

  private func remove(_ row: IndexRow) {
    removals.append(row.entry.path)
    gone.insert(row)
    tally.remove(row.entry)
    observe(BackupPreview.Change(kind: .removed, entry: row.entry))
    if row.entry.isPost { removedPosts += 1 }
  }

  /// Plans to hand a member over to be packed. Reports a special file, which cannot be packed, and
  /// removes its earlier row.
  private func add(
    _ member: MemberPlan, replacing earlier: DecodedRows.Row? = nil
  ) throws(StoreError) {
    let entry = member.entry
    guard entry.kind != .special else {
      backup.context.report(.unpackable(entry, in: backup.collection.archiveName))
      if let earlier { remove(earlier.row) }
      return
    }
    if let earlier { replaced[entry.path] = earlier }
    if member.isLinked { renewed.insert(entry.path) }
    guard before != nil else { return try hand(member) }
    planned.append(
      PlannedMember(member: member, reason: earlier == nil ? .isNew : .hasChanged))
  }

  private func handPlanned() throws(StoreError) {
    let members = planned
    planned = []
    for planned in members where output != nil || planned.reason != .hasOtherFolderTime {
      try hand(planned.member)
    }
  }

  /// Hands a member over to be packed.
  func hand(_ member: MemberPlan) throws(StoreError) {
    guard let output else { return try foresee(member) }
    let pack = try begunPack(output)
    if FrameCutter.isLarge(member.entry) {
      try pack.addLarge(member)
    } else {
      try pack.add(member)
    }
  }

  private func begunPack(_ output: OpenFile) throws(StoreError) -> IndexedPack {
    if let pack { return pack }
    let level = backup.options.level ?? Packer.usualLevel
    let recipe = Recipe.current(level: level, libarchiveVersion: libarchiveVersion())
    if let before {
      try ArchiveCopy(before, to: output, named: path)
        .run(threads: threads, interruption: backup.context.interruption)
    }
    let terms = FrameTerms(backup.options.terms, earlier: nil)
    let sink = FrameSink { [path, before] () throws(StoreError) in
      try ArchiveOutput(
        output.descriptor, named: path, recipe: recipe, terms: terms, isOfSnapshot: true,
        after: before)
    }
    let settings = FramePacker.Settings(
      level: level, describe: backup.options.describe, earlier: nil, terms: terms, output: path)
    let begun = IndexedPack(
      sink, settings, threads: threads, earlier: nil,
      context: backup.context.reporting { [unowned self] in note($0) },
      visit: { [unowned self] in count($0) })
    pack = begun
    return begun
  }
}

// MARK: - Results

extension BackupRun {
  /// Counts a member that has been packed.
  func count(_ row: IndexRow) {
    let path = row.entry.path
    let isStoredAgain = moved.isStoredAgain(path)
    packed.insert(row.entry)
    if isStoredAgain { return }
    if renewed.contains(path) { tally.note(row.digest, of: path) }
    count(row, replacing: replaced[path]?.row)
  }

  /// Counts an entry that is new or differs from the one before.
  func count(_ row: IndexRow, replacing earlier: IndexRow?) {
    guard let kind = tally.add(row, replacing: earlier, in: before) else { return }
    observe(BackupPreview.Change(kind: kind, entry: row.entry))
  }

  /// Decides about each path that could not be read and was not packed: a file that is gone is
  /// removed, and for any other the snapshot keeps the row of the one before.
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
