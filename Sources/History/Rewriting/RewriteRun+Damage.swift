import ArchiveFormat
import Archives
import Entries
import Files
import Posts
import Tar

extension RewriteRun {
  /// Takes the next snapshot of a damaged history, or what is left of it.
  mutating func take(
    _ snapshot: DamagedSnapshot, describing describe: Describe?
  ) throws(StoreError) {
    switch snapshot.knowledge {
    case .whole(let whole): return try take(whole)
    case .changes(let view, let cause):
      var record = view.snapshot
      record.message = Self.recovered(record.message)
      try take(changesOf: view, of: snapshot, record)
      context.report(.partialSnapshot(snapshot.name, cause, in: source.index.name))
    case .members(let cause):
      let record = SnapshotRecord(
        number: snapshot.number, time: writing?.view?.snapshot.time ?? 0,
        message: Self.recovered(""))
      let isKept = try take(membersOf: snapshot, describing: describe, record)
      context.report(
        isKept
          ? .partialSnapshot(snapshot.name, cause, in: source.index.name)
          : .lostSnapshot(snapshot.name, cause, in: source.index.name))
    }
    (isApart, nextFrame) = (true, snapshot.frames.upperBound + 1)
  }

  /// The message of a snapshot that is kept in part.
  private static func recovered(_ message: String) -> String {
    message.isEmpty ? "recovered" : "\(message) (recovered)"
  }

  /// Takes a whole snapshot after one that was kept in part: compares all rows.
  mutating func takeAll(
    _ snapshot: Snapshot, _ view: ArchiveIndex, _ frames: Range<Int>
  ) throws(StoreError) {
    var changes = Changes()
    var rows = view.rows(with: [.facts, .digests])
    var others = writing?.view?.rows(with: [.facts, .digests])
    var (next, other) = (try rows.next(), try others?.next())
    while let path = [next, other].compactMap({ $0?.entry.path }).min() {
      let old = other?.entry.path == path ? other : nil
      if let row = next, row.entry.path == path {
        let written = numbers[row.place.frame] == nil ? nil : try moved(row)
        if written == nil || written != old {
          try add(row, replacing: old, to: &changes, of: view, frames, snapshot.record.number)
        }
        next = try rows.next()
      } else {
        changes.steps.append((.removal(of: path), old))
      }
      if old != nil { other = try others?.next() }
    }
    try end(changes, frames, snapshot.record, unread: view.own.record?.unread ?? [])
  }

  /// Takes a snapshot whose own index is whole, but not all those that it builds on.
  private mutating func take(
    changesOf view: ArchiveIndex, of snapshot: DamagedSnapshot, _ record: SnapshotRecord
  ) throws(StoreError) {
    var changes = Changes()
    var rows = RowCursor([view.own], below: .root, with: [.facts, .digests])
    while let row = try rows.nextOrRemoval() {
      let old = try writing?.view?.row(at: row.entry.path)
      if row.isRemoval {
        if old != nil { changes.steps.append((row, old)) }
      } else {
        try add(row, replacing: old, to: &changes, of: view, snapshot.frames, snapshot.number)
      }
    }
    try end(changes, snapshot.frames, record, unread: view.own.record?.unread ?? [])
  }

  /// Takes the members in the frames of a snapshot whose index is lost.
  ///
  /// - Returns: whether there is any.
  private mutating func take(
    membersOf snapshot: DamagedSnapshot, describing describe: Describe?, _ record: SnapshotRecord
  ) throws(StoreError) -> Bool {
    var members = try RecoveredMembers(describe, in: source.index.name, context)
    for frame in snapshot.frames where !source.isIndex(frame) {
      try context.check(.pack, ArgumentText.bytes(of: source.index.name))
      members.add(frame, source.lostFrames.contains(frame) ? nil : try source.frame(frame).bytes)
    }
    let written = writing?.view
    var changes = Changes()
    for member in try members.finish(after: written) {
      changes.frames.formUnion(member.frames)
      changes.steps.append((member.row, try written?.row(at: member.row.entry.path)))
    }
    guard !changes.steps.isEmpty else { return false }
    try end(changes, snapshot.frames, record, unread: [])
    return true
  }
}
