import ArchiveFormat
import Archives
import Entries
import Files
import Packing
import Posts
import Store

/// Files that were moved keep their members.
///
/// A new file with the content of one that is gone gets a row that points to the member of that
/// one. Other tar programs know no rows: for them, a hard link from the new path to the path of the
/// member comes after all members, at the end of the tar, which is written anew with each snapshot.
/// So a link needs to be right only once everything else has been unpacked:
///
/// - The newest member with the path of the target is the file's own, and nothing has taken the
///   place of its folders. If a new member spoils that, the content is stored again.
/// - The target is not itself the path of a moved file, so the order of the links does not matter.
/// - Neither path was ever a name of a file with hard links: Python's tarfile writes into a file
///   that is there, whatever other names it has.
extension BackupRun {
  /// A member that is to be handed over.
  struct PlannedMember {
    enum Reason { case isNew, hasChanged, hasOtherFolderTime }
    let member: MemberPlan
    let reason: Reason
  }

  /// Takes the new files that were moved out of what is to be handed over.
  func dropMoved() throws(StoreError) {
    guard !gone.isEmpty || !moved.isEmpty else { return }
    var rest: [PlannedMember] = []
    for planned in planned {
      if planned.reason == .isNew, try isMoved(planned.member) { continue }
      rest.append(planned)
    }
    planned = rest
  }

  /// Decides whether a new file has a content that the archive holds under a path that is gone, or
  /// under its own path; if so, the snapshot gets a row for it.
  private func isMoved(_ member: MemberPlan) throws(StoreError) -> Bool {
    let entry = member.entry
    guard entry.kind == .file, entry.size > 0, !member.isLinked else { return false }
    let held = moved.row(ofMemberAt: entry.path)
    guard gone.mayHold(entry.size) || held?.entry.size == entry.size else { return false }
    var beginning: [UInt8] = []
    let digest: Digest
    do throws(StoreError) {
      let content = try PlannedContent(member)
      digest = try Digest { () throws(StoreError) in
        let piece = try content.next(backup.context.interruption)
        if entry.isPost, beginning.count < PostFacts.describedLength {
          unsafe piece?.forEachRun { unsafe beginning.append(contentsOf: $0) }
        }
        return piece
      }
    } catch let error where error.concernsOneFile {
      // It is handed over, and fails there.
      return false
    }
    guard let row = held?.digest == digest ? held : gone.row(holding: digest) else { return false }
    let facts =
      entry.isPost
      ? backup.options.describe(entry.path, Array(beginning.prefix(PostFacts.describedLength)))
      : nil
    let new = row.moved(to: entry, facts: facts)
    if new.memberPath != nil {
      guard moved.hasRoom(for: new), try !isHardLinked(new) else { return false }
      moved.keep(new)
    }
    restated.append(new)
    count(new, replacing: nil)
    if row.entry.isPost, entry.isPost { removedPosts -= 1 }
    return true
  }

  /// Returns whether the path of a file or that of its member was ever a name of a file with hard
  /// links.
  private func isHardLinked(_ row: IndexRow) throws(StoreError) -> Bool {
    if hardLinked == nil, let before {
      hardLinked = try LinkedFrames.linkedPaths(
        of: HistorySource(before), threads: threads, interruption: backup.context.interruption)
    }
    return hardLinked?.contains(row.entry.path.bytes) ?? false
      || hardLinked?.contains(row.pathInTar.bytes) ?? false
  }

  /// Stores the contents of moved files again to which no link could lead.
  ///
  /// - Parameter pack: the pack; nil if nothing is written.
  func storeUnlinkable(by pack: IndexedPack?) throws(StoreError) {
    guard let before else { return }
    let opener = FrameOpener(before, for: .write)
    while true {
      let rows = packed.unlinkable(among: stillMoved())
      if rows.isEmpty { return }
      let contents = try attempt(OpenFile.unnamed(), orThrow: StoreError.temporaryFile)
      var length: Int64 = 0
      for row in rows {
        let start = length
        var content = try opener.open(row)
        while let piece = try content.next(by: opener) {
          try attempt(contents.append(piece, at: &length), orThrow: StoreError.temporaryFile)
        }
        moved.storeAgain(row)
        try hand(MemberPlan(row.entry, in: contents, from: start))
      }
      try pack?.drain()
      restated.removeAll { moved.isStoredAgain($0.entry.path) }
    }
  }

  /// The rows of the files in the snapshot that are moved, in the order of their paths.
  func stillMoved() -> [IndexRow] { moved.rows(except: packed, removals) }
}
