package import ArchiveFormat
package import Entries
import Files
package import Posts

/// A state of a collection that an archive keeps.
package struct Snapshot: Equatable, Sendable {
  /// The facts about the snapshot. For an archive that was only packed, they have no counts;
  /// `counted` adds them.
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
    own.record?.record ?? SnapshotRecord(number: 1, time: source.modified ?? 0)
  }

  /// Whether this is an archive that snapshots can be added to at once, or a snapshot in it.
  package var isHistory: Bool { trailer.hasRecord }

  /// Whether this is one of several snapshots.
  package var hasHistory: Bool { trailer.previousIndex > 0 || seekTable.indexFrame != own.frame }

  /// Returns the snapshots before this one, the oldest first.
  ///
  /// - Throws: `StoreError.Code.indexUnusable`.
  package func past() throws(StoreError) -> [PastSnapshot] {
    try attempt(
      own.past(), orThrow: { (error: IndexError) in StoreError(unusable: error, in: name) })
  }

  /// Returns the segments of all snapshots up to this one, the oldest first.
  ///
  /// - Throws: `StoreError.Code.indexUnusable`.
  package func history() throws(StoreError) -> [IndexSegment] {
    let past = try past()
    do throws(IndexError) {
      var segments: [IndexSegment] = []
      for listed in past {
        segments.append(try IndexSegment.open(listed, in: self))
      }
      return segments + [own]
    } catch {
      throw StoreError(unusable: error, in: name)
    }
  }

  /// Returns all snapshots up to this one, the oldest first.
  ///
  /// - Throws: `StoreError.Code.indexUnusable`.
  package func snapshots() throws(StoreError) -> [Snapshot] {
    var first = 0
    var snapshots: [Snapshot] = []
    for past in try past() {
      snapshots.append(snapshot(past.record, of: first..<past.reference.frame))
      first = past.reference.frame + 1
    }
    return snapshots + [snapshot(snapshot, of: first..<own.frame)]
  }

  /// Returns the snapshots of segments, the oldest first.
  package func snapshots(of segments: [IndexSegment]) -> [Snapshot] {
    // What a packed archive is as a snapshot, only later indexes say.
    let first = (try? past())?.first
    return segments.map { segment in
      let listed = first?.reference == segment.reference ? first : nil
      return snapshot(
        segment.record?.record ?? listed?.record ?? SnapshotRecord(number: 1, time: snapshot.time),
        of: segment.trailer.ownFrames)
    }
  }

  /// - Parameter frames: the frames that came with the snapshot; its index is the next one.
  private func snapshot(_ record: SnapshotRecord, of frames: Range<Int>) -> Snapshot {
    let bytes =
      seekTable.extent(of: frames.upperBound).upperBound - seekTable.offset(of: frames.lowerBound)
    return Snapshot(record: record, bytes: bytes, frame: frames.upperBound)
  }

  /// Returns the archive as of a snapshot.
  ///
  /// - Parameter known: segments that are already open, by the numbers of their frames.
  package func at(_ segment: IndexSegment, known: [Int: IndexSegment] = [:]) throws(StoreError)
    -> ArchiveIndex
  {
    return try attempt(
      ArchiveIndex(segment, in: seekTable, length: length, known: known, newest: self),
      orThrow: { (error: IndexError) in StoreError(unusable: error, in: name) })
  }
}

extension ArchiveIndex {
  /// Returns a snapshot with its counts. For an archive that was only packed they are made here:
  /// all that it has is new.
  package func counted(_ snapshot: Snapshot) throws(StoreError) -> Snapshot {
    guard snapshot.frame == own.frame, own.record == nil else { return snapshot }
    return Snapshot(record: try countedRecord(), bytes: snapshot.bytes, frame: snapshot.frame)
  }

  private func countedRecord() throws(StoreError) -> SnapshotRecord {
    var record = snapshot
    guard own.record == nil else { return record }
    var rows = rows()
    while let row = try rows.next() {
      guard !row.entry.isFolder else { continue }
      record.counts.files += 1
      if row.entry.isPost { record.counts.posts += 1 }
    }
    record.counts.added = record.counts.files
    return record
  }

  /// Returns the list of snapshots for an index after this one: those before it, and its own.
  package func pastOfNext() throws(StoreError) -> [PastSnapshot] {
    try past() + [PastSnapshot(countedRecord(), at: own.reference)]
  }

  /// Returns the paths that could not be read in the state of a snapshot.
  package func unread(of snapshot: Snapshot) throws(StoreError) -> [Path] {
    snapshot.record.unread == 0 ? [] : try segment(of: snapshot).record?.unread ?? []
  }

  /// Returns the index of a snapshot.
  package func segment(of snapshot: Snapshot) throws(StoreError) -> IndexSegment {
    if snapshot.frame == own.frame { return own }
    guard let past = try past().first(where: { $0.reference.frame == snapshot.frame }) else {
      preconditionFailure("the snapshot is one of this archive")
    }
    return try attempt(
      IndexSegment.open(past, in: self),
      orThrow: { (error: IndexError) in StoreError(unusable: error, in: name) })
  }
}

extension IndexSegment {
  /// Opens the segment of a snapshot that a later index lists.
  ///
  /// - Throws: `.damaged` if another one is there, or it is not as the list says.
  package static func open(
    _ listed: PastSnapshot, in index: ArchiveIndex
  ) throws(IndexError) -> IndexSegment {
    let segment = try open(listed.reference, in: index)
    // A packed archive has no record of its own.
    guard segment.record.map({ $0.record == listed.record }) ?? (listed.record.number == 1) else {
      throw IndexError(
        .damaged, "Damaged index: a snapshot is not as the index of a later one says")
    }
    return segment
  }

  /// Opens the segment to which a reference leads.
  ///
  /// - Throws: `.damaged` if another one is there.
  package static func open(
    _ reference: SnapshotRecord.Reference, in index: ArchiveIndex
  ) throws(IndexError) -> IndexSegment {
    let segment = try open(
      reference.frame, in: index.seekTable, of: index.source, named: index.name)
    guard segment.reference == reference else {
      throw IndexError(.damaged, "Stale index: it does not follow the index that it names")
    }
    return segment
  }
}
