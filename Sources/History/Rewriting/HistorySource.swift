import ArchiveFormat
import Archives
import Entries

/// The snapshots of an archive that is to be rewritten.
struct HistorySource {
  /// The archive as of the newest of these snapshots.
  let index: ArchiveIndex
  /// The snapshots, the oldest first.
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

  private init(_ index: ArchiveIndex, views: [ArchiveIndex], lostFrames: Set<Int>?) {
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
}

extension HistorySource {
  /// Finds the snapshots of a damaged archive whose indexes are whole, and reports the others.
  ///
  /// - Returns: nil if there is no history to keep.
  init?(salvaging source: any ByteSource, named name: String, report: Report) throws(StoreError) {
    guard let length = try? source.length else { return nil }
    let own = (try? ArchiveIndex.seekTable(of: source, length: length)).map {
      FoundIndexes(in: $0, of: source, length: length, named: name)
    }
    // The seek table may be damaged itself; then the frames show where they are.
    var found = own
    if own?.losses.isEmpty != true,
      let table = SeekTable(ofFramesIn: source, length: length)
    {
      let byFrames = FoundIndexes(in: table, of: source, length: length, named: name)
      if byFrames.views.count > own?.views.count ?? 0 { found = byFrames }
    }
    guard let found, let index = found.views.last, index.trailer.version == .history else {
      return nil
    }
    for loss in found.losses {
      report(
        StoreError(
          .damaged, .pack, [], in: name,
          cause: "\(Self.name(of: loss.place, among: found.numbers)) is lost: \(loss.cause)"))
    }
    let lost = (0..<index.own.frame).filter { index.isLost($0) }
    self.init(index, views: found.views, lostFrames: Set(lost))
  }
}

/// The indexes of a history that may be damaged, as far as a seek table leads to them.
private struct FoundIndexes {
  /// The archive as of each whole index, the oldest first.
  private(set) var views: [ArchiveIndex] = []
  /// The number of the snapshot of each index; nil if it cannot be read.
  private(set) var numbers: [Int?] = []
  /// The positions of the damaged indexes among all, and the damage.
  private(set) var losses: [(place: Int, cause: String)] = []

  init(in table: SeekTable, of source: any ByteSource, length: Int64, named name: String) {
    var known: [Int: IndexSegment] = [:]
    for (place, frame) in table.indexFrames.enumerated() {
      numbers.append(nil)
      do throws(IndexError) {
        let run = try IndexSegment.open(frame, in: table, of: source, named: name)
        numbers[place] = run.number
        try run.checkReadable()
        known[frame] = run
        // The segments that it builds on must be whole too.
        let beneath = run.record?.beneath ?? []
        guard beneath.allSatisfy({ known[$0.frame]?.reference == $0 }) else {
          throw IndexError(.damaged, "it depends on others that are damaged")
        }
        views.append(try ArchiveIndex(run, in: table, length: length, known: known))
      } catch {
        losses.append((place, error.message))
      }
    }
  }
}

extension HistorySource {
  /// Returns a name for a snapshot; if its index does not show its number, one that follows from
  /// its neighbours.
  private static func name(of place: Int, among numbers: [Int?]) -> String {
    if let number = numbers[place] { return "snapshot \(number)" }
    let before = numbers[..<place].lastIndex { $0 != nil }
    let behind = numbers[place...].firstIndex { $0 != nil }
    let last = before.flatMap { numbers[$0] } ?? 0
    // Snapshots that were pruned leave gaps.
    if let behind, let next = numbers[behind], next - last != behind - (before ?? -1) {
      return "a snapshot between \(last) and \(next)"
    }
    return "snapshot \(last + place - (before ?? -1))"
  }
}

extension IndexSegment {
  /// Checks all bytes against their digest, and that they decode as rows.
  fileprivate func checkReadable() throws(IndexError) {
    try checkBytes()
    var rows = SegmentCursor(self, in: .whole, beginningWith: [], with: [.facts, .digests])
    while try rows.next(where: { _ in true }) != nil {}
  }
}

extension ArchiveIndex {
  /// Whether a frame that should hold members is damaged.
  fileprivate func isLost(_ frame: Int) -> Bool {
    if frame > 0, seekTable.decodedLength(of: frame) == 0 { return false }
    if (try? checkedFrame(frame)) != nil { return false }
    // If the index that holds its digest is lost, the frame's own checksum has to do.
    return (try? FrameOpener(self, for: .read).decode(frame)) == nil
  }

  /// Reads a frame that is not lost, and returns it with its digest.
  func salvagedFrame(_ frame: Int) throws(StoreError) -> (bytes: [UInt8], digest: Digest) {
    let stored = try storedFrame(frame, for: .write)
    return (stored, unsafe Digest(of: stored.span.bytes))
  }
}

extension SeekTable {
  /// Finds the places of frames by the frames themselves, as far as each follows the one before;
  /// nil if there is none.
  init?(ofFramesIn source: any ByteSource, length: Int64) {
    self.init()
    while let extent = Self.frame(at: self.length, of: source, length: length),
      (try? append(compressed: extent.stored, decoded: extent.decoded)) != nil
    {}
    guard count > 0 else { return nil }
  }

  private static func frame(
    at start: Int64, of source: any ByteSource, length: Int64
  ) -> (stored: Int, decoded: Int)? {
    let greatest = start..<min(length, start + Int64(ArchiveIndex.maximumStoredFrame))
    guard let head = try? source.bytes(in: greatest.prefix(FrameHeader.maximumLength)) else {
      return nil
    }
    switch unsafe FrameStart(head.span.bytes) {
    case .neither: return nil
    case .skippable(let magic, let count):
      let stored = IndexedArchive.skippableHeaderLength + count
      // The frames end at a seek table, even one in the middle of the file, which an older version
      // left.
      guard magic == IndexedArchive.indexMagic, start + Int64(stored) <= length else { return nil }
      return (stored, 0)
    case .zstd:
      guard let bytes = try? source.bytes(in: greatest),
        let stored = unsafe try? FrameLength.find(bytes.span.bytes),
        let decoded = unsafe FrameHeader(head.span.bytes)?.contentLength
      else { return nil }
      return (stored, Int(clamping: decoded))
    }
  }
}
