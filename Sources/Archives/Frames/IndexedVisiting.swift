import ArchiveFormat
package import Entries
import Files
package import Posts
import Tar
package import Terms

/// Visits files of an indexed archive in the order of their paths, with frames on several threads
/// at once.
///
/// Each frame is decoded, which checks its checksum, and the header of each member is checked
/// against the index. Digests are not computed: visitors see what the tar holds.
package struct IndexedVisiting<Visitor: FileVisitor> {
  private let index: ArchiveIndex
  /// The frames in which a visitor may want anything.
  private let chosen: ChosenFrames
  private let workers: OrderedWorkers<FrameRows, [VisitedPart<Visitor.Output>]>

  /// - Parameter condition: What a file must hold for the visitor to want anything of it.
  package init(
    _ index: ArchiveIndex, threads: Int, where condition: TermCondition,
    makeVisitor: @escaping @Sendable () -> Visitor
  ) {
    self.index = index
    let chosen = index.frames(where: condition)
    self.chosen = chosen
    workers = OrderedWorkers(threads: threads) {
      let frames = FrameVisiting(index, chosen, makeVisitor())
      return { frames.visit($0) }
    }
  }

  /// - Parameters:
  ///   - folder: the folder whose files are visited.
  ///   - isMeant: returns whether the file with this path is visited.
  ///   - take: receives the result of each frame, in the order of the rows.
  package func visit(
    below folder: Path, where isMeant: @escaping (Path) -> Bool,
    take: ([VisitedPart<Visitor.Output>]) throws -> Void
  ) throws {
    var rows = RowCursor(index.segments, below: folder, with: [], where: chosen.isFrameWanted)
    var files = try FrameRowCursor { () throws(StoreError) in
      while let row = try rows.next() {
        if row.entry.hasContent, isMeant(row.entry.path) { return row }
      }
      return nil
    }
    while true {
      while !workers.isFull, let asked = try files.next() { workers.begin(asked) }
      guard let (_, parts) = workers.next() else { return }
      try take(parts)
    }
  }
}

extension FrameRows {
  /// Returns whether all rows are files whose contents end in this frame of `length` bytes.
  fileprivate func areWholeFiles(in length: Int) -> Bool {
    guard let last = rows.last, rows.allSatisfy({ $0.entry.kind == .file }) else { return false }
    return Int64(last.place.position) + Int64(IndexedArchive.unit) + last.entry.size
      <= Int64(length)
  }
}

/// Decodes frames and lets a visitor look at the files in them; for use by one thread.
private final class FrameVisiting<Visitor: FileVisitor> {
  private let opener: FrameOpener
  private let chosen: ChosenFrames
  private let visitor: Visitor

  init(_ index: ArchiveIndex, _ chosen: ChosenFrames, _ visitor: Visitor) {
    opener = FrameOpener(index, for: .read)
    self.chosen = chosen
    self.visitor = visitor
  }

  func visit(_ asked: FrameRows) -> [VisitedPart<Visitor.Output>] {
    var stretch = VisitedStretch(visitor)
    guard chosen.mayHold(asked.frame) else {
      stretch.passOver(asked.rows.count)
      stretch.closePart()
      return stretch.parts
    }
    var visited = 0
    do throws(StoreError) {
      try visit(asked, &stretch, count: &visited)
    } catch {
      for row in asked.rows[visited...] {
        stretch.fail(
          StoreError(error.code, .read, row.entry.path, in: opener.index.name, cause: error.cause))
      }
    }
    stretch.closePart()
    return stretch.parts
  }

  /// - Parameter count: the number of rows that are done, even if this throws.
  private func visit(
    _ asked: FrameRows, _ stretch: inout VisitedStretch<Visitor>, count: inout Int
  ) throws(StoreError) {
    let bytes = unsafe try opener.decodeBriefly(asked.frame)
    let mayPassOver = asked.areWholeFiles(in: bytes.count)
    do throws(TarError) {
      var reader: TarBufferReader?
      while count < asked.rows.count {
        let passed = unsafe mayPassOver ? rowsToPassOver(asked.rows[count...], in: bytes) : 0
        stretch.passOver(passed)
        count += passed
        guard count < asked.rows.count else { return }
        let row = asked.rows[count]
        // Reading header by header up to the row would take longer.
        if passed > 0 || count == 0 {
          reader = unsafe try TarBufferReader.open(bytes, from: row.place.position)
        }
        switch unsafe try reader?.member(of: row, in: bytes, isHistory: opener.index.isHistory) {
        case .success(let found) where row.entry.kind == .file && found.isWhole:
          unsafe stretch.visit(row.entry, UnsafeRawBufferPointer(rebasing: bytes[found.content]))
        case .failure(let damage): stretch.fail(opener.damaged(row, damage))
        case .success, nil: stretch.leave(row.entry.path)
        }
        count += 1
      }
    } catch {
      throw opener.damaged(asked.frame, error.message)
    }
  }

  /// Returns the number of rows before the first one that may hold a match for the visitor; all if
  /// none does.
  private func rowsToPassOver(
    _ rows: ArraySlice<IndexRow>, in bytes: UnsafeRawBufferPointer
  ) -> Int {
    guard let start = rows.first?.place.position else { return 0 }
    let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[start...])
    guard let place = unsafe visitor.firstCandidate(in: rest) else { return rows.count }
    let next = rows.firstIndex { $0.place.position > start + place } ?? rows.endIndex
    return next - rows.startIndex - 1
  }
}
