import ArchiveFormat
import Archives
import Entries
import Files
import Posts
import Terms

/// Takes the snapshots that are kept, one after the other, over into another file.
struct RewriteRun {
  let source: HistorySource
  let writing: HistoryOutput?
  let context: Context
  private let opener: FrameOpener
  /// The whole snapshot taken last.
  private var before: ArchiveIndex?
  /// Whether a snapshot that is not whole was taken since, so that the output is in another state.
  var isApart = false
  /// The first frame that came with none of the snapshots taken so far.
  var nextFrame = 0
  /// The numbers that the frames have in the other file, by their old numbers.
  private(set) var numbers: [Int: Int] = [:]
  /// The number of the snapshot taken last.
  private var lastNumber = 0
  /// Whether the snapshot that is taken is the last one.
  var isLast = false
  /// The numbers of posts and files in the snapshot taken last.
  private var held = SnapshotRecord.Counts()
  /// The frames to keep; nil keeps those that are needed.
  private let kept: Set<Int>?
  /// The frames of the members in the snapshots taken so far.
  private(set) var needed: Set<Int> = []

  /// The differences of a snapshot from the state before it in the output.
  struct Changes {
    /// The rows of members and of removals, each with the row that it replaces, in the order of
    /// paths.
    var steps: [(row: IndexRow, old: IndexRow?)] = []
    /// The frames that they need.
    var frames: Set<Int> = []
    /// The paths of members that are lost.
    var lost: Set<Path> = []
  }

  /// - Parameter writing: the output; nil to find out only which frames are needed.
  init(
    _ source: HistorySource, keeping kept: Set<Int>? = nil, into writing: HistoryOutput?,
    context: Context
  ) {
    self.kept = kept
    self.source = source
    self.writing = writing
    self.context = context
    opener = FrameOpener(source.index, for: .write)
  }

  /// Takes the next snapshot: its record and rows, and those frames that came since the snapshot
  /// before and that it needs.
  mutating func take(_ snapshot: Snapshot) throws(StoreError) {
    let view = source.view(snapshot)
    try view.checkBytes()
    let frames = nextFrame..<view.own.frame
    if isApart {
      try takeAll(snapshot, view, frames)
    } else if let before {
      try take(snapshot, view, after: before, frames)
    } else {
      try takeFirst(snapshot, view, frames)
    }
    (before, isApart, nextFrame) = (view, false, view.own.frame + 1)
  }

  private mutating func takeFirst(
    _ snapshot: Snapshot, _ view: ArchiveIndex, _ frames: Range<Int>
  ) throws(StoreError) {
    var needed: Set<Int> = []
    var tally = ChangeTally()
    var lost: Set<Path> = []
    var rows = view.rows(with: .digests)
    while let row = try rows.next() {
      guard let own = try keptFrames(of: row, among: frames, in: view, snapshot.record.number)
      else {
        lost.insert(row.entry.path)
        continue
      }
      needed.formUnion(own)
      tally.add(row, replacing: nil, in: nil)
    }
    held = tally.counts
    try copy(needed, of: frames)
    rows = view.rows(with: [.facts, .digests])
    let record = record(
      snapshot.record, unread: view.own.record?.unread ?? [], tally, lost)
    try writing?.endFirst(record, terms: terms()) { () throws(StoreError) in
      while let row = try rows.next() {
        if !lost.contains(row.entry.path) { return try moved(row) }
      }
      return nil
    }
  }

  private mutating func take(
    _ snapshot: Snapshot, _ view: ArchiveIndex, after before: ArchiveIndex, _ frames: Range<Int>
  ) throws(StoreError) {
    var changes = Changes()
    // Members of the snapshot before that are lost are not in the output.
    let written = writing?.view ?? before
    var delta = try SnapshotDelta(from: before, to: view)
    while let step = try delta.next() {
      let old = try written.row(at: step.path)
      guard let row = step.row else {
        if old != nil { changes.steps.append((.removal(of: step.path), old)) }
        continue
      }
      try add(row, replacing: old, to: &changes, of: view, frames, snapshot.record.number)
    }
    try end(changes, frames, snapshot.record, unread: view.own.record?.unread ?? [])
  }

  /// Adds a row to the changes, or its path to what is lost. The earlier version of what is lost
  /// stays, as a backup keeps that of a file that it cannot read.
  mutating func add(
    _ row: IndexRow, replacing old: IndexRow?, to changes: inout Changes, of view: ArchiveIndex,
    _ frames: Range<Int>, _ number: Int
  ) throws(StoreError) {
    guard let own = try keptFrames(of: row, among: frames, in: view, number) else {
      changes.lost.insert(row.entry.path)
      return
    }
    changes.frames.formUnion(own)
    changes.steps.append((row, old))
  }

  /// Copies the frames of the changes, and ends the snapshot with their rows.
  mutating func end(
    _ changes: Changes, _ frames: Range<Int>, _ record: SnapshotRecord, unread: [Path]
  ) throws(StoreError) {
    try copy(changes.frames, of: frames)
    let written = writing?.view ?? before
    var tally = ChangeTally()
    for (row, _) in changes.steps where row.digest != nil {
      tally.note(row.digest, of: row.entry.path)
    }
    var rows: [IndexRow] = []
    for (row, old) in changes.steps {
      count(row, replacing: old)
      if row.isRemoval {
        if let old { tally.remove(old.entry) }
        rows.append(row)
      } else {
        tally.add(row, replacing: old, in: written)
        rows.append(try moved(row))
      }
    }
    let record = self.record(record, unread: unread, tally, changes.lost)
    guard let writing else { return }
    if writing.view != nil { return try writing.end(rows, record, terms: terms()) }
    var rest = rows.filter { !$0.isRemoval }[...]
    try writing.endFirst(record, terms: terms()) { () throws(StoreError) in rest.popFirst() }
  }

