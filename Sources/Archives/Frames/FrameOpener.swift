package import ArchiveFormat
package import Entries
import Posts
import Tar

/// Decodes frames, and checks their members against the index, which is only a claim.
///
/// For use by one thread. It keeps decoded frames that the next question may need again.
package final class FrameOpener {
  package let index: ArchiveIndex
  private let action: StoreError.Action
  private var decompressor: FrameDecompressor?
  private var cache: FrameCache
  /// Whether the archive is a history, in which it pays to keep more than the last frame.
  private let isHistory: Bool
  /// The number of the last frame that was decoded only in part.
  private var lastBegun: Int?

  package init(_ index: ArchiveIndex, for action: StoreError.Action) {
    self.index = index
    self.action = action
    isHistory = index.segments.count > 1
    cache = FrameCache(forHistory: isHistory)
  }

  // MARK: Members

  /// Finds and checks the member of a row.
  ///
  /// If possible, nothing after the member is decoded.
  ///
  /// - Returns: Its content. The part that lies in other frames is checked when it is read.
  /// - Throws: `StoreError.Code.damaged` about the member, `.unreadable`.
  package func open(_ row: IndexRow) throws(StoreError) -> MemberContent {
    do throws(StoreError) {
      if let content = try openBeginning(upTo: row) { return content }
      return try open(FrameRows(row))[0].get()
    } catch {
      throw StoreError(error.code, action, row.entry.path, in: index.name, cause: error.cause)
    }
  }

  /// Decodes a frame, and finds and checks the members of some rows.
  ///
  /// - Returns: For each row the content of its member, or how that differs from the index.
  /// - Throws: `StoreError.Code.damaged` for the frame as a whole, `.unreadable`.
  package func open(_ asked: FrameRows) throws(StoreError) -> [Result<MemberContent, StoreError>] {
    let bytes = try decode(asked.frame)
    var contents: [Result<MemberContent, StoreError>] = []
    contents.reserveCapacity(asked.rows.count)
    do throws(TarError) {
      var reader = unsafe try TarBufferReader.open(
        bytes.bytes, from: asked.rows.first?.place.position ?? 0)
      for row in asked.rows {
        let member = unsafe try reader.member(of: row, in: bytes.bytes, isHistory: index.isHistory)
        contents.append(
          member.map { MemberContent(row, in: bytes, $0.content) }
            .mapError { damaged(row, $0) })
      }
    } catch {
      throw damaged(asked.frame, error.message)
    }
    return contents
  }

  /// Decodes a frame up to the end of a member.
  ///
  /// - Returns: The member's content, if it is whole and right; nil if the whole frame has to be
  ///   decoded, or is likely to be needed soon.
  private func openBeginning(upTo row: IndexRow) throws(StoreError) -> MemberContent? {
    let frame = row.place.frame
    // The second member of a frame is probably not the last one that is asked for.
    guard frame != lastBegun, cache.find(frame) == nil, 0..<index.frameCount ~= frame,
      row.likelyEnd < index.decodedLength(of: frame)
    else { return nil }
    lastBegun = frame
    let stored = try index.storedFrame(frame, for: action)
    let bytes = try decoding(frame) { (decompressor) throws(IndexError) in
      try SharedBytes(of: stored, upTo: Int(row.likelyEnd), by: decompressor)
    }
    guard var reader = unsafe try? TarBufferReader.open(bytes.bytes, from: row.place.position),
      let found = unsafe try? reader.member(
        of: row, in: bytes.bytes, isHistory: index.isHistory
      ).get(), found.isWhole
    else { return nil }
    return MemberContent(row, in: bytes, found.content)
  }

  // MARK: Frames

  /// Decodes a frame, and keeps it.
  package func decode(_ frame: Int) throws(StoreError) -> SharedBytes {
    if let bytes = cache.find(frame) { return bytes }
    let bytes = try decode(index.storedFrame(frame, for: action), of: frame)
    cache.keep(frame, bytes)
    return bytes
  }

  /// Decodes a frame: in a history as `decode(_:)` does, otherwise as `decodeBriefly(_:of:)`.
  func decodeBriefly(_ frame: Int) throws(StoreError) -> UnsafeRawBufferPointer {
    guard !isHistory else { return unsafe try decode(frame).bytes }
    return unsafe try decodeBriefly(index.storedFrame(frame, for: action), of: frame)
  }

  /// Decodes the stored bytes of a frame.
  package func decode(_ stored: [UInt8], of frame: Int) throws(StoreError) -> SharedBytes {
    try decoding(frame) { (decompressor) throws(IndexError) in
      let bytes = try SharedBytes(of: stored, by: decompressor)
      try checkLength(bytes.count, of: frame)
      return bytes
    }
  }

  /// Decodes the stored bytes of a frame into the same memory each time.
  ///
  /// - Returns: Bytes that are valid until the next call of any method.
  package func decodeBriefly(
    _ stored: [UInt8], of frame: Int
  ) throws(StoreError) -> UnsafeRawBufferPointer {
    unsafe try decoding(frame) { (decompressor) throws(IndexError) in
      let bytes = unsafe try decompressor.reusedBytes(of: stored.span.bytes)
      try checkLength(bytes.count, of: frame)
      return unsafe bytes
    }
  }

  private func decoding<Bytes>(
    _ frame: Int, _ body: (FrameDecompressor) throws(IndexError) -> Bytes
  ) throws(StoreError) -> Bytes {
    do throws(IndexError) {
      if let decompressor { return try body(decompressor) }
      let made = try FrameDecompressor()
      decompressor = made
      return try body(made)
    } catch {
      throw damaged(frame, error.message)
    }
  }

  private func checkLength(_ count: Int, of frame: Int) throws(IndexError) {
    guard count == index.decodedLength(of: frame) else {
      throw IndexError(.damaged, Self.otherLength)
    }
  }

  /// The cause of an error about a frame that does not decode to the length in the seek table.
  package static let otherLength = "its frame does not decode to the length in the seek table"

  /// Makes the error about a member that differs from its row.
  func damaged(_ row: IndexRow, _ damage: MemberDamage) -> StoreError {
    StoreError(.damaged, action, row.entry.path, in: index.name, cause: damage.cause)
  }

  /// Makes the error about a frame that cannot be read.
  func damaged(_ frame: Int, _ cause: String) -> StoreError {
    StoreError(.damaged, action, Array("frame \(frame)".utf8), in: index.name, cause: cause)
  }
}

extension IndexRow {
  /// The end of the member in its frame, unless its headers are uncommonly long.
  fileprivate var likelyEnd: Int64 { Int64(place.position) + 4096 + entry.size }
}
