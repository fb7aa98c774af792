import ArchiveFormat
import Archives
import Entries
import Files
import Salvaging

/// A history that may be damaged: all snapshots that it has or had, as far as they are known.
struct DamagedHistory {
  /// The frames, and the snapshots that are whole.
  let source: HistorySource
  /// All snapshots, the oldest first.
  let snapshots: [DamagedSnapshot]
}

/// A snapshot of a damaged history.
struct DamagedSnapshot {
  /// What is known of it.
  enum Knowledge {
    /// All that it holds.
    case whole(Snapshot)
    /// The rows of its own index, but not of all those that it builds on.
    case changes(ArchiveIndex, cause: String)
    /// The members in its frames. Its index is lost.
    case members(cause: String)
  }

  let knowledge: Knowledge
  /// Its number, or one that follows from its neighbours.
  let number: Int
  /// Its name for messages: if the number is a guess between two others, they are named.
  let name: String
  /// The frames that came with it, without its index.
  let frames: Range<Int>
}

extension DamagedHistory {
  /// Finds the snapshots of a damaged archive, and reports the end of the file if that is lost.
  ///
  /// - Returns: nil if there is no history, or none of its indexes can be read; the snapshots of a
  ///   history are then reported as lost.
  init?(_ source: any ByteSource, named name: String, report: Report) throws(StoreError) {
    guard let length = try? source.length, length > 0 else { return nil }
    let own = (try? ArchiveIndex.seekTable(of: source, length: length)).map {
      FoundIndexes(in: $0, of: source, length: length, named: name)
    }
    // The seek table may be damaged itself; then the frames show where they are.
    var found = own
    if own?.isWhole != true, let table = SeekTable(ofFramesIn: source, length: length) {
      let byFrames = FoundIndexes(in: table, of: source, length: length, named: name)
      if byFrames.wholeCount > own?.wholeCount ?? 0 { found = byFrames }
    }
    guard let found, try found.isHistory() else { return nil }
    guard let index = found.index else {
      for place in found.places.indices {
        report(.lostSnapshot(found.name(of: place), found.places[place].cause, in: name))
      }
      return nil
    }
    if let loss = found.lossAtEnd { report(loss) }
    let decompressor = try attempt(
      FrameDecompressor(),
      orThrow: { (error: IndexError) in StoreError(unusable: error, in: name) })
    let lost = (0..<found.table.count).filter { index.isLost($0, by: decompressor) }
    let views = found.places.compactMap(\.view)
    self.source = HistorySource(index, views: views, lostFrames: Set(lost))
    var whole = self.source.snapshots[...]
    var number = 0
    snapshots = found.places.indices.map { place in
      let (segment, view) = (found.places[place].segment, found.places[place].view)
      number = segment?.number ?? number + 1
      let cause = found.places[place].cause
      let knowledge: DamagedSnapshot.Knowledge =
        if view != nil, let snapshot = whole.popFirst() {
          .whole(snapshot)
        } else if let own = segment.map({
          ArchiveIndex(changesOf: $0, in: found.table, length: length)
        }
        ) {
          .changes(own, cause: cause)
        } else {
          .members(cause: cause)
        }
      return DamagedSnapshot(
        knowledge: knowledge, number: number, name: found.name(of: place),
        frames: found.places[place].frames)
    }
  }
}

/// The indexes of a history that may be damaged, as far as a seek table leads to them.
private struct FoundIndexes {
  /// The place of an index in the file, whether it can be read or not.
  struct Place {
    /// The frames after the index before.
    var frames: Range<Int>
    /// The index, if its own bytes are whole.
    var segment: IndexSegment?
    /// The archive as of this index, if those that it builds on are whole too.
    var view: ArchiveIndex?
    var cause = ""
  }

  let table: SeekTable
  private let source: any ByteSource
  private let length: Int64
  private let name: String
  /// The places of all indexes, the oldest first, and a last one for frames whose index is cut off.
  private(set) var places: [Place] = []

  init(in table: SeekTable, of source: any ByteSource, length: Int64, named name: String) {
    (self.table, self.source, self.length, self.name) = (table, source, length, name)
    var known: [Int: IndexSegment] = [:]
    var start = 0
    for frame in table.indexFrames {
      var place = Place(frames: start..<frame)
      start = frame + 1
      do throws(IndexError) {
        let segment = try IndexSegment.open(frame, in: table, of: source, named: name)
        try segment.checkReadable()
        place.segment = segment
        known[frame] = segment
        // The segments that it builds on must be whole too.
        let beneath = segment.record?.beneath ?? []
        guard beneath.allSatisfy({ known[$0.frame]?.reference == $0 }) else {
          throw IndexError(.damaged, "it depends on others that are damaged")
        }
        place.view = try ArchiveIndex(segment, in: table, length: length, known: known)
      } catch {
        place.cause = error.message
      }
      places.append(place)
    }
    let end = endFrame ?? table.count
    if start < end || isIndexCutOff {
      places.append(Place(frames: start..<end, cause: "its index is cut off"))
    }
  }

