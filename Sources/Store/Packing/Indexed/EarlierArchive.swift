import Index
import Posts
import SystemPackage

/// The archive that a pack is about to replace, from which it takes what has not changed.
///
/// Rows and members are both sorted by path, so that the two are gone through side by side. A file
/// counts as unchanged if all that its header tells is the same, and if it was last changed well before
/// that archive was begun: whole seconds of time could hide what happened later in the same second.
struct EarlierArchive {
  /// An unchanged member: its row, and where the row stands among the others.
  ///
  /// A class, since it is handed on from place to place, and a row holds much to be copied.
  final class Found: Sendable {
    let row: IndexRow
    /// The number of the row, from 0.
    let number: Int
    /// Whether no row before it lies in the same frame, and none behind it.
    let isFirst: Bool
    let isLast: Bool
    /// The first frame behind those that the member lies in, if it is the last in its frame.
    let nextFrame: Int

    init(_ row: IndexRow, number: Int, isFirst: Bool, isLast: Bool, nextFrame: Int) {
      self.row = row
      self.number = number
      self.isFirst = isFirst
      self.isLast = isLast
      self.nextFrame = nextFrame
    }
  }

  let index: ArchiveIndex
  /// Files changed later than this, in seconds since 1970, may have changed unseen.
  private let latestTime: Int64
  private var rows: RowCursor
  private var last: IndexRow?
  private var current: IndexRow?
  private var following: IndexRow?
  /// The number of `current`.
  private var number = 0

  /// How much older than the archive a file has to be, in seconds: its time is in whole seconds, and
  /// some file systems count two at a time.
  private static let leastAge: Int64 = 2

  /// Opens the archive at a path of the process.
  ///
  /// - Returns: nil for anything but a whole indexed archive made by the same recipe.
  init?(_ path: String, recipe: Recipe) {
    guard let file = try? OpenFile.open(path), let status = try? file.status(),
      let opened = try? ArchiveIndex.open(file, named: path), (try? opened.checkBytes()) != nil,
      opened.trailer.recipe == recipe, opened.trailer.previousIndex == 0
    else { return nil }
    index = opened
    latestTime = status.modified - Self.leastAge
    rows = opened.rows(with: [.facts, .digests])
    current = next()
    following = next()
  }

  /// Finds a member if it has not changed.
  ///
  /// - Parameters:
  ///   - entry: as it will be written; each one behind the one before.
  ///   - modified: when the file itself was last changed.
  mutating func find(_ entry: Entry, modified: Int64?) -> Found? {
    while let row = current, row.entry.path < entry.path { advance() }
    guard let row = current, row.entry == entry else { return nil }
    switch entry.kind {
    case .file, .hardLink:
      // A time that was changed for the archive, as for --reproducible, tells nothing.
      guard let modified, modified == entry.modified, modified <= latestTime else { return nil }
    case .folder, .symbolicLink, .special: break
    }
    // Whoever packed it did not describe posts.
    if entry.kind == .file, entry.isPost, row.facts == nil { return nil }
    return Found(
      row, number: number, isFirst: last?.place.frame != row.place.frame,
      isLast: following?.place.frame != row.place.frame,
      nextFrame: following?.place.frame ?? index.frameCount)
  }

  private mutating func advance() {
    last = current
    current = following
    following = next()
    number += 1
  }

  /// The next row; nil at the end, and from any trouble on.
  private mutating func next() -> IndexRow? { try? rows.next() }
}

extension EarlierArchive {
  /// The frame that holds just these members and no others; nil where there is none.
  static func frame(of members: [MemberPlan]) -> Int? {
    guard let first = members.first?.earlier, let last = members.last?.earlier,
      first.isFirst, last.isLast, first.row.place.frame == last.row.place.frame,
      last.number - first.number == members.count - 1,
      members.allSatisfy({ $0.earlier != nil }), last.nextFrame == first.row.place.frame + 1
    else { return nil }
    return first.row.place.frame
  }
}
