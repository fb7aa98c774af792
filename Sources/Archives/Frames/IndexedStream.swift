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
  private let interruption: Interruption
  private let report: Report
  private let workers: OrderedWorkers<FrameRows, Result<FrameContent, StoreError>>
  private let opener: FrameOpener
  private let followingRow: () throws(StoreError) -> IndexRow?
  /// The first row that has not been handed to the workers.
  private var nextRow: IndexRow?
  /// The rows of the frames that are being decoded, in the order in which they were handed over.
  private var underWay: [FrameRows] = []
  private var frame: (rows: FrameRows, content: FrameContent)?
  /// The index of the next row of `frame`.
  private var position = 0
  private var current: IndexRow?
  private var content = Rest.none

  /// The rest of the current member's content.
  private enum Rest {
    case none
    /// All of it is in the frame, and has been checked.
    case whole(Range<Int>)
    /// It goes on in further frames, and is checked on the way.
    case further(MemberPieces)
  }

  package convenience init(
    _ index: ArchiveIndex, _ selection: Selection, for action: StoreError.Action = .read,
    threads: Int = Parallelism.processors, salvages: Bool = false,
    interruption: Interruption = .never, report: @escaping Report
  ) throws(StoreError) {
    var rows = index.rows(with: .digests)
    try self.init(
      index, for: action, threads: threads, salvages: salvages, interruption: interruption,
      report: report
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
    interruption: Interruption = .never, report: @escaping Report,
    followingRow: @escaping () throws(StoreError) -> IndexRow?
  ) throws(StoreError) {
    self.index = index
    self.followingRow = followingRow
    self.action = action
    self.salvages = salvages
    self.interruption = interruption
    self.report = report
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
    nextRow = try followingRow()
  }

  package func next() throws(StoreError) -> Entry? {
    content = .none
    current = nil
    while true {
      try interruption.check(action, ArgumentText.bytes(of: index.name))
      guard let (rows, opened) = frame, position < rows.rows.count else {
        guard try openNextFrame() else { return nil }
        continue
      }
      let row = rows.rows[position]
      let found = opened.members[position]
      position += 1
      switch found {
      case .failure(let error):
        guard salvages else { throw error }
        report(error)
      case .success(let range):
        guard try take(row, in: opened.bytes, range) else { continue }
        current = row
        return row.entry
      }
    }
  }

  /// Prepares the content of a member; returns false, after a report, if a salvage finds that it is
  /// lost.
  private func take(
    _ row: IndexRow, in bytes: SharedBytes, _ range: Range<Int>
  ) throws(StoreError) -> Bool {
    guard row.entry.kind == .file else { return true }
    guard Int64(range.count) < row.entry.size else {
      content = .whole(range)
      return true
    }
    let pieces = MemberPieces(row, in: bytes, range)
    content = .further(pieces)
    guard salvages else { return true }
    do throws(StoreError) {
      try pieces.check(by: opener, for: action)
      return true
    } catch let error where error.code == .damaged {
      content = .none
      report(StoreError(.damaged, action, row.entry.path, in: index.name, cause: error.cause))
      return false
    }
  }

  package func settle() throws(StoreError) -> Entry {
    guard let current else { preconditionFailure("no entry was asked for") }
    return current.entry
  }

  package func nextPiece() throws(StoreError) -> Piece? {
    switch content {
    case .none: return nil
    case .whole(let range):
      content = .none
      guard let frame, !range.isEmpty else { return nil }
      return unsafe .bytes(frame.content.bytes[range])
    case .further(var pieces):
      try interruption.check(action, current?.entry.path.bytes ?? [])
      let piece = unsafe try pieces.next(by: opener, for: action)
      content = .further(pieces)
      return unsafe piece.map { unsafe .bytes($0) }
    }
  }

  package func wholeContent() -> SharedContent? {
    guard case .whole(let range) = content, let frame else { return nil }
    return SharedContent(bytes: frame.content.bytes, range: range)
  }

  /// Advances to the frame with the next selected rows; returns false at the end.
  private func openNextFrame() throws(StoreError) -> Bool {
    while !workers.isFull, let asked = try nextFrameRows() {
      workers.begin(asked)
      underWay.append(asked)
    }
    frame = nil
    guard let result = workers.next() else { return false }
    let asked = underWay.removeFirst()
    position = 0
    switch result {
    case .success(let opened): frame = (asked, opened)
    case .failure(let error):
      guard salvages else { throw error }
      for row in asked.rows {
        report(
          StoreError(.damaged, action, row.entry.path, in: index.name, cause: error.cause))
      }
    }
    return true
  }

  /// Returns the next rows whose members begin in the same frame.
  private func nextFrameRows() throws(StoreError) -> FrameRows? {
    guard let first = nextRow else { return nil }
    var asked = FrameRows(frame: first.place.frame, rows: [first])
    while true {
      nextRow = try followingRow()
      guard let row = nextRow, let last = asked.rows.last, row.place.frame == asked.frame,
        row.place.position > last.place.position
      else { return asked }
      asked.rows.append(row)
    }
  }
}
