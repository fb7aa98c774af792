package import ArchiveFormat
package import Archives
package import Entries
import Files

/// A sign that a file is or once was a history, which no program may replace unasked.
package enum HistoryTrace {
  /// The trailer of a snapshot's index.
  case trailer
  /// The beginning of an index that is cut off, which may have been of a snapshot.
  case cutOff

  /// Looks for a sign in all bytes of a file, even if most of it is damaged or cut off. The single
  /// index of a packed archive is none, and so is a history that is a member of a plain tar.
  package static func find(in source: any ByteSource) throws(ReadFailure) -> HistoryTrace? {
    guard let length = try source.length else { return nil }
    let header = try source.bytes(in: (0..<length).prefix(IndexedArchive.unit)) ?? []
    if header.dropFirst(257).starts(with: "ustar".utf8) { return nil }
    guard let others = try otherTrailers(in: source, length) else { return .trailer }
    guard let table = SeekTable(ofFramesIn: source, length: length) else { return nil }
    // The magic of a trailer may be what is damaged.
    for frame in table.indexFrames
    where !others.contains(where: table.extent(of: frame).contains) {
      let extent = table.extent(of: frame)
      if try isIndex(in: source, extent),
        let trailer = try source.bytes(in: extent.suffix(IndexedArchive.trailerLength)),
        isOfSnapshot(trailer[...])
      {
        return .trailer
      }
    }
    // A trailer after the last frame shows that the index was that of a packed archive.
    guard others.last ?? 0 < table.length, try isIndex(in: source, table.length..<length) else {
      return nil
    }
    return .cutOff
  }

  /// Returns whether an extent begins as an index does.
  private static func isIndex(
    in source: any ByteSource, _ extent: Range<Int64>
  ) throws(ReadFailure) -> Bool {
    guard let start = try source.bytes(in: extent.prefix(FrameStart.byteCount)),
      case .skippable(IndexedArchive.indexMagic, _) = unsafe FrameStart(start.span.bytes)
    else { return false }
    return true
  }

  private static let magic = IndexedArchive.trailerMagic

  /// Searches for trailers, whole or cut off.
  ///
  /// - Returns: the offsets of those of packed archives; nil if there is one of a snapshot.
  private static func otherTrailers(
    in source: any ByteSource, _ length: Int64
  ) throws(ReadFailure) -> [Int64]? {
    let overlap = Int64(IndexedArchive.trailerLength - 1)
    var others: [Int64] = []
    var start: Int64 = 0
    while start < length {
      let end = min(length, start + (1 << 20) + overlap)
      guard let bytes = try source.bytes(in: start..<end) else { break }
      var place = 0
      while let found = unsafe bytes.withUnsafeBytes({ unsafe find(in: $0, from: place) }) {
        if isOfSnapshot(bytes[found...].prefix(IndexedArchive.trailerLength)) { return nil }
        others.append(start + Int64(found))
        place = found + 1
      }
      start += 1 << 20
    }
    return others
  }

  /// Returns the first place of the magic at or after `start`.
  private static func find(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
    var rest = unsafe bytes[start...]
    while let last = unsafe rest.firstIndex(of: magic[magic.count - 1]) {
      let place = last - (magic.count - 1)
      if place >= start, unsafe bytes[place...last].elementsEqual(magic) { return place }
      unsafe rest = bytes[(last + 1)...]
    }
    return nil
  }

  /// Returns whether a trailer, which may be cut off, has anything that the trailer of a packed
  /// archive never has: an index before it, or a record. Of the versions before the first release,
  /// version 1 has other numbers there, and version 2 was that of histories.
  private static func isOfSnapshot(_ trailer: ArraySlice<UInt8>) -> Bool {
    let (version, fields) = (trailer.dropFirst(8).prefix(4), trailer.dropFirst(64))
    if version.elementsEqual([1, 0, 0, 0]) { return fields.prefix(8).contains { $0 != 0 } }
    return version.elementsEqual([2, 0, 0, 0]) || fields.prefix(16).contains { $0 != 0 }
      || fields.dropFirst(20).prefix(4).contains { $0 != 0 }
  }
}

extension ByteSource {
  /// Looks for a sign that the bytes are or once were a history.
  package func historyTrace(named name: String) throws(StoreError) -> HistoryTrace? {
    try attempt(
      HistoryTrace.find(in: self),
      orThrow: { (error: ReadFailure) in StoreError(error, .read, [], in: name) })
  }
}

extension SeekTable {
  /// Finds the places of frames by the frames themselves, as far as each follows the one before;
  /// nil if there is none.
  package init?(ofFramesIn source: any ByteSource, length: Int64) {
    self.init()
    while let extent = Self.frame(at: self.length, of: source, length: length),
      (try? append(compressed: extent.stored, decoded: extent.decoded)) != nil
    {}
    guard count > 0 else { return nil }
  }

  private static func frame(
    at start: Int64, of source: any ByteSource, length: Int64
  ) -> (stored: Int, decoded: Int)? {
    let rest = start..<length
    guard let head = try? source.bytes(in: rest.prefix(FrameHeader.maximumLength)) else {
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
      guard let decoded = unsafe FrameHeader(head.span.bytes)?.contentLength else { return nil }
      // Most frames are small, so the largest is not read for each.
      for window in [256 << 10, 4 << 20, ArchiveIndex.maximumStoredFrame] {
        guard let bytes = try? source.bytes(in: rest.prefix(window)) else { return nil }
        if let stored = unsafe try? FrameLength.find(bytes.span.bytes) {
          return (stored, Int(clamping: decoded))
        }
      }
      return nil
    }
  }
}
