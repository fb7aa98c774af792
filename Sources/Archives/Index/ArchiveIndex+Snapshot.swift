package import ArchiveFormat
package import Entries
import Files
import Posts

/// A state of a collection that an archive keeps.
package struct Snapshot: Equatable, Sendable {
  /// The facts about the snapshot in its index. A packed archive has no counts there; `counted`
  /// adds them.
  package let record: SnapshotRecord
  /// The number of bytes in the file that came with it: its frames and its index.
  package let bytes: Int64
  /// The number of the frame that is its index.
  package let frame: Int
}

extension ArchiveIndex {
  /// The number of seconds by which a file must be older than a snapshot to count as unchanged by
  /// its time. A snapshot's time is in whole seconds, and some file systems count two at a time.
  package static let minimumAge: Int64 = 2

  /// The record of the snapshot. For a packed archive it has the time of the file and no counts.
  package var snapshot: SnapshotRecord {
    own.record ?? SnapshotRecord(number: 1, time: source.modified ?? 0)
  }

  /// Whether this is an archive that snapshots can be added to at once, or a snapshot in it.
  package var isHistory: Bool { trailer.version == .history }

  /// Whether this is one of several snapshots.
  package var hasHistory: Bool { trailer.previousIndex > 0 || seekTable.indexFrame != own.frame }

  /// Returns the indexes of all snapshots up to this one, the oldest first.
  ///
  /// - Throws: `StoreError.Code.indexUnusable`.
  package func history() throws(StoreError) -> [IndexSegment] {
    var runs: [IndexSegment] = [own]
    do throws(IndexError) {
      while let before = runs.last?.record?.previous {
        let run = try IndexSegment.open(before.frame, in: seekTable, of: source, named: name)
        guard run.reference == before, run.offset == runs.last?.trailer.previousIndex else {
          throw IndexError(.damaged, "Stale index: it does not follow the index that it names")
        }
        guard run.number < runs.last?.number ?? .max else {
          throw IndexError(.damaged, "Damaged index: its snapshots are not numbered in order")
        }
        runs.append(run)
      }
    } catch {
      throw StoreError(unusable: error, in: name)
    }
    return runs.reversed()
  }

  /// Returns all snapshots up to this one, the oldest first.
  ///
  /// - Throws: `StoreError.Code.indexUnusable`.
  package func snapshots() throws(StoreError) -> [Snapshot] {
    snapshots(of: try history())
  }

  /// - Parameter runs: the indexes of snapshots, the oldest first.
  package func snapshots(of runs: [IndexSegment]) -> [Snapshot] {
    runs.enumerated().map { number, run in
      snapshot(of: run, before: number + 1 < runs.count ? runs[number + 1] : nil)
    }
  }

  /// Returns the archive as of a snapshot.
  ///
  /// - Parameter known: segments that are already open, by the numbers of their frames.
  package func at(_ run: IndexSegment, known: [Int: IndexSegment] = [:]) throws(StoreError)
    -> ArchiveIndex
  {
    return try attempt(
      ArchiveIndex(run, in: seekTable, length: length, known: known),
      orThrow: { (error: IndexError) in StoreError(unusable: error, in: name) })
  }

  /// Returns a snapshot, without counts if it was packed.
  ///
  /// - Parameter following: the index of the snapshot after it.
  fileprivate func snapshot(of run: IndexSegment, before following: IndexSegment?) -> Snapshot {
    let first = seekTable.extent(of: run.trailer.firstFrame).lowerBound
    let time = following?.record?.packed ?? snapshot.time
    return Snapshot(
      record: run.record ?? SnapshotRecord(number: 1, time: time),
      bytes: seekTable.extent(of: run.frame).upperBound - first, frame: run.frame)
  }
}

extension ArchiveIndex {
  /// Returns a snapshot with its counts. For a packed archive they are made here: all that it has
  /// is new.
  package func counted(_ snapshot: Snapshot) throws(StoreError) -> Snapshot {
    let run = try run(snapshot)
    guard run.record == nil else { return snapshot }
    var record = snapshot.record
    var rows = RowCursor([run], below: .root, with: [])
    while let row = try rows.next() {
      guard !row.entry.isFolder else { continue }
      record.counts.files += 1
      if row.entry.isPost { record.counts.posts += 1 }
    }
    record.counts.added = record.counts.files
    return Snapshot(record: record, bytes: snapshot.bytes, frame: snapshot.frame)
  }

  /// Returns the index of a snapshot.
  package func run(_ snapshot: Snapshot) throws(StoreError) -> IndexSegment {
    if snapshot.frame == own.frame { return own }
    return try attempt(
      IndexSegment.open(snapshot.frame, in: seekTable, of: source, named: name),
      orThrow: { (error: IndexError) in StoreError(unusable: error, in: name) })
  }
}