  /// Updates the numbers of posts and files in the snapshot.
  private mutating func count(_ row: IndexRow, replacing old: IndexRow?) {
    for (entry, change) in [(old?.entry, -1), (row.isRemoval ? nil : row.entry, 1)] {
      guard let entry, !entry.isFolder else { continue }
      held.files += change
      if entry.isPost { held.posts += change }
    }
  }

  /// Returns the terms of all frames in the output, if the snapshot is the last one: its index
  /// replaces that of the archive, which has them.
  private func terms() throws(StoreError) -> [UInt8]? {
    guard isLast, let readers = try? source.index.terms(), !readers.isEmpty else { return nil }
    do throws(IndexError) {
      return try TermsMerge.merge(readers.map { TermsMerge.Source($0) { numbers[$0] } })
    } catch  where error.code == .damaged {
      // A search then reads all frames.
      return nil
    } catch {
      throw StoreError(writing: error, to: source.index.name)
    }
  }

  /// Returns the record of a snapshot, with changes counted from the kept one before.
  ///
  /// - Parameter unread: the paths that it could not read.
  private mutating func record(
    _ original: SnapshotRecord, unread: [Path], _ tally: ChangeTally, _ lost: Set<Path>
  ) -> OwnRecord {
    var record = original
    // The snapshots of a damaged archive may have any numbers.
    if record.number <= lastNumber {
      context.report(
        damaged("a second snapshot \(record.number) becomes snapshot \(lastNumber + 1)"))
      record.number = lastNumber + 1
    }
    lastNumber = record.number
    record.counts = tally.counts
    record.counts.posts = held.posts
    record.counts.files = held.files
    return OwnRecord(record, unread: lost.union(unread).sorted())
  }

  /// Returns the frames of a member; nil if it is lost, which is reported.
  ///
  /// - Parameter ownFrames: the frames that came with the snapshot.
  private func keptFrames(
    of row: IndexRow, among ownFrames: Range<Int>, in view: ArchiveIndex, _ number: Int
  ) throws(StoreError) -> Range<Int>? {
    guard source.isSalvaged else { return try frames(of: row) }
    do throws(StoreError) {
      let frames = try wholeFrames(of: row, among: ownFrames)
      guard case .hardLink(let target) = row.entry.kind else { return frames }
      do throws(StoreError) {
        if let file = try view.row(at: target) {
          _ = try wholeFrames(of: file, among: ownFrames)
        } else if try writing?.view?.row(at: target) == nil {
          throw damaged("there is none")
        }
      } catch let error where error.code == .damaged {
        throw damaged("the file that it is a hard link to is lost: \(target)")
      }
      return frames
    } catch let error where error.code == .damaged {
      context.report(
        StoreError(
          .damaged, .pack, row.entry.path, in: view.name,
          cause: "\(error.cause); lost as it came with snapshot \(number)"))
      return nil
    }
  }

  /// Returns the frames of a member that is whole.
  ///
  /// - Throws: `StoreError.Code.damaged` if a frame is damaged, or is where the snapshot cannot
  ///   have it: neither among its own nor among those that are kept already.
  private func wholeFrames(
    of row: IndexRow, among ownFrames: Range<Int>
  ) throws(StoreError) -> Range<Int> {
    let frames = try frames(of: row)
    for frame in frames {
      if source.lostFrames.contains(frame) { throw damaged("frame \(frame) is damaged") }
      guard numbers[frame] != nil || (ownFrames.contains(frame) && !source.isIndex(frame)) else {
        throw damaged("the index gives it an impossible position")
      }
    }
    return frames
  }

  func damaged(_ cause: String) -> StoreError {
    StoreError(.damaged, .pack, [], in: source.index.name, cause: cause)
  }

  /// Returns the frames that a member lies in.
  private func frames(of row: IndexRow) throws(StoreError) -> Range<Int> {
    let first = row.place.frame
    let index = source.index
    let alone = first..<(first + 1)
    guard row.entry.kind == .file, 0..<index.frameCount ~= first,
      Int64(row.place.position) + Int64(IndexedArchive.unit) + row.entry.size
        > Int64(index.decodedLength(of: first)), !source.lostFrames.contains(first)
    else { return alone }
    let end = Int64(try opener.open(row).position) + row.entry.size.roundedUpToBlock
    var last = first
    var length = Int64(index.decodedLength(of: first))
    while length < end, last + 1 < index.frameCount {
      last += 1
      length += Int64(index.decodedLength(of: last))
    }
    return first..<(last + 1)
  }

  private mutating func copy(_ needed: Set<Int>, of frames: Range<Int>) throws(StoreError) {
    self.needed.formUnion(needed)
    guard let writing else { return }
    let kept = kept ?? needed
    for frame in frames where kept.contains(frame) && !source.isIndex(frame) {
      try context.check(.write, ArgumentText.bytes(of: source.index.name))
      let (bytes, digest) = try source.frame(frame)
      numbers[frame] = try writing.write(
        bytes, digest: digest, decodedLength: source.index.decodedLength(of: frame))
    }
  }

  /// Returns a row as it is in the other file.
  func moved(_ row: IndexRow) throws(StoreError) -> IndexRow {
    guard writing != nil else { return row }
    guard let frame = numbers[row.place.frame] else {
      throw StoreError(
        .damaged, .write, row.entry.path, in: source.index.name,
        cause: "the index gives it an impossible position")
    }
    var moved = row
    moved.place.frame = frame
    return moved
  }
}
