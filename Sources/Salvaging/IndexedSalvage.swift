package import Archives
package import Entries
package import Posts

/// The whole members of an archive whose index is whole. Each lost member is reported by its path.
///
/// If the index turns out to be damaged on the way, the rest comes from the frames themselves.
package final class IndexedSalvage: MemberStream {
  private let members: IndexedStream
  private let losses: Losses
  private let makeRest: () throws(StoreError) -> FrameSalvage
  private let archive: String
  private let action: StoreError.Action
  private let context: Context
  private var last: Path?
  private var rest: FrameSalvage?

  /// The paths of the members that were reported as lost.
  private final class Losses {
    var paths: Set<Path> = []
  }

  /// - Parameter makeRest: begins to read the same members without the index.
  package init(
    _ index: ArchiveIndex, _ selection: Selection, for action: StoreError.Action, threads: Int,
    context: Context,
    makeRest: @escaping () throws(StoreError) -> FrameSalvage
  ) throws(StoreError) {
    let losses = Losses()
    members = try IndexedStream(
      index, selection, for: action, threads: threads, salvages: true,
      context: context.reporting { error in
        if error.code == .damaged { losses.paths.insert(Path(uncheckedBytes: error.subject)) }
        context.report(error)
      })
    self.losses = losses
    self.makeRest = makeRest
    self.archive = index.name
    self.action = action
    self.context = context
  }

  package func next() throws(StoreError) -> Entry? {
    if let rest { return try next(of: rest) }
    do throws(StoreError) {
      while let entry = try members.next() {
        last = entry.path
        if isWhole(entry) { return entry }
      }
      return nil
    } catch let error where error.code == .indexUnusable {
      context.report(error)
      let rest = try makeRest()
      self.rest = rest
      return try next(of: rest)
    }
  }

  /// Returns the next entry that was not given out before the index failed. Both streams are in the
  /// order of paths.
  private func next(of rest: FrameSalvage) throws(StoreError) -> Entry? {
    while let entry = try rest.next() {
      if let last, !(last < entry.path) { continue }
      return entry
    }
    return nil
  }

  /// Whether an entry is not a hard link to a lost file. Such a link is reported.
  private func isWhole(_ entry: Entry) -> Bool {
    guard case .hardLink(let target) = entry.kind, losses.paths.contains(target) else {
      return true
    }
    losses.paths.insert(entry.path)
    context.report(
      StoreError(
        .damaged, action, entry.path, in: archive,
        cause: "the file that it is a hard link to is lost: \(target)"))
    return false
  }

  package func nextPiece() throws(StoreError) -> Piece? {
    if let rest { return try rest.nextPiece() }
    return try members.nextPiece()
  }
}
