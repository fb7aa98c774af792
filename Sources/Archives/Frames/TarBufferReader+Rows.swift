package import ArchiveFormat
import Entries
import Posts
package import Tar

/// The way in which a member differs from its row in the index.
package struct MemberDamage: Error {
  package let cause: String

  package static let notInTar = MemberDamage(cause: "it is in the index but not in the tar")
  package static let wrongDigest = MemberDamage(
    cause: "its content does not match the digest in the index")
  package static let cutOff = MemberDamage(cause: "the archive ends before it does")
}

extension TarBufferReader {
  /// Advances to the member of a row, and checks it against the row.
  ///
  /// If the content goes on in other frames, the caller has to check it.
  ///
  /// - Parameters:
  ///   - bytes: The decoded bytes of the row's frame.
  ///   - isHistory: Whether mode and time may differ: in a history, the row counts.
  ///   - pass: Takes each member that is passed over.
  /// - Throws: `TarError` if the rest of the bytes cannot be read.
  package mutating func member(
    of row: IndexRow, in bytes: UnsafeRawBufferPointer, isHistory: Bool,
    pass: (TarMember) -> Void = { _ in }
  ) throws(TarError) -> Result<TarMember, MemberDamage> {
    var next = try next()
    while let found = next, found.position < row.place.position {
      pass(found)
      next = try self.next()
    }
    guard let found = next, found.position == row.place.position else {
      return .failure(.notInTar)
    }
    if let difference = row.difference(from: found.member, isHistory: isHistory) {
      return .failure(MemberDamage(cause: "its \(difference) in the tar differs from the index"))
    }
    if let digest = row.digest, found.isWhole {
      let content = unsafe UnsafeRawBufferPointer(rebasing: bytes[found.content])
      guard unsafe digest == Digest(of: content.bytes) else { return .failure(.wrongDigest) }
    }
    return .success(found)
  }
}

extension IndexRow {
  /// Returns the field in which a member of a tar differs from this row; nil if there is none.
  fileprivate func difference(from member: Member, isHistory: Bool) -> String? {
    let (path, kind) = (pathInTar, entry.kind)
    // A folder's path ends in `/` in a tar.
    let slash = kind == .folder && member.path.last == UInt8(ascii: "/") ? 1 : 0
    let isSamePath =
      slash == 0 ? path.bytes == member.path : path.bytes == Array(member.path.dropLast(slash))
    guard isSamePath else { return "path" }
    let isSameKind =
      switch (kind, member.kind) {
      case (.file, .file), (.folder, .folder): true
      case (.symbolicLink(let target), .symbolicLink(let others)): target == others
      case (.hardLink(let target), .hardLink(let others)): target.bytes == others
      default: false
      }
    guard isSameKind else { return "kind" }
    guard entry.size == member.size else { return "size" }
    if isHistory || memberPath != nil { return nil }
    guard entry.mode == member.mode else { return "mode" }
    guard entry.modified == FileTime(member.modified, nanoseconds: member.nanoseconds) else {
      return "time"
    }
    return nil
  }
}

extension Int64 {
  /// The number rounded up to a multiple of 512, as a content of this length takes in a tar. The
  /// number must be 0 or more, and may be as large as any claim.
  package var roundedUpToBlock: Int64 {
    let unit = Int64(IndexedArchive.unit)
    let rest = self % unit
    guard rest > 0 else { return self }
    return self > .max - unit ? .max : self - rest + unit
  }
}