  var wholeCount: Int { places.count { $0.view != nil } }

  var isWhole: Bool { wholeCount == places.count && wholeCount > 0 }

  /// The last index that can be read.
  var index: ArchiveIndex? {
    guard let place = places.last(where: { $0.segment != nil }), let segment = place.segment else {
      return nil
    }
    return place.view ?? ArchiveIndex(changesOf: segment, in: table, length: length)
  }

  /// Returns whether the archive keeps snapshots, and is not only a packed one.
  func isHistory() throws(StoreError) -> Bool {
    if places.count > 1 || places.contains(where: { $0.segment?.trailer.hasRecord == true }) {
      return true
    }
    return try source.historyTrace(named: name) == .trailer
  }

  /// The frame that ends the tar; nil if it is lost. A frame of members may be as long.
  private var endFrame: Int? {
    guard let frame = table.endFrame, let stored = try? source.bytes(in: table.extent(of: frame)),
      let bytes = unsafe try? FrameDecompressor().decompress(stored.span.bytes)
    else { return nil }
    return unsafe bytes.withUnsafeBytes { unsafe EndOfTar.members(in: $0) } == nil ? nil : frame
  }

  private var isIndexCutOff: Bool {
    if case .skippable(IndexedArchive.indexMagic, _) = startOfRest { true } else { false }
  }

  /// The beginning of what comes after the last frame.
  private var startOfRest: FrameStart {
    let head = (table.length..<length).prefix(FrameStart.byteCount)
    guard let bytes = try? source.bytes(in: head) else { return .neither }
    return unsafe FrameStart(bytes.span.bytes)
  }

  /// The error that the end of the file is lost, and perhaps a snapshot that nothing shows.
  var lossAtEnd: StoreError? {
    if isIndexCutOff { return nil }
    if endFrame != nil, case .skippable = startOfRest { return nil }
    let rest = table.length..<length
    guard rest.isEmpty else { return .lost(rest, .pack, in: name) }
    return StoreError(
      .damaged, .pack, [], in: name,
      cause: "it ends too soon: what came after \(name(of: places.count - 1)) is lost")
  }

  /// Returns a name for a snapshot; if its index does not show its number, one that follows from
  /// its neighbours.
  func name(of place: Int) -> String {
    let numbers = places.map { $0.segment?.number }
    if let number = numbers[place] { return "snapshot \(number)" }
    let before = numbers[..<place].lastIndex { $0 != nil }
    let after = numbers[place...].firstIndex { $0 != nil }
    let last = before.flatMap { numbers[$0] } ?? 0
    // Snapshots that were pruned leave gaps.
    if let after, let next = numbers[after], next - last != after - (before ?? -1) {
      return "a snapshot between \(last) and \(next)"
    }
    return "snapshot \(last + place - (before ?? -1))"
  }
}

extension StoreError {
  /// Returns the error that nothing of a snapshot can be kept.
  static func lostSnapshot(_ snapshot: String, _ cause: String, in archive: String) -> StoreError {
    StoreError(.damaged, .pack, [], in: archive, cause: "\(snapshot) is lost: \(cause)")
  }

  /// Returns the error that a snapshot can be kept only in part.
  static func partialSnapshot(_ snapshot: String, _ cause: String, in archive: String) -> StoreError
  {
    StoreError(
      .damaged, .pack, [], in: archive,
      cause: "\(snapshot) cannot be kept as it was: \(cause); the files that came with it are kept")
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
  /// Whether a frame is damaged. An index is not, whatever it holds.
  fileprivate func isLost(_ frame: Int, by decompressor: FrameDecompressor) -> Bool {
    if frame > 0, seekTable.decodedLength(of: frame) == 0 { return false }
    if frame < frameCount, (try? checkedFrame(frame)) != nil { return false }
    // If the index that holds its digest is lost, the frame's own checksum has to do.
    guard seekTable.extent(of: frame).count <= Self.maximumStoredFrame,
      let stored = try? source.bytes(in: seekTable.extent(of: frame)),
      let bytes = unsafe try? decompressor.reusedBytes(of: stored.span.bytes)
    else { return true }
    return bytes.count != seekTable.decodedLength(of: frame)
  }
}
