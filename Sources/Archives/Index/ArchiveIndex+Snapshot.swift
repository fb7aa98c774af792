package import Index
import Posts
import SystemPackage

/// A state of a collection that an archive keeps.
package struct Snapshot: Equatable, Sendable {
  /// What its index tells of it; of one that was packed no counts, unless they have been made.
  package let record: SnapshotRecord
  /// The bytes of the file that came with it: its frames and its index.
  package let bytes: Int64
  /// The number of the frame that its index is.
  let frame: Int
}

extension ArchiveIndex {
  /// How much older than a snapshot a file has to be to count as unchanged by its time, in seconds: that
  /// is in whole seconds, and some file systems count two at a time.
  static let leastAge: Int64 = 2

  /// What is told of the snapshot; of an archive that was packed, what its file tells, and no counts.
  var snapshot: SnapshotRecord {
    own.record ?? SnapshotRecord(number: 1, time: (try? file.status().modified) ?? 0)
  }

  /// Whether it is one of several snapshots.
  var hasHistory: Bool { trailer.previousIndex > 0 || seekTable.indexFrame != own.frame }

  /// The indexes of all snapshots up to this one, the oldest first.
  ///
  /// - Throws: `StoreError.Code.indexUnusable`.
  func history() throws(StoreError) -> [IndexRun] {
    var runs: [IndexRun] = [own]
    do throws(IndexError) {
      while let before = runs.last?.record?.previous {
        let run = try IndexRun.open(before.frame, in: seekTable, of: file, named: name)
        guard run.reference == before, run.offset == runs.last?.trailer.previousIndex else {
          throw IndexError(.damaged, "Stale index: it follows another than it tells of")
        }
        guard run.number < runs.last?.number ?? .max else {
          throw IndexError(.damaged, "Damaged index: its snapshots are not numbered in their order")
        }
        runs.append(run)
      }
    } catch {
      throw StoreError(unusable: error, in: name)
    }
    return runs.reversed()
  }

  /// All snapshots up to this one, the oldest first.
  ///
  /// - Throws: `StoreError.Code.indexUnusable`.
  func snapshots() throws(StoreError) -> [Snapshot] {
    snapshots(of: try history())
  }

  /// - Parameter runs: the indexes of snapshots, the oldest first.
  func snapshots(of runs: [IndexRun]) -> [Snapshot] {
    runs.enumerated().map { number, run in
      snapshot(of: run, before: number + 1 < runs.count ? runs[number + 1] : nil)
    }
  }

  /// The archive as of a snapshot.
  ///
  /// - Parameter known: runs that have been opened already, by the numbers of their frames.
  func at(_ run: IndexRun, known: [Int: IndexRun] = [:]) throws(StoreError) -> ArchiveIndex {
    do throws(IndexError) {
      return try ArchiveIndex(run, in: seekTable, length: length, known: known)
    } catch {
      throw StoreError(unusable: error, in: name)
    }
  }

  /// What is told of a snapshot, without counts where it was packed.
  ///
  /// - Parameter following: the snapshot behind it.
  fileprivate func snapshot(of run: IndexRun, before following: IndexRun?) -> Snapshot {
    let first = seekTable.extent(of: run.trailer.firstFrame).lowerBound
    let time = following?.record?.packed ?? snapshot.time
    return Snapshot(
      record: run.record ?? SnapshotRecord(number: 1, time: time),
      bytes: seekTable.extent(of: run.frame).upperBound - first, frame: run.frame)
  }
}

extension PostCollection {
  /// Whether it is one of several snapshots that an archive keeps.
  package var hasHistory: Bool {
    guard case .indexed(let index) = source else { return false }
    return index.hasHistory
  }

  /// Whether it is a snapshot, so that the tar may have more than what it holds.
  var isSnapshot: Bool {
    guard case .indexed(let index) = source else { return false }
    return index.hasHistory || index.trailer.version == .history
  }

  /// What the archive keeps, the oldest first.
  ///
  /// - Throws: `StoreError.Code.notFound` for a folder and for an archive without an index,
  ///   `.indexUnusable`.
  package func snapshots() throws(StoreError) -> [Snapshot] {
    try index(for: .read).snapshots()
  }

  /// A snapshot with its counts, which those that were packed do not tell: all that they have is new.
  package func counted(_ snapshot: Snapshot) throws(StoreError) -> Snapshot {
    let index = try index(for: .read)
    let run = try index.run(snapshot)
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

  /// The archive as of a snapshot, one of `snapshots()`.
  ///
  /// - Parameter name: what it is called in messages.
  package func at(_ snapshot: Snapshot, named name: String) throws(StoreError) -> PostCollection {
    let index = try index(for: .read)
    return PostCollection(
      name: name, fileName: fileName, .indexed(try index.at(try index.run(snapshot))))
  }

  /// The index that tells of the archive.
  func index(for action: StoreError.Action) throws(StoreError) -> ArchiveIndex {
    if let indexTrouble { throw indexTrouble }
    guard case .indexed(let index) = source else {
      throw StoreError(
        .notFound, action, [], in: archiveName ?? name,
        cause: isArchive
          ? "it has no index, which snapshots need: blogsh reindex gives an archive one"
          : "it is a folder, and has no snapshots")
    }
    return index
  }
}

extension ArchiveIndex {
  fileprivate func run(_ snapshot: Snapshot) throws(StoreError) -> IndexRun {
    if snapshot.frame == own.frame { return own }
    do throws(IndexError) {
      return try IndexRun.open(snapshot.frame, in: seekTable, of: file, named: name)
    } catch {
      throw StoreError(unusable: error, in: name)
    }
  }
}
