import ArchiveFormat
import Archives
import Entries
import Files
import Posts
import SystemPackage

/// The archive that a pack is about to replace, from which it takes what has not changed.
///
/// Rows and members are both sorted by path, so that the two are gone through side by side. A file
/// counts as unchanged if all that its header tells is the same, and if it was last changed well before
/// that archive was begun: whole seconds of time could hide what happened later in the same second.
package struct EarlierArchive {
  /// An unchanged member, and how its row stands among the others.
  struct Found: Sendable {
    private let found: DecodedRows.Row
    /// The number that its row has among the others, from 0.
    let number: Int
    /// Whether no row before it lies in the same frame, and none behind it.
    let isFirst: Bool
    let isLast: Bool
    /// The first frame behind those that the member lies in, if it is the last in its frame.
    let nextFrame: Int

    var row: IndexRow { found.row }
    var frame: Int { found.row.place.frame }

    fileprivate init(
      _ found: DecodedRows.Row, number: Int, after last: DecodedRows.Row?,
      before following: DecodedRows.Row?, frames: Int
    ) {
      self.found = found
      self.number = number
      let frame = found.row.place.frame
      isFirst = last?.row.place.frame != frame
      isLast = following?.row.place.frame != frame
      nextFrame = following?.row.place.frame ?? frames
    }
  }

  let index: ArchiveIndex
  /// Files changed later than this, in seconds since 1970, may have changed unseen.
  private let latestTime: Int64
  private let rows: DecodedRows
  private var last: DecodedRows.Row?
  private var current: DecodedRows.Row?
  private var following: DecodedRows.Row?
  /// The number of the current row.
  private var number = 0
  /// Whether rows could not be decoded: what comes behind others is not known then.
  private var hasFailed = false

  /// Opens the archive at a path of the process.
  ///
  /// - Returns: nil for anything but a whole indexed archive made by the same recipe.
  ///
  /// - Parameter threads: how many blocks of rows are decoded at once.
  init?(_ path: String, recipe: Recipe, threads: Int) {
    guard let file = try? OpenFile.open(path), let status = try? file.status(),
      let opened = try? ArchiveIndex.open(file, named: path), (try? opened.checkBytes()) != nil,
      opened.trailer.recipe == recipe, opened.trailer.version == .single
    else { return nil }
    index = opened
    latestTime = status.modified - ArchiveIndex.leastAge
    rows = DecodedRows(opened, with: [.facts, .digests], threads: threads)
    current = next()
    following = next()
  }

  /// Finds a member if it has not changed.
  ///
  /// - Parameters:
  ///   - entry: as it will be written; each one behind the one before.
  ///   - modified: when the file itself was last changed.
  mutating func find(_ entry: Entry, modified: Int64?) -> Found? {
    while let current, current.row.entry.path < entry.path { advance() }
    guard !hasFailed, let current, current.row.entry == entry else { return nil }
    switch entry.kind {
    case .file, .hardLink:
      // A time that was changed for the archive, as for --reproducible, tells nothing.
      guard let modified, modified == entry.modified, modified <= latestTime else { return nil }
    case .folder, .symbolicLink, .special: break
    }
    // Whoever packed it did not describe posts.
    if entry.kind == .file, entry.isPost, current.row.facts == nil { return nil }
    return Found(
      current, number: number, after: last, before: following, frames: index.frameCount)
  }

  private mutating func advance() {
    last = current
    number += 1
    current = following
    following = next()
  }

  /// The next row; nil at the end, and where rows cannot be decoded.
  private mutating func next() -> DecodedRows.Row? {
    guard !hasFailed else { return nil }
    do throws(StoreError) {
      return try rows.next()
    } catch {
      hasFailed = true
      return nil
    }
  }
}

extension EarlierArchive {
  /// The frame that holds just these members and no others; nil where there is none.
  static func frame(of members: [MemberPlan]) -> Int? {
    guard let first = members.first?.earlier, let last = members.last?.earlier,
      first.isFirst, last.isLast, first.frame == last.frame,
      last.number - first.number == members.count - 1,
      members.allSatisfy({ $0.earlier != nil }), last.nextFrame == first.frame + 1
    else { return nil }
    return first.frame
  }
}
