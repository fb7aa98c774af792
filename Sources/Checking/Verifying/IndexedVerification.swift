import ArchiveFormat
import Archives
import Entries
import Files
import Posts
import SystemPackage
import Terms

/// Checks an indexed archive, with several threads for the frames.
///
/// The rows of the index say what each frame has to hold. The results are taken in the order of the
/// frames, so that a content in several frames can be put together and a hard link comes after its
/// target. In a history, the frames and rows that came with each snapshot are checked together, the
/// oldest snapshot first.
struct IndexedVerification {
  let index: ArchiveIndex
  private let context: Context
  private let workers: OrderedWorkers<FrameCheck, FrameVerdict>
  let history: SnapshotViews
  /// The position of the snapshot that is being checked, from 0 for the oldest.
  var snapshot = 0
  var view: ArchiveIndex
  private var rows: FrameRowCursor?
  /// The first rows that have not been handed over.
  private var nextRows: FrameRows?
  private var nextFrame = 0
  private var begun: BegunMember?
  /// Whether the next frames may be pieces of a member whose beginning is lost.
  private var isBegunLost = false
  var summary = Verification.Summary()
  var lost: Set<LostMember> = []
  /// The file that the last whole hard link led to: many links to one file often come one after the
  /// other.
  private var lastTarget: Path?
  let isQuick: Bool
  /// Proves the terms; nil if contents are not checked.
  private let terms: TermsVerification?
  /// Gathers the terms of members in several frames.
  private let gatherer: ThreadTermGatherer?

  /// A lost member, by path and place: other snapshots may have another member at the path.
  struct LostMember: Hashable {
    let path: Path
    let place: IndexRow.Place
  }

  /// - Throws: `StoreError.Code.indexUnusable`.
  init(_ index: ArchiveIndex, options: Verification.Options, context: Context) throws(StoreError) {
    self.index = index
    history = try SnapshotViews(index)
    view = index
    self.context = context
    isQuick = options.isQuick
    let terms = options.isQuick ? nil : TermsVerification(index)
    self.terms = terms
    gatherer = terms?.makeGatherer()
    workers = OrderedWorkers(threads: options.threads) {
      let verifier = FrameVerifier(index, options, proving: terms)
      return { verifier.check($0) }
    }
  }

  /// Checks the whole archive.
  ///
  /// - Throws: `StoreError.Code.indexUnusable` if the index itself is damaged, `.interrupted`.
  mutating func verify(read: (Int, Int64) -> Void) throws(StoreError) -> Verification.Summary {
    for snapshot in 0..<history.count { try verify(snapshot, read: read) }
    try checkEnd()
    if let cause = terms?.difference() { tell(cause) }
    summary.snapshots = index.hasHistory ? history.count : nil
    return summary
  }

  private mutating func verify(_ snapshot: Int, read: (Int, Int64) -> Void) throws(StoreError) {
    self.snapshot = snapshot
    let before = snapshot > 0 ? view : nil
    view = try history.view(snapshot)
    try view.checkOwnBytes()
    if try !index.past().starts(with: view.past()) {
      tell("snapshot \(view.own.number) lists other snapshots before it than the newest does")
    }
    let listed = Set(try view.past().map(\.reference))
    if let beneath = view.own.record?.beneath, !listed.isSuperset(of: beneath) {
      tell("snapshot \(view.own.number) builds on indexes that are none of a snapshot")
    }
    if let cause = terms?.fault(in: view.own) { tell(cause) }
    if view.isHistory { try verifySegment(after: before) }
    var ownRows = try OwnRows(view.own)
    rows = try FrameRowCursor { () throws(StoreError) in try ownRows.next() }
    nextFrame = view.trailer.ownFrames.lowerBound
    nextRows = try rows?.next()
    while true {
      try context.check(.verify, ArgumentText.bytes(of: index.name))
      while !workers.isFull, let check = try nextCheck() { workers.begin(check) }
      guard let (check, verdict) = workers.next() else { break }
      let posts = summary.posts
      try take(verdict, of: check.frame)
      read(summary.posts - posts, Int64(index.decodedLength(of: check.frame)))
    }
    try endBegun()
  }

  /// Returns the check of the next frame; nil after the last.
  private mutating func nextCheck() throws(StoreError) -> FrameCheck? {
    guard nextFrame < view.frameCount else { return nil }
    var check = FrameCheck(frame: nextFrame)
    nextFrame += 1
    while let found = nextRows, found.frame == check.frame {
      check.rows += found.rows
      nextRows = try rows?.next()
    }
    check.goesOn =
      !check.rows.isEmpty && nextFrame < view.frameCount && nextRows?.frame != nextFrame
    return check
  }

