import ArchiveFormat
import Archives
import Entries
import Files
import Posts
import SystemPackage

/// The archive that a pack is about to replace, and takes unchanged members from.
///
/// Rows and members are both sorted by path, so they are compared side by side. A file counts as
/// unchanged if its whole header is the same, if its time is well before that archive was begun, as
/// times are whole seconds, and if nothing about it has changed since: its time of the inode's last
/// change (ctime) shows a change that another time hides.
package struct EarlierArchive {
  /// An unchanged member, and the position of its row among the others.
  struct UnchangedMember: Sendable {
    private let found: DecodedRows.Row
    /// The number of its row among all rows, from 0.
    let number: Int
    /// Whether it is the first member of its frame; `isLast`: whether it is the last.
    let isFirst: Bool
    let isLast: Bool
    /// The number of the first frame after those of the member, if the member is the last in its
    /// frame.
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
  /// The latest time, in seconds since 1970, at which a file that looks unchanged may have been
  /// changed. A later change could be hidden.
  private let latestTime: Int64
  /// The nanosecond since 1970 at which the archive was begun. A file that was changed then or
  /// later is read.
  private let begun: Int64
  private let rows: DecodedRows
  private var last: DecodedRows.Row?
  private var current: DecodedRows.Row?
  private var following: DecodedRows.Row?
  /// The number of the current row, from 0.
  private var number = 0
  /// Whether a row could not be decoded; the rows after it are unknown then.
  private var hasFailed = false

  /// Opens the archive at a path of the process.
  ///
  /// - Parameter threads: the number of blocks of rows that are decoded at once.
  /// - Returns: nil for anything but a whole indexed archive without history, made by the same
  ///   recipe.
  init?(_ path: String, recipe: Recipe, threads: Int) {
    guard let file = try? OpenFile.open(path), let status = try? file.status(),
      let opened = try? ArchiveIndex.open(file, named: path), (try? opened.checkBytes()) != nil,
      opened.trailer.recipe == recipe, !opened.isHistory
    else { return nil }
    index = opened
    latestTime = status.modified - ArchiveIndex.minimumAge
    begun = status.exactModified
    rows = DecodedRows(opened, with: [.facts, .digests], threads: threads)
    current = next()
    following = next()
  }

  /// Finds a member if it has not changed.
  ///
  /// - Parameters:
  ///   - entry: the entry as it will be written; its path comes after that of the call before.
  ///   - status: the status of the file itself; nil for a member of another archive.
  mutating func find(_ entry: Entry, _ status: FileStatus?) -> UnchangedMember? {
    while let current, current.row.entry.path < entry.path { advance() }
    guard !hasFailed, let current, current.row.entry == entry else { return nil }
    switch entry.kind {
    case .file, .hardLink:
      // Where the archive has another time than the file, as with --reproducible, the time proves
      // nothing.
      guard let status, status.time == entry.modified, status.modified <= latestTime,
        status.changed < begun
      else { return nil }
    case .folder, .symbolicLink, .special: break
    }
    // The archive was packed without facts about posts.
    if entry.kind == .file, entry.isPost, current.row.facts == nil { return nil }
    return UnchangedMember(
      current, number: number, after: last, before: following, frames: index.frameCount)
  }

  private mutating func advance() {
    last = current
    number += 1
    current = following
    following = next()
  }

  /// Returns the next row; nil at the end, and once a row could not be decoded.
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
  /// Returns the number of the frame that holds exactly these members; nil if there is none.
  static func frame(of members: [MemberPlan]) -> Int? {
    guard let first = members.first?.earlier, let last = members.last?.earlier,
      first.isFirst, last.isLast, first.frame == last.frame,
      last.number - first.number == members.count - 1,
      members.allSatisfy({ $0.earlier != nil }), last.nextFrame == first.frame + 1
    else { return nil }
    return first.frame
  }
}
