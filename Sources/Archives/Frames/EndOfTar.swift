package import ArchiveFormat
package import Entries
import Posts
package import Tar

/// The content of the frame that ends the tar of an indexed archive: zeros, and before them, in a
/// history, hard links.
///
/// A file that was moved keeps its member, which has the path from before. So that other tar
/// programs bring it back, a hard link leads from the path that it has in the newest snapshot to
/// the path of its member. The links come after all members, and are written anew with each
/// snapshot: no later member writes into a file that then has two names.
package struct EndOfTar {
  /// Returns the content for an archive whose newest snapshot has these moved files.
  ///
  /// - Parameter moved: the rows of the files, in the order of their paths.
  package static func bytes(linking moved: [IndexRow]) throws(TarError) -> [UInt8] {
    let zeros = [UInt8](repeating: 0, count: IndexedArchive.endLength)
    if moved.isEmpty { return zeros }
    let writer = try TarBuffer()
    for row in moved {
      try writer.begin(link(to: row))
      try writer.endMember()
    }
    return unsafe writer.withBytes { unsafe Array($0) + zeros }
  }

  /// Returns the hard link that brings a moved file back.
  package static func link(to row: IndexRow) -> Member {
    var link = row.entry
    link.kind = .hardLink(target: row.pathInTar)
    link.size = 0
    return Member(link)
  }

  /// Returns the hard links in a frame; nil if the frame is not the end of a tar.
  package static func members(in bytes: UnsafeRawBufferPointer) -> [TarMember]? {
    let length = bytes.count - IndexedArchive.endLength
    guard length >= 0, unsafe bytes[length...].allSatisfy({ $0 == 0 }) else { return nil }
    let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[..<length])
    var links: [TarMember] = []
    do throws(TarError) {
      var reader = unsafe try TarBufferReader.open(rest)
      while let found = try reader.next() {
        guard case .hardLink = found.member.kind else { return nil }
        links.append(found)
      }
    } catch {
      return nil
    }
    return links
  }

  /// The most bytes that links may take.
  package static let maximumLinks = IndexedArchive.maximumFrame - IndexedArchive.endLength

  /// Returns the most bytes that the link of a moved file takes.
  package static func length(ofLink row: IndexRow) -> Int {
    let unit = IndexedArchive.unit
    let names = [row.entry.path.bytes, row.pathInTar.bytes]
    let isPlain =
      names.allSatisfy { $0.count < 100 && $0.allSatisfy { 1...127 ~= $0 } }
      && row.entry.modified?.nanoseconds ?? 0 == 0
      && 0..<0x7FFF_FFFF ~= row.entry.modified?.seconds ?? 0
    // The names are in the pax header, with keywords, and cut off in the plain one.
    return isPlain ? unit : 4 * unit + names.reduce(0) { $0 + $1.count / unit * unit + unit }
  }
}

extension ArchiveIndex {
  /// Returns the rows of the files that were moved and need a link at the end of the tar.
  ///
  /// A salvaged archive may have another file where the member of such a file was; other tar
  /// programs then cannot find the content.
  package func linkedRows() throws(StoreError) -> [IndexRow] {
    var linked: [IndexRow] = []
    var rows = rows()
    while let row = try rows.next() {
      guard let path = row.memberPath else { continue }
      if let other = try self.row(at: path), other.place != row.place { continue }
      linked.append(row)
    }
    return linked
  }
}
