import ArchiveFormat
package import Entries
import Files
package import Posts
import Tar

/// Visits files of an indexed archive in the order of their paths, with frames on several threads
/// at once.
///
/// Each frame is decoded, which checks its checksum, and the header of each member is checked
/// against the index. Digests are not computed: visitors see what the tar holds.
package struct IndexedVisiting<Visitor: FileVisitor> {
  private let workers: OrderedWorkers<FrameRows, [VisitedPart<Visitor.Output>]>

  package init(_ index: ArchiveIndex, threads: Int, makeVisitor: @escaping @Sendable () -> Visitor)
  {
    workers = OrderedWorkers(threads: threads) {
      let frames = FrameVisiting(index, makeVisitor())
      return { frames.visit($0) }
    }
  }

  /// - Parameters:
  ///   - isMeant: returns whether the file with this path is visited.
  ///   - take: receives the result of each frame, in the order of the rows.
  package func visit(
    _ rows: consuming RowCursor, where isMeant: (Path) -> Bool,
    take: ([VisitedPart<Visitor.Output>]) throws -> Void
  ) throws {
    var rows = rows
    var next = try nextFile(&rows, where: isMeant)
    while true {
      while !workers.isFull, let first = next {
        var asked = FrameRows(frame: first.place.frame, rows: [first])
        var last = first.place.position
        next = try nextFile(&rows, where: isMeant)
        while let row = next, row.place.frame == asked.frame, row.place.position > last {
          asked.rows.append(row)
          last = row.place.position
          next = try nextFile(&rows, where: isMeant)
        }
        workers.begin(asked)
      }
      guard let parts = workers.next() else { return }
      try take(parts)
    }
  }

  private func nextFile(
    _ rows: inout RowCursor, where isMeant: (Path) -> Bool
  ) throws(StoreError) -> IndexRow? {
    while let row = try rows.next() {
      if row.entry.hasContent, isMeant(row.entry.path) { return row }
    }
    return nil
  }
}

extension FrameRows {
  /// Whether all rows are files with no content in further frames.
  fileprivate func areWholeFiles(in length: Int) -> Bool {
    guard let last = rows.last, rows.allSatisfy({ $0.entry.kind == .file }) else { return false }
    return Int64(last.place.position) + Int64(IndexedArchive.unit) + last.entry.size
      <= Int64(length)
  }
}

/// Decodes frames and lets a visitor look at the files in them; for use by one thread.
private final class FrameVisiting<Visitor: FileVisitor> {
  private let index: ArchiveIndex
  private let visitor: Visitor
  private var decompressor: FrameDecompressor?
  /// The frames of a history. In any other archive each frame is decoded once, always into the same
  /// memory.
  private var cache: FrameCache?

  init(_ index: ArchiveIndex, _ visitor: Visitor) {
    self.index = index
    self.visitor = visitor
    cache = index.runs.count > 1 ? FrameCache(forHistory: true) : nil
  }

  func visit(_ asked: FrameRows) -> [VisitedPart<Visitor.Output>] {
    var stretch = VisitedStretch(visitor)
    var visited = 0
    do throws(StoreError) {
      try visit(asked, &stretch, count: &visited)
    } catch {
      for row in asked.rows[visited...] {
        stretch.fail(
          StoreError(error.code, .read, row.entry.path, in: index.name, cause: error.cause))
      }
    }
    stretch.closePart()
    return stretch.parts
  }

  /// - Parameter count: the number of rows that are done, even if this throws.
  private func visit(
    _ asked: FrameRows, _ stretch: inout VisitedStretch<Visitor>, count: inout Int
  ) throws(StoreError) {
    let bytes = unsafe try decode(asked.frame)
    let mayPassOver = asked.areWholeFiles(in: bytes.count)
    do throws(TarError) {
      var reader: FrameReader?
      while count < asked.rows.count {
        let passed = unsafe mayPassOver ? rowsToPassOver(asked.rows[count...], in: bytes) : 0
        stretch.passOver(passed)
        count += passed
        guard count < asked.rows.count else { return }
        let row = asked.rows[count]
        // Reading header by header up to the row would take longer.
        if passed > 0 || count == 0 {
          reader = unsafe try FrameReader.open(bytes, from: row.place.position)
        }
        var next = try reader?.next() ?? nil
        while let found = next, found.position < row.place.position {
          next = try reader?.next() ?? nil
        }
        unsafe visit(row, next, in: bytes, &stretch)
        count += 1
      }
    } catch {
      throw damaged(error.message)
    }
  }

  /// Returns the number of rows before the first one that may hold what is looked for; all, if none
  /// does.
  private func rowsToPassOver(
    _ rows: ArraySlice<IndexRow>, in bytes: UnsafeRawBufferPointer
  ) -> Int {
    guard let start = rows.first?.place.position else { return 0 }
    let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[start...])
    guard let place = unsafe visitor.firstCandidate(in: rest) else { return rows.count }
    let behind = rows.firstIndex { $0.place.position > start + place } ?? rows.endIndex
    return behind - rows.startIndex - 1
  }

  private func visit(
    _ row: IndexRow, _ found: FrameMember?, in bytes: UnsafeRawBufferPointer,
    _ stretch: inout VisitedStretch<Visitor>
  ) {
    if let cause = unsafe row.difference(from: found, in: bytes) {
      stretch.fail(StoreError(.damaged, .read, row.entry.path, in: index.name, cause: cause))
    } else if let found, row.entry.kind == .file, found.isWhole {
      unsafe stretch.visit(row.entry, UnsafeRawBufferPointer(rebasing: bytes[found.content]))
    } else {
      stretch.leave(row.entry.path)
    }
  }

  private func decode(_ frame: Int) throws(StoreError) -> UnsafeRawBufferPointer {
    if let known = cache?.find(frame) { return unsafe known.bytes }
    let stored = try index.storedFrame(frame)
    do throws(IndexError) {
      guard cache != nil else {
        return unsafe try ownDecompressor().reusedBytes(of: stored.span.bytes)
      }
      let decoded = try SharedBytes(of: stored, by: ownDecompressor())
      cache?.keep(frame, decoded)
      return unsafe decoded.bytes
    } catch {
      throw damaged(error.message)
    }
  }

  private func ownDecompressor() throws(IndexError) -> FrameDecompressor {
    if let decompressor { return decompressor }
    let made = try FrameDecompressor()
    decompressor = made
    return made
  }

  private func damaged(_ cause: String) -> StoreError {
    StoreError(.damaged, .read, [], in: index.name, cause: cause)
  }
}
