import ArchiveFormat
import Archives
import Entries
import Posts
import Tar

/// Files that were moved, and the links to their members at the end of the tar.
extension IndexedVerification {
  /// Checks the segment of the snapshot against those of the one before.
  mutating func verifySegment(after before: ArchiveIndex?) throws(StoreError) {
    let segment = SegmentVerification(view.own, after: before)
    var moved: [IndexRow] = []
    if let cause = try segment.difference(&moved) { tell(cause) }
    guard !moved.isEmpty else { return }
    // Other tar programs find the newest member at the path.
    var newest: [Path: IndexRow.Place] = [:]
    let paths = Set(moved.map(\.pathInTar))
    for place in 0...snapshot {
      try history.view(place).own.forEachOwnRow(of: paths) { row in
        if row.memberPath == nil { newest[row.entry.path] = row.place }
      }
    }
    for row in moved {
      guard newest[row.pathInTar] ?? row.place == row.place else {
        tell(segment.withoutMember(row))
        continue
      }
      try checkMember(of: row)
    }
  }

  /// Checks the member of a moved file, which came with an earlier snapshot or under another path.
  private mutating func checkMember(of row: IndexRow) throws(StoreError) {
    if isQuick {
      guard !lost.contains(LostMember(path: row.pathInTar, place: row.place)) else {
        return try lose(row.entry, "its member is lost: \(row.pathInTar)")
      }
    } else {
      do throws(StoreError) {
        let opener = FrameOpener(index, for: .verify)
        try opener.open(row).check(by: opener)
      } catch let error where error.code == .damaged {
        return try lose(row.entry, error.cause)
      }
    }
    if view.trailer.ownFrames.contains(row.place.frame) { summary.countWhole(row.entry) }
  }

  /// Checks the frame that ends the tar; the seek table has shown its length and place.
  mutating func checkEnd() throws(StoreError) {
    let table = index.seekTable
    guard let frame = table.endFrame else { return }
    let moved = index.isHistory ? try index.linkedRows() : []
    let extent = table.extent(of: frame)
    let length = table.decodedLength(of: frame)
    var links: [Member]?
    if extent.count <= ArchiveIndex.maximumStoredFrame {
      do throws(ReadFailure) {
        if let stored = try index.source.bytes(in: extent) {
          links = Self.links(in: stored, length: length)
          if unsafe Digest(of: stored.span.bytes) != index.trailer.endDigest {
            tell("the frame that ends the tar does not match its SHA-256")
          }
        }
      } catch {
        throw StoreError(error, .verify, [], in: index.name)
      }
    }
    guard let links else { return tell("its end mark is damaged") }
    if links != moved.map(EndOfTar.link(to:)) {
      tell("the links to moved files at its end are not those of the newest snapshot")
    }
  }

  /// Returns the links in the frame that ends the tar; nil if it is not as it was written.
  private static func links(in stored: [UInt8], length: Int) -> [Member]? {
    guard
      let bytes = unsafe try? FrameDecompressor().decompress(stored.span.bytes, limit: length),
      bytes.count == length,
      let links = unsafe bytes.withUnsafeBytes({ unsafe EndOfTar.members(in: $0) })
    else { return nil }
    return links.map(\.member)
  }
}
