package import Entries
import Files
package import Posts
import SystemPackage
import Tar

/// A tar archive as a stream of entries, in the order of the archive.
@safe package final class ArchiveScan: MemberStream {
  private let archive: String
  private let selection: Selection
  /// The members, counted from 0, that are passed over since a later one with the same path
  /// replaces them.
  private let superseded: Set<Int>
  private let context: Context
  private let action: StoreError.Action
  private let knowsOfIndex: Bool
  private let readsRest: Bool
  private let expansion: Expansion
  private var tally: MemberTally
  private var reader: ArchiveReader
  private var current: Entry?
  /// The number of bytes in holes given out so far, which come from no bytes of the archive.
  private var holes: Int64 = 0
  /// The number of bytes of the current content given out so far.
  private var position: Int64 = 0
  /// A piece that follows a hole, kept until the hole has been given out.
  private var pending: UnsafeRawBufferPointer?
  /// The number of members met so far, selected or not.
  package private(set) var memberCount = 0

  /// - Parameters:
  ///   - source: the archive; a pipe is read from its current position.
  ///   - archive: its name, for messages.
  ///   - knowsOfIndex: whether an index in the archive is already known, and has been reported if
  ///     need be.
  ///   - readsRest: whether the file is read to its end, and what follows the end of the archive is
  ///     reported as damage.
  package init(
    _ source: any ByteSource, named archive: String, selection: Selection,
    superseded: Set<Int> = [], for action: StoreError.Action = .read, knowsOfIndex: Bool = false,
    readsRest: Bool = true, context: Context
  ) throws(StoreError) {
    self.archive = archive
    self.selection = selection
    self.superseded = superseded
    self.action = action
    self.context = context
    self.knowsOfIndex = knowsOfIndex
    self.readsRest = readsRest
    expansion = context.limits.expansion
    tally = MemberTally(context.limits, for: action, archive: archive)
    reader = try attempt(
      .open(source.storedBytes(), limit: context.limits.expansion),
      orThrow: { (error: TarError) in StoreError(error, action, [], in: archive) })
  }

  package func next() throws(StoreError) -> Entry? {
    unsafe pending = nil
    position = 0
    while true {
      try context.check(action, ArgumentText.bytes(of: archive))
      let met = try attempt(
        reader.next(), orThrow: { (error: TarError) in StoreError(error, action, [], in: archive) })
      guard let (member, remark) = met else {
        try reportIndexes()
        if readsRest, let rest = try rest() { context.report(rest) }
        return nil
      }
      let ordinal = memberCount
      memberCount += 1
      let accepted = entry(for: member)
      try tally.count(accepted, from: reader.readLength)
      guard let entry = accepted, !entry.path.isRoot, selection.includes(entry.path),
        !superseded.contains(ordinal)
      else { continue }
      if let remark {
        context.report(StoreError(.leftOut, action, entry.path, in: archive, cause: remark))
      }
      current = entry
      return entry
    }
  }

  /// The skippable frames that have been passed over.
  package var skippedFrames: SkippedFrames { SkippedFrames(reader.skippedFrames) }

  /// Reports an index that was passed over, unless it was already known.
  ///
  /// - Throws: `StoreError.Code.damaged` if only the indexes record which members were removed.
  private func reportIndexes() throws(StoreError) {
    if skippedFrames.mayBeOfHistory { throw .mixedSnapshots(action, in: archive) }
    if !knowsOfIndex, skippedFrames.hasIndex { context.report(.lostIndex(action, in: archive)) }
  }

  private func rest() throws(StoreError) -> StoreError? {
    let rest = try attempt(
      reader.rest(), orThrow: { (error: TarError) in StoreError(error, action, [], in: archive) })
    return switch rest {
    case .afterStream: .unread(after: "its compressed data", at: nil, action, in: archive)
    case .afterEndMark(let end): .unread(after: "its end mark", at: end, action, in: archive)
    case .afterLoneBlock(let end): .unread(after: "a lone zero block", at: end, action, in: archive)
    case nil: nil
    }
  }

  /// Makes the entry for a member; returns nil, after a report, if its path or that of its link is
  /// refused.
  private func entry(for member: Member) -> Entry? {
    do throws(PathError) {
      return try Entry(member)
    } catch {
      let subject = member.path.isEmpty ? Array("a member without a name".utf8) : member.path
      context.report(StoreError(.refused, action, subject, in: archive, cause: error.reason))
      return nil
    }
  }

  package func nextPiece() throws(StoreError) -> Piece? {
    guard let current, current.kind == .file else { return nil }
    try context.check(action, current.path.bytes)
    if let bytes = unsafe pending.take() {
      position += Int64(bytes.count)
      return unsafe .bytes(bytes)
    }
    let piece = unsafe try attempt(
      reader.nextPiece(),
      orThrow: { (error: TarError) in StoreError(error, action, current.path.bytes, in: archive) })
    guard let (bytes, offset) = unsafe piece else {
      return try hole(upTo: current.size, of: current)
    }
    guard offset >= position, offset <= current.size - Int64(bytes.count) else {
      throw StoreError(
        .damaged, action, current.path, in: archive,
        cause: "Damaged tar archive: a content does not match its size or sparse map")
    }
    if let hole = try hole(upTo: offset, of: current) {
      unsafe pending = bytes
      return hole
    }
    position += Int64(bytes.count)
    return unsafe .bytes(bytes)
  }

  /// Returns the hole between the bytes given out so far and `offset`, if there is one.
  ///
  /// - Throws: `StoreError.Code.tooMuch`.
  private func hole(upTo offset: Int64, of entry: Entry) throws(StoreError) -> Piece? {
    guard position < offset else { return nil }
    let length = offset - position
    let (sum, overflows) = holes.addingReportingOverflow(length)
    guard !overflows, expansion.allows(sum, from: reader.readLength) else {
      throw .exceeding(.ratio(expansion.ratio), action, entry.path, in: archive)
    }
    holes = sum
    position = offset
    return .hole(length)
  }
}
