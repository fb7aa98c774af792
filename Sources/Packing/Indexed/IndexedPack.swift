package import ArchiveFormat
import Archives
package import Entries
import Files
import Posts
import SystemPackage
import Tar
import Terms

/// Packs members into one indexed archive: cuts them into frames, which several threads make.
///
/// One thread hands over the members in the order of their paths. The amount of work in progress is
/// bounded, and so is memory. An error ends the work; the file written so far is then no archive.
package final class IndexedPack {
  private let settings: FramePacker.Settings
  private let context: Context
  private let visit: (IndexRow) -> Void
  private let workers: OrderedWorkers<FrameJob, Result<PackedFrame, StoreError>>
  /// The weight of the jobs whose frames have not been written, and its limit. The limit leaves
  /// each thread work while the one that hands it over waits for its turn on a busy machine.
  private var load = 0
  private let maximumLoad: Int
  private let sink: FrameSink
  private var summary = Packer.Summary()
  private var earlier: EarlierArchive?
  private var cutter = FrameCutter()
  /// The members that are in no frame yet.
  private var members: [MemberPlan] = []
  /// Makes the few frames that are not worth a thread.
  private let packer: FramePacker
  /// Gathers the terms of large members; nil if none are written.
  private let gatherer: ThreadTermGatherer?
  /// The files that could not be read and that hard links may lead to.
  private var lost: Set<Path> = []

  /// - Parameters:
  ///   - threads: the number of frames that are made at once.
  ///   - earlier: the archive from which unchanged frames are taken.
  package init(
    _ sink: FrameSink, _ settings: FramePacker.Settings, threads: Int, earlier: EarlierArchive?,
    context: Context, visit: @escaping (IndexRow) -> Void
  ) {
    self.sink = sink
    self.settings = settings
    self.earlier = earlier
    self.context = context
    self.visit = visit
    packer = FramePacker(settings)
    gatherer = settings.terms?.makeGatherer()
    maximumLoad = 8 * threads
    workers = OrderedWorkers(threads: threads) {
      let packer = FramePacker(settings)
      return { job in
        do throws(StoreError) {
          return .success(try packer.pack(job))
        } catch {
          return .failure(error)
        }
      }
    }
  }

  /// Adds a member that fits in a frame.
  package func add(_ member: MemberPlan) throws(StoreError) {
    for count in cutter.put(member.entry) { try endFrame(count) }
    var member = member
    member.earlier = earlier?.find(member.entry, member.status)
    members.append(member)
  }

  /// Adds a file that has frames of its own, and reads its planned content. A file that cannot be
  /// read, or changes while it is read, is reported.
  package func addLarge(_ member: MemberPlan) throws(StoreError) {
    var content: PlannedContent?
    try addLarge(member, pastErrors: true) { () throws(StoreError) in
      let opened = try PlannedContent(member)
      content = opened
      return opened.size
    } nextPiece: { () throws(StoreError) in
      try content?.next(context.interruption)
    } hasChanged: { () throws(StoreError) in
      try content?.hasChanged() ?? false
    }
  }

  /// Adds a file that has frames of its own.
  ///
  /// - Parameters:
  ///   - goesOn: whether a file that cannot be read is reported and left out. If a part of it has
  ///     been written, zeros replace the rest.
  ///   - open: opens the file, and returns the size that it has now.
  ///   - nextPiece: returns the content piece by piece.
  ///   - hasChanged: returns whether the file has changed since it was opened.
  package func addLarge(
    _ member: MemberPlan, pastErrors goesOn: Bool = false,
    open: () throws(StoreError) -> Int64, nextPiece: () throws(StoreError) -> Piece?,
    hasChanged: () throws(StoreError) -> Bool = { false }
  ) throws(StoreError) {
    try endFrame()
    if let found = earlier?.find(member.entry, member.status),
      try takeOver(found, isLinked: member.isLinked)
    {
      return
    }
    var entry = member.entry
    var hasBegun = false
    var remark: StoreError?
    do throws(StoreError) {
      entry.size = try open()
      var large = try LargeMember(entry, settings: settings, gatherer: gatherer)
      try large.write { () throws(StoreError) in
        do throws(StoreError) {
          return remark == nil ? try nextPiece() : nil
        } catch let error where goesOn && hasBegun && error.concernsOneFile {
          remark = error
          return nil
        }
      } take: { (piece) throws(StoreError) in
        hasBegun = true
        try begin(.piece(piece, end: nil))
      }
      var (last, end, isWhole) = try large.finish(isLinked: member.isLinked)
      if remark == nil {
        do throws(StoreError) {
          if try hasChanged() || !isWhole { remark = .changedWhileRead(entry.path) }
        } catch let error where goesOn && error.concernsOneFile {
          remark = error
        }
      }
      end.remark = remark
      try begin(.piece(last, end: end))
    } catch let error where goesOn && !hasBegun && error.concernsOneFile {
      if member.isLinked { lost.insert(entry.path) }
      context.report(error)
    }
  }

  /// Takes over all frames of a large member; returns false if one is damaged or they hold anything
  /// else.
  private func takeOver(
    _ found: EarlierArchive.UnchangedMember, isLinked: Bool
  ) throws(StoreError) -> Bool {
    guard let index = earlier?.index, found.isFirst, found.isLast else { return false }
    let frames = found.frame..<max(found.frame, found.nextFrame)
    var length: Int64 = 0
    for frame in frames {
      try context.check(.read, found.row.entry.path.bytes)
      // Checks all frames before the first is written, since a written frame cannot be taken back.
      guard (try? index.checkedFrame(frame)) != nil else { return false }
      length += Int64(index.decodedLength(of: frame))
    }
    // The frames must hold nothing but the headers and the content of the member.
    let headers = length - found.row.entry.size.roundedUpToBlock
    guard headers > 0, headers < Int64(IndexedArchive.pieceLength), let last = frames.last else {
      return false
    }
    let end = LastPiece(
      row: found.row, isLinked: isLinked, terms: settings.terms.map { _ in .earlier(found.frame) })
    for frame in frames {
      try begin(.earlierPiece(frame: frame, end: frame == last ? end : nil))
    }
    return true
  }

  /// Makes a frame of the members that are left, and waits until all members have been visited or
  /// reported.
  package func drain() throws(StoreError) {
    try endFrame()
    while let (job, frame) = workers.next() { try take(frame, of: job) }
  }

  /// Writes the members that are left, and the end of the file.
  ///
  /// - Parameter snapshot: the snapshot that the index of a history records; nil without history.
  package func finish(snapshot: SnapshotPlan? = nil) throws(StoreError) -> Packer.Summary {
    try drain()
    let end = try attempt(
      EndOfTar.bytes(linking: snapshot?.moved ?? []),
      orThrow: { (error: TarError) in
        StoreError(error, .write, ArgumentText.bytes(of: settings.output), in: nil)
      })
    try sink.finish(
      empty: try packer.compress(unsafe [UInt8]().span.bytes),
      end: try packer.compress(unsafe end.span.bytes), endLength: end.count, snapshot: snapshot)
    return summary
  }

  /// Makes a frame of all members that are in none yet.
  private func endFrame() throws(StoreError) {
    cutter.end()
    if !members.isEmpty { try endFrame(members.count) }
  }

  /// Makes a frame of the first `count` members.
  private func endFrame(_ count: Int) throws(StoreError) {
    let frame = Array(members[..<count])
    members.removeFirst(count)
    try begin(.members(frame, earlierFrame: EarlierArchive.frame(of: frame)))
  }

  private func begin(_ job: FrameJob) throws(StoreError) {
    while load + job.weight > maximumLoad, let (job, frame) = workers.next() {
      try take(frame, of: job)
    }
    workers.begin(job)
    load += job.weight
  }

  private func take(
    _ result: Result<PackedFrame, StoreError>, of job: FrameJob
  ) throws(StoreError) {
    load -= job.weight
    var frame = try result.get()
    // The frame may have been made before the file of one of its hard links proved to be
    // unreadable.
    if frame.hasHardLink(to: lost) { frame = try packer.pack(job, lost: lost) }
    try sink.write(frame)
    for outcome in frame.outcomes {
      switch outcome {
      case .packed(let row, _, let remark):
        summary.members += 1
        summary.bytes += row.entry.size
        visit(row)
        if let remark { context.report(remark) }
      case .failed(let entry, let isLinked, let error):
        if isLinked { lost.insert(entry.path) }
        context.report(error)
      }
    }
  }
}

extension PackedFrame {
  fileprivate func hasHardLink(to paths: Set<Path>) -> Bool {
    guard !paths.isEmpty else { return false }
    return outcomes.contains { outcome in
      guard case .packed(let row, _, _) = outcome, case .hardLink(let target) = row.entry.kind
      else { return false }
      return paths.contains(target)
    }
  }
}