  private mutating func take(_ verdict: FrameVerdict, of frame: Int) throws(StoreError) {
    summary.members += verdict.whole.members
    summary.posts += verdict.whole.posts
    let (bytes, isTooLarge) = summary.bytes.addingReportingOverflow(verdict.whole.bytes)
    summary.bytes = isTooLarge ? .max : bytes
    for remark in verdict.remarks { tell(remark) }
    if verdict.isPiece {
      try takePiece(verdict, of: frame)
      return
    }
    try endBegun()
    for (entry, cause) in verdict.lost { try lose(entry, cause) }
    begun = verdict.begun
    beginTerms(in: frame)
    isBegunLost = begun == nil && !verdict.lost.isEmpty
    for entry in verdict.hardLinks { try takeHardLink(entry) }
  }
}

// MARK: - Members in several frames, and hard links

extension IndexedVerification {
  private mutating func takePiece(_ verdict: FrameVerdict, of frame: Int) throws(StoreError) {
    let isHistory = index.isHistory
    if isHistory, begun?.missing == 0 { try endBegun() }
    guard var member = begun else {
      // An empty collection begins with a frame without content, so that the file is recognised as
      // zstd. A history may hold members that no snapshot needs any more.
      let mayBeUntold = isHistory || index.decodedLength(of: frame) == 0
      if isBegunLost || (verdict.cause == nil && mayBeUntold) { return }
      return tell(verdict.cause ?? "frame \(frame) holds data that is not in the index")
    }
    if let cause = verdict.cause {
      member.cause = member.cause ?? cause
    } else if let piece = verdict.piece, let missing = member.missing {
      let length = Int64(piece.count)
      if length <= missing || length == missing.roundedUpToBlock {
        let count = min(missing, length)
        unsafe member.hashing.update(piece[0..<Int(count)].bytes)
        unsafe piece[0..<Int(count)].bytes.withUnsafeBytes { bytes in
          if member.provesTerms { unsafe gatherer?.addPart(bytes) }
        }
        member.missing = missing - count
      } else {
        member.cause = "it ends in the middle of frame \(frame)"
      }
    }
    begun = member
  }

  /// Begins to gather the terms of a member in several frames, all of which are of the first.
  private mutating func beginTerms(in frame: Int) {
    guard let gatherer, let member = begun, member.provesTerms else { return }
    do throws(IndexError) {
      try gatherer.beginFrame(frame)
    } catch {
      begun?.provesTerms = false
      return tell(error.message)
    }
    unsafe member.beginning.withUnsafeBytes { unsafe gatherer.addPart($0) }
    begun?.beginning = []
  }

  /// Decides about a member in several frames after its last frame.
  private mutating func endBegun() throws(StoreError) {
    guard let member = begun.take() else { return }
    if member.provesTerms {
      gatherer?.endParts()
      gatherer?.endFrame()
    }
    if let cause = member.cause {
      try lose(member.row.entry, cause)
    } else if let missing = member.missing, missing > 0 {
      try lose(member.row.entry, MemberDamage.cutOff.cause)
    } else if member.missing != nil, member.row.digest != member.hashing.finish() {
      try lose(member.row.entry, MemberDamage.wrongDigest.cause)
    } else {
      summary.countWhole(member.row.entry)
    }
  }

  private mutating func takeHardLink(_ entry: Entry) throws(StoreError) {
    guard case .hardLink(let target) = entry.kind else { return }
    if target != lastTarget {
      guard let row = try view.row(at: target), row.entry.kind == .file else {
        return try lose(entry, "it is a hard link to \(target), which is not a file")
      }
      // In a history, the file may have come with another snapshot.
      guard index.hasHistory || target < entry.path else {
        return try lose(entry, "it is a hard link to \(target), which comes after it")
      }
      if lost.contains(LostMember(path: target, place: row.place)) {
        return try lose(entry, "the file that it is a hard link to is lost: \(target)")
      }
      lastTarget = target
    }
    summary.countWhole(entry)
  }
}

// MARK: - Damage

extension IndexedVerification {
  mutating func lose(_ entry: Entry, _ cause: String) throws(StoreError) {
    summary.isDamaged = true
    summary.lost.append(entry.path)
    lastTarget = nil
    var cause = cause
    if let place = try view.row(at: entry.path)?.place {
      lost.insert(LostMember(path: entry.path, place: place))
      if index.hasHistory {
        cause += "; needed by \(try history.holders(of: entry.path, at: place, from: snapshot))"
      }
    }
    context.report(StoreError(.damaged, .verify, entry.path, in: index.name, cause: cause))
  }

  mutating func tell(_ cause: String) {
    summary.isDamaged = true
    context.report(StoreError(.damaged, .verify, [], in: index.name, cause: cause))
  }
}
