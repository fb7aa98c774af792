package import ArchiveFormat
package import Entries
import Files
package import Posts

/// The members of an indexed archive, by default in the order of their paths. Frames are decoded
/// ahead on several threads.
package final class IndexedStream: MemberStream {
  private let index: ArchiveIndex
  private let action: StoreError.Action
  /// Whether damage is reported member by member and passed over; otherwise it ends the stream.
  private let salvages: Bool
  private let context: Context
  private var tally: MemberTally
  private let workers: OrderedWorkers<FrameRows, Result<[Member], StoreError>>
  private let opener: FrameOpener
  private var rows: FrameRowCursor
  /// The members of the current frame that come next.
  private var members: ArraySlice<Member> = []
  private var current: MemberContent?

  /// A member, or how it differs from the index.
  private typealias Member = Result<MemberContent, StoreError>

  package convenience init(
    _ index: ArchiveIndex, _ selection: Selection, for action: StoreError.Action = .read,
    threads: Int = Parallelism.processors, salvages: Bool = false,
    context: Context
  ) throws(StoreError) {
    var rows = index.rows(with: .digests)
    try self.init(
      index, for: action, threads: threads, salvages: salvages, context: context
    ) { () throws(StoreError) in
      while let row = try rows.next() {
        if selection.includes(row.entry.path) { return row }
      }
      return nil
    }
  }

  /// - Parameter followingRow: returns the rows of the members, with digests, one after another in
  ///   any order. It is called ahead of what is given out.
  package init(
    _ index: ArchiveIndex, for action: StoreError.Action,
    threads: Int = Parallelism.processors, salvages: Bool = false,
    context: Context,
    followingRow: @escaping () throws(StoreError) -> IndexRow?
  ) throws(StoreError) {
    self.index = index
    self.action = action
    self.salvages = salvages
    self.context = context
    tally = MemberTally(context.limits, for: action, archive: index.name)
    workers = OrderedWorkers(threads: threads) {
      let opener = FrameOpener(index, for: action)
      return { asked in
        do throws(StoreError) {
          return .success(try opener.open(asked))
        } catch {
          return .failure(error)
        }
      }
    }
    opener = FrameOpener(index, for: action)
    rows = try FrameRowCursor(followingRow)
  }

  package func next() throws(StoreError) -> Entry? {
    current = nil
    while true {
      try context.check(action, ArgumentText.bytes(of: index.name))
      switch members.popFirst() {
      case nil: guard try openNextFrame() else { return nil }
      case .failure(let error):
        guard salvages else { throw error }
        context.report(error)
      case .success(let member):
        try tally.count(member.row.entry, from: index.length)
        if salvages, try !isWhole(member) { continue }
        current = member
        return member.row.entry
      }
    }
  }

  /// Returns whether a member is whole in all its frames; reports it if it is not.
  private func isWhole(_ member: MemberContent) throws(StoreError) -> Bool {
    guard member.row.entry.kind == .file else { return true }
    do throws(StoreError) {
      try member.check(by: opener)
      return true
    } catch let error where error.code == .damaged {
      context.report(opener.damaged(member.row, MemberDamage(cause: error.cause)))
      return false
    }
  }

  package func nextPiece() throws(StoreError) -> Piece? {
    guard current?.row.entry.kind == .file else { return nil }
    try context.check(action, current?.row.entry.path.bytes ?? [])
    return try current?.next(by: opener)
  }

  package func wholeContent() -> SharedContent? { current?.whole }

  /// Advances to the frame with the next selected rows; returns false at the end.
  private func openNextFrame() throws(StoreError) -> Bool {
    while !workers.isFull, let asked = try rows.next() { workers.begin(asked) }
    members = []
    guard let (asked, result) = workers.next() else { return false }
    switch result {
    case .success(let opened): members = opened[...]
    case .failure(let error):
      guard salvages else { throw error }
      for row in asked.rows {
        context.report(opener.damaged(row, MemberDamage(cause: error.cause)))
      }
    }
    return true
  }
}
