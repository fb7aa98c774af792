package import ArchiveFormat
package import Entries
package import Files
import Posts

/// The content of one member of an indexed archive, known to be what the index says before any of it
/// is given out.
@safe package struct MemberContent {
  private let opener: FrameOpener
  private var pieces: MemberPieces
  /// What is left of the piece that is being given out; it lives as long as `pieces` stays.
  private var rest = unsafe UnsafeRawBufferPointer(start: nil, count: 0)

  /// Finds the content that `row` tells of.
  ///
  /// A content in several frames is read twice, first for its digest.
  ///
  /// - Throws: `StoreError.Code.damaged` where header or digest are not what the index says.
  package init(_ row: IndexRow, by opener: FrameOpener) throws(StoreError) {
    let (bytes, content) = try opener.open(row)
    self.opener = opener
    pieces = MemberPieces(row, in: bytes, content)
    if Int64(content.count) < row.entry.size { try pieces.check(by: opener, for: .read) }
  }

  /// Reads on, at most as much as the buffer holds; nil at the end.
  package mutating func next(into buffer: ReadBuffer) throws(StoreError) -> Piece? {
    if unsafe rest.isEmpty {
      guard let next = unsafe try pieces.next(by: opener, for: .read) else { return nil }
      unsafe rest = next
    }
    let given = unsafe rest.prefix(ReadBuffer.size)
    unsafe buffer.bytes.copyMemory(from: UnsafeRawBufferPointer(rebasing: given))
    unsafe rest = UnsafeRawBufferPointer(rebasing: rest[given.endIndex...])
    return unsafe .bytes(UnsafeRawBufferPointer(rebasing: buffer.bytes[..<given.count]))
  }
}
