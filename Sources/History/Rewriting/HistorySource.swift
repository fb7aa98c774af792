import ArchiveFormat
import Archives
import Entries
import Files

/// The snapshots of an archive that is to be rewritten.
struct HistorySource {
  /// The archive as of the newest of these snapshots; of a damaged archive, the newest index that
  /// can be read.
  let index: ArchiveIndex
  /// The snapshots that are whole, the oldest first.
  let snapshots: [Snapshot]
  /// The damaged frames, which are skipped.
  let lostFrames: Set<Int>
  /// Whether the archive may be damaged, so that all frames have been checked.
  let isSalvaged: Bool
  private let views: [ArchiveIndex]
  private let indexFrames: Set<Int>

  /// Finds the snapshots of a whole archive.
  init(_ index: ArchiveIndex) throws(StoreError) {
    let views = try SnapshotViews(index)
    self.init(
      index,
      views: try (0..<views.count).map { (place) throws(StoreError) in try views.view(place) },
      lostFrames: nil)
  }

  /// - Parameter lostFrames: the damaged frames of a damaged archive; nil for a whole one.
  init(_ index: ArchiveIndex, views: [ArchiveIndex], lostFrames: Set<Int>?) {
    self.index = index
    self.views = views
    self.lostFrames = lostFrames ?? []
    isSalvaged = lostFrames != nil
    indexFrames = Set(index.seekTable.indexFrames)
    snapshots = index.snapshots(of: views.map(\.own))
  }

  /// The number of frames that hold members.
  var frameCount: Int { (0..<index.own.frame).count { !indexFrames.contains($0) } }

  func isIndex(_ frame: Int) -> Bool { indexFrames.contains(frame) }

  func view(_ snapshot: Snapshot) -> ArchiveIndex {
    guard let place = snapshots.firstIndex(of: snapshot) else {
      preconditionFailure("it is one of them")
    }
    return views[place]
  }

  /// Returns a frame to copy, and its digest. In a damaged archive, the frame is one that is not
  /// lost; in any other, it is checked.
  func frame(_ frame: Int) throws(StoreError) -> (bytes: [UInt8], digest: Digest) {
    guard isSalvaged else { return try index.checkedFrame(frame, for: .write) }
    let stored = try attempt(
      index.source.wholeBytes(in: index.seekTable.extent(of: frame)),
      orThrow: { (error: ReadFailure) in StoreError(error, .write, [], in: index.name) })
    return (stored, unsafe Digest(of: stored.span.bytes))
  }
}
