package import ArchiveFormat
package import Entries
import Posts
import SystemPackage
package import Tar

/// Rows whose members begin in the same frame, in the order of the members.
package struct FrameRows: Sendable {
  package let frame: Int
  package var rows: [IndexRow]

  package init(frame: Int, rows: [IndexRow]) {
    self.frame = frame
    self.rows = rows
  }
}

/// A decoded frame, with the members of the rows that were asked for.
package struct FrameContent: Sendable {
  package let bytes: SharedBytes
  /// For each row the place of its content, as far as this frame holds it, or the difference
  /// between the member and its row.
  package let members: [Result<Range<Int>, StoreError>]
}

/// Decodes frames and checks their members against the index, which is only a claim.
///
/// For use by one thread. It keeps frames, since the next member is often in one of them.
package final class FrameOpener {
  package let index: ArchiveIndex
  private let action: StoreError.Action
  private var decompressor: FrameDecompressor?
  private var cache: FrameCache
  /// The frame whose beginning alone was decoded last.
  private var lastBegun: Int?

  package init(_ index: ArchiveIndex, for action: StoreError.Action) {
    self.index = index
    self.action = action
    cache = FrameCache(forHistory: index.runs.count > 1)
  }

  /// Finds and checks the member of a row.
  ///
  /// Decodes nothing after the member, if that is enough.
  ///
  /// - Returns: the frame that it begins in, and its content as far as that frame holds it.
  /// - Throws: `StoreError.Code.damaged` about the member, `.unreadable`.
  package func open(_ row: IndexRow) throws(StoreError) -> (bytes: SharedBytes, content: Range<Int>)
  {
    do throws(StoreError) {
      let frame = row.place.frame
      if let beginning = try decodeBeginning(of: frame, upTo: row.likelyEnd),
        let content = wholeContent(of: row, in: beginning)
      {
        return (beginning, content)
      }
      let opened = try open(FrameRows(frame: frame, rows: [row]))
      return (opened.bytes, try opened.members[0].get())
    } catch {
      throw StoreError(error.code, action, row.entry.path, in: index.name, cause: error.cause)
    }
  }

  /// Decodes a frame, and finds and checks the members of the rows in `asked`.
  ///
  /// - Throws: `StoreError.Code.damaged` for the frame as a whole, `.unreadable`.
  package func open(_ asked: FrameRows) throws(StoreError) -> FrameContent {
    let bytes = try decode(asked.frame)
    var members: [Result<Range<Int>, StoreError>] = []
    members.reserveCapacity(asked.rows.count)
    do throws(TarError) {
      var reader = unsafe try FrameReader.open(
        bytes.bytes, from: asked.rows.first?.place.position ?? 0)
      for row in asked.rows {
        var next = try reader.next()
        while let found = next, found.position < row.place.position { next = try reader.next() }
        members.append(check(next, against: row, in: bytes))
      }
    } catch {
      throw damaged(asked.frame, error.message)
    }
    return FrameContent(bytes: bytes, members: members)
  }

  /// Decodes a frame, unless it is still kept.
  package func decode(_ frame: Int) throws(StoreError) -> SharedBytes {
    if let bytes = cache.find(frame) { return bytes }
    let bytes = try decodeAnew(frame)
    cache.keep(frame, bytes)
    return bytes
  }

  /// Decodes the beginning of a frame; returns nil if it is better to decode the whole frame.
  private func decodeBeginning(
    of frame: Int, upTo end: Int64
  ) throws(StoreError) -> SharedBytes? {
    // The second member of a frame is probably not the last one that is asked for.
    guard frame != lastBegun, cache.find(frame) == nil, 0..<index.frameCount ~= frame,
      end < index.decodedLength(of: frame)
    else { return nil }
    lastBegun = frame
    let stored = try index.storedFrame(frame, for: action)
    do throws(IndexError) {
      return try SharedBytes(of: stored, upTo: Int(end), by: usualDecompressor())
    } catch {
      throw damaged(frame, error.message)
    }
  }

  private func decodeAnew(_ frame: Int) throws(StoreError) -> SharedBytes {
    let stored = try index.storedFrame(frame, for: action)
    do throws(IndexError) {
      let bytes = try SharedBytes(of: stored, by: usualDecompressor())
      guard bytes.count == index.decodedLength(of: frame) else {
        throw IndexError(.damaged, IndexRow.Damage.otherLength)
      }
      return bytes
    } catch {
      throw damaged(frame, error.message)
    }
  }

  private func usualDecompressor() throws(IndexError) -> FrameDecompressor {
    if let decompressor { return decompressor }
    let new = try FrameDecompressor()
    decompressor = new
    return new
  }

  private func damaged(_ frame: Int, _ cause: String) -> StoreError {
    StoreError(
      .damaged, action, Array("frame \(frame)".utf8), in: index.name, cause: cause)
  }

  /// Returns the content of a member that is whole in the decoded part of its frame and matches its
  /// row; otherwise nil.
  private func wholeContent(of row: IndexRow, in bytes: SharedBytes) -> Range<Int>? {
    guard var reader = unsafe try? FrameReader.open(bytes.bytes, from: row.place.position),
      let found = try? reader.next(), found.isWhole
    else { return nil }
    return try? check(found, against: row, in: bytes).get()
  }

  private func check(
    _ found: FrameMember?, against row: IndexRow, in bytes: SharedBytes
  ) -> Result<Range<Int>, StoreError> {
    if let cause = unsafe row.difference(from: found, in: bytes.bytes) {
      return .failure(mismatch(row, cause))
    }
    guard let found else { return .failure(mismatch(row, IndexRow.Damage.notInTar)) }
    return .success(found.content)
  }

  private func mismatch(_ row: IndexRow, _ cause: String) -> StoreError {
    StoreError(.damaged, action, row.entry.path, in: index.name, cause: cause)
  }
}

extension IndexRow {
  /// The reasons why a member is not what its row says.
  package enum Damage {
    package static let notInTar = "it is in the index but not in the tar"
    package static let wrongDigest = "its content does not match the digest in the index"
    package static let cutOff = "the archive ends before it does"
    package static let otherLength = "its frame does not decode to the length in the seek table"
  }

  /// Returns the difference between a member and this row; nil if there is none.
  ///
  /// A content that goes on in further frames is checked by the code that reads it there.
  ///
  /// - Parameters:
  ///   - found: the member in the frame at the place of the row's member; nil if there is none.
  ///   - bytes: the content of the frame.
  package func difference(from found: FrameMember?, in bytes: UnsafeRawBufferPointer) -> String? {
    guard let found, found.position == place.position else { return Damage.notInTar }
    if let difference = entry.difference(from: found.member) {
      return "its \(difference) in the tar differs from the index"
    }
    guard let digest, found.isWhole else { return nil }
    let content = unsafe UnsafeRawBufferPointer(rebasing: bytes[found.content])
    return unsafe digest == Digest(of: content.bytes) ? nil : Damage.wrongDigest
  }

  /// The offset in its frame where the member ends at the latest, unless its headers are unusually
  /// long.
  fileprivate var likelyEnd: Int64 { Int64(place.position) + 4096 + entry.size }
}

extension Entry {
  /// Returns the name of the first property in which a member of a tar differs from this entry; nil
  /// if there is none.
  package func difference(from member: Member) -> String? {
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
    guard size == member.size else { return "size" }
    guard mode == member.mode else { return "mode" }
    guard modified == member.modified else { return "time" }
    return nil
  }
}
